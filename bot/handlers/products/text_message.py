"""Narrow the product list that a person looked at last by free text ("더 싼 거")."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from telegram import Message, Update

from bot.context import BotContext, Services
from bot.handlers.products.lists import ListSender
from bot.services.catalogue import ResultOrder
from bot.services.photo_answers import SeenGarment, seen_garments
from bot.services.product_lists import order_of, same_kind
from bot.services.search_filters import filters_from
from bot.ui.filters import is_group, without_mention
from config.taxonomy import CATEGORY_SLOT
from db.models import PhotoAnswer, Search
from db.queries import photos
from engine.parsing.query import asks_cheaper, parse_query
from engine.search.filters import Filters

Target = tuple[Search | None, PhotoAnswer]
"""The list and the answered photo that a text is about."""

_CHEAPER_STEP_WON: Final = 1000
"""Prices are round, and so is the limit that is shown for "cheaper"."""


async def narrow_list(update: Update, context: BotContext, text: str) -> bool:
    """Narrow the list that a text is about, or reply why not; consumes every text."""
    message, user = update.effective_message, update.effective_user
    assert message is not None
    assert user is not None
    t, services = context.texts_for(update), context.services
    text = without_mention(message)
    wanted = parse_query(text, await services.catalogue.shop_names())
    # The text may be about a photo that is being analysed right now.
    await services.photo_queue.wait_until_idle(user.id)
    target = await _target(services, message, user.id)
    if target is not None and asks_cheaper(text):
        wanted = await _below_lowest(services, target, wanted, user.id)
    if target is None or not wanted:
        key = "not_understood" if target else "no_photo" if wanted else "lost"
        await message.reply_html(t.html(f"words.{key}"), do_quote=is_group(message))
        return True
    search, answer = target
    garment, filters, order = narrowed(wanted, search, seen_garments(answer))
    opened = await services.product_lists.open(
        user_id=user.id, answer=answer, garment=garment, filters=filters, order=order
    )
    sender = ListSender(services, context.bot, message.chat.id, message.message_id, user.id, t)
    await sender.send(opened, answer)
    return True


async def _below_lowest(
    services: Services, target: Target, wanted: Filters, user_id: int
) -> Filters:
    """Return the filters with a limit below every price of the page that was shown last."""
    search, answer = target
    if search is None:
        return wanted
    lowest_won = await services.product_lists.lowest_won(search, answer, user_id=user_id)
    if lowest_won is None:
        return wanted
    limit_won = (lowest_won - 1) // _CHEAPER_STEP_WON * _CHEAPER_STEP_WON
    return replace(wanted, min_price=None, max_price=max(limit_won, 0))


def narrowed(
    wanted: Filters, search: Search | None, garments: list[SeenGarment]
) -> tuple[int, Filters, ResultOrder]:
    """Return garment, filters and order of the list that a text asks for.

    Args:
        wanted: the filters in the text.
        search: the list that the text narrows, None where only a photo was answered.
        garments: of the photo.
    """
    garment = meant_garment(wanted, search, garments)
    filters, order = Filters(), order_of(search)
    stored = Filters() if search is None else filters_from(search.filters)
    if search is not None and not same_kind(
        stored.categories, (garments[search.garment].category,)
    ):
        order = "both"  # colour came first only for what the photo lacks
    if search is not None and search.garment == garment:
        kinds = stored.categories or (garments[garment].category,)
        # Another kind of garment begins anew: red shoes do not make the trousers red.
        is_same = same_kind(wanted.categories, kinds)
        filters = stored if is_same else Filters(genders=stored.genders)
    if not same_kind(wanted.categories, (garments[garment].category,)):
        order = "colour"  # the shape of another kind says nothing
    return garment, filters.narrowed(wanted), order


async def _target(services: Services, message: Message, user_id: int) -> Target | None:
    """Return what a text is about: the message it replies to, else what was looked at last."""
    chat_id, replied = message.chat.id, message.reply_to_message
    async with services.database.session() as session:
        if replied is not None:
            search = await photos.search_of_message(session, chat_id, replied.message_id)
            if search is not None:
                return search
            answer = await photos.answer_of_message(session, chat_id, replied.message_id)
            if answer is not None:
                return None, answer
        search = await photos.latest_search(session, user_id, chat_id)
        answer = await photos.latest_answer(session, user_id, chat_id)
    if search is not None and (answer is None or search[1].id >= answer.id):
        return search
    return None if answer is None else (None, answer)


def meant_garment(wanted: Filters, search: Search | None, garments: list[SeenGarment]) -> int:
    """Return the index of the garment that the filters name, else that of the list."""
    shown = [garment for garment in garments if garment.is_garment] or garments
    slots = {CATEGORY_SLOT[category] for category in wanted.categories}
    for garment in shown:
        if garment.category in wanted.categories:
            return garment.number - 1
    for garment in shown:
        if CATEGORY_SLOT[garment.category] in slots:
            return garment.number - 1
    return search.garment if search is not None else shown[0].number - 1
