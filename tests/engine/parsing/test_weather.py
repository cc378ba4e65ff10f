"""Weather as people type it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.taxonomy import Sky
from engine.parsing.weather import TypedWeather, is_about_weather, parse_weather


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
def test_weather(text: str, low: float, high: float, sky: Sky) -> None:
    assert parse_weather(text) == TypedWeather(low, high, sky)


@pytest.mark.parametrize("text", ["", "비", "더워요", "99도", "1 2 3"])
def test_no_weather(text: str) -> None:
    assert parse_weather(text) is None


@given(st.text())
def test_anything_may_be_typed(text: str) -> None:
    weather = parse_weather(text)
    assert weather is None or weather.low_c <= weather.high_c


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


@given(
    st.floats(-30, 40).map(round), st.sampled_from(["{}도", "{}도 비", "{}°C", "{} degrees, rain"])
)
def test_parsed_degrees_are_about_the_weather(degrees: int, form: str) -> None:
    text = form.format(degrees)
    assert parse_weather(text) is not None
    assert is_about_weather(text)
