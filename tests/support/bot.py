"""A bot on a local Telegram, with an engine that sees what the test wants."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
from PIL import Image
from sqlalchemy import select

from bot.application import build_services
from bot.context import BotApplication, Services
from bot.running import running
from config.settings import Settings
from config.taxonomy import COLOUR_HEX, Slot
from db.models import Base, pack_vector
from db.queries import product_import, products
from db.session import Database
from engine.pipeline import Closeup
from engine.schemas import Analysis, ColourShare, Garment, PhotoKind, Scored, Vector
from engine.service import EngineService
from simulator import LocalTelegram
from tests.support.patience import patient

DIMENSIONS = 256
SHAPES = 192
"""As in the real embeddings: the shape part comes first, then the colour part."""


def vector(shape: int, colour: int) -> Vector:
    """Return an embedding of a made-up shape and colour; others of the same are near."""
    values = np.random.default_rng(shape).normal(0, 1, SHAPES)
    colours = np.random.default_rng(1000 + colour).normal(0, 1, DIMENSIONS - SHAPES)
    joined = np.concatenate(
        [values / np.linalg.norm(values), colours / np.linalg.norm(colours)]
    ) / np.sqrt(2)
    return joined.astype(np.float32)


def garment(
    category: str = "hoodie",
    *,
    slot: Slot = Slot.TOP,
    score: float = 0.95,
    other: str = "sweatshirt",
    box: tuple[int, int, int, int] = (100, 120, 380, 420),
    colour: str = "black",
    unsure: bool = False,
    pattern: str = "solid",
    fit: str | None = "over",
    shape: int = 1,
) -> Garment:
    """Return a garment as the engine gives it."""
    return Garment(
        box=box,
        slot=slot,
        score=0.9,
        categories=(Scored(category, score), Scored(other, 1 - score)),
        unsure=unsure,
        colours=(ColourShare(colour, COLOUR_HEX[colour], 0.9),),
        pattern=pattern,
        fit=fit,
        warmth=2,
        embedding=vector(shape, list(COLOUR_HEX).index(colour)),
    )


HOODIE = garment()
JEANS = garment(
    "jeans",
    slot=Slot.PANTS,
    other="trousers",
    box=(120, 400, 360, 800),
    colour="blue",
    fit="wide",
    shape=2,
)
SHIRT = garment("shirt", other="blouse", score=0.52, unsure=True, colour="white", fit=None)


@dataclass
class FakePipeline:
    """Sees in every photo what it was told to see."""

    garments: tuple[Garment, ...] = (HOODIE, JEANS)
    style: tuple[Scored, ...] = (Scored("street", 0.82), Scored("casual", 0.1))
    people: int = 1
    error: Exception | None = None
    go: Event = field(default_factory=Event)
    looked_at: int = 0

    def __post_init__(self) -> None:
        self.go.set()

    def analyze(
        self, picture: Image.Image, kind: PhotoKind = PhotoKind.OUTFIT, *args: Any, **kwargs: Any
    ) -> Analysis:
        """Return what was told, once `go` is set."""
        self.go.wait(patient(30))
        self.looked_at += 1
        if self.error is not None:
            raise self.error
        return Analysis(
            width=picture.width,
            height=picture.height,
            garments=self.garments,
            style=self.style if self.garments else (),
            formality=2 if self.garments else None,
            warmth=2 if self.garments else None,
            people=self.people,
            timing_ms={},
        )

    def closeups(
        self, pictures: Sequence[Image.Image], slots: Sequence[Slot | None]
    ) -> list[Closeup]:
        """Return what was told of each picture: the first garment of that slot, else the first."""
        mask = np.full((28, 28), 4.0, np.float32)
        mask[:2] = mask[-2:] = mask[:, :2] = mask[:, -2:] = -4.0
        found = [
            next((g for g in self.garments if g.slot is slot), self.garments[0]) for slot in slots
        ]
        return [
            Closeup(replace(self.analyze(near), garments=(garment,)), mask)
            for near, garment in zip(pictures, found, strict=True)
        ]


def picture(
    size: tuple[int, int] = (480, 854), colour: str = "#b8c4d0", form: str = "JPEG"
) -> bytes:
    """Return the bytes of a plain picture."""
    target = io.BytesIO()
    Image.new("RGB", size, colour).save(target, form)
    return target.getvalue()


PHOTO = picture()


@dataclass
class Bot:
    """A running bot with all around it."""

    telegram: LocalTelegram
    settings: Settings
    database: Database
    services: Services
    pipeline: FakePipeline
    application: BotApplication

    async def rows(self, table: type[Base]) -> list[Any]:
        """Return all rows of a table."""
        async with self.database.session() as session:
            return list((await session.scalars(select(table).order_by("id"))).all())

    async def eventually(self, holds: Callable[[], Awaitable[bool]]) -> None:
        """Wait until something of the database holds, which nobody tells of."""
        async with asyncio.timeout(patient(5)):
            while not await holds():  # noqa: ASYNC110 - a database has no event to wait for
                await asyncio.sleep(0.01)


@asynccontextmanager
async def a_running_bot(
    telegram: LocalTelegram, settings: Settings, pipeline: FakePipeline
) -> AsyncIterator[Bot]:
    """Run a bot for the length of the block."""
    engine = EngineService(settings.engine, pipeline)
    async with await Database.open(settings) as database:
        services = build_services(settings, database, engine, media_group_window_s=patient(0.05))
        try:
            async with running(settings, services) as application:
                yield Bot(telegram, settings, database, services, pipeline, application)
        finally:
            pipeline.go.set()
            await engine.close()


SHOPS = ("거리상점", "모던하우스", "데일리룩", "레트로샵")


async def fill_catalogue(database: Database, pictures: Path, *, a_shop: int = 6) -> None:
    """Put hoodies and jeans of four shops into the catalogue."""
    pictures.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 - a test may wait
    colours = ("black", "blue", "white")
    styles = ("street", "modern", "casual", "retro")
    number = 0
    async with database.session() as session:
        for place, name in enumerate(SHOPS):
            shop = await products.upsert_shop(
                session,
                slug=f"shop{place}",
                name=name,
                url=f"https://shop{place}.example/",
                source="t",
            )
            rows = []
            for index in range(a_shop):
                number += 1
                category = "hoodie" if index % 2 == 0 else "jeans"
                colour = colours[(index // 2) % 3]
                file = f"{number}.webp"
                (pictures / file).write_bytes(picture((120, 120), COLOUR_HEX[colour], "WEBP"))
                rows.append(
                    {
                        "shop_id": shop,
                        "external_id": str(number),
                        "title": f"{category} <{number}> & co",
                        "brand": None,
                        "url": f"https://shop{place}.example/p/{number}",
                        "price": 10_000 + 7_000 * number,
                        "currency": "KRW",
                        "gender": "unisex",
                        "category": category,
                        "colours": [colour],
                        "pattern": "solid",
                        "fit": "regular",
                        "warmth": 2,
                        "sizes": [],
                        "available": True,
                        "picture": file,
                        "picture_sha256": f"{number:064d}",
                        "embedding": pack_vector(
                            vector(1 if category == "hoodie" else 2, list(COLOUR_HEX).index(colour))
                        ),
                        "style": {styles[place]: 0.8, "casual": 0.2},
                    }
                )
            await product_import.write_products(session, rows)
