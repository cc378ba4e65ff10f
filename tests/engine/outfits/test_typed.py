"""Weather and budgets as people type them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.outfits.typed import read_budget, read_weather

DAY = date(2026, 7, 1)


@pytest.mark.parametrize(
    ("text", "low", "high", "sky"),
    [
        ("18도 비", 15, 21, "rain"),
        ("영하 3도 눈", -6, 0, "snow"),
        ("-5", -8, -2, "clear"),
        ("20 25 흐림", 20, 25, "overcast"),
        ("12°C cloudy", 9, 15, "cloudy"),
    ],
)
def test_weather(text: str, low: float, high: float, sky: str) -> None:
    weather = read_weather(text, DAY)
    assert weather is not None
    assert (weather.temperature_min_c, weather.temperature_max_c) == (low, high)
    assert weather.sky == sky
    assert weather.source == "typed"


@pytest.mark.parametrize("text", ["", "비", "더워요", "99도", "1 2 3"])
def test_no_weather(text: str) -> None:
    assert read_weather(text, DAY) is None


@pytest.mark.parametrize(
    ("text", "won"),
    [
        ("10만원", 100_000),
        ("55,000원", 55_000),
        ("5만", 50_000),
        ("120000", 120_000),
        ("80k", 80_000),
    ],
)
def test_budget(text: str, won: int) -> None:
    assert read_budget(text) == won


@pytest.mark.parametrize("text", ["", "많이", "10 20", "5", "999999999999"])
def test_no_budget(text: str) -> None:
    assert read_budget(text) is None


@given(st.text())
def test_anything_may_be_typed(text: str) -> None:
    read_budget(text)
    weather = read_weather(text, DAY)
    assert weather is None or weather.temperature_min_c <= weather.temperature_max_c
