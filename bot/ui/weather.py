"""Format the weather of a day: a summary, a full line, a page."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Final

from babel.dates import format_skeleton

from bot.ui.catalogues import Html, Texts, join
from engine.outfits.scoring import is_wet
from engine.weather.cities import cities
from engine.weather.forecast import DayWeather

FALLING: Final = ("rain", "sleet", "snow")
"""Skies from which something falls."""

_FELT_DIFFERENCE_C: Final = 3.0
_LIKELY_PERCENT: Final = 30.0
_WINDY_M_S: Final = 7.0


def city_name(city_id: str, t: Texts) -> str:
    """Return the name of a city, its id when it is unknown."""
    city = cities().get(city_id)
    return city_id if city is None else city.name(t.language)


def date_text(day: date, t: Texts) -> str:
    """Return a date with its weekday: 11월 21일 (토), Sat, Nov 21."""
    return format_skeleton("MMMEd", datetime.combine(day, time()), locale=t.language)


def weather_summary(weather: DayWeather, t: Texts, *, with_sky: bool = False) -> str:
    """Return the lowest and highest temperature, and what falls if it wets: 3° / 11° · 비.

    Args:
        weather: of the day.
        t: the sentences.
        with_sky: name the sky of a dry day, too.
    """
    low, high = _range_c(weather)
    summary = f"{low}° / {high}°"
    if is_wet(weather):
        falls = weather.sky if weather.sky in FALLING else "rain"
        summary += f" · {t.label('coordi.sky', falls)}"
    sky = t.label("coordi.sky", weather.sky)
    return f"{summary} · {sky}" if with_sky and sky not in summary else summary


def weather_line(weather: DayWeather, t: Texts) -> Html:
    """Return the weather of a day and city in one line.

    What is felt, what may fall and the wind are named where they matter for clothes.
    """
    low, high = _range_c(weather)
    city = city_name(weather.city, t)
    if weather.source == "climate":
        return t.html("weather.usual", city=city, low=low, high=high)
    sky = t.label("weather.sky", weather.sky)
    parts = [t.html("weather.line", city=city, low=low, high=high, sky=sky)]
    coldest_felt, warmest_felt = weather.feels_like_min_c, weather.feels_like_max_c
    if coldest_felt is not None and weather.temperature_min_c - coldest_felt >= _FELT_DIFFERENCE_C:
        parts.append(t.html("weather.felt", felt=round(coldest_felt)))
    if warmest_felt is not None and warmest_felt - weather.temperature_max_c >= _FELT_DIFFERENCE_C:
        parts.append(t.html("weather.felt", felt=round(warmest_felt)))
    if weather.precipitation_probability_percent >= _LIKELY_PERCENT:
        kind = "snow" if weather.sky == "snow" else "rain"
        percent = round(weather.precipitation_probability_percent)
        parts.append(Html(t.label("weather.chance", kind).format(percent=percent)))
    if weather.wind_m_s >= _WINDY_M_S:
        parts.append(t.html("weather.windy"))
    return join(" · ", parts)


def weather_page(weather: DayWeather, t: Texts) -> Html:
    """Return the weather of a day under its date, with the current temperature and the source."""
    lines = [t.html("weather.title", date=date_text(weather.day, t)), weather_line(weather, t)]
    if weather.temperature_now_c is not None:
        lines.append(t.html("weather.now", now=round(weather.temperature_now_c)))
    lines.append(Html(f"<i>{t.label('weather.source', weather.source)}</i>"))
    return join("\n", lines)


def _range_c(weather: DayWeather) -> tuple[int, int]:
    return round(weather.temperature_min_c), round(weather.temperature_max_c)
