"""Asks an engine on another machine what is in a picture, as if its models were here."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final, TypeVar

import httpx
from PIL import Image

from config.settings import EngineSettings
from config.taxonomy import Slot
from engine.pipeline import Closeup
from engine.schemas import Analysis, PhotoError, PhotoKind
from engine.serving.wire import analysis_of, closeup_of

TIMEOUT_S: Final = 60.0
T = TypeVar("T")


class RemoteEngine:
    """An `engine.pipeline.Analyzer` over HTTP; safe to share between threads, which it blocks."""

    def __init__(self, settings: EngineSettings) -> None:
        """Remember where the engine is; nothing is asked yet.

        Args:
            settings: with the `url` of `coordi engine serve`.
        """
        self._client = httpx.Client(base_url=settings.url, timeout=TIMEOUT_S, trust_env=False)
        self._min_score = settings.min_score

    def analyze(
        self, picture: Image.Image, kind: PhotoKind, min_score: float | None = None
    ) -> Analysis:
        """Say what is in an upright RGB picture; boxes in its pixels.

        `min_score` may be higher than the server's, not lower.

        Raises:
            PhotoError: the engine refuses the picture, or is busy or not there (`busy`).
        """
        asked = {"kind": kind.value, "embeddings": "1"}
        analysis = self._ask("/analyze", asked, picture, analysis_of)
        least = self._min_score if min_score is None else min_score
        if kind is PhotoKind.GARMENT:
            return analysis
        sure = tuple(garment for garment in analysis.garments if garment.score >= least)
        return replace(analysis, garments=sure)

    def closeups(
        self, pictures: Sequence[Image.Image], slots: Sequence[Slot | None]
    ) -> list[Closeup]:
        """Say what the one garment of each picture is, and where in it.

        Raises:
            PhotoError: as `analyze`.
        """
        return [
            self._ask("/closeup", {} if slot is None else {"slot": slot.value}, one, closeup_of)
            for one, slot in zip(pictures, slots, strict=True)
        ]

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _ask(
        self,
        path: str,
        query: dict[str, str],
        picture: Image.Image,
        read: Callable[[dict[str, Any]], T],
    ) -> T:
        try:
            response = self._client.post(path, params=query, content=_png(picture))
            told = response.json()
            if "error" in told:
                raise PhotoError(told["error"]["message"], code=told["error"]["code"])
            response.raise_for_status()
            return read(told)
        except (httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise PhotoError(
                f"the engine at {self._client.base_url} does not answer: {error}",
                code="busy",
            ) from error


def _png(picture: Image.Image) -> bytes:
    """Return a picture without loss, so that a remote engine sees what a local one would."""
    data = io.BytesIO()
    picture.save(data, "PNG", compress_level=1)
    return data.getvalue()
