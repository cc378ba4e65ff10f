"""The pipeline on real photos with the models that ship, and its decisions on made-up boxes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from benchmarks.photos import packaged_photo
from config.settings import EngineSettings
from config.taxonomy import COLOURS, STYLES, Slot, fits_of
from engine.pipeline import MAX_GARMENTS, WORN_AT_ONCE, Pipeline, choose, crop
from engine.schemas import Analysis, Detection, PhotoKind
from engine.vision.decode import decode


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


detections = st.lists(
    st.builds(
        lambda x, y, w, h, slot, score: Detection((x, y, x + w, y + h), slot, score),
        st.floats(0, 500),
        st.floats(0, 500),
        st.floats(1, 300),
        st.floats(1, 300),
        st.sampled_from(list(Slot)),
        st.floats(0.01, 1),
    ),
    max_size=40,
)


@given(detections, st.floats(0.05, 0.9), st.floats(0.01, 0.9))
def test_nobody_wears_more_of_a_slot_than_a_body_can(
    boxes: list[Detection], sure_score: float, min_score: float
) -> None:
    chosen = choose(boxes, sure_score, min_score)
    sure = [found for found in chosen if found.is_sure]
    assert len(chosen) <= MAX_GARMENTS
    assert chosen[: len(sure)] == sure
    assert sure or not chosen
    for person in {found.person for found in sure}:
        worn = [found.detection.slot for found in sure if found.person == person]
        assert all(worn.count(slot) <= WORN_AT_ONCE.get(slot, 1) for slot in worn)
    assert all(found.detection.score >= max(sure_score, min_score) for found in sure)
    assert all(found.detection.score >= min_score for found in chosen)


def test_a_half_sure_bag_alone_is_no_garment_but_with_clothes_it_is() -> None:
    bag = Detection((10, 10, 60, 60), Slot.BAG, 0.5)
    coat = Detection((0, 0, 90, 200), Slot.OUTER, 0.4)
    assert choose([bag], 0.3, 0.01) == []
    assert [found.detection for found in choose([bag, coat], 0.3, 0.3)] == [bag, coat]
    sure_bag = Detection(bag.box, Slot.BAG, 0.7)
    assert [found.detection for found in choose([sure_bag], 0.3, 0.3)] == [sure_bag]


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


def test_one_garment_with_two_names_is_told_once() -> None:
    coat = Detection(box=(10, 20, 110, 220), slot=Slot.OUTER, score=0.7)
    dress = Detection(box=(12, 22, 110, 218), slot=Slot.DRESS, score=0.5)
    shirt = Detection(box=(40, 40, 80, 140), slot=Slot.TOP, score=0.4)
    told = [found.detection for found in choose([dress, coat, shirt], 0.3, 0.3)]
    assert told == [coat, shirt]
    doubts = [found for found in choose([dress, coat, shirt], 0.3, 0.05) if not found.is_sure]
    assert [found.detection for found in doubts] == [dress]
