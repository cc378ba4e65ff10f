"""Sends every pressed button to the feature that it belongs to."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot.callbacks import Action, BadCallbackError, unpack
from bot.context import BotApplication, BotContext
from bot.handlers import (
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
from bot.handlers.press import GoneError, Press, Route

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

ROUTES: Final = MappingProxyType[type[Action], Route](
    {action: route for feature in FEATURES for action, route in feature.ROUTES.items()}
)


async def on_button(update: Update, context: BotContext) -> None:
    """Carry out what a button says, or say why not; the press is always answered."""
    query = update.callback_query
    assert query is not None
    t = context.speech(update)
    try:
        action = unpack(query.data or "")
        press = Press.of(query, t, context.services)
    except (BadCallbackError, GoneError):
        await query.answer(t.say("button.unknown"), show_alert=True)
        return
    try:
        await ROUTES[type(action)](press, action)
    except GoneError:
        await press.react(t.say("button.expired"), alert=True)
    finally:
        await press.react()


def register(application: BotApplication) -> None:
    """Add the handler of all buttons."""
    application.add_handler(CallbackQueryHandler(on_button))
