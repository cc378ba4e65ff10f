"""Analyses a picture: detect garments, crop, describe each, name the style.

Synchronous and thread-safe; `engine.service` runs it off the event loop.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Protocol, Self

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from config.settings import EngineSettings
from config.taxonomy import Slot
from engine.models.detector import Detector
from engine.models.garment import GarmentDescription, GarmentModel
from engine.models.garment_crop import crop_box
from engine.models.style import StyleModel
from engine.schemas import Analysis, FloatArray, Garment, PhotoKind
from engine.sessions import Session, open_session
from engine.vision.selection import select_detections

WEIGHTS_DIR: Final = Path(__file__).parent / "models" / "weights"


class Analyzer(Protocol):
    """Interface of a pipeline, here or elsewhere."""

    def analyze(
        self, picture: Image.Image, kind: PhotoKind, min_score: float | None = None
    ) -> Analysis:
        """Analyse an upright RGB picture; boxes in its pixels."""
        ...

    def closeups(
        self, pictures: Sequence[Image.Image], slots: Sequence[Slot | None]
    ) -> list[Closeup]:
        """Describe the one garment of each picture, and segment it."""
        ...


@dataclass(frozen=True, slots=True)
class Closeup:
    """A described picture of one garment.

    Attributes:
        analysis: has exactly one garment.
        mask: logits over the picture, above 0 on the garment, float32, at most 28 cells a side.
    """

    analysis: Analysis
    mask: FloatArray


@dataclass(frozen=True, slots=True)
class Models:
    """The three models of the pipeline."""

    detector: Detector
    garment: GarmentModel
    style: StyleModel

    @classmethod
    def open(
        cls, settings: EngineSettings, session: Callable[[Path, int], Session] | None = None
    ) -> Self:
        """Return models whose weights are loaded on first use.

        Args:
            settings: folder of the weights, providers, number of threads.
            session: makes a session from a path and a number of threads; default:
                `open_session` with the providers of the settings.
        """
        folder = settings.models_dir or WEIGHTS_DIR
        threads = settings.threads_per_model
        start = session or partial(open_session, providers=settings.providers)
        return cls(
            detector=Detector(start(folder / "detector.onnx", threads)),
            garment=GarmentModel.open(start(folder / "garment.onnx", threads), folder),
            style=StyleModel.load(folder / "style.npz"),
        )


class Stopwatch:
    """Measures named steps in milliseconds."""

    def __init__(self) -> None:
        self.timing_ms: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure the block and add its time to that of `name`."""
        start = time.perf_counter()
        try:
            yield
        finally:
            spent = (time.perf_counter() - start) * 1000
            self.timing_ms[name] = self.timing_ms.get(name, 0.0) + spent


