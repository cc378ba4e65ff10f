"""The buttons of the wear diary: months, days to pick from, what was worn on a day."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from babel.dates import format_date
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.handlers.closet.callback_data import ShowCloset, ShowItem
from bot.handlers.closet.keyboards import NUMBERS_IN_A_ROW, shelf_rows, turn_row
from bot.handlers.closet.pages import ShelfPage
from bot.handlers.diary.callback_data import (
    AskDay,
    ChooseWorn,
    ForgetDay,
    MarkWorn,
    PickDay,
    Place,
    ShowDay,
    ShowFigures,
    ShowMonth,
    TakeOff,
    WearOn,
)
from bot.handlers.diary.texts import month_day_name, near_day_name
from bot.handlers.outfits.callback_data import ChooseLock
from bot.ui.callback_data import CallbackData
from bot.ui.catalogues import Texts
from bot.ui.keyboards import Row, button, rows_of
from db.models import ClosetItem

EARLIEST: Final = date(2020, 1, 1)
"""Nothing was worn before, as far as a diary goes."""
RECENT_DAYS: Final = 7
_DAYS_IN_A_ROW: Final = 6
"""More would cut "•28" off on a phone."""


def _ticked(label: str, *, is_on: bool) -> str:
    return f"✓ {label}" if is_on else label


# -- months -----------------------------------------------------------------------------------


def month_keyboard(shown: ShowMonth, latest: ShowMonth, t: Texts) -> InlineKeyboardMarkup:
    """Return the buttons under a month."""
    pick = button(t.text("diary.button.pick"), PickDay(shown.month_id))
    ways = rows_of([*_parts("", t), to_closet(t)], 2)
    return InlineKeyboardMarkup([_between_months(pick, shown, latest, ShowMonth, t), *ways])


def picker_keyboard(
    shown: ShowMonth, latest: ShowMonth, worn: Collection[date], t: Texts, *, today: date
) -> InlineKeyboardMarkup:
    """Return the days of a month up to today to pick from, those with a note dotted."""
    after = ShowMonth(shown.month_id + 1).first_day
    count = (min(after, today + timedelta(days=1)) - shown.first_day).days
    days = [shown.first_day + timedelta(days=n) for n in range(count)]
    buttons = [
        button(f"•{day.day}" if day in worn else str(day.day), ShowDay(day.toordinal()))
        for day in days
    ]
    back = button(t.text("button.back"), shown)
    last = _between_months(back, shown, latest, PickDay, t)
    return InlineKeyboardMarkup([*_even_rows(buttons, _DAYS_IN_A_ROW), last])


def _even_rows(buttons: Sequence[InlineKeyboardButton], most: int) -> list[Row]:
    """Return buttons in rows of about the same length, at most `most`; none stands alone."""
    count = -(-len(buttons) // most)
    ends = [len(buttons) * row // count for row in range(count + 1)]
    return [list(buttons[start:end]) for start, end in pairwise(ends)]


def _between_months(
    middle: InlineKeyboardButton,
    shown: ShowMonth,
    latest: ShowMonth,
    action: Callable[[int], CallbackData],
    t: Texts,
) -> Row:
    """Return a button between the ways to the months before and after, where there are such."""
    row = [middle]
    for step in (-1, 1):
        target = ShowMonth(shown.month_id + step)
        if ShowMonth.of(EARLIEST).month_id <= target.month_id <= latest.month_id:
            name = format_date(target.first_day, "LLL", locale=t.language)
            label = f"◀ {name}" if step < 0 else f"{name} ▶"
            row.insert(0 if step < 0 else len(row), button(label, action(target.month_id)))
    return row


def part_rows(present: str, today: date, t: Texts) -> list[Row]:
    """Return the ways from a page of the diary to its others, the calendar and the closet."""
    return [*rows_of(_parts(present, t), 2), [_calendar(today, t), to_closet(t)]]


def _parts(present: str, t: Texts) -> list[InlineKeyboardButton]:
    buttons: list[InlineKeyboardButton] = []
    if present != "charts":
        buttons.append(button(t.text("diary.button.charts"), ShowFigures("charts")))
    if present != "cost":
        buttons.append(button(t.text("diary.button.cost"), ShowFigures("cost")))
    if present != "rest":
        buttons.append(button(t.text("diary.button.rest"), ShowFigures("rest")))
    return buttons


def _calendar(day: date, t: Texts) -> InlineKeyboardButton:
    return button(t.text("diary.button.calendar"), ShowMonth.of(day))


def to_closet(t: Texts) -> InlineKeyboardButton:
    """Return the way to the closet."""
    return button(t.text("closet.button.to_closet"), ShowCloset("all", 0))


# -- on which day a garment or an outfit was worn ---------------------------------------------


def recent_days(today: date) -> list[date]:
    """Return the days that can be pressed, today first."""
    return [today - timedelta(days=n) for n in range(RECENT_DAYS)]


def recent_keyboard(
    place: Place, subject_id: int, worn: Collection[date], t: Texts, *, today: date
) -> InlineKeyboardMarkup:
    """Return the last days to press, those on which it was worn ticked."""
    buttons = [
        button(
            _ticked(near_day_name(day, t, today=today), is_on=day in worn),
            WearOn(place, subject_id, day.toordinal(), day not in worn),
        )
        for day in recent_days(today)
    ]
    buttons.append(button(t.text("diary.button.typed_day"), AskDay(place, subject_id)))
    back = (
        ChooseLock(subject_id, choosing=False) if place == "outfit" else ShowItem(subject_id, place)
    )
    return InlineKeyboardMarkup([*rows_of(buttons, 2), [button(t.text("button.back"), back)]])


def ask_day_keyboard(t: Texts) -> InlineKeyboardMarkup:
    """Return what can be pressed instead of typing a day."""
    return InlineKeyboardMarkup([[button(t.text("closet.button.cancel"), ForgetDay())]])


def noted_keyboard(place: Place, subject_id: int, day: date, t: Texts) -> InlineKeyboardMarkup:
    """Return where to go when a typed day is noted: that day, or one more."""
    show = button(t.text("diary.button.show_day"), ShowDay(day.toordinal()))
    again = button(t.text("diary.button.another_day"), AskDay(place, subject_id))
    return InlineKeyboardMarkup([[show, again]])


# -- a day ------------------------------------------------------------------------------------


def day_keyboard(
    day: date, items: Sequence[ClosetItem], t: Texts, *, today: date
) -> InlineKeyboardMarkup:
    """Return the buttons of what was worn on a day."""
    day_id = day.toordinal()
    taking_off = (
        button(f"✓ {number}", TakeOff(day_id, item.id)) for number, item in enumerate(items, 1)
    )
    add = button(t.text("diary.button.add_worn"), ChooseWorn(day_id, "all", 0))
    return InlineKeyboardMarkup(
        [*rows_of(taking_off, NUMBERS_IN_A_ROW), [add], _days_beside(day, t, today=today)]
    )


def choice_keyboard(
    day: date, shelf: ShelfPage, worn: Collection[int], t: Texts, *, today: date
) -> InlineKeyboardMarkup:
    """Return the buttons of a page of the closet to choose from what was worn on a day.

    Args:
        day: the day.
        shelf: the page.
        worn: ids of what is noted for the day.
        t: the sentences.
        today: the last day that can be over.
    """
    day_id, group = day.toordinal(), shelf.group
    numbers = (
        button(
            _ticked(str(number), is_on=item.id in worn),
            MarkWorn(day_id, item.id, item.id not in worn, group, shelf.page),
        )
        for number, item in enumerate(shelf.items, 1)
    )
    rows = rows_of(numbers, NUMBERS_IN_A_ROW)
    rows += turn_row(shelf.pages, shelf.page, lambda page: ChooseWorn(day_id, group, page), t)
    rows += shelf_rows(shelf.counts, group, lambda other: ChooseWorn(day_id, other, 0), t)
    if worn:
        rows.append([button(t.text("closet.button.done"), ShowDay(day_id))])
    return InlineKeyboardMarkup([*rows, _days_beside(day, t, today=today)])


def _days_beside(day: date, t: Texts, *, today: date) -> Row:
    row = [_calendar(day, t)]
    before, after = day - timedelta(days=1), day + timedelta(days=1)
    if before >= EARLIEST:
        row.insert(0, button(f"◀ {month_day_name(before, t)}", ShowDay(before.toordinal())))
    if after <= today:
        row.append(button(f"{month_day_name(after, t)} ▶", ShowDay(after.toordinal())))
    return row
