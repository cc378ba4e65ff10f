"""Keyboards of the wear diary: months, days to pick from, one day, statistics."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from babel.dates import format_date
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.conversations.outfit_request.callback_data import ChooseLock
from bot.conversations.worn_day.callback_data import Place
from bot.handlers.closet.callback_data import AddClothes, ShowCloset, ShowItem
from bot.handlers.diary.callback_data import (
    AskDay,
    CancelDayQuestion,
    ChooseWorn,
    MarkWorn,
    Part,
    PickDay,
    SetWornOn,
    ShowDay,
    ShowFigures,
    ShowMonth,
    UnmarkWorn,
)
from bot.handlers.diary.day_range import EARLIEST
from bot.handlers.diary.texts import month_day_name, near_day_name
from bot.services.closet_shelves import ShelfPage
from bot.ui.callback_data import CallbackData
from bot.ui.catalogues import Texts
from bot.ui.keyboards import Row, button, rows_of
from bot.ui.paging import NUMBERS_IN_A_ROW, page_rows, shelf_rows
from db.models import ClosetItem

RECENT_DAYS: Final = 7
"""Days offered as buttons, today included."""

_DAYS_IN_A_ROW: Final = 6
"""With more, a phone cuts "•28" off."""


def _ticked(label: str, *, is_on: bool) -> str:
    return f"✓ {label}" if is_on else label


# -- months -----------------------------------------------------------------------------------


def month_keyboard(shown: ShowMonth, latest: ShowMonth, t: Texts) -> InlineKeyboardMarkup:
    """Return the buttons under a month."""
    pick = button(t.text("diary.button.pick"), PickDay(shown.month_id))
    others = rows_of([*_part_buttons(None, t), _closet_button(t)], 2)
    return InlineKeyboardMarkup([_month_row(pick, shown, latest, ShowMonth, t), *others])


def picker_keyboard(
    shown: ShowMonth, latest: ShowMonth, worn: Collection[date], t: Texts, *, today: date
) -> InlineKeyboardMarkup:
    """Return the days of a month up to today, those on which something was worn dotted."""
    after = ShowMonth(shown.month_id + 1).first_day
    count = (min(after, today + timedelta(days=1)) - shown.first_day).days
    days = [shown.first_day + timedelta(days=n) for n in range(count)]
    buttons = [
        button(f"•{day.day}" if day in worn else str(day.day), ShowDay(day.toordinal()))
        for day in days
    ]
    back = button(t.text("button.back"), shown)
    last = _month_row(back, shown, latest, PickDay, t)
    return InlineKeyboardMarkup([*_even_rows(buttons, _DAYS_IN_A_ROW), last])


def _even_rows(buttons: Sequence[InlineKeyboardButton], max_length: int) -> list[Row]:
    """Return buttons in rows of about the same length, so that none stands alone."""
    count = -(-len(buttons) // max_length)
    ends = [len(buttons) * row // count for row in range(count + 1)]
    return [list(buttons[start:end]) for start, end in pairwise(ends)]


def _month_row(
    middle: InlineKeyboardButton,
    shown: ShowMonth,
    latest: ShowMonth,
    action: Callable[[int], CallbackData],
    t: Texts,
) -> Row:
    """Return a button between those of the months before and after, within the diary's range."""
    row = [middle]
    for step in (-1, 1):
        target = ShowMonth(shown.month_id + step)
        if ShowMonth.of(EARLIEST).month_id <= target.month_id <= latest.month_id:
            name = format_date(target.first_day, "LLL", locale=t.language)
            label = f"◀ {name}" if step < 0 else f"{name} ▶"
            row.insert(0 if step < 0 else len(row), button(label, action(target.month_id)))
    return row


def part_rows(shown: Part, today: date, t: Texts) -> list[Row]:
    """Return the buttons of the other statistics, the calendar and the closet."""
    calendar = _calendar_button(today, t)
    return [*rows_of(_part_buttons(shown, t), 2), [calendar, _closet_button(t)]]


def _part_buttons(shown: Part | None, t: Texts) -> list[InlineKeyboardButton]:
    """Return a button for each kind of statistics but the one shown."""
    labels: dict[Part, str] = {
        "charts": t.text("diary.button.charts"),
        "cost": t.text("diary.button.cost"),
        "rest": t.text("diary.button.rest"),
    }
    return [button(label, ShowFigures(part)) for part, label in labels.items() if part != shown]


def _calendar_button(day: date, t: Texts) -> InlineKeyboardButton:
    return button(t.text("diary.button.calendar"), ShowMonth.of(day))


