from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray
from PIL import Image

from config.taxonomy import Slot
from engine.models.detector import (
    BOX_BINS,
    LONG_SIDE_PX,
    MIRRORED_SIDE_PX,
    PAD_GREY,
    SLOTS,
    STRIDES,
    WEIGHTS,
    Candidates,
    Detector,
    anchor_centres,
    decode,
    fuse,
    iou,
    letterbox,
    normalise,
    suppress,
)
from engine.sessions.onnx import OnnxSession
from tests.support.photos import packaged_photo

sides = st.integers(1, 900)


@given(height=sides, width=sides)
def test_letterbox_keeps_the_photo_in_the_corner(height: int, width: int) -> None:
    padded, scale_x, scale_y = letterbox(np.full((height, width, 3), 200, dtype=np.uint8), 128)
    assert max(padded.shape[:2]) == 128
    assert padded.shape[0] % 32 == 0 == padded.shape[1] % 32
    inside = padded[: round(height * scale_y), : round(width * scale_x)]
    assert (inside == 200).all()
    assert (padded == 200).sum() == inside.size
    assert set(np.unique(padded)) <= {200, PAD_GREY}


def test_normalise_spans_minus_one_to_one() -> None:
    pictures = np.array([[[[0, 127, 255]]]], dtype=np.uint8)
    assert normalise(pictures).ravel() == pytest.approx([-1, -1 / 255, 1])
    assert normalise(pictures).shape == (1, 3, 1, 1)


def test_cells_are_ordered_by_stride_then_row() -> None:
    centres, strides = anchor_centres(32, 64)
    assert len(centres) == 8 * 4 + 4 * 2 + 2
    assert centres[0].tolist() == [4, 4]
    assert centres[1].tolist() == [12, 4]
    assert centres[-1].tolist() == [48, 16]
    assert np.unique(strides).tolist() == [8, 16, 32]


def sharp(distance: int) -> NDArray[np.float32]:
    """A distribution that is sure of one distance."""
    logits = np.full(BOX_BINS, -50, dtype=np.float32)
    logits[distance] = 50
    return logits


def test_decode_measures_distances_in_strides_from_the_cell_centre() -> None:
    cells = len(anchor_centres(32, 64)[0])
    box_logits = np.zeros((4 * BOX_BINS, cells), dtype=np.float32)
    class_logits = np.full((len(SLOTS), cells), -20, dtype=np.float32)
    cell = 32  # the first of stride 16, centre (8, 8)
    box_logits[:, cell] = np.concatenate([sharp(d) for d in (0, 0, 2, 1)])
    class_logits[SLOTS.index(Slot.BAG), cell] = np.log(0.8 / 0.2)
    found = decode(box_logits, class_logits, (32, 64), min_score=0.5)
    assert found.boxes.tolist() == [[8, 8, 40, 24]]
    assert found.slots.tolist() == [SLOTS.index(Slot.BAG)]
    assert found.scores == pytest.approx([0.8])


def test_decode_keeps_the_tail_when_asked() -> None:
    cells = len(anchor_centres(32, 32)[0])
    class_logits = np.random.default_rng(0).normal(-4, 2, (12, cells)).astype(np.float32)
    box_logits = np.zeros((64, cells), dtype=np.float32)
    few = decode(box_logits, class_logits, (32, 32), 0.3).scores
    many = decode(box_logits, class_logits, (32, 32), 0.001).scores
    assert len(few) < len(many)
    assert (few >= 0.3).all()
    assert (np.diff(many) <= 0).all()
    assert many[: len(few)].tolist() == few.tolist()


coordinates = st.floats(0, 100, width=32)
corner_pairs = hnp.arrays(
    np.float32, st.tuples(st.integers(0, 25), st.just(4)), elements=coordinates
)


@given(corner_pairs)
def test_suppression_leaves_no_two_that_overlap(corners: NDArray[np.float32]) -> None:
    boxes = np.concatenate([corners[:, :2], corners[:, :2] + corners[:, 2:] + 1], 1)
    slots = np.arange(len(boxes)) % 2
    kept = suppress(boxes, slots, max_iou=0.5)
    for place, index in enumerate(kept):
        same = kept[place + 1 :][slots[kept[place + 1 :]] == slots[index]]
        assert (iou(boxes[index], boxes[same]) <= 0.5).all()
    for index in set(range(len(boxes))) - set(kept.tolist()):
        better = kept[(kept < index) & (slots[kept] == slots[index])]
        assert (iou(boxes[index], boxes[better]) > 0.5).any()


def test_suppression_stops_at_the_limit() -> None:
    boxes = np.array([[i * 10, 0, i * 10 + 5, 5] for i in range(9)], dtype=np.float32)
    assert suppress(boxes, np.zeros(9, dtype=np.int64), limit=4).tolist() == [0, 1, 2, 3]


def test_iou_of_known_boxes() -> None:
    box = np.array([0, 0, 2, 2], dtype=np.float32)
    others = np.array([[0, 0, 2, 2], [1, 0, 3, 2], [2, 2, 3, 3], [0, 0, 0, 0]], dtype=np.float32)
    assert iou(box, others) == pytest.approx([1, 1 / 3, 0, 0])


class OneBox(OnnxSession):
    """Answers with one sure box around the picture, whatever its size."""

    def __init__(self) -> None:
        super().__init__(Path("unused"))

    def run(self, inputs: Mapping[str, NDArray[Any]]) -> list[NDArray[np.float32]]:
        count, _, height, width = inputs["images"].shape
        cells = len(anchor_centres(height, width)[0])
        boxes = np.tile(np.concatenate([sharp(15)] * 4)[:, None], (1, cells))
        scores = np.full((12, cells), -20, dtype=np.float32)
        scores[0, -1] = 5
        rows = (boxes, scores, np.ones(864, dtype=np.float32))
        return [np.repeat(row[None], count, 0) for row in rows]


