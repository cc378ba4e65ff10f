"""Format months and days for the diary."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date

from bot.ui.catalogues import Texts


def month_name(first: date, t: Texts) -> str:
    """Return a month with its year: 2026년 11월."""
    pattern = "yyyy년 M월" if t.language == "ko" else "LLLL yyyy"
    return format_date(first, pattern, locale=t.language)


def day_name(day: date, t: Texts, *, today: date) -> str:
    """Return a day with its weekday: 11월 19일 (목); with the year when it is another one."""
    if t.language == "ko":
        pattern = "M월 d일 (EEE)" if day.year == today.year else "yyyy년 M월 d일 (EEE)"
    else:
        pattern = "EEE, MMM d" if day.year == today.year else "EEE, MMM d, yyyy"
    return format_date(day, pattern, locale=t.language)


def near_day_name(day: date, t: Texts, *, today: date) -> str:
    """Return one of the recent days in a word or two: 어제, 18일 (수)."""
    names = (t.text("diary.today"), t.text("diary.yesterday"), t.text("diary.two_days_ago"))
    days_ago = (today - day).days
    if 0 <= days_ago < len(names):
        return names[days_ago]
    return format_date(day, "d일 (EEE)" if t.language == "ko" else "EEE d", locale=t.language)


def month_day_name(day: date, t: Texts) -> str:
    """Return a day in its shortest form: 11/19."""
    return format_date(day, "M/d" if t.language == "ko" else "MMM d", locale=t.language)
