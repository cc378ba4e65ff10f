"""Computes when a daily tip is due: a time of day on chosen days in a time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from config.errors import CoordiError

EVERY_DAY: Final = 0b111_1111
WEEKDAYS: Final = 0b001_1111
WEEKEND: Final = 0b110_0000
DAY_SETS: Final = MappingProxyType(
    {"every_day": EVERY_DAY, "weekdays": WEEKDAYS, "weekend": WEEKEND}
)
"""Days of the week that have a name together."""
MINUTES_A_DAY: Final = 24 * 60

_LOOK_AHEAD_DAYS: Final = 9
"""A week, and a day at either end where the zone's date is not that of UTC."""


class ScheduleError(CoordiError):
    """A time, day, date or time zone that does not exist or is not understood."""

    code = "tips_schedule"


class Due(NamedTuple):
    """A moment at which a tip is due, and the local date whose tip it is."""

    at: datetime
    day: date


@dataclass(frozen=True, slots=True)
class Schedule:
    """A time of day on some days of the week.

    Attributes:
        minute_of_day: of the local clock, 0 to 1439.
        days: bit 0 is Monday, bit 6 is Sunday; at least one.
        zone: IANA name.

    Raises:
        ScheduleError: a field is out of range.
    """

    minute_of_day: int
    days: int
    zone: str

    def __post_init__(self) -> None:
        """Check the fields."""
        if not 0 <= self.minute_of_day < MINUTES_A_DAY:
            raise ScheduleError(f"minute {self.minute_of_day} of a day")
        if not 0 < self.days <= EVERY_DAY:
            raise ScheduleError(f"days {self.days:b}")
        zone_of(self.zone)

    def next_due(self, after: datetime, *, first_day: date | None = None) -> Due:
        """Return the first moment after `after` at which a tip is due.

        A time that a change to summer time skips is as much later as the clock jumped; a time that
        occurs twice is the first of the two.

        Args:
            after: timezone-aware.
            first_day: earliest local date, or None.
        """
        zone = zone_of(self.zone)
        start = (after - timedelta(days=1)).astimezone(zone).date()
        if first_day is not None:
            start = max(start, first_day)
        at_time = time(*divmod(self.minute_of_day, 60))
        for offset in range(_LOOK_AHEAD_DAYS):
            day = start + timedelta(days=offset)
            if not self.days >> day.weekday() & 1:
                continue
            # fold=0: of two the first; in a gap the offset before it, which puts it after the gap.
            moment = datetime.combine(day, at_time, tzinfo=zone).astimezone(UTC)
            if moment > after:
                return Due(moment, day)
        raise AssertionError("a schedule has at least one day of the week")

    def day_of(self, due_at: datetime) -> date:
        """Return the local date of the tip that is due at a moment of `next_due`."""
        return self.next_due(due_at - timedelta(microseconds=1)).day


def zone_of(name: str) -> ZoneInfo:
    """Return a time zone.

    Raises:
        ScheduleError: there is no zone of that name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ScheduleError(f"no time zone {name[:40]!r}") from None
