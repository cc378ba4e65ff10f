"""The pipeline on real photos with the models that ship, and its decisions on made-up boxes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from config.settings import EngineSettings
from config.taxonomy import COLOURS, STYLES, Slot, fits_of
from engine.pipeline import Pipeline, crop
from engine.schemas import Analysis, PhotoKind
from engine.vision.decode import decode
from tests.support.photos import packaged_photo


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline.open(EngineSettings())


def outfit_of(pipeline: Pipeline, name: str, min_score: float | None = None) -> Analysis:
    photo = decode(packaged_photo(name).read_bytes(), EngineSettings())
    return pipeline.analyze(photo.picture, PhotoKind.OUTFIT, min_score)


def test_names_what_people_in_a_real_photo_wear(pipeline: Pipeline) -> None:
    seen = outfit_of(pipeline, "bus.jpg")
    slots = {garment.slot for garment in seen.garments if garment.person == 0}
    assert {Slot.OUTER, Slot.PANTS, Slot.SHOES} <= slots
    assert seen.people >= 2
    assert [s.name for s in seen.style] != []
    assert {s.name for s in seen.style} == set(STYLES)
    assert sum(s.score for s in seen.style) == pytest.approx(1, abs=1e-3)
    for garment in seen.garments:
        x1, y1, x2, y2 = garment.box
        assert 0 <= x1 < x2 <= seen.width
        assert 0 <= y1 < y2 <= seen.height
        assert {colour.name for colour in garment.colours} <= set(COLOURS)
        assert garment.fit is None or garment.fit in fits_of(garment.slot)
        assert np.linalg.norm(garment.embedding) == pytest.approx(1, abs=1e-3)


def test_a_low_threshold_only_adds_behind_what_is_sure(pipeline: Pipeline) -> None:
    sure = outfit_of(pipeline, "bus.jpg")
    all_of_it = outfit_of(pipeline, "bus.jpg", min_score=0.05)
    assert len(all_of_it.garments) > len(sure.garments)
    boxes = [garment.box for garment in all_of_it.garments]
    assert boxes[: len(sure.garments)] == [garment.box for garment in sure.garments]


@pytest.mark.parametrize("shade", [0, 255])
def test_a_picture_of_nothing_has_no_garment(pipeline: Pipeline, shade: int) -> None:
    picture = Image.new("RGB", (640, 480), (shade, shade, shade))
    seen = pipeline.analyze(picture, PhotoKind.OUTFIT, min_score=0.01)
    assert (seen.garments, seen.style, seen.people) == ((), (), 0)


def test_a_garment_photo_has_exactly_one_garment(pipeline: Pipeline) -> None:
    pictures = [Image.new("RGB", size, "white") for size in ((300, 300), (33, 900))]
    for picture, seen in zip(pictures, pipeline.describe(pictures), strict=True):
        assert len(seen.garments) == 1
        assert (seen.width, seen.height) == picture.size


def test_a_batch_sees_what_single_photos_see(pipeline: Pipeline) -> None:
    rng = np.random.default_rng(0)
    pictures = [
        Image.fromarray(rng.integers(0, 255, (90, 60 + 30 * n, 3), dtype=np.uint8))
        for n in range(3)
    ]
    together = pipeline.describe(pictures)
    alone = [pipeline.analyze(picture, PhotoKind.GARMENT) for picture in pictures]
    for a, b in zip(together, alone, strict=True):
        assert a.garments[0].category == b.garments[0].category
        assert a.garments[0].embedding @ b.garments[0].embedding == pytest.approx(1, abs=1e-3)


@given(
    st.integers(1, 60),
    st.integers(1, 60),
    st.tuples(*[st.floats(-20, 80)] * 4),
)
def test_a_crop_is_never_empty(
    width: int, height: int, corners: tuple[float, float, float, float]
) -> None:
    x1, y1, x2, y2 = corners
    box = (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
    part = crop(np.zeros((height, width, 3), np.uint8), box)
    assert part.shape[0] >= 1
    assert part.shape[1] >= 1
