"""Answer messages that the bot cannot read; each kind gets a sentence that says what to send."""

from __future__ import annotations

from typing import Any

from telegram import Message, Update
from telegram.ext import MessageHandler, filters

from bot.context import BotContext
from bot.routing.feature_set import features_of
from bot.ui.catalogues import Html, Texts
from bot.ui.filters import ADDRESSED, is_group


def unsupported_text(message: Message, t: Texts) -> Html:
    """Return what to send instead of something that is neither a picture nor text."""
    if message.animation is not None:
        return t.html("unsupported.gif")
    if message.video is not None or message.video_note is not None:
        return t.html("unsupported.video")
    if message.sticker is not None:
        return t.html("unsupported.sticker")
    if message.document is not None:
        return t.html("unsupported.document")
    if message.voice is not None or message.audio is not None:
        return t.html("unsupported.voice")
    return t.html("unsupported.other")


async def on_unsupported(update: Update, context: BotContext) -> None:
    """Offer the message to the features that wait for one, else reply what to send instead."""
    message = update.effective_message
    assert message is not None
    for consumer in features_of(context).unsupported_consumers:
        if await consumer.consume(update, context):
            return
    t = context.texts_for(update)
    await message.reply_html(unsupported_text(message, t), do_quote=is_group(message))


async def on_unknown_command(update: Update, context: BotContext) -> None:
    """Reply that there is no such command."""
    message = update.effective_message
    assert message is not None
    t = context.texts_for(update)
    await message.reply_html(t.html("command.unknown"), do_quote=is_group(message))


def unknown_command_handler() -> MessageHandler[BotContext, Any]:
    """Return the handler of commands that no other handler takes; it is added after those."""
    return MessageHandler(filters.COMMAND & ADDRESSED, on_unknown_command)


def unsupported_handler() -> MessageHandler[BotContext, Any]:
    """Return the handler of messages that no other handler takes; it is added last."""
    readable = filters.StatusUpdate.ALL | filters.COMMAND | filters.TEXT
    return MessageHandler(ADDRESSED & ~readable, on_unsupported)
