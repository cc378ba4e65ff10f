"""Client of `coordi engine serve`: analyses pictures on another machine."""

from __future__ import annotations

import io
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeVar

import httpx
from PIL import Image
from pydantic import TypeAdapter

from config.settings import EngineSettings
from config.taxonomy import Slot
from engine.models.embedding_version import embedding_version
from engine.pipeline import Closeup
from engine.schemas import Analysis, PhotoError, PhotoKind
from engine.serving.wire import ANALYSIS, CLOSEUP, MODEL_HEADER

TIMEOUT_S: Final = 60.0
T = TypeVar("T")

_log = logging.getLogger(__name__)


class ModelMismatchError(PhotoError):
    """An engine elsewhere has other weights than this installation.

    Its embeddings cannot be compared with those that are stored here under this installation's
    version.
    """

    code = "busy"


class RemoteEngine:
    """An `engine.pipeline.Analyzer` over HTTP; safe to share between threads, which it blocks."""

    def __init__(self, settings: EngineSettings) -> None:
        """Set the address; nothing is sent yet.

        Args:
            settings: with the `url` of `coordi engine serve`, and the weights of this installation.
        """
        self._client = httpx.Client(base_url=settings.url, timeout=TIMEOUT_S, trust_env=False)
        self._min_score = settings.min_score
        self._models_dir = settings.models_dir

    def analyze(
        self, picture: Image.Image, kind: PhotoKind, min_score: float | None = None
    ) -> Analysis:
        """Analyse an upright RGB picture; boxes in its pixels.

        Args:
            picture: any size that the server takes.
            kind: whether it shows an outfit or one garment.
            min_score: may be higher than the server's, not lower.

        Raises:
            PhotoError: the engine refuses the picture, or is busy or not there (`busy`).
            ModelMismatchError: its weights are not those of this installation.
        """
        params = {"kind": kind.value, "format": "full"}
        analysis = self._post("/analyze", params, picture, ANALYSIS)
        if kind is PhotoKind.GARMENT:
            return analysis
        least = self._min_score if min_score is None else min_score
        sure = tuple(garment for garment in analysis.garments if garment.score >= least)
        return replace(analysis, garments=sure)

    def closeups(
        self, pictures: Sequence[Image.Image], slots: Sequence[Slot | None]
    ) -> list[Closeup]:
        """Describe the one garment of each picture, and segment it.

        Raises:
            PhotoError: as `analyze`.
        """
        return [
            self._post("/closeup", {} if slot is None else {"slot": slot.value}, picture, CLOSEUP)
            for picture, slot in zip(pictures, slots, strict=True)
        ]

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _post(
        self, path: str, params: Mapping[str, str], picture: Image.Image, answer: TypeAdapter[T]
    ) -> T:
        try:
            response = self._client.post(path, params=params, content=_png(picture))
            if response.is_error:
                error = response.json()["error"]
                raise PhotoError(error["message"], code=error["code"])
            self._check_model(response)
            return answer.validate_json(response.content)
        except (httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise PhotoError(
                f"the engine at {self._client.base_url} does not answer: {error}",
                code="busy",
            ) from error

    def _check_model(self, response: httpx.Response) -> None:
        expected = embedding_version(self._models_dir)
        model = response.headers.get(MODEL_HEADER, "unknown")
        if model != expected:
            message = (
                f"the engine at {self._client.base_url} has the weights {model}, "
                f"this installation {expected}: install the same version of both"
            )
            _log.error(message)
            raise ModelMismatchError(message)


def _png(picture: Image.Image) -> bytes:
    """Encode a picture without loss, so that a remote engine gets what a local one would."""
    data = io.BytesIO()
    picture.save(data, "PNG", compress_level=1)
    return data.getvalue()
