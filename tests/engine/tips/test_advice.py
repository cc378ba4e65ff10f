"""Advice fits the outfit and the day, always exists, and varies from day to day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.taxonomy import CATEGORIES, COLOURS, PATTERNS
from engine.tips.advice import BANDS_C, CODES, Worn, advise
from engine.tips.advice_rules import RULES
from engine.tips.worn_day import WornDay
from engine.weather.forecast import DayWeather

MILD = DayWeather(
    day=date(2026, 10, 5),
    city="seoul",
    temperature_min_c=14,
    temperature_max_c=20,
    temperature_now_c=None,
    feels_like_min_c=14,
    feels_like_max_c=20,
    relative_humidity_percent=50,
    wind_m_s=2,
    precipitation_probability_percent=0,
    precipitation_mm=0,
    sky="clear",
    source="kma",
)
TEE = Worn("t_shirt", ("white",), fit="regular")
JEANS = Worn("jeans", ("blue",), fit="regular")
SNEAKERS = Worn("sneakers", ("white",))
CASUAL = (TEE, JEANS, SNEAKERS)

worn = st.builds(
    Worn,
    category=st.sampled_from(CATEGORIES),
    colours=st.lists(st.sampled_from(COLOURS), max_size=3).map(tuple),
    pattern=st.sampled_from(PATTERNS),
    fit=st.sampled_from([None, "slim", "regular", "over", "wide"]),
    warmth=st.integers(1, 4),
)
weathers = st.builds(
    lambda low, swing, felt, wind, chance, sky, source: replace(
        MILD,
        temperature_min_c=low,
        temperature_max_c=low + swing,
        feels_like_min_c=felt,
        wind_m_s=wind,
        precipitation_probability_percent=chance,
        sky=sky,
        source=source,
    ),
    st.floats(-25, 30),
    st.floats(0, 15),
    st.none() | st.floats(-35, 30),
    st.floats(0, 20),
    st.floats(0, 100),
    st.sampled_from(["clear", "cloudy", "overcast", "rain", "sleet", "snow"]),
    st.sampled_from(["kma", "open_meteo", "climate"]),
)


def codes(weather: DayWeather, outfit: tuple[Worn, ...], occasion: str = "daily") -> set[str]:
    """Return the codes that take turns."""
    return {advise(weather, occasion, outfit, turn=turn).code for turn in range(30)}


@given(weathers, st.lists(worn, max_size=7), st.integers(0, 10**6))
def test_there_is_always_advice_about_what_is_worn(
    weather: DayWeather, outfit: list[Worn], turn: int
) -> None:
    for occasion in ("daily", "work", "date", "guest", "trip", "sport"):
        given_ = advise(weather, occasion, outfit, turn=turn)
        assert given_.code in CODES
        named = {
            name for value in given_.values.values() if isinstance(value, tuple) for name in value
        }
        garments = {garment.category for garment in outfit}
        assert named & set(CATEGORIES) <= garments


def test_every_rule_has_a_weight_and_a_code_of_its_own() -> None:
    assert {1 <= rule.weight <= 9 for rule in RULES} == {True}
    assert len(CODES) == len(set(CODES)) == len({rule.code for rule in RULES}) + len(BANDS_C) + 1
    # The same code twice is the same advice at two weights, of which one is given.
    for code in CODES:
        groups = [rule.group for rule in RULES if rule.code == code]
        assert len(groups) <= 1 or len(set(groups) - {None}) == 1


@given(st.lists(worn, min_size=1, max_size=6), weathers, st.sampled_from(("daily", "work", "trip")))
def test_values_are_computed_for_every_rule_that_applies(
    outfit: list[Worn], weather: DayWeather, occasion: str
) -> None:
    day = WornDay(weather, occasion, outfit)
    for rule in RULES:
        if rule.applies(day):
            for value in rule.values.values():
                assert value(day) is not None


@pytest.mark.parametrize(
    ("changes", "outfit", "code"),
    [
        ({"precipitation_probability_percent": 80, "sky": "rain"}, CASUAL, "rain_shoes"),
        (
            {"precipitation_probability_percent": 80, "sky": "rain"},
            (TEE, replace(JEANS, colours=("white",)), Worn("boots", ("black",))),
            "rain_light_bottom",
        ),
        ({"precipitation_probability_percent": 40}, CASUAL, "maybe_rain"),
        ({"precipitation_probability_percent": 80, "sky": "snow"}, CASUAL, "snow_shoes"),
        ({"temperature_min_c": 8.0, "temperature_max_c": 21.0}, CASUAL, "swing_no_outer"),
        ({"feels_like_min_c": -9.0, "temperature_max_c": 1.0}, CASUAL, "cold_scarf"),
        ({"feels_like_min_c": -9.0, "temperature_max_c": 1.0}, CASUAL, "cold_layer"),
        ({"wind_m_s": 9.0}, (TEE, Worn("skirt_long", ("black",)), SNEAKERS), "wind_skirt"),
        ({"temperature_max_c": 31.0, "temperature_min_c": 24.0}, CASUAL, "sun"),
    ],
)
def test_weather_comes_first(
    changes: dict[str, object], outfit: tuple[Worn, ...], code: str
) -> None:
    assert code in codes(replace(MILD, **changes), outfit)  # type: ignore[arg-type]


def test_a_climate_does_not_promise_rain() -> None:
    usual = replace(MILD, precipitation_probability_percent=90, wind_m_s=9, source="climate")
    assert not codes(usual, CASUAL) & {"rain", "rain_shoes", "maybe_rain", "wind_skirt"}


@pytest.mark.parametrize(
    ("outfit", "occasion", "code"),
    [
        (CASUAL, "guest", "guest_sneakers"),
        (CASUAL, "work", "work_jeans"),
        ((Worn("hoodie", ("grey",), fit="over"), replace(JEANS, fit="wide")), "daily", "wide_wide"),
        ((Worn("shirt", ("blue",), pattern="stripe"), JEANS), "daily", "one_pattern"),
        ((Worn("sweater", ("beige",)), Worn("trousers", ("beige",))), "daily", "tone_on_tone"),
        (
            (Worn("sweater", ("red",)), Worn("trousers", ("black",)), SNEAKERS),
            "daily",
            "one_accent",
        ),
        ((Worn("shirt", ("black",)), Worn("trousers", ("white",))), "daily", "black_white"),
    ],
)
def test_the_clothes_themselves(outfit: tuple[Worn, ...], occasion: str, code: str) -> None:
    assert code in codes(MILD, outfit, occasion)


def test_only_clothes_under_a_coat_have_one_pattern_too_many() -> None:
    skirt, bag = Worn("skirt_long", ("red",), "dot"), Worn("bag", ("black",), "dot")
    coat, shirt = Worn("coat", ("navy",), "check"), Worn("shirt", ("blue",), "stripe")
    assert "two_patterns" in codes(MILD, (shirt, skirt))
    assert "two_patterns" not in codes(MILD, (Worn("sweater"), skirt, bag))
    assert "two_patterns" not in codes(MILD, (coat, skirt))
    assert "one_pattern" not in codes(MILD, (Worn("sweater"), Worn("jeans"), bag))


def test_it_takes_turns() -> None:
    outfit = (
        Worn("shirt", ("red",), pattern="check", fit="regular"),
        Worn("trousers", ("black",), fit="wide"),
        Worn("dress_shoes", ("black",)),
    )
    assert len(codes(MILD, outfit)) >= 4
    first = [advise(MILD, "daily", outfit, turn=turn).code for turn in range(3)]
    assert len(set(first)) == 3


@pytest.mark.parametrize(
    ("high", "code"), [(-8, "wear_0"), (3, "wear_1"), (18, "wear_5"), (33, "wear_8")]
)
def test_without_an_outfit_it_says_what_to_wear(high: float, code: str) -> None:
    assert advise(replace(MILD, temperature_max_c=high), "daily", (), turn=5).code == code
