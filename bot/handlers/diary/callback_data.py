"""What the buttons of the wear diary do."""

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
    """Show a month of the diary; `month_id` is year * 12 + month - 1."""

    prefix = "da"
    month_id: int

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the action for the month of a day."""
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
    """Show charts, cost per wear, or what has not been worn for long."""

    prefix = "db"
    part: Part


# `day_id` is the proleptic Gregorian ordinal of a day, `subject_id` the garment or the outfit.


@dataclass(frozen=True, slots=True)
class WearOn(CallbackData):
    """Note that the garment or the outfit was worn on a day, or take it back."""

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
class ForgetDay(CallbackData):
    """Do not want to type a day after all."""

    prefix = "df"


@dataclass(frozen=True, slots=True)
class PickDay(CallbackData):
    """Show the days of a month to pick from; `month_id` as in `ShowMonth`."""

    prefix = "dg"
    month_id: int


@dataclass(frozen=True, slots=True)
class ShowDay(CallbackData):
    """Show what was worn on a day."""

    prefix = "dh"
    day_id: int


@dataclass(frozen=True, slots=True)
class ChooseWorn(CallbackData):
    """Show a page of the closet to choose from what was worn on a day."""

    prefix = "di"
    day_id: int
    shelf: Shelf
    page: int


@dataclass(frozen=True, slots=True)
class MarkWorn(CallbackData):
    """Note on a page of the closet that a garment was worn on a day, or take it back."""

    prefix = "dj"
    day_id: int
    item_id: int
    worn: bool
    shelf: Shelf
    page: int


@dataclass(frozen=True, slots=True)
class TakeOff(CallbackData):
    """Take a garment off the page of what was worn on a day."""

    prefix = "dk"
    day_id: int
    item_id: int
