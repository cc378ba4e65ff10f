"""What stands in for the engine and the network in tests of the import."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from config.settings import Settings
from config.taxonomy import CATEGORY_SLOT
from engine.schemas import Analysis, ColourShare, Garment, Scored
from scraper.download import DownloadError, Fetched, Validators


class FakeEngine:
    """Says the same of every picture, and remembers how many it saw."""

    def __init__(self, category: str = "t_shirt", *, unsure: bool = False) -> None:
        self.category = category
        self.unsure = unsure
        self.seen = 0

    def describe(self, pictures: Sequence[Image.Image]) -> list[Analysis]:
        self.seen += len(pictures)
        return [analysis_of(self.category, picture, unsure=self.unsure) for picture in pictures]


def garment_of(category: str, *, unsure: bool = False, red: float = 0.0) -> Garment:
    embedding = np.zeros(256, np.float32)
    embedding[0], embedding[1] = np.cos(red), np.sin(red)
    return Garment(
        box=(0, 0, 10, 10),
        slot=CATEGORY_SLOT[category],
        score=0.9,
        categories=(Scored(category, 0.9), Scored("hat", 0.1)),
        unsure=unsure,
        colours=(ColourShare("navy", "#1f2a4d", 1.0),),
        pattern="solid",
        fit="regular" if CATEGORY_SLOT[category].value == "top" else None,
        warmth=2,
        embedding=embedding,
    )


def analysis_of(category: str, picture: Image.Image, *, unsure: bool = False) -> Analysis:
    red = float(np.asarray(picture, np.float32)[..., 0].mean()) / 255
    return Analysis(
        width=picture.width,
        height=picture.height,
        garments=(garment_of(category, unsure=unsure, red=red),),
        style=(Scored("casual", 0.7), Scored("street", 0.3)),
        formality=2,
        warmth=2,
        people=1,
        timing_ms={},
    )


class FakeGetter:
    """Has the files it was given; every other address is unreachable."""

    def __init__(self, files: Mapping[str, bytes] | None = None) -> None:
        self.files = dict(files or {})
        self.asked: list[str] = []

    async def fetch(self, url: str, *, validators: Validators | None = None) -> Fetched:
        self.asked.append(url)
        if url not in self.files:
            raise DownloadError("unreachable", url)
        body = self.files[url]
        etag = f'"{hashlib.sha256(body).hexdigest()}"'
        if validators is not None and validators.etag == etag:
            return Fetched(url, b"", "image/png", Validators(etag), unchanged=True)
        return Fetched(url, body, "image/png", Validators(etag))


def picture_file(colour: str = "red", size: tuple[int, int] = (60, 80)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    return file.getvalue()


def settings_in(folder: Path) -> Settings:
    return Settings(data_dir=folder, _env_file=None)