class Pipeline:
    """Runs detector, garment model and style model one after the other."""

    def __init__(self, models: Models, settings: EngineSettings) -> None:
        self._models = models
        self._min_score = settings.min_score

    @classmethod
    def open(cls, settings: EngineSettings) -> Self:
        """Return a pipeline whose weights are loaded on first use."""
        return cls(Models.open(settings), settings)

    def analyze(
        self, picture: Image.Image, kind: PhotoKind, min_score: float | None = None
    ) -> Analysis:
        """Analyse a picture.

        Args:
            picture: upright RGB.
            kind: whether it shows an outfit or one garment.
            min_score: boxes less sure than this are left out, unless it is lower than the
                setting: then doubtful boxes are added, but only to a photo that has a sure one.

        Returns:
            The analysis, with boxes in pixels of `picture`: of an outfit the garments of the
            largest person first, best first; of a garment exactly one.

        Raises:
            engine.sessions.ModelFileError: weights are missing or damaged.
        """
        if kind is PhotoKind.GARMENT:
            return self.describe([picture])[0]
        return self._outfit(picture, self._min_score if min_score is None else min_score)

    def describe(self, pictures: Sequence[Image.Image]) -> list[Analysis]:
        """Describe the one garment of each picture, in one run of the model."""
        return [near.analysis for near in self.closeups(pictures, [None] * len(pictures))]

    def closeups(
        self, pictures: Sequence[Image.Image], slots: Sequence[Slot | None]
    ) -> list[Closeup]:
        """Describe the one garment of each picture, and segment it.

        Args:
            pictures: upright RGB.
            slots: slot of each garment, None where it is unknown.
        """
        if not pictures:
            return []
        watch = Stopwatch()
        with watch.step("describe"):
            crops = [np.asarray(picture) for picture in pictures]
            descriptions = self._models.garment.describe(crops, slots, mirrored=True)
        each_ms = watch.timing_ms["describe"] / len(pictures)
        return [
            Closeup(self._one_garment(picture, description, each_ms), description.mask)
            for picture, description in zip(pictures, descriptions, strict=True)
        ]

    def _one_garment(
        self, picture: Image.Image, description: GarmentDescription, describe_ms: float
    ) -> Analysis:
        width, height = picture.size
        x1, y1, x2, y2 = description.foreground
        box = (round(x1 * width), round(y1 * height), round(x2 * width), round(y2 * height))
        score = description.categories[0].score
        garment = _garment(box, description.slot, score, description, person=0)
        style = self._models.style.predict(None, [description])
        return Analysis(
            width=width,
            height=height,
            garments=(garment,),
            style=style.style,
            formality=style.formality,
            warmth=garment.warmth,
            people=1,
            timing_ms={"describe": describe_ms},
        )

    def _outfit(self, picture: Image.Image, min_score: float) -> Analysis:
        watch = Stopwatch()
        pixels = np.asarray(picture)
        with watch.step("detect"):
            result = self._models.detector.detect(pixels, min(min_score, self._min_score))
            selected = select_detections(result.detections, self._min_score, min_score)
        with watch.step("describe"):
            descriptions = self._models.garment.describe(
                [crop(pixels, found.detection.box) for found in selected],
                [found.detection.slot for found in selected],
            )
        described = list(zip(selected, descriptions, strict=True))
        worn = [words for found, words in described if found.person == 0 and found.is_sure]
        with watch.step("style"):
            style = self._models.style.predict(result.features, worn) if worn else None
        return Analysis(
            width=picture.width,
            height=picture.height,
            garments=tuple(
                _garment(
                    _whole(found.detection.box, picture.size),
                    found.detection.slot,
                    found.detection.score,
                    words,
                    found.person,
                )
                for found, words in described
            ),
            style=style.style if style else (),
            formality=style.formality if style else None,
            warmth=style.warmth if style else None,
            people=len({found.person for found in selected if found.is_sure}),
            timing_ms=watch.timing_ms,
            style_labels=style.labels if style else (),
        )


def _garment(
    box: tuple[int, int, int, int],
    slot: Slot,
    score: float,
    description: GarmentDescription,
    person: int,
) -> Garment:
    return Garment(
        box=box,
        slot=slot,
        score=score,
        categories=description.categories,
        unsure=description.unsure,
        colours=description.colours,
        pattern=description.pattern,
        fit=description.fit,
        warmth=description.warmth,
        embedding=description.embedding,
        person=person,
    )


def _whole(
    box: tuple[float, float, float, float], size: tuple[int, int]
) -> tuple[int, int, int, int]:
    """Round a box outwards to whole pixels inside the picture."""
    width, height = size
    x1, y1, x2, y2 = box
    return (
        max(0, int(np.floor(x1))),
        max(0, int(np.floor(y1))),
        min(width, int(np.ceil(x2))),
        min(height, int(np.ceil(y2))),
    )


def crop(pixels: NDArray[np.uint8], box: tuple[float, float, float, float]) -> NDArray[np.uint8]:
    """Return the crop of a garment, with the margins that the model was trained with."""
    left, top, right, bottom = crop_box(box, pixels.shape[1], pixels.shape[0])
    return pixels[top:bottom, left:right]
