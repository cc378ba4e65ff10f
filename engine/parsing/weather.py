"""Parses the weather of a day as people type it: "18도 비", "영하 3", "-5~2도 눈"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from config.taxonomy import Sky
from engine.parsing.money import mentions_money
from engine.parsing.numbers import are_numbers_alone
from engine.parsing.query import parse_query
from engine.parsing.text import fold

COLDEST_C: Final = -35.0
HOTTEST_C: Final = 45.0
_SWING_C: Final = 3.0
"""Half the range of a day for which one temperature is typed."""

_DEGREES: Final = re.compile(r"(?P<below>(?:영하|minus|[-\u2212]) ?)?(?P<number>\d{1,2}(?:\.\d)?)")
_SKIES: Final[tuple[tuple[re.Pattern[str], Sky], ...]] = (
    (re.compile(r"진눈깨비|sleet"), "sleet"),
    (re.compile(r"눈|snow"), "snow"),
    (re.compile(r"비|장마|소나기|rain|shower"), "rain"),
    (re.compile(r"흐|overcast"), "overcast"),
    (re.compile(r"구름|cloud"), "cloudy"),
)
_WINDY: Final = re.compile(r"바람|강풍|wind")
_DEGREES_MARKED: Final = re.compile(r"\d ?(?:도|°|c\b|degrees?)|영하|minus|below zero")
_WEATHER_WORDS: Final = re.compile(
    r"날씨|기온|온도|최고|최저|진눈깨비|장마|소나기|바람|강풍|맑|흐[리려림]|구름"
    r"|더[워운]|덥|추[워운]|춥|쌀쌀|(?<![가-힣])[비눈](?:[이가도와오올온내]|(?![가-힣]))"
    r"|weather|temperature|\brain|shower|snow|sleet|\bwind|cloud|overcast|sunny|chilly"
    r"|\bcold\b|\bhot\b"
)


@dataclass(frozen=True, slots=True)
class TypedWeather:
    """The weather of a day as somebody typed it.

    Attributes:
        low_c: lowest air temperature of the day.
        high_c: highest air temperature of the day.
    """

    low_c: float
    high_c: float
    sky: Sky = "clear"
    windy: bool = False


def parse_weather(text: str) -> TypedWeather | None:
    """Return the typed weather of a day; None without one or two believable temperatures."""
    plain = fold(text)
    temperatures_c = []
    for match in _DEGREES.finditer(plain):
        degrees_c = float(match["number"]) * (-1 if match["below"] else 1)
        if COLDEST_C <= degrees_c <= HOTTEST_C:
            temperatures_c.append(degrees_c)
    if len(temperatures_c) == 1:
        low_c, high_c = temperatures_c[0] - _SWING_C, temperatures_c[0] + _SWING_C
    elif len(temperatures_c) == 2:
        low_c, high_c = sorted(temperatures_c)
    else:
        return None
    sky: Sky = next((sky for words, sky in _SKIES if words.search(plain)), "clear")
    return TypedWeather(low_c, high_c, sky, _WINDY.search(plain) is not None)


def is_about_weather(text: str) -> bool:
    """Return whether a text is about the weather at all, parsed or not.

    Clothes for a kind of weather ("a coat for cold days") are about clothes.
    """
    plain = fold(text)
    if _DEGREES_MARKED.search(plain) or are_numbers_alone(plain):
        return True
    wanted = parse_query(text)
    about_clothes = wanted.categories or wanted.colours or mentions_money(text)
    return not about_clothes and _WEATHER_WORDS.search(plain) is not None
