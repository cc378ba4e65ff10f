"""Times, days and dates; an impossible one has another code than text without one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.parsing.dates import (
    CODES,
    MAX_PAUSE_DAYS,
    PAST_CODES,
    parse_date,
    parse_past_date,
    parse_time,
    parse_weekdays,
)
from engine.tips.schedule import ScheduleError

TODAY = date(2026, 11, 21)
"""A Saturday."""


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("7시 반", "07:30"),
        ("07:30", "07:30"),
        ("0730", "07:30"),
        ("7", "07:00"),
        ("아침", "07:30"),
        ("아침 8시", "08:00"),
        ("오전 7시 30분에 보내줘", "07:30"),
        ("일곱시 반", "07:30"),
        ("열한 시", "11:00"),
        ("열두시", "12:00"),
        ("오후 3시", "15:00"),
        ("3시", "15:00"),
        ("새벽 5시 반", "05:30"),
        ("저녁 7시", "19:00"),
        ("밤 11시", "23:00"),
        ("밤 12시", "00:00"),
        ("밤 1시", "01:00"),
        ("오전 12시", "00:00"),
        ("낮 12시", "12:00"),
        ("자정", "00:00"),
        ("정오", "12:00"),
        ("19시", "19:00"),
        ("24시", "00:00"),
        ("24:00", "00:00"),
        ("7pm", "19:00"),
        ("7:30 p.m.", "19:30"),
        ("12am", "00:00"),
        ("12 pm", "12:00"),
        ("8 o'clock", "08:00"),
        ("at 8", "08:00"),
        ("in the morning", "07:30"),
        ("０７：３０", "07:30"),  # noqa: RUF001 - as Korean and Japanese keyboards write it
    ],
)
def test_times(text: str, clock: str) -> None:
    minute = parse_time(text)
    assert f"{minute // 60:02d}:{minute % 60:02d}" == clock


@pytest.mark.parametrize("text", ["25:00", "7:75", "99시", "24:30", "7시 70분", "100", "2500"])
def test_impossible_times(text: str) -> None:
    with pytest.raises(ScheduleError) as error:
        parse_time(text)
    assert error.value.code == "no_such_time"


@pytest.mark.parametrize("text", ["", "hello", "나중에", "시", ":", "🕖", "12345"])
def test_text_without_a_time(text: str) -> None:
    with pytest.raises(ScheduleError) as error:
        parse_time(text)
    assert error.value.code == "not_understood"


@given(st.integers(0, 23), st.integers(0, 59))
def test_every_minute_of_the_day(hour: int, minute: int) -> None:
    assert parse_time(f"{hour}:{minute:02d}") == parse_time(f"{hour:02d}{minute:02d}")
    assert parse_time(f"{hour:02d}:{minute:02d}") == hour * 60 + minute


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("매일", "1111111"),
        ("every day", "1111111"),
        ("평일", "1111100"),
        ("주말", "0000011"),
        ("월수금", "1010100"),
        ("월, 수", "1010000"),
        ("화요일이랑 목요일", "0101000"),
        ("월~금", "1111100"),
        ("월요일부터 금요일까지", "1111100"),
        ("금-월", "1000111"),
        ("일", "0000001"),
        ("weekdays", "1111100"),
        ("on weekends", "0000011"),
        ("mon wed fri", "1010100"),
        ("Mon-Fri", "1111100"),
        ("tuesday and sunday", "0100001"),
        ("평일이랑 토요일", "1111110"),
    ],
)
def test_days(text: str, days: str) -> None:
    assert f"{parse_weekdays(text):07b}"[::-1] == days


@pytest.mark.parametrize("text", ["", "언젠가", "someday", "7", "123"])
def test_text_without_days(text: str) -> None:
    with pytest.raises(ScheduleError, match="no day"):
        parse_weekdays(text)


@pytest.mark.parametrize(
    ("text", "month", "day"),
    [
        ("내일", 11, 22),
        ("모레", 11, 23),
        ("금요일까지", 11, 27),
        ("토요일", 11, 28),
        ("다음 주 월요일", 11, 23),
        ("다음 주 금요일", 11, 27),
        ("3일 동안", 11, 24),
        ("3일간", 11, 24),
        ("일주일", 11, 28),
        ("2주", 12, 5),
        ("한 달", 12, 21),
        ("12월 1일", 12, 1),
        ("12/3", 12, 3),
        ("2026-12-24", 12, 24),
        ("2026년 12월 24일", 12, 24),
        ("tomorrow", 11, 22),
        ("for 3 days", 11, 24),
        ("two weeks", 12, 5),
        ("until friday", 11, 27),
        ("Dec 1", 12, 1),
        ("1st December", 12, 1),
        ("next week", 11, 23),
    ],
)
def test_dates(text: str, month: int, day: int) -> None:
    assert parse_date(text, TODAY) == date(2026, month, day)


def test_a_date_without_its_year_is_to_come() -> None:
    assert parse_date("8월 3일", TODAY) == date(2027, 8, 3)
    assert parse_date("11/21", TODAY) == date(2027, 11, 21)
    assert parse_date("2/29", date(2027, 12, 1)) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2/30", "no_such_date"),
        ("2/29", "no_such_date"),
        ("13/40", "no_such_date"),
        ("2026-11-20", "no_such_date"),
        ("2026-11-21", "no_such_date"),
        ("0일 동안", "no_such_date"),
        ("2030-01-01", "date_too_far"),
        ("999일 동안", "date_too_far"),
        ("언젠가", "not_understood"),
        ("", "not_understood"),
    ],
)
def test_impossible_dates(text: str, code: str) -> None:
    with pytest.raises(ScheduleError) as error:
        parse_date(text, TODAY)
    assert error.value.code == code


def code_or(read: Callable[[], object]) -> object:
    """Return what was read, or the code of the reason why not."""
    try:
        return read()
    except ScheduleError as error:
        return error.code


@given(st.text(), st.dates(date(2020, 1, 1), date(2090, 1, 1)))
def test_any_text_is_parsed_or_refused_with_a_code(text: str, today: date) -> None:
    minute, days = code_or(lambda: parse_time(text)), code_or(lambda: parse_weekdays(text))
    until = code_or(lambda: parse_date(text, today))
    assert minute in CODES or minute in range(1440)
    assert days in CODES or days in range(1, 128)
    assert until in CODES or until in {today + timedelta(n + 1) for n in range(MAX_PAUSE_DAYS)}


# -- days that are over -----------------------------------------------------------------------

EARLIEST = date(2020, 1, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("오늘", "2026-11-21"),
        ("어제 입었어요", "2026-11-20"),
        ("yesterday", "2026-11-20"),
        ("그저께", "2026-11-19"),
        ("the day before yesterday", "2026-11-19"),
        ("그끄저께", "2026-11-18"),
        ("3일 전", "2026-11-18"),
        ("사흘 전에", "2026-11-18"),
        ("일주일 전", "2026-11-14"),
        ("2주 전", "2026-11-07"),
        ("two weeks ago", "2026-11-07"),
        ("11/19", "2026-11-19"),
        ("11월 3일", "2026-11-03"),
        ("2025-12-24", "2025-12-24"),
        ("2025년 12월 24일", "2025-12-24"),
        ("nov 3", "2026-11-03"),
        ("3 November", "2026-11-03"),
        ("1/5", "2026-01-05"),
        ("19일", "2026-11-19"),
        ("the 19th", "2026-11-19"),
        ("31일", "2026-10-31"),
        ("지난 금요일", "2026-11-20"),
        ("last friday", "2026-11-20"),
        ("지난 토요일", "2026-11-14"),
        ("토요일", "2026-11-21"),
        ("월요일", "2026-11-16"),
        ("지난주 금요일", "2026-11-13"),
        ("friday last week", "2026-11-13"),
        ("저번 주 월요일", "2026-11-09"),
        ("이번 주 월요일", "2026-11-16"),
    ],
)
def test_past_days(text: str, day: str) -> None:
    assert parse_past_date(text, TODAY, earliest=EARLIEST).isoformat() == day


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("내일", "date_to_come"),
        ("tomorrow", "date_to_come"),
        ("11/25", "date_to_come"),
        ("25일", "date_to_come"),
        ("2027-01-01", "date_to_come"),
        ("이번 주 일요일", "date_to_come"),
        ("다음 주 월요일", "date_to_come"),
        ("2/30", "no_such_date"),
        ("13/40", "no_such_date"),
        ("2026-02-30", "no_such_date"),
        ("2019-12-31", "date_too_far"),
        ("9999일 전", "date_too_far"),
        ("음", "not_understood"),
        ("", "not_understood"),
        ("지난주", "not_understood"),
    ],
)
def test_past_days_that_are_refused(text: str, code: str) -> None:
    with pytest.raises(ScheduleError) as raised:
        parse_past_date(text, TODAY, earliest=EARLIEST)
    assert raised.value.code == code


def test_a_month_and_day_is_the_nearest_one() -> None:
    assert parse_past_date("12/25", date(2026, 1, 3), earliest=EARLIEST) == date(2025, 12, 25)
    assert parse_past_date("28일", date(2026, 3, 2), earliest=EARLIEST) == date(2026, 2, 28)
    assert parse_past_date("2/29", date(2025, 1, 5), earliest=EARLIEST) == date(2024, 2, 29)


@given(st.text(max_size=60), st.dates(date(2021, 1, 1), date(2100, 1, 1)))
def test_no_text_names_a_day_to_come(text: str, today: date) -> None:
    found = code_or(lambda: parse_past_date(text, today, earliest=EARLIEST))
    assert found in PAST_CODES or EARLIEST <= found <= today
