"""Sends every pressed button to the feature that it belongs to."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot.context import BotApplication, BotContext
from bot.handlers.account import language, privacy
from bot.handlers.closet import add as closet_add
from bot.handlers.closet import edit as closet_edit
from bot.handlers.closet import handler as closet
from bot.handlers.diary import days_handler as diary_days
from bot.handlers.diary import handler as diary
from bot.handlers.outfits import handler as coordi
from bot.handlers.photo import correction, feedback
from bot.handlers.products import matching, saved, similar
from bot.handlers.shops import handler as shops
from bot.handlers.size import handler as size
from bot.handlers.size import profile
from bot.handlers.size import purchases as bought
from bot.handlers.style import handler as style
from bot.handlers.tips import channel, subscribe
from bot.handlers.tips import handler as tips
from bot.handlers.tips import outfit_buttons as tip_outfits
from bot.handlers.weather import handler as weather
from bot.routing.callback_press import CallbackPress, ExpiredError, Route
from bot.ui.callback_data import CallbackData, InvalidCallbackDataError, unpack

FEATURES: Final = (
    bought,
    channel,
    closet,
    closet_add,
    closet_edit,
    coordi,
    correction,
    diary,
    diary_days,
    feedback,
    language,
    matching,
    privacy,
    profile,
    saved,
    shops,
    similar,
    size,
    style,
    subscribe,
    tip_outfits,
    tips,
    weather,
)
"""The modules that carry out buttons; each says in `ROUTES` which."""

ROUTES: Final = MappingProxyType[type[CallbackData], Route](
    {action: route for feature in FEATURES for action, route in feature.ROUTES.items()}
)


async def on_button(update: Update, context: BotContext) -> None:
    """Carry out what a button says, or say why not; the press is always answered."""
    query = update.callback_query
    assert query is not None
    t = context.texts_for(update)
    try:
        action = unpack(query.data or "")
        press = CallbackPress.of(query, t, context.services)
    except (InvalidCallbackDataError, ExpiredError):
        await query.answer(t.text("button.unknown"), show_alert=True)
        return
    try:
        await ROUTES[type(action)](press, action)
    except ExpiredError:
        await press.answer(t.text("button.expired"), alert=True)
    finally:
        await press.answer()


def register(application: BotApplication) -> None:
    """Add the handler of all buttons."""
    application.add_handler(CallbackQueryHandler(on_button))
