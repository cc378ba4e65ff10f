"""End short questions that nobody waits for the answer of any more.

Some buttons ask for a short text, such as the weather or the budget of outfits, or the day on
which something was worn. Such a question ends with its answer, after some minutes, with "cancel",
and as soon as the person does something else: presses another button, sends a command or a photo.
The features declare theirs as `PendingQuestion`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from telegram import Update

from bot.context import BotContext
from bot.routing.feature_set import features_of
from db.models import utc_now
from engine.parsing.commands import Command, parse_command

_MAX_AGE: Final = timedelta(minutes=10)
_ENDING: Final = frozenset({Command.CANCEL, Command.DECLINE})


def waiting_since() -> datetime:
    """Return the moment before which a question has lapsed."""
    return utc_now() - _MAX_AGE


async def cancel(update: Update, context: BotContext) -> bool:
    """End the person's open questions and confirm it; return whether there were any."""
    message = update.effective_message
    assert message is not None
    was_open = await _is_open(update, context)
    await end(update, context)
    if was_open:
        await message.reply_html(context.texts_for(update).html("question.ended"))
    return was_open


async def consume_cancel(update: Update, context: BotContext, text: str) -> bool:
    """Consume "cancel" if a question is open."""
    return parse_command(text) in _ENDING and await cancel(update, context)


async def end(update: Update, context: BotContext) -> None:
    """End the person's questions, lapsed or not, because they do something else."""
    user_id = _private_user_id(update)
    if user_id is None:
        return
    async with context.services.database.session() as session:
        for question in features_of(context).pending_questions:
            await question.end(session, user_id)


async def _is_open(update: Update, context: BotContext) -> bool:
    user_id = _private_user_id(update)
    if user_id is None:
        return False
    since = waiting_since()
    async with context.services.database.session() as session:
        for question in features_of(context).pending_questions:
            if await question.is_open(session, user_id, since):
                return True
    return False


def _private_user_id(update: Update) -> int | None:
    """Return who sent the update in private, where alone such questions are asked, or None."""
    user, chat = update.effective_user, update.effective_chat
    return user.id if user is not None and chat is not None and chat.id == user.id else None
