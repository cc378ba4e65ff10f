"""Which texts are consumed as the day that was asked for."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.handlers.diary.day_range import EARLIEST
from bot.handlers.diary.wear_buttons import parse_typed_day
from engine.tips.schedule import ScheduleError

SATURDAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "day"),
    [("어제", "2026-11-20"), ("11/19에 입었어요", "2026-11-19"), ("last friday", "2026-11-20")],
)
def test_a_day_is_parsed(text: str, day: str) -> None:
    assert parse_typed_day(text, SATURDAY) == date.fromisoformat(day)


@pytest.mark.parametrize("text", ["1.5만원", "검정색으로", "청바지", "고마워", "무슨 사이즈?", ""])
def test_texts_about_something_else_are_left(text: str) -> None:
    assert parse_typed_day(text, SATURDAY) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [("지난주쯤", "not_understood"), ("99", "not_understood"), ("내일", "date_to_come")],
)
def test_unusable_days_are_refused(text: str, code: str) -> None:
    with pytest.raises(ScheduleError) as raised:
        parse_typed_day(text, SATURDAY)
    assert raised.value.code == code


@given(st.text(max_size=80))
def test_any_text_is_a_day_of_the_diary_or_none(text: str) -> None:
    try:
        day = parse_typed_day(text, SATURDAY)
    except ScheduleError:
        return
    assert day is None or EARLIEST <= day <= SATURDAY
