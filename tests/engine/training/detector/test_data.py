from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.taxonomy import Slot
from engine.training.detector.data import (
    CANVAS_PX,
    Scene,
    TrainingPictures,
    collate,
    cut_out,
    near_view,
    paste,
    random_view,
    repeat_factors,
    vary_colours,
    warp,
)
from engine.training.street_photos import SLOTS, BoxedPhoto, boxed_photos

BELT = SLOTS.index(Slot.BELT)
WIDE_CANVAS_PX = CANVAS_PX[::-1]


def a_scene() -> Scene:
    pixels = np.zeros((300, 200, 3), dtype=np.uint8)
    pixels[100:200, 60:140] = 255
    boxes = np.array([[60, 100, 140, 200]], dtype=np.float32)
    return Scene(pixels, boxes, np.array([0]), person=(50, 20, 150, 280), head_x=100.0)


OUTLINE = [(60, 150), (100, 100), (140, 150), (100, 200)]
"""A garment that touches its box in the middles of the sides only, as `warp` supposes."""

SAMPLING_PX = 1.5
"""How far interpolation and rounding may move an edge, in pixels of the view."""


@given(seed=st.integers(0, 100_000))
def test_a_box_stays_around_its_garment(seed: int) -> None:
    scene = a_scene()
    scene.pixels[:] = 0
    cv2.fillConvexPoly(scene.pixels, np.array(OUTLINE), (255, 255, 255))
    matrix = random_view(np.random.default_rng(seed), (300, 200), CANVAS_PX)
    scale = np.sqrt(abs(np.linalg.det(matrix[:, :2])))
    view = warp(scene, matrix, CANVAS_PX)
    height, width = CANVAS_PX
    rows, columns = np.nonzero((view.pixels > 250).all(2))
    for x1, y1, x2, y2 in view.boxes:
        assert x1 - SAMPLING_PX < columns.min()
        assert columns.max() < x2 + SAMPLING_PX
        assert y1 - SAMPLING_PX < rows.min()
        assert rows.max() < y2 + SAMPLING_PX
        if x1 > 0 and x2 < width and y1 > 0 and y2 < height:  # nothing of it is cut off
            slack = SAMPLING_PX + scale  # a pixel of the photo is `scale` pixels of the view
            assert columns.min() - x1 < slack
            assert x2 - columns.max() < slack
            assert rows.min() - y1 < slack
            assert y2 - rows.max() < slack


def test_what_leaves_the_canvas_is_not_asked_for() -> None:
    shifted = np.array([[1, 0, -130], [0, 1, 0]], dtype=np.float32)
    gone = warp(a_scene(), shifted, (300, 200))
    assert len(gone.boxes) == len(gone.slots) == 0
    half = np.array([[1, 0, -100], [0, 1, 0]], dtype=np.float32)
    assert warp(a_scene(), half, (300, 200)).boxes.tolist() == [[0, 100, 40, 200]]


def test_an_accessory_moves_to_the_same_place_on_another_person() -> None:
    scene = a_scene()
    mask = np.zeros((300, 200), dtype=np.uint8)
    mask[150:160, 60:140] = 2 + BELT
    belt = cut_out(scene, mask, BELT, [60, 150, 140, 160])
    other = Scene(
        np.zeros((600, 400, 3), dtype=np.uint8),
        np.array([[120, 200, 280, 400]], dtype=np.float32),
        np.array([0]),
        person=(100, 40, 300, 560),
        head_x=200.0,
    )
    dressed = paste(other, belt, BELT)
    assert dressed.slots.tolist() == [0, BELT]
    assert dressed.boxes[1].tolist() == [120, 300, 280, 320]
    assert (dressed.pixels[305:315, 130:270] == 255).all()
    assert (other.pixels == 0).all()


def test_what_is_covered_by_a_pasted_accessory_is_not_asked_for() -> None:
    scene = a_scene()
    mask = np.full((300, 200), 2 + BELT, dtype=np.uint8)
    cover = cut_out(scene, mask, BELT, [40, 90, 160, 210])
    assert paste(scene, cover, BELT).slots.tolist() == [BELT]


def test_rare_slots_are_drawn_more_often() -> None:
    common, rare = np.array([0, 1]), np.array([0, 10])
    factors = repeat_factors([common] * 99 + [rare, np.array([], dtype=np.int64)])
    assert factors[0] == 1
    assert factors[99] == pytest.approx(np.sqrt(0.3 * 101))
    assert factors[100] == 1


