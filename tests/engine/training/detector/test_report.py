import numpy as np
import pytest

from config.taxonomy import Slot
from engine.training.detector.report import (
    PhotoDetections,
    coco_averages,
    confusion,
    match,
    slot_curve,
)
from engine.training.street_photos import SLOTS, BoxedPhoto

TOP, BAG = SLOTS.index(Slot.TOP), SLOTS.index(Slot.BAG)


def photo(*boxes: tuple[int, list[float]]) -> BoxedPhoto:
    return BoxedPhoto(
        photo_id="0001",
        boxes=np.array([box for _, box in boxes], dtype=np.float32).reshape(-1, 4),
        slots=np.array([slot for slot, _ in boxes], dtype=np.int64),
        fine_labels=("x",) * len(boxes),
    )


def found(*detections: tuple[int, float, list[float]]) -> PhotoDetections:
    return PhotoDetections(
        boxes=np.array([box for *_, box in detections], dtype=np.float32).reshape(-1, 4),
        slots=np.array([slot for slot, *_ in detections], dtype=np.int64),
        scores=np.array([score for _, score, _ in detections], dtype=np.float32),
    )


TRUE = photo((TOP, [0, 0, 10, 10]), (BAG, [20, 20, 30, 40]))


def test_a_true_box_is_found_once_by_the_best_detection_of_its_slot() -> None:
    detected = found(
        (TOP, 0.9, [0, 0, 10, 9]),
        (TOP, 0.8, [0, 0, 10, 10]),
        (TOP, 0.7, [20, 20, 30, 40]),
    )
    hits, taken = match(TRUE, detected)
    assert hits.tolist() == [0, -1, -1]
    assert taken.tolist() == [True, False]


def test_a_box_off_by_half_is_not_a_hit() -> None:
    hits, _ = match(TRUE, found((BAG, 0.9, [20, 30, 30, 50])))
    assert hits.tolist() == [-1]


def test_curve_counts_down_from_the_best_score() -> None:
    photos = [TRUE, photo((TOP, [0, 0, 10, 10]))]
    detected = [found((TOP, 0.9, [0, 0, 10, 10])), found((TOP, 0.6, [50, 50, 60, 60]))]
    curve = slot_curve(photos, detected, TOP)
    assert curve.scores == pytest.approx([0.9, 0.6])
    assert curve.precision.tolist() == [1, 0.5]
    assert curve.recall.tolist() == [0.5, 0.5]
    assert curve.f1 == pytest.approx([2 / 3, 0.5])


def test_perfect_detections_have_perfect_averages() -> None:
    averages = coco_averages(
        [TRUE], [found((TOP, 0.9, [0, 0, 10, 10]), (BAG, 0.8, [20, 20, 30, 40]))]
    )
    assert averages.map50 == pytest.approx(1)
    assert averages.map50_95 == pytest.approx(1)
    assert averages.ap50["bag"] == pytest.approx(1)
    assert np.isnan(averages.ap50["hat"])


def test_no_detections_average_to_nothing() -> None:
    assert coco_averages([TRUE], [found()]).map50 == 0


def test_confusion_tells_names_from_misses_and_inventions() -> None:
    detected = found(
        (BAG, 0.9, [0, 0, 10, 10]),  # the top, called a bag
        (TOP, 0.8, [50, 50, 60, 60]),  # nothing
        (BAG, 0.1, [20, 20, 30, 40]),  # right, but not sure enough
    )
    counts = confusion([TRUE], [detected])
    assert counts[TOP, BAG] == 1
    assert counts[-1, TOP] == 1
    assert counts[BAG, -1] == 1
    assert counts.sum() == 3


def test_confusion_prefers_the_right_name_in_one_place() -> None:
    detected = found((BAG, 0.9, [0, 0, 10, 10]), (TOP, 0.5, [0, 0, 10, 9]))
    counts = confusion([photo((TOP, [0, 0, 10, 10]))], [detected])
    assert counts[TOP, TOP] == 1
    assert counts[-1, BAG] == 1
