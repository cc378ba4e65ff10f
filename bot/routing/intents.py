"""Answer sentences that ask for a feature without its command: "내일 날씨 어때?"."""

from __future__ import annotations

from telegram import Update

from bot.context import BotContext
from bot.routing.feature_set import features_of
from bot.ui.filters import without_mention
from engine.parsing.intents import parse_intent
from engine.parsing.query import parse_query


async def consume_text(update: Update, context: BotContext, text: str) -> bool:  # noqa: ARG001
    """Let the feature that a sentence asks for answer it; return whether there is one."""
    message = update.effective_message
    assert message is not None
    sentence = without_mention(message)
    intent = parse_intent(sentence)
    answer = None if intent is None else features_of(context).intents.get(intent)
    if answer is None:
        return False
    product_filters = parse_query(sentence, await context.services.catalogue.shop_names())
    if product_filters.categories or (product_filters and not answer.may_filter):
        return False
    await answer.answer(update, context, sentence)
    return True
