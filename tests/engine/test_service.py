import asyncio
import io
import threading

import numpy as np
import pytest
from PIL import Image

from config.settings import EngineSettings
from config.taxonomy import Slot
from engine.schemas import Analysis, Garment, PhotoError, PhotoKind, Scored
from engine.service import EngineService
from tests.support.patience import patient


def photo_bytes(width: int = 2000, height: int = 1000) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(out, "JPEG")
    return out.getvalue()


def garment(person: int) -> Garment:
    return Garment(
        box=(10, 20, 110, 220),
        slot=Slot.TOP,
        score=0.9,
        categories=(Scored("hoodie", 0.9), Scored("sweatshirt", 0.1)),
        unsure=False,
        colours=(),
        pattern="solid",
        fit="over",
        warmth=3,
        embedding=np.ones(4, dtype=np.float32) / 2,
        person=person,
    )


class GatedPipeline:
    """Answers when the gate is open; counts who is inside."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.inside = 0
        self.most_inside = 0
        self._lock = threading.Lock()

    def analyze(
        self, picture: Image.Image, kind: PhotoKind, min_score: float | None = None
    ) -> Analysis:
        with self._lock:
            self.inside += 1
            self.most_inside = max(self.most_inside, self.inside)
        self.gate.wait(timeout=patient(30))
        with self._lock:
            self.inside -= 1
        return Analysis(
            picture.width,
            picture.height,
            garments=(garment(0), garment(1)),
            style=(),
            formality=None,
            warmth=None,
            people=2,
            timing_ms={},
        )


async def test_answers_with_the_largest_person_in_pixels_of_the_original() -> None:
    service = EngineService(EngineSettings(), GatedPipeline())
    answer = await service.analyze(photo_bytes())
    assert (answer.analysis.width, answer.analysis.height) == (2000, 1000)
    assert answer.picture.size == (1280, 640)
    assert [g.box for g in answer.analysis.garments] == [(16, 31, 172, 344)]
    assert answer.analysis.people == 2
    await service.close()


async def test_a_full_queue_says_so_and_the_next_photo_works() -> None:
    pipeline = GatedPipeline()
    service = EngineService(EngineSettings(queue_size=3, workers=2), pipeline)
    pipeline.gate.clear()
    waiting = [asyncio.create_task(service.analyze(photo_bytes())) for _ in range(3)]
    await asyncio.sleep(0)
    assert service.queued == 3
    with pytest.raises(PhotoError) as caught:
        await service.analyze(photo_bytes())
    assert caught.value.code == "busy"
    # errands do not stand in line behind photos
    assert await service.run(sum, [1, 2]) == 3
    pipeline.gate.set()
    await asyncio.gather(*waiting)
    assert service.queued == 0
    assert pipeline.most_inside <= 2
    assert (await service.analyze(photo_bytes())).analysis.people == 2
    await service.close()


async def test_a_bad_picture_leaves_the_queue() -> None:
    service = EngineService(EngineSettings(), GatedPipeline())
    with pytest.raises(PhotoError):
        await service.analyze(b"nothing")
    assert service.queued == 0
    await service.close()


async def test_starting_reads_both_kinds_of_photo() -> None:
    service = EngineService(EngineSettings(), GatedPipeline())
    assert not service.ready
    await service.start()
    assert service.ready
    await service.close()
    assert not service.ready
