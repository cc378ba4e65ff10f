"""The days that a wear diary covers, and the check of those that buttons name."""

from __future__ import annotations

from datetime import date
from typing import Final

from bot.routing.callback_press import CallbackPress, ExpiredError
from bot.services.local_time import today_of

EARLIEST: Final = date(2020, 1, 1)
"""The first day that a diary covers; the last one is today."""


async def today_for(press: CallbackPress) -> date:
    """Return today's date in the zone of the person who pressed."""
    async with press.services.database.session() as session:
        return await today_of(session, press.user_id)


def checked_day(day_id: int, today: date) -> date:
    """Return the day of a button.

    Args:
        day_id: its proleptic Gregorian ordinal.
        today: the last day that can be over.

    Raises:
        ExpiredError: it is in the future, or before the diary begins.
    """
    if not EARLIEST.toordinal() <= day_id <= today.toordinal():
        raise ExpiredError
    return date.fromordinal(day_id)
