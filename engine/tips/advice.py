"""Picks one concrete piece of styling advice for an outfit on a day.

Rules (`engine.tips.advice_rules`) apply to the garments themselves and have weights. The rule of
the highest weight wins; rules of about the same weight take turns from day to day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from engine.tips.advice_rules import RULES, Rule, Value
from engine.tips.worn_day import Worn, WornDay
from engine.weather.forecast import DayWeather

__all__ = ["BANDS_C", "CODES", "Advice", "Value", "Worn", "advise"]

_TIER: Final = 1
"""Rules whose weight is lower by no more than this take turns with the first."""

BANDS_C: Final = (-5, 5, 9, 12, 17, 20, 23, 28)
"""Highest temperatures of a day from which other clothes are advised where there is no outfit."""

CODES: Final = (
    *dict.fromkeys(rule.code for rule in RULES),
    *(f"wear_{band}" for band in range(len(BANDS_C) + 1)),
)
"""Code of every piece of advice."""


@dataclass(frozen=True, slots=True)
class Advice:
    """A piece of advice.

    Attributes:
        code: of the sentence.
        weight: how much it matters, 1 to 9.
        values: what goes into the sentence.
    """

    code: str
    weight: int
    values: dict[str, Value] = field(default_factory=dict)


def advise(weather: DayWeather, occasion: str, worn: Sequence[Worn], *, turn: int) -> Advice:
    """Return the advice for an outfit.

    Args:
        weather: of the day.
        occasion: what the outfit is for.
        worn: its garments; without any the advice is what to wear at all.
        turn: picks among the pieces of advice of about the same weight.
    """
    if not worn:
        return Advice(f"wear_{_band(weather)}", 1)
    day = WornDay(weather, occasion, worn)
    rules = list(_applicable(day))
    highest = max(rule.weight for rule in rules)
    alike = [rule for rule in rules if rule.weight >= highest - _TIER]
    rule = alike[turn % len(alike)]
    return Advice(rule.code, rule.weight, {name: of(day) for name, of in rule.values.items()})


def _applicable(day: WornDay) -> Iterator[Rule]:
    """Yield the rules that apply, one of each group."""
    groups = set()
    for rule in RULES:
        if rule.group not in groups and rule.applies(day):
            if rule.group is not None:
                groups.add(rule.group)
            yield rule


def _band(weather: DayWeather) -> int:
    return sum(weather.temperature_max_c >= degree for degree in BANDS_C)
