"""Offer free text to the features, one after the other, until one of them consumes it."""

from __future__ import annotations

from typing import Any

from telegram import Update
from telegram.ext import MessageHandler, filters

from bot.context import BotContext
from bot.routing.feature_set import features_of
from bot.ui.filters import ADDRESSED


async def on_text(update: Update, context: BotContext) -> None:
    """Offer the text to the text consumers in the order of their priority."""
    message = update.effective_message
    assert message is not None
    for consumer in features_of(context).text_consumers:
        if await consumer.consume(update, context, message.text or ""):
            return


def text_handler() -> MessageHandler[BotContext, Any]:
    """Return the handler of free text, which no command handled."""
    return MessageHandler(filters.TEXT & ~filters.COMMAND & ADDRESSED, on_text)
