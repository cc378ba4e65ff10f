"""From a picture to what is in it: detect, crop, describe, name the style.

Synchronous and thread-safe; `engine.service` runs it off the event loop.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, Self

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from config.settings import EngineSettings
from config.taxonomy import Slot
from engine.models.detector import Detector
from engine.models.garment import GarmentDescription, GarmentModel, crop_box
from engine.models.people import group_by_person
from engine.models.style import StyleModel
from engine.schemas import Analysis, Detection, Garment, PhotoKind
from engine.sessions.onnx import OnnxSession

WEIGHTS_DIR: Final = Path(__file__).parent / "models" / "weights"

MAX_GARMENTS: Final = 24
"""More boxes than a crowd wears on one body are the detector's doubts, not garments."""


class Analyzer(Protocol):
    """What the service needs of a pipeline."""

    def analyze(
        self, picture: Image.Image, kind: PhotoKind, min_score: float | None = None
    ) -> Analysis:
        """Say what is in an upright RGB picture; boxes in its pixels."""
        ...


@dataclass(frozen=True, slots=True)
class Models:
    """The three models of the pipeline."""

    detector: Detector
    garment: GarmentModel
    style: StyleModel

    @classmethod
    def open(
        cls, settings: EngineSettings, session: Callable[[Path, int], OnnxSession] = OnnxSession
    ) -> Self:
        """Name the weights; each model is read when it is first used.

        Args:
            settings: where the weights are and how many threads a run may use.
            session: what runs a model, made of its path and the number of threads.
        """
        folder = settings.models_dir or WEIGHTS_DIR
        threads = settings.threads_per_model
        return cls(
            detector=Detector(session(folder / "detector.onnx", threads)),
            garment=GarmentModel(session(folder / "garment.onnx", threads)),
            style=StyleModel.load(folder / "style.npz"),
        )


class Stopwatch:
    """Milliseconds of named steps."""

    def __init__(self) -> None:
        self.timing_ms: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure the block and add it to what `name` has taken so far."""
        start = time.perf_counter()
        try:
            yield
        finally:
            spent = (time.perf_counter() - start) * 1000
            self.timing_ms[name] = self.timing_ms.get(name, 0.0) + spent


class Pipeline:
    """All models in a row."""

    def __init__(self, models: Models, settings: EngineSettings) -> None:
        self._models = models
        self._min_score = settings.min_score

    @classmethod
    def open(cls, settings: EngineSettings) -> Self:
        """Return a pipeline whose weights are read on first use."""
        return cls(Models.open(settings), settings)

    def analyze(
        self, picture: Image.Image, kind: PhotoKind, min_score: float | None = None
    ) -> Analysis:
        """Say what is in a picture.

        Args:
            picture: upright RGB.
            kind: whether it shows an outfit or one garment.
            min_score: boxes less sure than this are left out, unless it is lower than the
                setting: then doubtful boxes are added, but only to a photo that has a sure one.

        Returns:
            The analysis, with boxes in pixels of `picture`: of an outfit the garments of the
            largest person first, best first; of a garment exactly one.

        Raises:
            engine.sessions.onnx.ModelFileError: weights are missing or damaged.
        """
        if kind is PhotoKind.GARMENT:
            return self.describe([picture])[0]
        return self._outfit(picture, self._min_score if min_score is None else min_score)

    def describe(self, pictures: Sequence[Image.Image]) -> list[Analysis]:
        """Say what the one garment of each picture is, in one run of the model."""
        if not pictures:
            return []
        watch = Stopwatch()
        with watch.step("describe"):
            crops = [np.asarray(picture) for picture in pictures]
            descriptions = self._models.garment.describe(crops, [None] * len(crops))
        each_ms = watch.timing_ms["describe"] / len(pictures)
        return [
            self._one_garment(picture, description, each_ms)
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
            sure = [d for d in result.detections if d.score >= max(min_score, self._min_score)]
            people = group_by_person(sure)
            chosen = _order(people, result.detections, min_score)
        with watch.step("describe"):
            descriptions = self._models.garment.describe(
                [crop(pixels, detection.box) for detection, _ in chosen],
                [detection.slot for detection, _ in chosen],
            )
        garments = tuple(
            _garment(_whole(found.box, picture.size), found.slot, found.score, description, person)
            for (found, person), description in zip(chosen, descriptions, strict=True)
        )
        worn = [
            description
            for (found, person), description in zip(chosen, descriptions, strict=True)
            if person == 0 and found.score >= self._min_score
        ]
        with watch.step("style"):
            style = self._models.style.predict(result.features, worn) if worn else None
        return Analysis(
            width=picture.width,
            height=picture.height,
            garments=garments,
            style=style.style if style else (),
            formality=style.formality if style else None,
            warmth=style.warmth if style else None,
            people=len(people),
            timing_ms=watch.timing_ms,
        )


def _order(
    people: Sequence[Sequence[Detection]], detections: Sequence[Detection], min_score: float
) -> list[tuple[Detection, int]]:
    """Return `(detection, person)`: the largest person's first, then the others', then doubts.

    Without a sure garment there are no doubtful ones either: a picture of no clothes stays empty.
    """
    chosen = [
        (detection, person)
        for person, group in enumerate(people)
        for detection in sorted(group, key=lambda d: -d.score)
    ]
    if not chosen:
        return []
    sure = {id(detection) for detection, _ in chosen}
    doubts = [d for d in detections if id(d) not in sure and d.score >= min_score]
    chosen += [(d, 0) for d in sorted(doubts, key=lambda d: -d.score)]
    return chosen[:MAX_GARMENTS]


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
    """Return the part of a picture that shows a garment, as the model was trained to see it."""
    left, top, right, bottom = crop_box(box, pixels.shape[1], pixels.shape[0])
    return pixels[top:bottom, left:right]
