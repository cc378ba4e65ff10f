"""A tip is due once on each chosen day, also when summer time begins or ends."""

from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.tips.schedule import EVERY_DAY, WEEKDAYS, WEEKEND, Schedule, ScheduleError

ZONES = (
    *("Asia/Seoul", "America/New_York", "Europe/London", "Australia/Lord_Howe", "Asia/Kathmandu"),
    *("Africa/Casablanca", "Pacific/Apia", "America/St_Johns", "Asia/Pyongyang", "UTC"),
)
schedules = st.builds(
    Schedule,
    minute_of_day=st.integers(0, 1439),
    days=st.integers(1, EVERY_DAY),
    zone=st.sampled_from(ZONES),
)
moments = st.integers(0, 28 * 365 * 24 * 3600).map(
    lambda seconds: datetime(2009, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


@given(schedules, moments)
def test_the_next_tip_is_the_first_after_a_moment(schedule: Schedule, after: datetime) -> None:
    due = schedule.next_due(after)
    assert after < due.at <= after + timedelta(days=9)
    assert schedule.days >> due.day.weekday() & 1
    assert schedule.next_due(due.at - timedelta(microseconds=1)) == due
    assert schedule.day_of(due.at) == due.day


@given(schedules, moments)
def test_a_tip_is_at_its_time_unless_summer_time_skips_it(
    schedule: Schedule, after: datetime
) -> None:
    due = schedule.next_due(after)
    zone = ZoneInfo(schedule.zone)
    local = due.at.astimezone(zone)
    told = timedelta(hours=local.hour, minutes=local.minute)
    wanted = timedelta(minutes=schedule.minute_of_day)
    if local.date() == due.day and told == wanted:
        assert local.fold == 0, "of two equal times the first one"
        return
    # The wanted time is none on that clock: it does not come back out of UTC as it went in.
    naive = datetime.combine(due.day, datetime.min.time()) + wanted
    back = naive.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    assert back != naive
    assert back == local.replace(tzinfo=None)


@given(st.integers(0, 1439), st.sampled_from(ZONES), st.dates(date(2012, 1, 1), date(2036, 1, 1)))
def test_a_year_has_one_tip_for_each_date(minute: int, zone: str, start: date) -> None:
    schedule = Schedule(minute, EVERY_DAY, zone)
    at = datetime.combine(start, datetime.min.time(), UTC)
    end, days = at + timedelta(days=400), []
    while at < end:
        at, day = schedule.next_due(at)
        days.append(day)
    assert {after - before for before, after in pairwise(days)} == {timedelta(days=1)}


def due_days(schedule: Schedule, start: datetime, count: int) -> list[str]:
    found, at = [], start
    for _ in range(count):
        at, _day = schedule.next_due(at)
        found.append(f"{at.astimezone(ZoneInfo(schedule.zone)):%m-%d %a %H:%M}")
    return found


def test_days_of_the_week() -> None:
    friday = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)  # nine in the morning in Seoul
    weekdays = Schedule(7 * 60 + 30, WEEKDAYS, "Asia/Seoul")
    assert due_days(weekdays, friday, 2) == ["11-23 Mon 07:30", "11-24 Tue 07:30"]
    weekend = Schedule(7 * 60 + 30, WEEKEND, "Asia/Seoul")
    assert due_days(weekend, friday, 3) == ["11-21 Sat 07:30", "11-22 Sun 07:30", "11-28 Sat 07:30"]


def test_leap_days() -> None:
    every = Schedule(450, EVERY_DAY, "Asia/Seoul")
    start = datetime(2028, 2, 27, 12, tzinfo=UTC)
    assert due_days(every, start, 3) == ["02-28 Mon 07:30", "02-29 Tue 07:30", "03-01 Wed 07:30"]


def test_a_skipped_time_is_an_hour_later() -> None:
    early = Schedule(2 * 60 + 30, EVERY_DAY, "America/New_York")
    start = datetime(2026, 3, 7, 12, tzinfo=UTC)
    assert due_days(early, start, 2) == ["03-08 Sun 03:30", "03-09 Mon 02:30"]


def test_a_time_that_occurs_twice_counts_once() -> None:
    early = Schedule(60 + 30, EVERY_DAY, "America/New_York")
    first = early.next_due(datetime(2026, 10, 31, 12, tzinfo=UTC))
    assert first.at == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    second = early.next_due(first.at)
    assert second.at == datetime(2026, 11, 2, 6, 30, tzinfo=UTC)


def test_no_day_before_the_first() -> None:
    every = Schedule(450, EVERY_DAY, "Asia/Seoul")
    due = every.next_due(datetime(2026, 11, 20, tzinfo=UTC), first_day=date(2026, 12, 25))
    assert due.day == date(2026, 12, 25)


@pytest.mark.parametrize(
    ("minute", "days", "zone"),
    [(-1, 1, "UTC"), (1440, 1, "UTC"), (0, 0, "UTC"), (0, 128, "UTC"), (0, 1, "Mars/Base")],
)
def test_impossible_schedules_are_refused(minute: int, days: int, zone: str) -> None:
    with pytest.raises(ScheduleError):
        Schedule(minute, days, zone)


@given(st.text(max_size=80))
def test_any_text_as_a_zone(zone: str) -> None:
    with contextlib.suppress(ScheduleError):
        assert Schedule(0, 1, zone).next_due(datetime(2026, 1, 1, tzinfo=UTC)).at.tzinfo is UTC
