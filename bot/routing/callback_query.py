"""Send every callback query to the route of its callback data."""

from __future__ import annotations

from typing import Any

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot.context import BotContext
from bot.routing.callback_press import CallbackPress, ExpiredError
from bot.routing.feature_set import features_of
from bot.ui.callback_data import InvalidCallbackDataError, unpack


async def on_callback_query(update: Update, context: BotContext) -> None:
    """Carry out what a button says, or say why not; the query is always answered."""
    query = update.callback_query
    assert query is not None
    t, routes = context.texts_for(update), features_of(context).callback_routes
    try:
        callback_data = unpack(query.data or "")
        press = CallbackPress.of(query, t, context.services, routes)
    except (InvalidCallbackDataError, ExpiredError):
        await query.answer(t.text("button.unknown"), show_alert=True)
        return
    try:
        await press.forward(callback_data)
    except ExpiredError:
        await press.answer(t.text("button.expired"), alert=True)
    finally:
        await press.answer()


def callback_query_handler() -> CallbackQueryHandler[BotContext, Any]:
    """Return the handler of all buttons."""
    return CallbackQueryHandler(on_callback_query)
