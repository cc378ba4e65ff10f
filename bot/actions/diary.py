"""What the buttons of the wear diary do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, Self

from bot.callbacks import Action

Part = Literal["charts", "cost", "rest"]


@dataclass(frozen=True, slots=True)
class ShowMonth(Action):
    """Show a month of the diary; `month_id` is year * 12 + month - 1."""

    code = "da"
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
class ShowFigures(Action):
    """Show charts, cost per wear, or what has not been worn for long."""

    code = "db"
    part: Part
