"""Runs the engine for the bot, in bounded pools beside the event loop."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, ParamSpec, TypeVar

from PIL import Image

from config.settings import EngineSettings
from config.taxonomy import Slot
from engine.pipeline import Analyzer
from engine.schemas import Analysis, PhotoKind, Vector
from engine.serving.bounded_pool import BoundedPool
from engine.serving.factory import close_analyzer, open_analyzer
from engine.vision.closet_photo import ClosetPhoto, GarmentCutout, classify, cut_garments
from engine.vision.decode import DecodedPhoto, decode

P = ParamSpec("P")
T = TypeVar("T")

GarmentBox = tuple[tuple[float, float, float, float], Slot]

_WARM_UP_SIDE_PX: Final = 64


@dataclass(frozen=True, slots=True)
class AnalyzedPhoto:
    """An analysed photo.

    Attributes:
        analysis: boxes in pixels of the upright original.
        picture: the upright photo, RGB, at most 1,280 px on its long side.
    """

    analysis: Analysis
    picture: Image.Image


class EngineService:
    """Runs the pipeline in a pool of threads with a limited queue.

    ONNX Runtime, Pillow and NumPy release the interpreter lock while they compute, so threads use
    all cores and the event loop stays free.
    """

    def __init__(self, settings: EngineSettings, pipeline: Analyzer | None = None) -> None:
        self._settings = settings
        self._pipeline = pipeline or open_analyzer(settings)
        self._photos = BoundedPool(settings.workers, settings.queue_size, name="photo")
        # Small work (a crop, a rendered answer) must not queue behind photos.
        self._small_tasks = BoundedPool(settings.workers, name="small")
        self.ready = False

    @property
    def queued(self) -> int:
        """Number of photos that wait or are being analysed."""
        return self._photos.queued

    async def start(self) -> None:
        """Load the models, so that the first photo does not wait for it."""
        picture = Image.new("RGB", (_WARM_UP_SIDE_PX, _WARM_UP_SIDE_PX), "white")
        for kind in PhotoKind:
            await self._photos.run_unbounded(self._pipeline.analyze, picture, kind)
        self.ready = True

    async def close(self) -> None:
        """Finish what runs, drop what waits."""
        self.ready = False
        for pool in (self._photos, self._small_tasks):
            await pool.close()
        close_analyzer(self._pipeline)

    async def analyze(self, data: bytes, kind: PhotoKind = PhotoKind.OUTFIT) -> AnalyzedPhoto:
        """Decode and analyse one photo.

        Only garments of the largest person are in the answer; `people` says how many there are.

        Raises:
            PhotoError: the picture cannot be read, or with the code `busy` when too many wait.
        """
        return await self._photos.run(self._analyze_photo, data, kind)

    async def classify_closet_photo(self, data: bytes) -> ClosetPhoto:
        """Decode a photo and classify it: one garment, an outfit or none.

        Boxes of an outfit are in pixels of the upright original.

        Raises:
            PhotoError: as `analyze`.
        """
        return await self._photos.run(self._classify_closet_photo, data)

    async def cut_garments(self, data: bytes, boxes: Sequence[GarmentBox]) -> list[GarmentCutout]:
        """Decode a photo and cut garments out of it.

        Args:
            data: the file's bytes.
            boxes: box in pixels of the upright original and slot of each garment.

        Raises:
            PhotoError: as `analyze`.
        """
        return await self._photos.run(self._cut_garments, data, boxes)

    async def embed_garments(self, pictures: Sequence[tuple[bytes, Slot]]) -> list[Vector]:
        """Embed stored pictures of the closet (WebP), one garment each, with their slots."""
        return await self._photos.run_unbounded(self._embed_garments, pictures)

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run small CPU or file work in a pool of its own."""
        return await self._small_tasks.run(function, *args, **kwargs)

    def _analyze_photo(self, data: bytes, kind: PhotoKind) -> AnalyzedPhoto:
        photo = decode(data, self._settings)
        analysis = self._pipeline.analyze(photo.picture, kind)
        own = tuple(g for g in analysis.garments if g.person == 0)
        analysis = replace(analysis, garments=own).resized(photo.width, photo.height)
        return AnalyzedPhoto(analysis, photo.picture)

    def _classify_closet_photo(self, data: bytes) -> ClosetPhoto:
        photo = decode(data, self._settings)
        classified = classify(self._pipeline, photo.picture)
        if classified.outfit is None:
            return classified
        own = tuple(g for g in classified.outfit.garments if g.person == 0)
        outfit = replace(classified.outfit, garments=own).resized(photo.width, photo.height)
        return replace(classified, outfit=outfit)

    def _embed_garments(self, pictures: Sequence[tuple[bytes, Slot]]) -> list[Vector]:
        photos = [
            Image.open(io.BytesIO(webp), formats=("WEBP",)).convert("RGB") for webp, _ in pictures
        ]
        near = self._pipeline.closeups(photos, [slot for _, slot in pictures])
        return [closeup.analysis.garments[0].embedding for closeup in near]

    def _cut_garments(self, data: bytes, boxes: Sequence[GarmentBox]) -> list[GarmentCutout]:
        photo = decode(data, self._settings)
        scale = _scale(photo)
        scaled = [
            ((x1 * scale, y1 * scale, x2 * scale, y2 * scale), slot)
            for (x1, y1, x2, y2), slot in boxes
        ]
        return cut_garments(self._pipeline, photo.picture, scaled)


def _scale(photo: DecodedPhoto) -> float:
    """Return the scale from the upright original to the decoded picture."""
    return photo.picture.width / photo.width
