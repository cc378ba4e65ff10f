"""Handle errors of handlers and jobs: the log gets the story, the person an incident number."""

from __future__ import annotations

import logging

from telegram import Update
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError

from bot.context import BotContext
from bot.monitoring.incidents import log_incident
from bot.ui.catalogues import language_of, texts
from bot.ui.filters import is_addressed
from db.queries import people

_log = logging.getLogger(__name__)


async def on_error(update: object, context: BotContext) -> None:
    """Log an error as an incident and send its number, but no details, to the person."""
    error = context.error
    assert error is not None
    if context.job is not None:
        log_incident(error, f"{context.job.name}")
        return
    if isinstance(error, Forbidden):
        await _store_blocked(update, context)
        return
    if not isinstance(update, Update):
        # The connection to Telegram: polling tries again, and nobody waits for an answer.
        _log.warning("while talking to Telegram: %s", error)
        return
    incident = log_incident(error, "handling an update")
    is_network = isinstance(error, NetworkError) and not isinstance(error, BadRequest)
    if is_network:
        return  # a further message would not get through either
    try:
        await _send_incident(update, context, incident)
    except TelegramError as again:
        _log.warning("could not send the number of incident %s: %s", incident, again)


async def _send_incident(update: Update, context: BotContext, incident: str) -> None:
    user, message = update.effective_user, update.effective_message
    if user is None or update.effective_chat is None:
        return
    if update.callback_query is None and (message is None or not is_addressed(message)):
        return
    # The database may be what failed, so the language that the person chose is not looked up.
    t = texts(language_of(user.language_code))
    await context.bot.send_message(
        update.effective_chat.id,
        t.html("error.unexpected", incident=incident),
    )


async def _store_blocked(update: object, context: BotContext) -> None:
    user = update.effective_user if isinstance(update, Update) else None
    chat = update.effective_chat if isinstance(update, Update) else None
    if user is None or chat is None or chat.id != user.id:
        return  # the bot was removed from a group: there is nothing to store
    async with context.services.database.session() as session:
        await people.mark_blocked(session, user.id)
