"""Handle the buttons of single days: show one, mark what was worn on it."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import Final

from bot.handlers.diary.callback_data import ChooseWorn, MarkWorn, ShowDay, UnmarkWorn
from bot.handlers.diary.day_pages import DayPages
from bot.handlers.diary.day_range import checked_day, today_for
from bot.routing.callback_press import CallbackPress, Routes
from bot.routing.owned_records import own_closet_item
from bot.routing.private_chat import require_private
from bot.ui.closet_item import full_item_name
from db.queries import diary


def _pages(press: CallbackPress, today: date) -> DayPages:
    return DayPages(press.services, press.bot, press.user_id, press.t, today)


async def show_day(press: CallbackPress, action: ShowDay) -> None:
    """Show what was worn on a day."""
    require_private(press)
    today = await today_for(press)
    day = checked_day(action.day_id, today)
    await press.answer()
    await _pages(press, today).show_day(day, press.message_id)


async def choose_worn(press: CallbackPress, action: ChooseWorn) -> None:
    """Show a page of the closet on which to mark what was worn on a day."""
    require_private(press)
    today = await today_for(press)
    day = checked_day(action.day_id, today)
    await press.answer()
    await _pages(press, today).show_choice(day, action.shelf, action.page, press.message_id)


async def mark_worn(press: CallbackPress, action: MarkWorn) -> None:
    """Mark or unmark a garment on a page of the closet, and show the page again."""
    today = await today_for(press)
    day = checked_day(action.day_id, today)
    await _set_worn(press, action.item_id, day, worn=action.worn)
    await _pages(press, today).show_choice(day, action.shelf, action.page, press.message_id)


async def unmark_worn(press: CallbackPress, action: UnmarkWorn) -> None:
    """Unmark a garment on the page of what was worn on a day, and show the page again."""
    today = await today_for(press)
    day = checked_day(action.day_id, today)
    await _set_worn(press, action.item_id, day, worn=False)
    await _pages(press, today).show_day(day, press.message_id)


async def _set_worn(press: CallbackPress, item_id: int, day: date, *, worn: bool) -> None:
    item, t = await own_closet_item(press, item_id), press.t
    async with press.services.database.session() as session:
        if worn:
            await diary.mark_worn(session, press.user_id, [item.id], day)
        else:
            await diary.unmark_worn(session, press.user_id, [item.id], day)
    name = full_item_name(item, t)
    await press.answer(
        t.text("diary.said.added", name=name) if worn else t.text("diary.said.taken", name=name)
    )


ROUTES: Final[Routes] = MappingProxyType(
    {
        ShowDay: show_day,
        ChooseWorn: choose_worn,
        MarkWorn: mark_worn,
        UnmarkWorn: unmark_worn,
    }
)
