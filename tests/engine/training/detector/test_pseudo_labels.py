from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from config.taxonomy import Slot
from engine.models.detector import Candidates
from engine.training.detector.pseudo_labels import fuse_views, load_placed, place, save_placed
from engine.training.street_photos import SLOTS, TaggedPhoto

TOP, PANTS, DRESS = (SLOTS.index(slot) for slot in (Slot.TOP, Slot.PANTS, Slot.DRESS))


def candidates(*found: tuple[int, float, tuple[float, float, float, float]]) -> Candidates:
    return Candidates(
        np.array([box for _, _, box in found], dtype=np.float32).reshape(-1, 4),
        np.array([slot for slot, _, _ in found], dtype=np.int64),
        np.array([score for _, score, _ in found], dtype=np.float32),
    )


UPPER, LOWER = (10.0, 10.0, 50.0, 60.0), (10.0, 60.0, 50.0, 120.0)


def test_keeps_only_what_the_tags_name() -> None:
    found = candidates((TOP, 0.8, UPPER), (PANTS, 0.7, LOWER), (DRESS, 0.3, UPPER))
    placed = place(TaggedPhoto("1", Counter({DRESS: 1})), found)
    assert placed.slots.tolist() == [DRESS]
    assert placed.boxes.tolist() == [list(UPPER)]
    assert placed.unplaced == frozenset()


def test_a_garment_that_is_not_seen_is_unplaced() -> None:
    found = candidates((PANTS, 0.7, LOWER), (TOP, 0.1, UPPER))
    placed = place(TaggedPhoto("1", Counter({TOP: 1, PANTS: 1})), found)
    assert placed.slots.tolist() == [PANTS]
    assert placed.unplaced == {TOP}


def test_two_garments_of_a_slot_need_two_tags() -> None:
    found = candidates((TOP, 0.8, UPPER), (TOP, 0.6, LOWER))
    assert len(place(TaggedPhoto("1", Counter({TOP: 1})), found).slots) == 1
    assert len(place(TaggedPhoto("1", Counter({TOP: 2})), found).slots) == 2


def test_placed_photos_can_be_kept(tmp_path: Path) -> None:
    found = candidates((PANTS, 0.7, LOWER))
    photos = [place(TaggedPhoto("1", Counter({TOP: 1, PANTS: 1})), found)]
    save_placed(photos, tmp_path / "placed.json")
    (again,) = load_placed(tmp_path / "placed.json")
    assert again.photo_id == "1"
    assert again.boxes.tolist() == [list(LOWER)]
    assert again.slots.tolist() == [PANTS]
    assert again.unplaced == {TOP}


def test_views_are_averaged_in_the_coordinates_of_the_photo() -> None:
    image = np.zeros((120, 100, 3), dtype=np.uint8)
    image[:, :30] = 255

    def look(view: NDArray[np.uint8], _: int) -> Candidates:
        left = int(np.flatnonzero(view[0, :, 0])[0])
        return candidates((TOP, 0.6, (float(left), 20.0, left + 30.0, 80.0)))

    fused = fuse_views(look, image)
    assert fused.slots.tolist() == [TOP]
    np.testing.assert_allclose(fused.boxes, [[0, 20, 30, 80]], atol=1e-3)
    np.testing.assert_allclose(fused.scores, 0.6, rtol=1e-5)


def test_what_one_view_alone_sees_counts_little() -> None:
    image = np.zeros((120, 100, 3), dtype=np.uint8)

    def look(_: NDArray[np.uint8], long_side_px: int) -> Candidates:
        return candidates((TOP, 0.8, UPPER)) if long_side_px == 448 else candidates()

    fused = fuse_views(look, image)
    assert max(fused.scores) < 0.5