@given(seed=st.integers(0, 1000))
def test_colours_vary_within_bytes(seed: int) -> None:
    pixels = np.random.default_rng(seed).integers(0, 256, (16, 16, 3), dtype=np.uint8)
    varied = vary_colours(np.random.default_rng(seed), pixels)
    assert varied.dtype == np.uint8
    assert varied.shape == pixels.shape


@pytest.fixture(scope="module")
def pictures(data_dir: Path) -> TrainingPictures:
    return TrainingPictures(data_dir / "street", boxed_photos(data_dir / "street"), seed=3)


def test_the_canvas_can_be_larger(data_dir: Path) -> None:
    street_dir = data_dir / "street"
    pictures = TrainingPictures(street_dir, boxed_photos(street_dir), 3, canvas_px=(512, 352))
    shapes = set()
    for pictures.epoch in range(14):
        shapes.add(tuple(pictures[0][0].shape))
    assert shapes == {(3, 512, 352), (3, 352, 512)}


@settings(max_examples=20)
@given(index=st.integers(0, 23), epoch=st.integers(0, 50))
def test_pictures_fit_the_network(pictures: TrainingPictures, index: int, epoch: int) -> None:
    pictures.epoch = epoch
    picture, target, known = pictures[index]
    assert picture.shape[1:] in (CANVAS_PX, WIDE_CANVAS_PX)
    assert known.tolist() == [1.0] * len(SLOTS)
    assert -1 <= picture.min() <= picture.max() <= 1
    assert target.shape[1] == 5
    corners = target[:, 1:3] - target[:, 3:] / 2, target[:, 1:3] + target[:, 3:] / 2
    assert all(((c >= -1e-5) & (c <= 1 + 1e-5)).all() for c in corners)
    assert set(target[:, 0].int().tolist()) <= set(range(len(SLOTS)))


def test_an_epoch_can_be_seen_again(pictures: TrainingPictures) -> None:
    pictures.epoch = 4
    first = pictures[5]
    pictures.epoch = 5
    other = pictures[5]
    pictures.epoch = 4
    again = pictures[5]
    assert (first[0] == again[0]).all()
    assert (first[1] == again[1]).all()
    assert (first[0] != other[0]).any()


@given(seed=st.integers(0, 10_000))
def test_a_near_view_fills_the_canvas(seed: int) -> None:
    rng = np.random.default_rng(seed)
    white = Scene(
        np.full((300, 200, 3), 255, dtype=np.uint8),
        np.zeros((0, 4), dtype=np.float32),
        np.zeros(0, dtype=np.int64),
        person=None,
    )
    view = warp(white, near_view(rng, (300, 200), WIDE_CANVAS_PX), WIDE_CANVAS_PX)
    assert (view.pixels > 250).mean() > 0.8


def test_batches_of_people_side_by_side_have_their_own_shape(pictures: TrainingPictures) -> None:
    shapes = []
    for pictures.epoch in range(14):
        batch = {tuple(pictures[i][0].shape) for i in (0, 3, 7)}
        assert len(batch) == 1
        shapes.append(batch.pop())
    assert set(shapes) == {(3, *CANVAS_PX), (3, *WIDE_CANVAS_PX)}


def test_the_loss_is_told_which_slots_nobody_placed(data_dir: Path) -> None:
    street_dir = data_dir / "street"
    box = np.array([[50, 50, 110, 110]], dtype=np.float32)
    tagged = BoxedPhoto("0101", box, np.array([0]), unplaced=frozenset({BELT}))
    pictures = TrainingPictures(street_dir, [tagged], seed=0)
    known = [pictures[i][2][BELT].item() for i in range(len(pictures))]
    assert known == [0.0]


def test_a_batch_keeps_boxes_with_their_picture(pictures: TrainingPictures) -> None:
    pictures.epoch = 0
    items = [pictures[i] for i in range(8)]
    images, batch = collate(items)
    assert len(images) == 8
    for number, (_, target, _) in enumerate(items):
        mine = batch["batch_idx"] == number
        assert (batch["cls"][mine, 0] == target[:, 0]).all()
        assert (batch["bboxes"][mine] == target[:, 1:]).all()
