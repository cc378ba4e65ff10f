from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.handlers.style.pictures import (
    STYLE_COLOURS,
    WIDTH_PX,
    StyleBar,
    StylePeriod,
    draw_bars,
    draw_history,
)
from config.taxonomy import STYLES


def opened(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
        return picture


def bar(style: str, share: float) -> StyleBar:
    return StyleBar(style, style, share, f"{share:.0%}")


def amount_of(picture: Image.Image, colour: str) -> int:
    """Return how many pixels are nearly of a colour."""
    wanted = tuple(bytes.fromhex(colour[1:]))
    pixels = picture.convert("RGB").get_flattened_data()
    return sum(max(abs(a - b) for a, b in zip(p, wanted, strict=True)) < 16 for p in pixels)


def test_a_longer_bar_is_a_larger_share() -> None:
    picture = opened(draw_bars("스트리트", [bar("street", 0.8), bar("modern", 0.2)]))
    assert picture.width == WIDTH_PX
    street, modern = (amount_of(picture, STYLE_COLOURS[name]) for name in ("street", "modern"))
    assert street / modern == pytest.approx(4, rel=0.2)


def test_columns_show_how_a_style_grows() -> None:
    periods = [
        StylePeriod("1월", (("street", 0.2), ("modern", 0.8))),
        StylePeriod("2월", (("street", 0.6), ("modern", 0.4))),
    ]
    picture = opened(draw_history("나", periods, []))
    left, right = (
        amount_of(picture.crop((x, 0, x + WIDTH_PX // 2, picture.height)), STYLE_COLOURS["street"])
        for x in (0, WIDTH_PX // 2)
    )
    assert right / left == pytest.approx(3, rel=0.1)


@settings(max_examples=25)
@given(
    st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=80),
    st.lists(st.lists(st.floats(0, 1), min_size=9, max_size=9), max_size=6),
)
def test_any_shares_and_any_words_can_be_drawn(title: str, drawn: list[list[float]]) -> None:
    periods = []
    for weights in drawn:
        total = sum(weights) or 1.0
        shares = tuple(zip(STYLES, (weight / total for weight in weights), strict=True))
        periods.append(StylePeriod(title, shares))
    bars = [
        StyleBar(style, title, share, "100%")
        for style, share in zip(STYLES, (0, 0.001, 1), strict=False)
    ]
    assert opened(draw_history(title, periods, bars)).width == WIDTH_PX
    assert opened(draw_bars(title, bars)).width == WIDTH_PX
