"""Ask an open question of a dialog again after a photo was answered."""

from __future__ import annotations

from telegram.error import TelegramError

from bot.context import BotContext
from bot.conversations.size.presenter import repeat_question
from bot.monitoring.incidents import log_incident
from bot.ui.catalogues import Texts


async def ask_open_question_again(
    context: BotContext, user_id: int, chat_id: int, t: Texts
) -> None:
    """Send the open question again, which the answer to a photo moved out of sight."""
    if chat_id != user_id:
        return  # dialogs are in the private chat, where nothing has moved
    try:
        await repeat_question(context.services.database, context.bot, user_id, t)
    except TelegramError as error:
        log_incident(error, "repeating a question")
