"""Handle /closet and the buttons that lead through the closet."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from telegram import Update

from bot.context import BotContext
from bot.handlers.closet.callback_data import LeaveItem, ShowCloset, ShowItem
from bot.handlers.closet.pages import ClosetPages
from bot.routing.callback_press import CallbackPress, Routes
from bot.routing.owned_records import own_closet_item
from bot.routing.private_chat import private_only, require_private
from db.queries import closet, closet_uploads


def pages_of(press: CallbackPress) -> ClosetPages:
    """Return the pages of the closet of the person who pressed.

    Raises:
        ExpiredError: others can read this chat.
    """
    require_private(press)
    return ClosetPages(press.services, press.bot, press.user_id, press.t)


@private_only
async def show_closet(update: Update, context: BotContext) -> None:
    """Show the first page of the closet."""
    message, user = update.effective_message, update.effective_user
    assert message is not None
    assert user is not None
    pages = ClosetPages(context.services, context.bot, user.id, context.texts_for(update))
    await pages.show_closet("all", 0, None)


async def show_page(press: CallbackPress, action: ShowCloset) -> None:
    """Show another page or shelf in the same message."""
    pages = pages_of(press)
    await press.answer()
    await pages.show_closet(action.shelf, action.page, press.message_id)


async def show_item(press: CallbackPress, action: ShowItem) -> None:
    """Show a garment in place of the page."""
    item = await own_closet_item(press, action.item_id)
    await press.answer()
    await pages_of(press).show_item(item, action.view, press.message_id)


async def leave_item(press: CallbackPress, action: LeaveItem) -> None:
    """Show the page that a garment was opened from."""
    pages = pages_of(press)
    await press.answer()
    async with press.services.database.session() as session:
        item = await closet.item_of(session, press.user_id, action.item_id, deleted=True)
        batch = None
        if action.view == "new" and item is not None and item.batch_id is not None:
            batch = await closet_uploads.batch_of(session, press.user_id, item.batch_id)
    if batch is not None:
        await pages.show_batch(batch, 0, press.message_id)
        return
    shelf = "all" if action.view == "new" else action.view
    await pages.show_closet_at(item, shelf, press.message_id)


ROUTES: Final[Routes] = MappingProxyType(
    {
        ShowCloset: show_page,
        ShowItem: show_item,
        LeaveItem: leave_item,
    }
)
