"""Texts of times, weekdays, time zones and the choice of clothes."""

from __future__ import annotations

from datetime import datetime

from babel.dates import get_timezone_location

from bot.ui.catalogues import Texts
from bot.ui.weather import date_text
from engine.tips.schedule import DAY_SETS, zone_of


def time_text(minute_of_day: int, t: Texts) -> str:
    """Return a time of day: 오전 7:30, 7:30 AM."""
    hour, minute = divmod(minute_of_day, 60)
    return t.label("tips.clock", "am" if hour < 12 else "pm").format(
        time=f"{hour % 12 or 12}:{minute:02d}"
    )


def days_text(days: int, t: Texts) -> str:
    """Return days of the week, by a common name if there is one: weekdays, Mon, Wed."""
    for name, day_set in DAY_SETS.items():
        if days == day_set:
            return t.label("tips.days", name)
    separator = "" if t.language == "ko" else ", "
    return separator.join(t.label("tips.day", str(day)) for day in range(7) if days >> day & 1)


def clothes_text(own_only: bool, t: Texts) -> str:
    """Return what outfits are made of: own clothes, or products, too."""
    return t.label("tips.clothes", "own" if own_only else "shop")


def zone_text(zone: str, t: Texts) -> str:
    """Return the city that a time zone is named after."""
    place: str = get_timezone_location(zone_of(zone), locale=t.language, return_city=True)
    return place


def moment_text(at: datetime, zone: str, t: Texts) -> str:
    """Return a moment in a time zone: 11월 22일 (일) 오전 7:30."""
    local = at.astimezone(zone_of(zone))
    return f"{date_text(local.date(), t)} {time_text(local.hour * 60 + local.minute, t)}"