def _closet_button(t: Texts) -> InlineKeyboardButton:
    return button(t.text("closet.button.to_closet"), ShowCloset("all", 0))


def add_clothes_keyboard(t: Texts) -> InlineKeyboardMarkup:
    """Return the button that an empty closet offers."""
    return InlineKeyboardMarkup([[button(t.text("closet.button.add"), AddClothes())]])


# -- on which day a garment or an outfit was worn ---------------------------------------------


def recent_days(today: date) -> list[date]:
    """Return the days offered as buttons, today first."""
    return [today - timedelta(days=n) for n in range(RECENT_DAYS)]


def recent_keyboard(
    place: Place, subject_id: int, worn: Collection[date], t: Texts, *, today: date
) -> InlineKeyboardMarkup:
    """Return the recent days as buttons, those on which the subject was worn ticked.

    Args:
        place: where the subject was opened.
        subject_id: the garment or the outfit.
        worn: days on which it was worn.
        t: the sentences.
        today: the date in the owner's zone.
    """
    buttons = [
        button(
            _ticked(near_day_name(day, t, today=today), is_on=day in worn),
            SetWornOn(place, subject_id, day.toordinal(), day not in worn),
        )
        for day in recent_days(today)
    ]
    buttons.append(button(t.text("diary.button.typed_day"), AskDay(place, subject_id)))
    back = (
        ChooseLock(subject_id, choosing=False) if place == "outfit" else ShowItem(subject_id, place)
    )
    return InlineKeyboardMarkup([*rows_of(buttons, 2), [button(t.text("button.back"), back)]])


def ask_day_keyboard(t: Texts) -> InlineKeyboardMarkup:
    """Return the button that cancels the question for a day."""
    return InlineKeyboardMarkup([[button(t.text("closet.button.cancel"), CancelDayQuestion())]])


def recorded_keyboard(place: Place, subject_id: int, day: date, t: Texts) -> InlineKeyboardMarkup:
    """Return the buttons below a recorded day: show that day, or record another."""
    show = button(t.text("diary.button.show_day"), ShowDay(day.toordinal()))
    again = button(t.text("diary.button.another_day"), AskDay(place, subject_id))
    return InlineKeyboardMarkup([[show, again]])


# -- a day ------------------------------------------------------------------------------------


def day_keyboard(
    day: date, items: Sequence[ClosetItem], t: Texts, *, today: date
) -> InlineKeyboardMarkup:
    """Return the buttons below what was worn on a day."""
    day_id = day.toordinal()
    remove = (
        button(f"✓ {number}", UnmarkWorn(day_id, item.id)) for number, item in enumerate(items, 1)
    )
    add = button(t.text("diary.button.add_worn"), ChooseWorn(day_id, "all", 0))
    return InlineKeyboardMarkup(
        [*rows_of(remove, NUMBERS_IN_A_ROW), [add], _day_row(day, t, today=today)]
    )


def choice_keyboard(
    day: date, shown: ShelfPage, worn: Collection[int], t: Texts, *, today: date
) -> InlineKeyboardMarkup:
    """Return the buttons below a closet page on which garments are marked as worn on a day.

    Args:
        day: the day.
        shown: the page of the closet.
        worn: ids of the garments worn on the day.
        t: the sentences.
        today: the date in the owner's zone, the last day that can be chosen.
    """
    day_id, shelf = day.toordinal(), shown.shelf
    numbers = (
        button(
            _ticked(str(number), is_on=item.id in worn),
            MarkWorn(day_id, item.id, item.id not in worn, shelf, shown.page),
        )
        for number, item in enumerate(shown.items, 1)
    )
    rows = rows_of(numbers, NUMBERS_IN_A_ROW)
    rows += page_rows(shown.pages, shown.page, lambda page: ChooseWorn(day_id, shelf, page), t)
    rows += shelf_rows(shown.counts, shelf, lambda other: ChooseWorn(day_id, other, 0), t)
    if worn:
        rows.append([button(t.text("closet.button.done"), ShowDay(day_id))])
    return InlineKeyboardMarkup([*rows, _day_row(day, t, today=today)])


def _day_row(day: date, t: Texts, *, today: date) -> Row:
    row = [_calendar_button(day, t)]
    before, after = day - timedelta(days=1), day + timedelta(days=1)
    if before >= EARLIEST:
        row.insert(0, button(f"◀ {month_day_name(before, t)}", ShowDay(before.toordinal())))
    if after <= today:
        row.append(button(f"{month_day_name(after, t)} ▶", ShowDay(after.toordinal())))
    return row
