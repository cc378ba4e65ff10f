"""Short questions that are answered in words, and when nobody waits for the answer any more.

The weather or budget of outfits and the day something was worn are asked by a press. Such a
question ends with its answer, after some minutes, with "cancel", and as soon as the person does
something else: presses another button, sends a command or a photo.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from typing import Final

from telegram import Update
from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from bot.context import BotApplication, BotContext
from db import closet, outfits
from db.models import utc_now

_MAX_AGE: Final = timedelta(minutes=10)
_BEFORE_ALL: Final = -1
_CANCEL: Final = re.compile(r"취소\w*|그만\w*|아니야|아니요|됐어\w*|cancel|stop|never ?mind|no")


def waiting_since() -> datetime:
    """Return the moment before which a question has lapsed."""
    return utc_now() - _MAX_AGE


async def cancel(update: Update, context: BotContext) -> bool:
    """End the open questions of who sent the update and say so; return whether there were any."""
    message, user = update.effective_message, update.effective_user
    assert message is not None
    assert user is not None
    if not await _end(update, context):
        return False
    await message.reply_html(context.speech(update).html("question.ended"))
    return True


async def take_words(update: Update, context: BotContext, text: str) -> bool:
    """Take "cancel" if a question is open; return whether it was taken."""
    plain = unicodedata.normalize("NFKC", text).lower().strip(" .!~")
    return _CANCEL.fullmatch(plain) is not None and await cancel(update, context)


async def end(update: Update, context: BotContext) -> None:
    """End the open questions of who does something else."""
    await _end(update, context)


async def _end(update: Update, context: BotContext) -> bool:
    user, chat = update.effective_user, update.effective_chat
    if user is None or chat is None or chat.id != user.id:
        return False  # questions are asked in private
    async with context.services.database.session() as session:
        asked = await outfits.stop_asking(session, user.id)
        return await closet.drop_day_question(session, user.id) or asked


def register(application: BotApplication) -> None:
    """Add the handlers that see what a person does before those that carry it out."""
    is_cancel = filters.Regex(r"^/cancel\b")  # which says what it ended
    something_else = (filters.COMMAND & ~is_cancel) | ~filters.TEXT
    application.add_handler(
        MessageHandler(filters.ChatType.PRIVATE & something_else, end), _BEFORE_ALL
    )
    application.add_handler(CallbackQueryHandler(end), _BEFORE_ALL)
