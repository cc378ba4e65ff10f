"""Convert weather typed by a person to the weather of a day."""

from __future__ import annotations

from datetime import date
from typing import Final

from engine.parsing.weather import TypedWeather
from engine.weather.forecast import DayWeather

_STRONG_M_S: Final = 8.0
_LIGHT_M_S: Final = 2.0
_WET: Final = frozenset({"rain", "sleet", "snow"})


def day_weather(typed: TypedWeather, day: date) -> DayWeather:
    """Return the weather of a day; missing values are assumed from sky and wind."""
    is_wet = typed.sky in _WET
    return DayWeather(
        day=day,
        city="",
        temperature_min_c=typed.low_c,
        temperature_max_c=typed.high_c,
        temperature_now_c=None,
        feels_like_min_c=None,
        feels_like_max_c=None,
        relative_humidity_percent=80.0 if is_wet else 50.0,
        wind_m_s=_STRONG_M_S if typed.windy else _LIGHT_M_S,
        precipitation_probability_percent=90.0 if is_wet else 0.0,
        precipitation_mm=5.0 if is_wet else 0.0,
        sky=typed.sky,
        source="typed",
    )
