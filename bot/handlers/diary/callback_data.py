"""Callback data of the wear diary.

`month_id` is year * 12 + month - 1, `day_id` the proleptic Gregorian ordinal of a day, `subject_id`
the id of a garment or, with the place `outfit`, of an outfit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, Self

from bot.conversations.worn_day.callback_data import Place
from bot.services.closet_shelves import Shelf
from bot.ui.callback_data import CallbackData

Part = Literal["charts", "cost", "rest"]


@dataclass(frozen=True, slots=True)
class ShowMonth(CallbackData):
    """Show a month of the diary."""

    prefix = "da"
    month_id: int

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the callback data of the month that a day is in."""
        return cls(day.year * 12 + day.month - 1)

    @property
    def first_day(self) -> date:
        """The first day of the month.

        Raises:
            ValueError: it is beyond the calendar.
        """
        return date(self.month_id // 12, self.month_id % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class ShowFigures(CallbackData):
    """Show charts, cost per wear, or garments not worn for long."""

    prefix = "db"
    part: Part


@dataclass(frozen=True, slots=True)
class SetWornOn(CallbackData):
    """Record that the garment or the outfit was worn on a day, or delete the record."""

    prefix = "dd"
    place: Place
    subject_id: int
    day_id: int
    worn: bool


@dataclass(frozen=True, slots=True)
class AskDay(CallbackData):
    """Ask for the day to be typed."""

    prefix = "de"
    place: Place
    subject_id: int


@dataclass(frozen=True, slots=True)
class CancelDayQuestion(CallbackData):
    """Cancel the question for a day."""

    prefix = "df"


@dataclass(frozen=True, slots=True)
class PickDay(CallbackData):
    """Show the days of a month to pick from."""

    prefix = "dg"
    month_id: int


@dataclass(frozen=True, slots=True)
class ShowDay(CallbackData):
    """Show what was worn on a day."""

    prefix = "dh"
    day_id: int


@dataclass(frozen=True, slots=True)
class ChooseWorn(CallbackData):
    """Show a page of the closet on which to mark what was worn on a day."""

    prefix = "di"
    day_id: int
    shelf: Shelf
    page: int


@dataclass(frozen=True, slots=True)
class MarkWorn(CallbackData):
    """Mark or unmark a garment on a page of the closet as worn on a day."""

    prefix = "dj"
    day_id: int
    item_id: int
    worn: bool
    shelf: Shelf
    page: int


@dataclass(frozen=True, slots=True)
class UnmarkWorn(CallbackData):
    """Unmark a garment on the page of what was worn on a day."""

    prefix = "dk"
    day_id: int
    item_id: int
