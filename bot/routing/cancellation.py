"""Answer /cancel: end the question or dialog that was opened last."""

from __future__ import annotations

from telegram import Update

from bot.context import BotContext
from bot.routing import pending_question
from bot.routing.feature_set import features_of
from bot.ui.filters import is_group


async def cancel(update: Update, context: BotContext) -> None:
    """Offer /cancel to whoever may have something open, and say so when nobody has."""
    message = update.effective_message
    assert message is not None
    if await pending_question.cancel(update, context):
        return
    for cancellation in features_of(context).cancellations:
        if await cancellation.consume(update, context):
            return
    t = context.texts_for(update)
    await message.reply_html(t.html("size.nothing_open"), do_quote=is_group(message))
