"""The garment model: geometry, priors, a scripted network, and the weights that ship."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from config.taxonomy import CATEGORIES, CATEGORY_SLOT, COLOURS, PATTERNS, Slot, fits_of
from engine.models.colour import WEIGHTS as COLOUR_NAMES
from engine.models.garment import (
    CALIBRATION,
    MASK_PX,
    MAX_BATCH,
    SHAPE_DIMS,
    WEIGHTS,
    Calibration,
    GarmentModel,
    pattern_of,
    slot_prior,
    weigh,
)
from engine.models.garment_crop import INPUT_PX, crop_box, placement, to_square
from engine.models.garment_warmth import CLO, expected_warmth
from engine.sessions import ModelFileError
from engine.sessions.onnx import OnnxSession
from tests.support.photos import packaged_photo


def picture(colour: tuple[int, int, int], width: int = 120, height: int = 160) -> NDArray[np.uint8]:
    pixels = np.full((height, width, 3), 245, np.uint8)
    pixels[height // 5 : -height // 5, width // 5 : -width // 5] = colour
    return pixels


class ScriptedSession:
    """A network that says one category, one colour, and the middle of the square as foreground."""

    def __init__(self, category: str, colour: str, second: str | None = None) -> None:
        self.category, self.colour, self.second = category, colour, second
        self.runs: list[int] = []

    def run(self, inputs: Mapping[str, NDArray[Any]]) -> list[NDArray[np.float32]]:
        n = len(inputs["crops"])
        assert inputs["crops"].shape == (n, INPUT_PX, INPUT_PX, 3)
        assert inputs["crops"].dtype == np.uint8
        self.runs.append(n)
        category = np.zeros((n, len(CATEGORIES)), np.float32)
        category[:, CATEGORIES.index(self.category)] = 6
        if self.second:
            category[:, CATEGORIES.index(self.second)] = 5
        colour = np.zeros((n, len(COLOURS)), np.float32)
        colour[:, COLOURS.index(self.colour)] = 8
        mask = np.full((n, MASK_PX, MASK_PX), -5, np.float32)
        mask[:, 8:20, 10:18] = 5
        embedding = np.random.default_rng(0).normal(size=(n, 256)).astype(np.float32)
        return [
            category,
            np.eye(len(PATTERNS), dtype=np.float32)[[1] * n],
            np.eye(3, dtype=np.float32)[[2] * n],
            colour,
            mask,
            embedding,
        ]


boxes = st.tuples(*[st.floats(-50, 700) for _ in range(4)]).map(
    lambda b: (min(b[0], b[2]), min(b[1], b[3]), max(b[0], b[2]), max(b[1], b[3]))
)


@given(boxes, st.integers(1, 640), st.integers(1, 640))
def test_a_crop_lies_in_the_picture_and_is_never_empty(box, width, height):
    x1, y1, x2, y2 = crop_box(box, width, height)
    assert 0 <= x1 < x2 <= width
    assert 0 <= y1 < y2 <= height


def test_a_crop_has_a_margin_around_the_box():
    assert crop_box((100, 100, 200, 300), 640, 640) == (94, 88, 206, 312)


@given(st.integers(1, 3000), st.integers(1, 3000))
def test_a_square_holds_the_whole_picture_at_its_aspect(width, height):
    x1, y1, x2, y2 = placement(width, height)
    assert max(x2 - x1, y2 - y1) == INPUT_PX
    assert 0 <= x1 < x2 <= INPUT_PX
    assert 0 <= y1 < y2 <= INPUT_PX
    assert abs((x2 - x1) * max(width, height) - width * INPUT_PX) <= max(width, height)


def test_the_padding_of_a_square_is_the_networks_zero():
    square = to_square(picture((200, 20, 20)))
    assert square.shape == (INPUT_PX, INPUT_PX, 3)
    assert (square[:, 0] == 127).all()
    assert (square[INPUT_PX // 2, INPUT_PX // 2] == (200, 20, 20)).all()


def ratio(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Length of the shape part over length of the colour part."""
    shape, colour = rows[:, :SHAPE_DIMS], rows[:, SHAPE_DIMS:]
    return np.linalg.norm(shape, axis=1) / np.linalg.norm(colour, axis=1)


