"""Parses body measurements taken with a tape: "가슴 96, 허리 80", "waist 32 in"."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from engine.parsing.body import CM_PER_INCH
from engine.parsing.text import fold
from engine.sizing.person import SizeError, check_measurement

_WORDS: Final = MappingProxyType(
    {
        "bust": ("윗가슴", "bust"),
        "chest": ("가슴둘레", "가슴", "chest"),
        "waist": ("허리둘레", "허리", "waist"),
        "hip": ("엉덩이둘레", "엉덩이", "힙", "hips", "hip"),
        "shoulder": ("어깨너비", "어깨", "shoulders", "shoulder"),
        "arm": ("팔길이", "팔", "arms", "arm", "sleeve"),
        "thigh": ("허벅지둘레", "허벅지", "thighs", "thigh"),
        "inseam": ("안쪽다리", "다리안쪽", "인심", "밑위아래", "inseam"),
        "foot": ("발길이", "발", "feet", "foot"),
    }
)
_PART_OF: Final = MappingProxyType({w: part for part, words in _WORDS.items() for w in words})
_LONGEST_FIRST: Final = "|".join(sorted(map(re.escape, _PART_OF), key=len, reverse=True))
_GAP: Final = r"\s{0,2}"
_MEASURE: Final = re.compile(
    rf"(?<![a-z])(?P<word>{_LONGEST_FIRST})(?:둘레|길이)?(?:은|는|이|가)?{_GAP}[:=]?{_GAP}(?:is{_GAP})?"
    rf"(?P<number>-?\d{{1,4}}(?:[.,]\d)?){_GAP}(?P<unit>mm|밀리|cm|센티|센치|in(?:ch(?:es)?)?\b|인치|\")?"
)


@dataclass(frozen=True, slots=True)
class Measurements:
    """The measurements in a text.

    Attributes:
        good_cm: believable ones, part → cm.
        refused: parts whose figure no body has.
    """

    good_cm: dict[str, float] = field(default_factory=dict)
    refused: tuple[str, ...] = ()


def parse_measurements(text: str, *, bust: bool = False, inches: bool = False) -> Measurements:
    """Return every measurement in a text.

    Args:
        text: any characters, any length.
        bust: whether a plain "chest" is measured over the bust, as women's is.
        inches: whether a figure without a unit is in inches.
    """
    plain = fold(text)
    good: dict[str, float] = {}
    refused = []
    for match in _MEASURE.finditer(plain):
        part = _PART_OF[match["word"]]
        if part == "chest" and bust:
            part = "bust"
        value_cm = _in_cm(float(match["number"].replace(",", ".")), match["unit"], part, inches)
        try:
            check_measurement(part, value_cm)
        except SizeError:
            refused.append(part)
        else:
            good[part] = value_cm
    return Measurements(good, tuple(dict.fromkeys(refused)))


def _in_cm(value: float, unit: str | None, part: str, inches: bool) -> float:
    if unit in {"mm", "밀리"} or (part == "foot" and unit is None and value >= 180):
        return round(value / 10, 1)  # Feet are measured in millimetres, as shoes are.
    if (unit is None and inches) or (unit is not None and unit[0] in {"i", "인", '"'}):
        return round(value * CM_PER_INCH, 1)
    return value
