"""How long the engine takes for a photo: alone, by its parts, and beside a reference."""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from config.settings import EngineSettings
from engine.pipeline import Models, Pipeline
from engine.schemas import PhotoKind
from engine.service import EngineService
from engine.sessions.onnx import OnnxSession
from engine.vision.decode import decode
from tests.support.photos import person_bytes, photo_bytes

REPEATS: Final = 20
PHOTOS: Final[Mapping[str, Callable[[], bytes]]] = {
    "outfit": person_bytes,
    "half_bodies": lambda: photo_bytes("zidane.jpg"),
    "street": lambda: photo_bytes("bus.jpg"),
}
"""One person; two who are cut off at the waist; a street with four."""


class TimedSession(OnnxSession):
    """Adds up the time inside the model."""

    spent_s = 0.0

    def run(self, inputs: Mapping[str, NDArray[Any]]) -> list[NDArray[np.float32]]:
        """Run and count."""
        start = time.perf_counter()
        try:
            return super().run(inputs)
        finally:
            TimedSession.spent_s += time.perf_counter() - start


def median_ms(function: Callable[[], object], repeats: int = REPEATS) -> float:
    """Return the median time of a call."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        function()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def measure() -> dict[str, float]:
    """Measure a photo's way by its steps, beside the reference, and photos a second."""
    cores = os.cpu_count() or 1
    settings = EngineSettings(threads_per_model=cores)
    pipeline = Pipeline(Models.open(settings, session=TimedSession), settings)
    pictures = {name: decode(data(), settings).picture for name, data in PHOTOS.items()}
    figures = {"decode_ms": median_ms(lambda: decode(PHOTOS["outfit"](), settings))}
    for name, picture in pictures.items():
        figures |= {f"{name}_{key}": value for key, value in _one_photo(pipeline, picture).items()}
    figures["garment_photo_ms"] = median_ms(lambda: pipeline.describe([pictures["outfit"]]))
    figures |= _beside_reference(pipeline, list(pictures.values()), cores)
    for workers in dict.fromkeys((1, cores)):
        rate = asyncio.run(_throughput(PHOTOS["outfit"](), workers))
        figures[f"photos_per_s_{workers}_workers"] = rate
    return figures


def _one_photo(pipeline: Pipeline, picture: Image.Image) -> dict[str, float]:
    """Return a photo's time, by step, and how much of it the models alone take."""
    analysis = pipeline.analyze(picture, PhotoKind.OUTFIT)
    totals, bare, steps = [], [], []
    for _ in range(REPEATS):
        TimedSession.spent_s = 0.0
        start = time.perf_counter()
        steps.append(pipeline.analyze(picture, PhotoKind.OUTFIT).timing_ms)
        totals.append((time.perf_counter() - start) * 1000)
        bare.append(TimedSession.spent_s * 1000)
    return {
        "garments": float(len(analysis.garments)),
        "ms": statistics.median(totals),
        "bare_models_ms": statistics.median(bare),
        "overhead_percent": 100 * (statistics.median(totals) / statistics.median(bare) - 1),
    } | {f"{name}_ms": statistics.median(s[name] for s in steps) for name in steps[0]}


def _beside_reference(
    pipeline: Pipeline, pictures: list[Image.Image], cores: int
) -> dict[str, float]:
    """Return the time over all photos of ours and of the reference, taken in turns."""
    from benchmarks.reference import Reference  # noqa: PLC0415 - torch, for this one figure

    reference = Reference(cores)
    ours, theirs = [], []
    for _ in range(REPEATS // 2):
        ours.append(median_ms(lambda: [pipeline.analyze(p, PhotoKind.OUTFIT) for p in pictures], 1))
        theirs.append(median_ms(lambda: [reference.analyze(p) for p in pictures], 1))
    count = len(pictures)
    return {
        "photo_ms": statistics.median(ours) / count,
        "reference_photo_ms": statistics.median(theirs) / count,
        "times_faster": statistics.median(theirs) / statistics.median(ours),
    }


async def _throughput(data: bytes, workers: int, photos: int = 60) -> float:
    service = EngineService(EngineSettings(workers=workers, queue_size=photos))
    await service.start()
    start = time.perf_counter()
    await asyncio.gather(*(service.analyze(data) for _ in range(photos)))
    spent = time.perf_counter() - start
    await service.close()
    return photos / spent
