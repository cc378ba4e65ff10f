"""What is sent and cannot be answered: each kind gets a sentence that says what to send instead."""

from __future__ import annotations

from telegram import Message, Update
from telegram.ext import MessageHandler, filters

from bot.context import BotApplication, BotContext
from bot.handlers.closet import add as closet_add
from bot.ui.catalogues import Html, Texts
from bot.ui.filters import ADDRESSED, is_group


def sentence(message: Message, t: Texts) -> Html:
    """Return what to say to something that is neither a picture nor words."""
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
    """Say what to send instead."""
    message = update.effective_message
    assert message is not None
    if await closet_add.remind(update, context, None):
        return
    t = context.texts_for(update)
    await message.reply_html(sentence(message, t), do_quote=is_group(message))


def register(application: BotApplication) -> None:
    """Add the handler of all that no other handler wants."""
    wanted = ADDRESSED & ~filters.StatusUpdate.ALL & ~filters.COMMAND & ~filters.TEXT
    application.add_handler(MessageHandler(wanted, on_unsupported))
