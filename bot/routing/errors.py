"""What happens when a handler fails: the log gets the whole story, the person one sentence."""

from __future__ import annotations

import logging

from telegram import Update
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError

from bot.context import BotApplication, BotContext
from bot.monitoring.incidents import log_incident
from bot.ui.catalogues import language_of, texts
from bot.ui.filters import is_addressed
from db.queries import people

_log = logging.getLogger(__name__)


async def on_error(update: object, context: BotContext) -> None:
    """Log an error under a number and tell the person that number; never what it was."""
    error = context.error
    assert error is not None
    if isinstance(error, Forbidden):
        await _note_blocked(update, context)
        return
    if not isinstance(update, Update):
        # The connection to Telegram: it is tried again, and nobody waits for an answer.
        _log.warning("while talking to Telegram: %s", error)
        return
    incident = log_incident(error, "handling an update")
    is_network = isinstance(error, NetworkError) and not isinstance(error, BadRequest)
    if is_network:
        return  # a further message would not get through either
    try:
        await _tell(update, context, incident)
    except TelegramError as again:
        _log.warning("could not tell of incident %s: %s", incident, again)


async def _tell(update: Update, context: BotContext, incident: str) -> None:
    user, message = update.effective_user, update.effective_message
    if user is None or update.effective_chat is None:
        return
    if update.callback_query is None and (message is None or not is_addressed(message)):
        return
    # The database may be what failed, so the person's own choice of language is not asked for.
    t = texts(language_of(user.language_code))
    await context.bot.send_message(
        update.effective_chat.id,
        t.html("error.unexpected", incident=incident),
        parse_mode="HTML",
    )


async def _note_blocked(update: object, context: BotContext) -> None:
    user = update.effective_user if isinstance(update, Update) else None
    chat = update.effective_chat if isinstance(update, Update) else None
    if user is None or chat is None or chat.id != user.id:
        return  # thrown out of a group: nothing to remember
    async with context.services.database.session() as session:
        await people.mark_blocked(session, user.id)


def register(application: BotApplication) -> None:
    """Add the error handler."""
    application.add_error_handler(on_error)