@given(st.floats(0.05, 5), st.floats(0.05, 5))
def test_weighing_keeps_unit_length_and_scales_the_parts(shape, colour):
    rows = np.random.default_rng(1).normal(size=(4, 256)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    weighed = weigh(rows, shape, colour)
    assert np.allclose(np.linalg.norm(weighed, axis=1), 1, atol=1e-5)
    before = np.linalg.norm(rows[:, :SHAPE_DIMS], axis=1) / np.linalg.norm(
        rows[:, SHAPE_DIMS:], axis=1
    )
    after = ratio(weighed)
    assert np.allclose(after / before, shape / colour, rtol=1e-3)


def test_equal_weights_change_nothing():
    row = np.random.default_rng(2).normal(size=256).astype(np.float32)
    row /= np.linalg.norm(row)
    assert np.allclose(weigh(row, 1, 1), row, atol=1e-6)


@pytest.mark.parametrize("slot", list(Slot))
def test_a_slot_prefers_its_own_categories_and_forbids_none(slot):
    prior = slot_prior(slot, Calibration())
    own = [CATEGORY_SLOT[c] is slot for c in CATEGORIES]
    assert (prior[own] == 0).all()
    assert (prior[np.logical_not(own)] < 0).all()
    assert np.isfinite(prior).all()


def test_no_slot_means_no_prior():
    assert not slot_prior(None, Calibration()).any()


def test_every_category_has_an_insulation_and_seasons_come_in_order():
    assert set(CLO) == set(CATEGORIES)
    warmth = {c: expected_warmth(np.eye(len(CATEGORIES))[i]) for i, c in enumerate(CATEGORIES)}
    assert warmth["sleeveless"] == warmth["shorts"] == 1
    assert warmth["shirt"] == warmth["jeans"] == 2
    assert warmth["sweater"] == warmth["jacket"] == 3
    assert warmth["padded_jacket"] == warmth["coat"] == 4


def test_doubt_between_a_coat_and_a_shirt_is_warm_in_between():
    p = np.zeros(len(CATEGORIES))
    p[[CATEGORIES.index("coat"), CATEGORIES.index("shirt")]] = 0.5
    assert expected_warmth(p) == 3


@pytest.mark.parametrize("slot", Slot)
def test_seams_and_rivets_are_no_pattern(slot):
    doubtful = np.zeros(len(PATTERNS), np.float32)
    doubtful[PATTERNS.index("dot")] = 3
    is_cloth = slot not in {Slot.SHOES, Slot.BAG, Slot.HAT, Slot.EYEWEAR, Slot.BELT}
    assert pattern_of(doubtful, slot) == ("dot" if is_cloth else "solid")
    assert pattern_of(doubtful * 3, slot) == "dot"


def test_all_crops_of_a_photo_go_through_the_network_at_once():
    session = ScriptedSession("polo", "red")
    found = GarmentModel(session, Calibration()).describe(
        [picture((200, 20, 20)), picture((200, 20, 20), 300, 80)], [None, Slot.TOP]
    )
    assert session.runs == [2]
    assert len(found) == 2


class MirrorShySession(ScriptedSession):
    """Says a coat, with its mask at the left, of what is red at the left, otherwise a bag."""

    def run(self, inputs: Mapping[str, NDArray[Any]]) -> list[NDArray[np.float32]]:
        outputs = super().run(inputs)
        for i, square in enumerate(inputs["crops"]):
            red_left = square[:, : INPUT_PX // 2, 0].mean() > square[:, INPUT_PX // 2 :, 0].mean()
            outputs[0][i] = 0
            outputs[0][i, CATEGORIES.index("coat" if red_left else "bag")] = 6
            outputs[4][i] = -5
            half = slice(0, MASK_PX // 2) if red_left else slice(MASK_PX // 2, None)
            outputs[4][i, :, half] = 5
        return outputs


def test_a_mirrored_look_averages_both_and_turns_the_mask_back():
    pixels = np.zeros((100, 100, 3), np.uint8)
    pixels[:, :50, 0] = 250
    session = MirrorShySession("bag", "red")
    model = GarmentModel(session, Calibration())
    (plain,) = model.describe([pixels], [None])
    assert plain.categories[0].name == "coat"
    (both,) = model.describe([pixels], [None], mirrored=True)
    assert session.runs == [1, 2]
    assert {c.name for c in both.categories[:2]} == {"coat", "bag"}
    assert both.categories[0].score == pytest.approx(both.categories[1].score)
    assert both.foreground == plain.foreground == (0.0, 0.0, 0.5, 1.0)


def test_a_mirrored_batch_is_no_larger_than_a_plain_one():
    session = ScriptedSession("bag", "red")
    crops = [picture((9, 9, 9), 60, 60)] * (MAX_BATCH + 1)
    GarmentModel(session, Calibration()).describe(crops, [None] * len(crops), mirrored=True)
    assert max(session.runs) <= MAX_BATCH


def test_a_balance_lifts_what_is_said_too_seldom():
    close = ScriptedSession("coat", "black", second="parka")
    balance = [0.0] * len(CATEGORIES)
    balance[CATEGORIES.index("parka")] = 1.5
    lifted = GarmentModel(close, Calibration(balance=tuple(balance)))
    (plain,) = GarmentModel(close, Calibration()).describe([picture((9, 9, 9))], [None])
    (found,) = lifted.describe([picture((9, 9, 9))], [None])
    assert (plain.categories[0].name, found.categories[0].name) == ("coat", "parka")


def test_the_fitted_numbers_are_read_from_the_folder_of_the_weights(tmp_path):
    for path in (CALIBRATION, COLOUR_NAMES):
        shutil.copy(path, tmp_path)
    (tmp_path / CALIBRATION.name).write_text('{"sure_score": 1.1}')
    model = GarmentModel.open(ScriptedSession("bag", "red"), tmp_path)
    assert model.describe([picture((9, 9, 9))], [None])[0].unsure
    (tmp_path / COLOUR_NAMES.name).unlink()
    with pytest.raises(ModelFileError, match="colour"):
        GarmentModel.open(ScriptedSession("bag", "red"), tmp_path)


def test_no_crops_no_run():
    session = ScriptedSession("polo", "red")
    assert GarmentModel(session, Calibration()).describe([], []) == []
    assert session.runs == []


def test_crops_and_slots_must_pair_up():
    with pytest.raises(ValueError, match="2 slots"):
        GarmentModel(ScriptedSession("polo", "red"), Calibration()).describe(
            [picture((1, 2, 3))], [None, None]
        )


def test_a_description_says_what_the_network_says():
    model = GarmentModel(ScriptedSession("polo", "red"), Calibration(sure_score=0.5))
    (found,) = model.describe([picture((200, 20, 20))], [None])
    assert found.slot is Slot.TOP
    assert found.categories[0].name == "polo"
    assert len(found.categories) == 3
    assert not found.unsure
    assert found.colours[0].name == "red"
    assert found.pattern == PATTERNS[1]
    assert found.fit == fits_of(Slot.TOP)[2]
    assert found.embedding.dtype == np.float32
    assert np.linalg.norm(found.embedding) == pytest.approx(1, abs=1e-5)
    x1, y1, x2, y2 = found.foreground
    assert 0.2 < x1 < x2 < 0.8
    assert 0.2 < y1 < y2 < 0.8


def test_an_accessory_has_no_fit():
    (found,) = GarmentModel(ScriptedSession("bag", "black"), Calibration()).describe(
        [picture((20, 20, 20))], [Slot.BAG]
    )
    assert found.fit is None


def test_a_close_call_is_unsure():
    model = GarmentModel(ScriptedSession("polo", "red", "shirt"), Calibration(sure_score=0.9))
    assert model.describe([picture((200, 20, 20))], [None])[0].unsure


def test_the_slot_decides_a_close_call_and_yields_to_a_clear_one():
    close = GarmentModel(ScriptedSession("sweater", "red", "cardigan"), Calibration())
    assert close.describe([picture((9, 9, 9))], [Slot.OUTER])[0].categories[0].name == "cardigan"
    clear = GarmentModel(
        ScriptedSession("sweater", "red"), Calibration(related_slot=-1.0, other_slot=-2.0)
    )
    assert clear.describe([picture((9, 9, 9))], [Slot.OUTER])[0].categories[0].name == "sweater"


@pytest.fixture(scope="module")
def real() -> GarmentModel:
    return GarmentModel(OnnxSession(WEIGHTS))


def test_the_shipped_numbers_are_in_range():
    calibration = Calibration.read(CALIBRATION)
    assert 0.3 < calibration.temperature < 4
    assert 0 < calibration.sure_score < 1
    assert calibration.other_slot <= calibration.related_slot < 0
    assert min(calibration.semantic, calibration.detail, calibration.colour) > 0


def test_the_shipped_weights_are_small():
    assert WEIGHTS.stat().st_size < 17_000_000


def test_the_real_network_names_colours_of_plain_things(real):
    crops = [picture((190, 25, 30)), picture((28, 90, 190)), picture((20, 20, 22))]
    found = real.describe(crops, [None] * 3)
    assert [f.colours[0].name for f in found] == ["red", "blue", "black"]


def test_the_real_network_gives_the_same_answer_alone_and_in_a_batch(real):
    crops = [picture((190, 25, 30)), picture((28, 90, 190), 60, 200)]
    together = real.describe(crops, [None, Slot.PANTS])
    alone = [real.describe([c], [s])[0] for c, s in zip(crops, [None, Slot.PANTS], strict=True)]
    for a, b in zip(together, alone, strict=True):
        assert [c.name for c in a.categories] == [c.name for c in b.categories]
        assert np.allclose(a.embedding, b.embedding, atol=1e-3)


def test_the_real_network_describes_what_a_person_wears(real):
    with Image.open(packaged_photo("zidane.jpg")) as image:
        pixels = np.asarray(image.convert("RGB"))
    (found,) = real.describe([pixels[200:720, 750:1150]], [Slot.OUTER])
    assert {"blazer", "coat", "jacket"} & {c.name for c in found.categories}
    assert found.colours[0].name in {"black", "grey", "navy"}


def test_photos_of_one_garment_are_nearer_to_each_other_than_to_others(real):
    red, red_again, blue = (
        picture((190, 25, 30)),
        picture((170, 30, 36), 140, 160),
        picture((28, 90, 190), 300, 90),
    )
    a, b, c = (d.embedding for d in real.describe([red, red_again, blue], [None] * 3))
    assert a @ b > a @ c