@given(height=st.integers(40, 700), width=st.integers(40, 700))
def test_boxes_stay_inside_the_photo(height: int, width: int) -> None:
    photo = np.zeros((height, width, 3), dtype=np.uint8)
    (detection,) = Detector(OneBox()).detect(photo, 0.5).detections
    assert detection.box == pytest.approx((0, 0, width, height), abs=1e-3)
    assert detection.slot is Slot.TOP


def views(*found: tuple[int, float, tuple[float, float, float, float]]) -> Candidates:
    return Candidates(
        np.array([box for _, _, box in found], dtype=np.float32).reshape(-1, 4),
        np.array([slot for slot, _, _ in found], dtype=np.int64),
        np.array([score for _, score, _ in found], dtype=np.float32),
    )


def test_what_both_views_show_is_averaged() -> None:
    plain = views((0, 0.9, (0, 0, 10, 10)), (0, 0.4, (0, 0, 10, 9)))
    mirrored = views((0, 0.6, (0, 0, 10, 12)))
    fused = fuse([plain, mirrored])
    assert fused.slots.tolist() == [0]
    assert fused.scores[0] == pytest.approx(0.75)
    assert fused.boxes[0].tolist() == pytest.approx([0, 0, 10, (0.9 * 10 + 0.6 * 12) / 1.5])


def test_what_one_view_alone_shows_counts_half() -> None:
    fused = fuse([views((0, 0.9, (0, 0, 10, 10))), views((1, 0.8, (0, 0, 10, 10)))])
    assert fused.slots.tolist() == [0, 1]
    assert fused.scores.tolist() == pytest.approx([0.45, 0.4])
    assert len(fuse([views(), views()]).scores) == 0


@given(
    hnp.arrays(np.float32, (5, 2, 2), elements=st.floats(0, 1, width=32)),
    st.integers(20, 900),
    st.integers(20, 900),
)
def test_the_part_to_look_at_from_near_holds_all_hints(
    corners: NDArray[np.float32], width: int, height: int
) -> None:
    ordered = np.sort(corners, 1) * np.array([width, height], dtype=np.float32)
    seen = views(*((0, 0.2, tuple(box)) for box in ordered.reshape(5, 4).tolist()))
    left, top, right, bottom = seen.whereabouts(width, height)
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height
    assert (seen.boxes >= (left, top, left, top)).all()
    assert (seen.boxes <= (right, bottom, right, bottom)).all()


class Middle(OneBox):
    """Sees one sure garment at the middle of the upper edge; remembers what sizes it looked at."""

    def __init__(self, reach: int) -> None:
        super().__init__()
        self.reach = reach
        self.seen: list[tuple[int, ...]] = []

    def run(self, inputs: Mapping[str, NDArray[Any]]) -> list[NDArray[np.float32]]:
        self.seen.append(inputs["images"].shape[2:])
        _, scores, features = super().run(inputs)
        cells = scores.shape[-1]
        boxes = np.tile(np.concatenate([sharp(self.reach)] * 4)[:, None], (1, cells))
        columns = inputs["images"].shape[3] // STRIDES[0]
        scores[0, 0, -1], scores[0, 0, columns // 2] = -20, 5
        return [boxes[None], scores, features]


def test_people_far_away_are_looked_at_from_near_and_not_in_a_mirror() -> None:
    session = Middle(reach=2)
    Detector(session).detect(np.zeros((832, 832, 3), dtype=np.uint8), 0.3)
    whole, near = session.seen
    assert whole == (LONG_SIDE_PX, LONG_SIDE_PX)
    assert max(near) < LONG_SIDE_PX


def test_people_nearby_are_looked_at_in_a_mirror() -> None:
    session = Middle(reach=15)
    Detector(session).detect(np.zeros((60, 60, 3), dtype=np.uint8), 0.3)
    assert session.seen == [(LONG_SIDE_PX,) * 2, (MIRRORED_SIDE_PX,) * 2]


def test_a_mirror_image_of_a_mirror_image_is_the_picture() -> None:
    seen = views((0, 0.9, (1, 2, 30, 40)))
    assert seen.mirrored(100).boxes.tolist() == [[70, 2, 99, 40]]
    assert seen.mirrored(100).mirrored(100).boxes.tolist() == seen.boxes.tolist()


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector(OnnxSession(WEIGHTS))


@pytest.fixture(scope="module")
def assets() -> Path:
    return packaged_photo("bus.jpg").parent


def test_finds_the_clothes_of_people_in_a_street(detector: Detector, assets: Path) -> None:
    photo = np.asarray(Image.open(assets / "bus.jpg").convert("RGB"))
    result = detector.detect(photo, 0.3)
    slots = [d.slot for d in result.detections]
    assert Slot.OUTER in slots
    assert Slot.PANTS in slots
    assert slots.count(Slot.SHOES) >= 2
    scores = [d.score for d in result.detections]
    assert scores == sorted(scores, reverse=True)
    assert result.features.shape == (864,)
    assert np.isfinite(result.features).all()


@pytest.mark.parametrize("size", [(32, 32), (33, 900), (900, 33), (480, 640)])
@pytest.mark.parametrize("level", [0, 128, 255])
def test_sees_no_garment_where_nothing_is(
    detector: Detector, size: tuple[int, int], level: int
) -> None:
    result = detector.detect(np.full((*size, 3), level, dtype=np.uint8), 0.3)
    assert result.detections == []
