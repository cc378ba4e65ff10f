"""The calendar of a month: its height, and days with few and many garments."""

from __future__ import annotations

from datetime import date

from bot.handlers.diary.calendar_picture import MAX_A_DAY, Month, draw_month
from tests.support.drawings import opened, webp


def month(first: date, worn: dict[date, list[bytes | None]]) -> Month:
    return Month(first, first, "2026년 2월", "3일 기록", list("일월화수목금토"), worn)


def test_height_grows_with_the_weeks_of_a_month() -> None:
    heights = [
        opened(draw_month(month(first, {}))).height
        for first in (date(2026, 2, 1), date(2026, 11, 1), date(2026, 8, 1))
    ]
    assert len(set(heights)) == 3, "four, five and six weeks"
    assert heights == sorted(heights)


def test_days_with_few_and_many_garments() -> None:
    first = date(2026, 11, 1)
    worn: dict[date, list[bytes | None]] = {
        first.replace(day=day): [webp((30, 40)), None] * day for day in range(1, MAX_A_DAY + 2)
    }
    plain = draw_month(month(first, {}))
    assert opened(draw_month(month(first, worn))).size == opened(plain).size
