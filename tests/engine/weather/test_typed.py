"""The weather of a day out of what somebody typed of it."""

from __future__ import annotations

from datetime import date

from engine.parsing.weather import TypedWeather
from engine.weather.typed import day_weather

DAY = date(2026, 7, 1)


def test_what_was_typed_stands() -> None:
    weather = day_weather(TypedWeather(-3, 4, "snow", windy=True), DAY)
    assert (weather.temperature_min_c, weather.temperature_max_c) == (-3, 4)
    assert (weather.day, weather.sky, weather.source) == (DAY, "snow", "typed")


def test_the_rest_is_assumed_from_sky_and_wind() -> None:
    dry = day_weather(TypedWeather(10, 20), DAY)
    wet = day_weather(TypedWeather(10, 20, "rain", windy=True), DAY)
    assert dry.precipitation_probability_percent == 0
    assert wet.precipitation_probability_percent > 50
    assert wet.wind_m_s > dry.wind_m_s
