"""Answer greetings, thanks and complaints."""

from __future__ import annotations

from telegram import Update

from bot.context import BotContext
from bot.ui.filters import is_group


async def greet(update: Update, context: BotContext, text: str) -> None:  # noqa: ARG001
    """Reply with a greeting and explain the first step."""
    await _reply(update, context, "greeting")


async def thank(update: Update, context: BotContext, text: str) -> None:  # noqa: ARG001
    """Answer thanks."""
    await _reply(update, context, "thanks")


async def apologise(update: Update, context: BotContext, text: str) -> None:  # noqa: ARG001
    """Answer a complaint with what helps."""
    await _reply(update, context, "complaint")


async def _reply(update: Update, context: BotContext, kind: str) -> None:
    message = update.effective_message
    assert message is not None
    text = context.texts_for(update).label("words", kind)
    await message.reply_html(text, do_quote=is_group(message))
