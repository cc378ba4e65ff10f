"""Weather and budgets as people type them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.parsing.weather import (
    is_about_budget,
    is_about_weather,
    mentions_money,
    parse_budget,
    parse_weather,
)

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
    weather = parse_weather(text, DAY)
    assert weather is not None
    assert (weather.temperature_min_c, weather.temperature_max_c) == (low, high)
    assert weather.sky == sky
    assert weather.source == "typed"


@pytest.mark.parametrize("text", ["", "비", "더워요", "99도", "1 2 3"])
def test_no_weather(text: str) -> None:
    assert parse_weather(text, DAY) is None


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
    assert parse_budget(text) == won


@pytest.mark.parametrize("text", ["", "많이", "10 20", "5", "999999999999"])
def test_no_budget(text: str) -> None:
    assert parse_budget(text) is None


@given(st.text())
def test_anything_may_be_typed(text: str) -> None:
    parse_budget(text)
    weather = parse_weather(text, DAY)
    assert weather is None or weather.temperature_min_c <= weather.temperature_max_c


@pytest.mark.parametrize(
    "text",
    [
        *("18도 비", "영하 3", "-5", "10~15", "20 25", "12 degrees", "15c", "99도"),
        *("비 와요", "눈이 많이 와요", "더워요", "추운 날", "날씨 맑음", "snow", "it is cold"),
    ],
)
def test_about_the_weather(text: str) -> None:
    assert is_about_weather(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "검정색으로",
            "5만원 이하",
            "10만원",
            "비슷한 거 더 보여줘",
            "비싼 거",
            "눈에 띄는 거",
        ),
        *(
            "추운 날 입을 코트",
            "바람막이",
            "청바지",
            "black coat for cold days",
            "무슨 사이즈?",
            "고마워",
        ),
    ],
)
def test_not_about_the_weather(text: str) -> None:
    assert not is_about_weather(text)


@pytest.mark.parametrize("text", ["10만원", "5만원 이하", "80k", "120000", "1원", "100", "₩50,000"])
def test_about_a_budget(text: str) -> None:
    assert is_about_budget(text)


@pytest.mark.parametrize("text", ["", "검정 코트 10만원", "18도 비", "청바지", "어제", "천천히"])
def test_not_about_a_budget(text: str) -> None:
    assert not is_about_budget(text)


def test_money_is_told_from_days() -> None:
    assert mentions_money("1.5만원")
    assert not mentions_money("11.19")


@given(
    st.floats(-30, 40).map(round), st.sampled_from(["{}도", "{}도 비", "{}°C", "{} degrees, rain"])
)
def test_what_is_understood_with_degrees_is_about_the_weather(degrees: int, form: str) -> None:
    text = form.format(degrees)
    assert parse_weather(text, DAY) is not None
    assert is_about_weather(text)
