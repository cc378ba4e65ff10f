"""Parses typed answers of the subscription dialog, by question."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import MappingProxyType
from typing import Final, TypeVar

from bot.conversations.subscription.state import Step
from engine.parsing.answers import parse_occasion, parse_own_only, parse_time_zone
from engine.parsing.dates import parse_date, parse_time, parse_weekdays
from engine.tips.schedule import ScheduleError, zone_of

NOT_UNDERSTOOD: Final = "not_understood"

_Answer = TypeVar("_Answer", str, bool)


def parse_answer(step: Step, text: str, today: date) -> str | int | bool:
    """Return the setting that a text gives as the answer to a question, other than the city.

    Raises:
        ScheduleError: it is not understood, or cannot be.
    """
    return _PARSERS[step](text, today)


def _required(answer: _Answer | None, text: str) -> _Answer:
    if answer is None:
        raise ScheduleError(f"not understood: {text[:20]!r}", code=NOT_UNDERSTOOD)
    return answer


def _parse_zone(text: str) -> str:
    zone = _required(parse_time_zone(text), text)
    zone_of(zone)
    return zone


_PARSERS: Final = MappingProxyType[Step, Callable[[str, date], str | int | bool]](
    {
        Step.TIME: lambda text, _: parse_time(text),
        Step.DAYS: lambda text, _: parse_weekdays(text),
        Step.OCCASION: lambda text, _: _required(parse_occasion(text), text),
        Step.CLOTHES: lambda text, _: _required(parse_own_only(text), text),
        Step.ZONE: lambda text, _: _parse_zone(text),
        Step.PAUSE: lambda text, today: parse_date(text, today).isoformat(),
    }
)
