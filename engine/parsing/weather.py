"""Reads the weather of a day and a budget as people type them: "18도 비", "영하 3", "10만원"."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from engine.parsing.query import parse_query
from engine.weather.forecast import DayWeather, Sky

COLDEST_C: Final = -35.0
HOTTEST_C: Final = 45.0
MOST_WON: Final = 100_000_000

_DEGREES: Final = re.compile(
    r"(?P<below>영하|minus|-|\u2212)?\s*(?P<number>\d{1,2}(?:\.\d)?)\s*(?:도|°|℃|c\b|degrees?)?",
    re.IGNORECASE,
)
_SKIES: Final[tuple[tuple[re.Pattern[str], Sky], ...]] = (
    (re.compile(r"진눈깨비|sleet", re.IGNORECASE), "sleet"),
    (re.compile(r"눈|snow", re.IGNORECASE), "snow"),
    (re.compile(r"비|장마|소나기|rain|shower", re.IGNORECASE), "rain"),
    (re.compile(r"흐|overcast", re.IGNORECASE), "overcast"),
    (re.compile(r"구름|cloud", re.IGNORECASE), "cloudy"),
)
_WINDY: Final = re.compile(r"바람|강풍|wind", re.IGNORECASE)
_SWING_C: Final = 3.0
"""Who types one temperature means the day around it."""
_STRONG_M_S, _LIGHT_M_S = 8.0, 2.0

_MONEY: Final = re.compile(
    r"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>만|천|k)?\s*(?:원|won|krw|₩)?", re.IGNORECASE
)
_UNITS: Final = {"만": 10_000, "천": 1_000, "k": 1_000}
_DEGREES_MARKED: Final = re.compile(
    r"\d\s*(?:도|°|℃|c\b|degrees?)|영하|minus|below zero", re.IGNORECASE
)
_WEATHER_WORDS: Final = re.compile(
    r"날씨|기온|온도|최고|최저|진눈깨비|장마|소나기|바람|강풍|맑|흐[리려림]|구름"
    r"|더[워운]|덥|추[워운]|춥|쌀쌀|(?<![가-힣])[비눈](?:[이가도와오올온내]|(?![가-힣]))"
    r"|weather|temperature|\brain|shower|snow|sleet|\bwind|cloud|overcast|sunny|chilly"
    r"|\bcold\b|\bhot\b",
    re.IGNORECASE,
)
_MONEY_MARKED: Final = re.compile(
    r"\d[\d,.]*\s*(?:만|천|원|k\b|won|krw|₩)|₩\s*\d|[만천]\s*원", re.IGNORECASE
)
_NUMBERS_ALONE: Final = re.compile(r"[\s.,/~\-\u2212]*\d[\s\d.,/~\-\u2212]*")


def is_about_weather(text: str) -> bool:
    """Return whether words are about the weather at all, understood or not.

    Clothes for a kind of weather ("a coat for cold days") are about clothes.
    """
    if _DEGREES_MARKED.search(text) or _NUMBERS_ALONE.fullmatch(text):
        return True
    wanted = parse_query(text)
    about_clothes = wanted.categories or wanted.colours or mentions_money(text)
    return not about_clothes and _WEATHER_WORDS.search(text) is not None


def is_about_budget(text: str) -> bool:
    """Return whether words are about money alone, understood or not."""
    wanted = parse_query(text)
    if wanted.categories or wanted.colours or wanted.shops:
        return False
    return mentions_money(text) or _NUMBERS_ALONE.fullmatch(text) is not None


def mentions_money(text: str) -> bool:
    """Return whether a sum of money is in a text: 3만원, 50k."""
    return _MONEY_MARKED.search(text) is not None


def parse_weather(text: str, day: date) -> DayWeather | None:
    """Return the typed weather of a day, or None when no believable temperature is in the text."""
    found = []
    for match in _DEGREES.finditer(text):
        degrees = float(match["number"]) * (-1 if match["below"] else 1)
        if COLDEST_C <= degrees <= HOTTEST_C:
            found.append(degrees)
    if not found or len(found) > 2:
        return None
    sky: Sky = next((sky for pattern, sky in _SKIES if pattern.search(text)), "clear")
    low, high = (found[0] - _SWING_C, found[0] + _SWING_C) if len(found) == 1 else sorted(found)
    return told_weather(low, high, day, sky=sky, windy=_WINDY.search(text) is not None)


def told_weather(
    low_c: float, high_c: float, day: date, *, sky: Sky = "clear", windy: bool = False
) -> DayWeather:
    """Return the weather of a day of which only this much is told."""
    falls = sky in {"rain", "sleet", "snow"}
    return DayWeather(
        day=day,
        city="",
        temperature_min_c=low_c,
        temperature_max_c=high_c,
        temperature_now_c=None,
        feels_like_min_c=None,
        feels_like_max_c=None,
        relative_humidity_percent=80.0 if falls else 50.0,
        wind_m_s=_STRONG_M_S if windy else _LIGHT_M_S,
        precipitation_probability_percent=90.0 if falls else 0.0,
        precipitation_mm=5.0 if falls else 0.0,
        sky=sky,
        source="typed",
    )


def parse_budget(text: str) -> int | None:
    """Return a budget in won, or None when the text names no single believable sum."""
    matches = list(_MONEY.finditer(text.replace(",", "")))
    if len(matches) != 1:
        return None
    unit = matches[0]["unit"]
    won = float(matches[0]["number"]) * _UNITS.get((unit or "").lower(), 1)
    return int(won) if 1_000 <= won <= MOST_WON else None
