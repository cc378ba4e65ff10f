"""Written words: answers to an open question, else they narrow what the person looked at last."""

from __future__ import annotations

from typing import Final

from telegram import Message, Update
from telegram.ext import MessageHandler, filters

from bot.addressing import ADDRESSED, is_group, without_mention
from bot.answers import SeenGarment, seen_garments
from bot.context import BotApplication, BotContext, Services
from bot.handlers import (
    closet_add,
    closet_edit,
    coordi,
    diary_days,
    photo,
    questions,
    size,
    subscribe,
)
from bot.listings import filters_from
from bot.product_lists import ListSender, open_list, order_of
from config.taxonomy import CATEGORY_SLOT
from db import searches
from db.models import PhotoAnswer, Search
from engine.query import Filters, parse_query

Target = tuple[Search | None, PhotoAnswer]

TAKERS: Final = (
    questions.take_words,
    diary_days.take_words,
    coordi.take_words,
    subscribe.take_words,
    closet_edit.take_words,
    size.take_words,
    closet_add.remind,
)
"""Who may have asked something; the first with an open question takes the words.

Questions that end as soon as the person does something else come first: an open one is the latest.
"""


async def on_words(update: Update, context: BotContext) -> None:
    """Take an answer, or narrow what the person looked at last ("검정색으로", "5만원 이하").

    In a group, look at a photo that they point to.
    """
    message, user = update.effective_message, update.effective_user
    assert message is not None
    assert user is not None
    replied = message.reply_to_message
    if is_group(message) and replied is not None and photo.source_of(replied) is not None:
        bot_id = context.bot.id
        if replied.from_user is None or replied.from_user.id != bot_id:
            await photo.answer_replied(update, context, replied)
            return
    for take in TAKERS:
        if await take(update, context, message.text or ""):
            return
    t, services = context.speech(update), context.services
    # The words may be about a photo that is just being looked at.
    await services.photos.settled(user.id)
    target = await _target(services, message, user.id)
    wanted = parse_query(without_mention(message), await services.catalogue.shop_names())
    if target is None or not wanted:
        text = t.html("words.no_photo") if target is None else t.html("words.not_understood")
        await message.reply_html(text, do_quote=is_group(message))
        return
    search, answer = target
    garment = meant_garment(wanted, search, seen_garments(answer))
    before = filters_from(search.filters) if search and search.garment == garment else Filters()
    narrowed = await open_list(
        services,
        user_id=user.id,
        answer=answer,
        garment=garment,
        filters=before.narrowed(wanted),
        order=order_of(search),
    )
    sender = ListSender(services, context.bot, message.chat.id, message.message_id, t)
    await sender.send(narrowed, answer, user_id=user.id)


async def _target(services: Services, message: Message, user_id: int) -> Target | None:
    """Return what the words are about: the message they answer, else the latest."""
    chat_id, replied = message.chat.id, message.reply_to_message
    async with services.database.session() as session:
        if replied is not None:
            search = await searches.search_of_message(session, chat_id, replied.message_id)
            if search is not None:
                return search
            answer = await searches.answer_of_message(session, chat_id, replied.message_id)
            if answer is not None:
                return None, answer
        search = await searches.latest_search(session, user_id, chat_id)
        answer = await searches.latest_answer(session, user_id, chat_id)
    if search is not None and (answer is None or search[1].id >= answer.id):
        return search
    return None if answer is None else (None, answer)


def meant_garment(wanted: Filters, search: Search | None, garments: list[SeenGarment]) -> int:
    """Return the index of the garment that the words name, else of the one looked at."""
    shown = [garment for garment in garments if garment.is_garment] or garments
    slots = {CATEGORY_SLOT[category] for category in wanted.categories}
    for garment in shown:
        if garment.category in wanted.categories:
            return garment.number - 1
    for garment in shown:
        if CATEGORY_SLOT[garment.category] in slots:
            return garment.number - 1
    return search.garment if search is not None else shown[0].number - 1


def register(application: BotApplication) -> None:
    """Add the handler of written words; it takes what no command took."""
    words = filters.TEXT & ~filters.COMMAND & ADDRESSED
    application.add_handler(MessageHandler(words, on_words))
