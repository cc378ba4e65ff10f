"""Marks on photos: always a picture that Telegram takes, whatever the photo and the boxes."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.ui.drawing import PALETTE, colour_of
from bot.ui.garment_boxes import Label, draw_garment_boxes


def drawn(picture: Image.Image, labels: list[Label], width: int | None = None) -> Image.Image:
    data = draw_garment_boxes(picture, labels, width=width or picture.width)
    return Image.open(io.BytesIO(data))


def differs(before: Image.Image, after: Image.Image) -> np.ndarray:
    """Return where a picture was drawn on; JPEG changes a little everywhere."""
    a, b = (np.asarray(p.convert("RGB"), dtype=int) for p in (before, after))
    return np.abs(a - b).max(axis=2) > 40


GREY = Image.new("RGB", (600, 900), "#808080")


def test_the_middle_of_a_garment_stays_free() -> None:
    after = drawn(GREY, [Label(1, "후드티", (100, 200, 500, 800))])
    changed = differs(GREY, after)
    assert not changed[280:760, 130:470].any()
    assert changed.any()


def test_a_box_is_drawn_in_the_colour_of_its_number() -> None:
    after = drawn(GREY, [Label(2, "청바지", (100, 300, 500, 800))]).convert("RGB")
    wanted = tuple(int(colour_of(2)[i : i + 2], 16) for i in (1, 3, 5))
    row = np.asarray(after, dtype=int)[550, 90:115]
    assert np.abs(row - wanted).sum(axis=1).min() < 60


def test_boxes_are_in_pixels_of_the_original() -> None:
    label = Label(1, "모자", (1000, 1600, 2000, 2400))
    after = drawn(GREY, [label], width=2400)
    changed = differs(GREY, after)
    assert changed[500, 250] or changed[500, 248:253].any()
    assert not changed[:300].any()


def test_pills_do_not_cover_each_other() -> None:
    labels = [Label(n, "반팔 티셔츠", (200, 300, 400, 700)) for n in range(1, 5)]
    after = drawn(GREY, labels).convert("RGB")
    pixels = np.asarray(after, dtype=int).reshape(-1, 3)
    for label in labels:
        wanted = tuple(int(colour_of(label.number)[i : i + 2], 16) for i in (1, 3, 5))
        assert (np.abs(pixels - wanted).sum(axis=1) < 30).sum() > 500


@pytest.mark.parametrize("size", [(32, 32), (40, 1280), (1280, 40), (3, 1280), (1280, 960)])
def test_telegram_takes_every_shape(size: tuple[int, int]) -> None:
    picture = Image.new("RGB", size, "#335577")
    after = drawn(picture, [Label(1, "롱스커트", (0, 0, size[0], size[1]))])
    assert max(after.size) / min(after.size) <= 20
    assert sum(after.size) <= 10_000
    assert max(after.size) >= 720, "labels can be read"


def test_the_photo_itself_is_left_alone() -> None:
    picture = GREY.copy()
    draw_garment_boxes(picture, [Label(1, "가방", (0, 0, 300, 300))], width=600)
    assert picture.tobytes() == GREY.tobytes()


@settings(max_examples=40)
@given(
    st.tuples(st.integers(1, 400), st.integers(1, 400)),
    st.lists(st.tuples(*[st.floats(-500, 900, allow_nan=False)] * 4), max_size=9),
    st.text(max_size=30) | st.just("a\nb\x00\u202e"),
)
def test_no_box_breaks_it(
    size: tuple[int, int], boxes: list[tuple[float, float, float, float]], text: str
) -> None:
    picture = Image.new("RGB", size, "#224466")
    labels = [Label(n, text, box) for n, box in enumerate(boxes, 1)]
    after = drawn(picture, labels)
    assert after.format == "JPEG"
    assert max(after.size) / min(after.size) <= 20


def test_colours_come_round() -> None:
    assert colour_of(1) == PALETTE[0]
    assert colour_of(len(PALETTE) + 1) == PALETTE[0]
