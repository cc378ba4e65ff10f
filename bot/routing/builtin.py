"""What the routers themselves add to the bot, declared like a feature: /cancel and intents."""

from __future__ import annotations

from typing import Final

from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from bot.routing import cancellation, intents, pending_question
from bot.routing.feature import Command, Feature, Phase, Priority, TextConsumer, UpdateHandler

_CANCEL_COMMAND: Final = filters.Regex(r"^/cancel\b")
"""Does not end the questions beforehand, since it says which one it ended."""

BUILTIN: Final = Feature(
    name="routing",
    commands=(Command("cancel", cancellation.cancel, menu_position=140),),
    update_handlers=(
        UpdateHandler(
            MessageHandler(
                filters.ChatType.PRIVATE & ((filters.COMMAND & ~_CANCEL_COMMAND) | ~filters.TEXT),
                pending_question.end,
            ),
            Phase.OBSERVE,
        ),
        UpdateHandler(CallbackQueryHandler(pending_question.end), Phase.OBSERVE),
    ),
    text_consumers=(
        TextConsumer(Priority.QUESTION, pending_question.consume_cancel),
        TextConsumer(Priority.INTENT, intents.consume_text),
    ),
)
