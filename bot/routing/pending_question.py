"""Short questions that are answered in words, and when nobody waits for the answer any more.

The weather or budget of outfits and the day something was worn are asked by a press. Such a
question ends with its answer, after some minutes, with "cancel", and as soon as the person does
something else: presses another button, sends a command or a photo.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from telegram import Update
from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from bot.context import BotApplication, BotContext
from db.models import utc_now
from db.queries import diary, outfits
from engine.parsing.commands import Command, parse_command

_MAX_AGE: Final = timedelta(minutes=10)
_BEFORE_ALL: Final = -1
_ENDING: Final = frozenset({Command.CANCEL, Command.DECLINE})


def waiting_since() -> datetime:
    """Return the moment before which a question has lapsed."""
    return utc_now() - _MAX_AGE


async def cancel(update: Update, context: BotContext) -> bool:
    """End the open questions of who sent the update and say so; return whether there were any."""
    message = update.effective_message
    assert message is not None
    was_open = await _is_open(update, context)
    await end(update, context)
    if was_open:
        await message.reply_html(context.texts_for(update).html("question.ended"))
    return was_open


async def take_words(update: Update, context: BotContext, text: str) -> bool:
    """Take "cancel" if a question is open; return whether it was taken."""
    return parse_command(text) in _ENDING and await cancel(update, context)


async def end(update: Update, context: BotContext) -> None:
    """End the questions of who does something else, lapsed or not."""
    user_id = _asked_person(update)
    if user_id is None:
        return
    async with context.services.database.session() as session:
        await outfits.stop_waiting(session, user_id)
        await diary.close_day_question(session, user_id)


async def _is_open(update: Update, context: BotContext) -> bool:
    user_id = _asked_person(update)
    if user_id is None:
        return False
    since = waiting_since()
    async with context.services.database.session() as session:
        if await outfits.waiting_request(session, user_id, user_id, since=since) is not None:
            return True
        return await diary.day_question_of(session, user_id, since=since) is not None


def _asked_person(update: Update) -> int | None:
    """Return who may have been asked something here, which is done in private only."""
    user, chat = update.effective_user, update.effective_chat
    return user.id if user is not None and chat is not None and chat.id == user.id else None


def register(application: BotApplication) -> None:
    """Add the handlers that see what a person does before those that carry it out."""
    is_cancel = filters.Regex(r"^/cancel\b")  # which says what it ended
    something_else = (filters.COMMAND & ~is_cancel) | ~filters.TEXT
    application.add_handler(
        MessageHandler(filters.ChatType.PRIVATE & something_else, end), _BEFORE_ALL
    )
    application.add_handler(CallbackQueryHandler(end), _BEFORE_ALL)
