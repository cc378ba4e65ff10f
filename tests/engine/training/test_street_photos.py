from collections import Counter
from pathlib import Path

import numpy as np

from config.taxonomy import Slot
from engine.training.street_photos import (
    SLOTS,
    Split,
    boxed_photos,
    gender_presentation,
    read_photo,
    read_slot_mask,
    split_of,
)


def test_split_is_a_fixed_function_of_the_id() -> None:
    assert [split_of(f"{i:04d}") for i in (1, 2, 4, 6, 7)] == [
        split_of(f"{i:04d}") for i in (1, 2, 4, 6, 7)
    ]
    shares = Counter(split_of(f"{i:04d}") for i in range(10_000))
    assert abs(shares[Split.TEST] / 10_000 - 0.15) < 0.01
    assert abs(shares[Split.VALIDATION] / 10_000 - 0.08) < 0.01


def test_known_photos_stay_where_they_were() -> None:
    # Weights in the repository were trained on this split: it must not move under them.
    assert [split_of(f"{i:04d}").value for i in range(1, 9)] == [
        "train",
        "validation",
        "train",
        "train",
        "train",
        "train",
        "test",
        "train",
    ]


def test_boxes_become_corners_with_their_slots(data_dir: Path) -> None:
    first = boxed_photos(data_dir / "street")[0]
    assert first.photo_id == "0001"
    assert first.fine_labels == ("shirt", "jeans", "hat")
    assert [SLOTS[s] for s in first.slots] == [Slot.TOP, Slot.PANTS, Slot.HAT]
    assert first.boxes[0].tolist() == [50, 50, 110, 110]


def test_splits_share_no_photo_and_lose_none(data_dir: Path) -> None:
    parts = [boxed_photos(data_dir / "street", [split]) for split in Split]
    ids = [photo.photo_id for part in parts for photo in part]
    assert sorted(ids) == [photo.photo_id for photo in boxed_photos(data_dir / "street")]


def test_mask_tells_garments_from_skin_and_street(data_dir: Path) -> None:
    street = data_dir / "street"
    mask = read_slot_mask(street, "0001")
    assert mask.shape == read_photo(street, "0001").shape[:2]
    assert mask[0, 0] == 0
    assert mask[30, 70] == 1
    assert mask[80, 80] == 2 + SLOTS.index(Slot.TOP)
    assert set(np.unique(read_slot_mask(street, "0002"))) == {
        0,
        1,
        2 + SLOTS.index(Slot.TOP),
        2 + SLOTS.index(Slot.PANTS),
    }


def test_presentation_is_what_both_annotators_say(data_dir: Path) -> None:
    assert gender_presentation(data_dir / "street")["0003"] == "f"
