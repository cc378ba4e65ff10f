"""/diary and its buttons: what was worn when, and what that adds up to; in private only."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from telegram import Update

from bot.context import BotApplication, BotContext
from bot.handlers.account.privacy import ask_in_private
from bot.handlers.closet.handler import pages_of
from bot.handlers.closet.pages import ClosetPages
from bot.handlers.diary.callback_data import ShowFigures, ShowMonth
from bot.handlers.diary.pages import DiaryPages
from bot.routing.callback_press import CallbackPress, Routes
from bot.routing.command import command
from bot.ui.filters import is_group


async def show_diary(update: Update, context: BotContext) -> None:
    """Show this month."""
    message, user = update.effective_message, update.effective_user
    assert message is not None
    assert user is not None
    if is_group(message):
        await ask_in_private(update, context)
        return
    pages = ClosetPages(context.services, context.bot, user.id, context.texts_for(update))
    await DiaryPages(pages).show_month(None, None)


async def show_month(press: CallbackPress, action: ShowMonth) -> None:
    """Show another month in the same message."""
    pages = pages_of(press)
    await press.answer()
    await DiaryPages(pages).show_month(action, press.message_id)


async def show_figures(press: CallbackPress, action: ShowFigures) -> None:
    """Show charts, cost per wear, or what rests for long."""
    diary = DiaryPages(pages_of(press))
    await press.answer()
    if action.part == "charts":
        await diary.show_charts(press.message_id)
    elif action.part == "cost":
        await diary.show_costs(press.message_id)
    else:
        await diary.show_resting(press.message_id)


def register(application: BotApplication) -> None:
    """Add the handler of the command."""
    application.add_handler(command("diary", show_diary))


ROUTES: Final[Routes] = MappingProxyType(
    {
        ShowMonth: show_month,
        ShowFigures: show_figures,
    }
)
