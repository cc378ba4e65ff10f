"""How long the engine takes for a photo, next to the bare time of its models."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.photos import photo_bytes
from config.settings import EngineSettings
from engine.decode import decode
from engine.pipeline import Models, Pipeline
from engine.schemas import PhotoKind
from engine.service import EngineService
from engine.sessions.onnx import OnnxSession

REPEATS: Final = 30


class TimedSession(OnnxSession):
    """Adds up the time inside the model."""

    spent_s = 0.0

    def run(self, inputs: dict[str, NDArray[np.float32]]) -> list[NDArray[np.float32]]:  # type: ignore[override]
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
    """Measure decoding, analysing, the models alone, and photos a second."""
    data = photo_bytes()
    settings = EngineSettings()
    pipeline = Pipeline(Models.open(settings, session=TimedSession), settings)
    photo = decode(data, settings)
    garments = pipeline.analyze(photo.picture, PhotoKind.OUTFIT).garments
    TimedSession.spent_s = 0.0
    analyze_ms = median_ms(lambda: pipeline.analyze(photo.picture, PhotoKind.OUTFIT))
    bare_ms = TimedSession.spent_s / REPEATS * 1000
    figures = {
        "garments": float(len(garments)),
        "decode_ms": median_ms(lambda: decode(data, settings)),
        "analyze_ms": analyze_ms,
        "bare_models_ms": bare_ms,
        "overhead_percent": 100 * (analyze_ms / bare_ms - 1),
        "garment_photo_ms": median_ms(lambda: pipeline.describe([photo.picture])),
    }
    for workers in (1, 2):
        figures[f"photos_per_s_{workers}_workers"] = asyncio.run(_throughput(data, workers))
    return figures


async def _throughput(data: bytes, workers: int, photos: int = 60) -> float:
    service = EngineService(EngineSettings(workers=workers, queue_size=photos))
    await service.start()
    start = time.perf_counter()
    await asyncio.gather(*(service.analyze(data) for _ in range(photos)))
    spent = time.perf_counter() - start
    await service.close()
    return photos / spent
