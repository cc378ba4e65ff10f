"""Handle /diary and the buttons of its months, charts and lists, in private chats only."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from telegram import Update

from bot.context import BotContext
from bot.handlers.diary.callback_data import PickDay, ShowFigures, ShowMonth
from bot.handlers.diary.month_pages import MonthPages
from bot.handlers.diary.statistics_pages import StatisticsPages
from bot.routing.callback_press import CallbackPress, Routes
from bot.routing.private_chat import private_only, require_private


@private_only
async def show_diary(update: Update, context: BotContext) -> None:
    """Show the current month."""
    message, user = update.effective_message, update.effective_user
    assert message is not None
    assert user is not None
    months = MonthPages(context.services, context.bot, user.id, context.texts_for(update))
    await months.show_month(None, None)


def _months_of(press: CallbackPress) -> MonthPages:
    require_private(press)
    return MonthPages(press.services, press.bot, press.user_id, press.t)


async def show_month(press: CallbackPress, action: ShowMonth) -> None:
    """Show another month in the same message."""
    months = _months_of(press)
    await press.answer()
    await months.show_month(action, press.message_id)


async def pick_day(press: CallbackPress, action: PickDay) -> None:
    """Show the days of a month to pick from."""
    months = _months_of(press)
    await press.answer()
    await months.show_month(ShowMonth(action.month_id), press.message_id, picking=True)


async def show_figures(press: CallbackPress, action: ShowFigures) -> None:
    """Show charts, cost per wear, or garments that have not been worn for long."""
    require_private(press)
    statistics = StatisticsPages(press.services, press.bot, press.user_id, press.t)
    await press.answer()
    if action.part == "charts":
        await statistics.show_charts(press.message_id)
    elif action.part == "cost":
        await statistics.show_costs(press.message_id)
    else:
        await statistics.show_resting(press.message_id)


ROUTES: Final[Routes] = MappingProxyType(
    {
        ShowMonth: show_month,
        PickDay: pick_day,
        ShowFigures: show_figures,
    }
)
