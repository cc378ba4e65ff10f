"""Insulation: what garments give, what days ask for, and that the two meet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.taxonomy import CATEGORIES
from engine.outfits.insulation import (
    MOST_CLO,
    degrees_outside,
    garment_clo,
    needed_on,
    usual_warmth,
)
from engine.parsing.weather import TypedWeather
from engine.weather.typed import day_weather

DAY = date(2026, 11, 21)


def test_the_colder_the_more() -> None:
    days = [day_weather(TypedWeather(low, low + 6), DAY) for low in range(-20, 34, 6)]
    cool = [needed_on(day).cool for day in days]
    assert cool == sorted(cool, reverse=True)
    assert cool[0] == MOST_CLO
    assert cool[-1] == 0


def test_wind_asks_for_more() -> None:
    calm, windy = (
        needed_on(day_weather(TypedWeather(12, 18, windy=windy), DAY)) for windy in (False, True)
    )
    assert windy.cool > calm.cool + 0.2
    assert windy.felt_cool_c < calm.felt_cool_c - 4


@given(st.floats(-25, 32), st.floats(0, 8))
def test_an_ordinary_day_is_felt_as_it_is(low_c: float, swing_c: float) -> None:
    needed = needed_on(day_weather(TypedWeather(low_c, low_c + swing_c), DAY))
    assert needed.felt_warm_c == pytest.approx(low_c + swing_c, abs=0.05)
    assert needed.felt_cool_c == pytest.approx(low_c + 0.3 * swing_c, abs=0.3)
    assert needed.warm <= needed.cool


def test_hours_are_believed_before_the_mean_of_a_day() -> None:
    day = day_weather(TypedWeather(2, 10), DAY)
    gusty = replace(day, utci_min_c=-9.0, utci_max_c=1.0)
    assert needed_on(gusty).felt_cool_c < needed_on(day).felt_cool_c - 5


@pytest.mark.parametrize(
    ("low_c", "high_c", "outfit"),
    [
        # Korea's guide of clothes by temperature: what it names is neither too thin nor too thick.
        (8, 13, ("sweatshirt", "jeans", "jacket", "sneakers")),
        (12, 18, ("long_sleeve", "jeans", "cardigan", "sneakers")),
        (17, 22, ("sweatshirt", "jeans", "sneakers")),
        (22, 27, ("t_shirt", "trousers", "sneakers")),
    ],
)
def test_the_guide_of_clothes_agrees(low_c: float, high_c: float, outfit: tuple[str, ...]) -> None:
    needed = needed_on(day_weather(TypedWeather(low_c, high_c), DAY))
    underwear_clo = 0.06  # briefs and ankle socks
    # The sum of garments insulates less than they do one by one (ISO 9920).
    clo = 0.161 + 0.835 * (underwear_clo + sum(garment_clo(category) for category in outfit))
    assert needed.warm - 0.2 < clo < needed.cool + 0.3


def test_warmth_moves_insulation() -> None:
    for category in CATEGORIES:
        usual = usual_warmth(category)
        clo = [garment_clo(category, warmth) for warmth in (1, 2, 3, 4)]
        assert clo == sorted(clo)
        assert clo[usual - 1] == pytest.approx(garment_clo(category))


def test_no_padded_jacket_in_july() -> None:
    july = needed_on(day_weather(TypedWeather(22, 30), date(2026, 7, 15)))
    january = needed_on(day_weather(TypedWeather(-7, 1), date(2026, 1, 15)))
    assert degrees_outside("padded_jacket", None, july) > 10
    assert degrees_outside("padded_jacket", None, january) == 0
    assert degrees_outside("shorts", None, january) > 10
