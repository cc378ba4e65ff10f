"""Keyboards of the diary: which days they offer, their callback data and labels."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import InlineKeyboardMarkup

from bot.handlers.diary.callback_data import PickDay, SetWornOn, ShowDay, ShowMonth
from bot.handlers.diary.keyboards import (
    EARLIEST,
    RECENT_DAYS,
    choice_keyboard,
    day_keyboard,
    month_keyboard,
    picker_keyboard,
    recent_keyboard,
)
from bot.handlers.diary.texts import day_name, near_day_name
from bot.services.closet_shelves import PAGE_ITEMS, shelf_page
from bot.ui.callback_data import CallbackData, unpack
from bot.ui.catalogues import texts
from config.taxonomy import CATEGORIES
from db.models import ClosetItem

SATURDAY = date(2026, 11, 21)
KO, EN = texts("ko"), texts("en")
days = st.dates(EARLIEST, date(2100, 1, 1))


def actions(keyboard: InlineKeyboardMarkup) -> list[tuple[str, CallbackData]]:
    """Return the label and callback data of every button."""
    return [
        (one.text, unpack(str(one.callback_data)))
        for row in keyboard.inline_keyboard
        for one in row
    ]


def closet_of(count: int) -> list[ClosetItem]:
    return [
        ClosetItem(id=n + 1, category=CATEGORIES[n % len(CATEGORIES)], colours=[])
        for n in range(count)
    ]


@pytest.mark.parametrize(
    ("days_ago", "korean", "english"),
    [(0, "오늘", "Today"), (1, "어제", "Yesterday"), (2, "그저께", "2 days ago")],
)
def test_recent_days_have_words(days_ago: int, korean: str, english: str) -> None:
    day = SATURDAY - timedelta(days=days_ago)
    assert near_day_name(day, KO, today=SATURDAY) == korean
    assert near_day_name(day, EN, today=SATURDAY) == english


def test_day_names_have_the_weekday_and_another_year() -> None:
    assert near_day_name(date(2026, 11, 18), KO, today=SATURDAY) == "18일 (수)"
    assert near_day_name(date(2026, 11, 18), EN, today=SATURDAY) == "Wed 18"
    assert day_name(date(2026, 11, 18), KO, today=SATURDAY) == "11월 18일 (수)"
    assert day_name(date(2025, 12, 24), KO, today=SATURDAY) == "2025년 12월 24일 (수)"
    assert day_name(date(2025, 12, 24), EN, today=SATURDAY) == "Wed, Dec 24, 2025"


@given(days, st.sets(st.integers(0, 30)))
def test_ticked_days_unmark_and_others_mark(today: date, ago: set[int]) -> None:
    worn = {today - timedelta(days=n) for n in ago}
    found = actions(recent_keyboard("all", 7, worn, KO, today=today))
    noting = {a.day_id: (label, a) for label, a in found if isinstance(a, SetWornOn)}
    assert set(noting) == {today.toordinal() - n for n in range(RECENT_DAYS)}
    for day_id, (label, action) in noting.items():
        is_worn = date.fromordinal(day_id) in worn
        assert label.startswith("✓ ") is is_worn
        assert action.worn is not is_worn


@given(days, days)
def test_only_days_up_to_today_can_be_picked(day: date, today: date) -> None:
    day, today = min(day, today), max(day, today)
    shown, latest = ShowMonth.of(day), ShowMonth.of(today)
    keyboard = picker_keyboard(shown, latest, {day}, KO, today=today)
    picked = [(label, a.day_id) for label, a in actions(keyboard) if isinstance(a, ShowDay)]
    assert [day_id for _, day_id in picked] == list(
        range(shown.first_day.toordinal(), picked[-1][1] + 1)
    )
    assert picked[-1][1] <= today.toordinal()
    assert (f"•{day.day}", day.toordinal()) in picked
    months = [a.month_id for _, a in actions(keyboard) if isinstance(a, PickDay)]
    first = ShowMonth.of(EARLIEST).month_id
    assert all(first <= month_id <= latest.month_id for month_id in months)
    lengths = [len(row) for row in keyboard.inline_keyboard[:-1]]
    assert max(lengths) - min(lengths) <= 1


def test_month_has_buttons_of_its_neighbours() -> None:
    latest = ShowMonth.of(SATURDAY)
    shown = ShowMonth(latest.month_id - 1)
    assert [one.text for one in month_keyboard(shown, latest, KO).inline_keyboard[0]] == [
        "◀ 9월",
        "🗓 날짜 고르기",
        "11월 ▶",
    ]
    assert len(month_keyboard(latest, latest, KO).inline_keyboard[0]) == 2


@given(days, days)
def test_no_button_leads_outside_the_diary(day: date, today: date) -> None:
    day, today = min(day, today), max(day, today)
    items = closet_of(12)
    for keyboard in (
        day_keyboard(day, items[:3], KO, today=today),
        choice_keyboard(day, shelf_page(items, "all", 0), {1}, KO, today=today),
    ):
        shown = [a.day_id for _, a in actions(keyboard) if isinstance(a, ShowDay)]
        assert all(EARLIEST.toordinal() <= day_id <= today.toordinal() for day_id in shown)


@given(st.integers(1, 40), st.sampled_from(["all", "top", "shoes"]), st.integers(0, 999))
def test_pages_of_a_shelf_stay_within_it(count: int, group: str, page: int) -> None:
    items = closet_of(count)
    shelf = shelf_page(items, group, page)  # type: ignore[arg-type]
    assert 0 <= shelf.page < shelf.pages
    assert 1 <= len(shelf.items) <= PAGE_ITEMS
    assert shelf.counts["all"] == count
