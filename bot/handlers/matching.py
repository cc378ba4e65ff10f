"""The button "what goes with it": products to wear with the garment of a list."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

from telegram import ReplyParameters
from telegram.constants import ChatAction, ParseMode

from bot.actions.photos import ShowMatching
from bot.answers import SeenGarment, seen_garments, vectors
from bot.catalogue import Item
from bot.handlers.press import GoneError, Press, Routes
from bot.keyboards import matching_keyboard
from bot.listings import filters_from, item_text
from bot.product_lists import send_album
from bot.size_advice import tags_of
from bot.size_texts import tag_text
from bot.texts import Html, circled, join
from config.taxonomy import CATEGORY_SLOT, SIZED_SLOTS
from db import people
from db.models import PhotoAnswer, Search

MAX_ITEMS: Final = 4


async def show(press: Press, action: ShowMatching) -> None:
    """Send one product for each slot that an outfit with the garment has room for."""
    search, answer = await press.search_of(action.search_id)
    garment = seen_garments(answer)[search.garment]
    if not garment.is_garment:
        raise GoneError
    await press.react()
    await press.bot.send_chat_action(press.chat_id, ChatAction.UPLOAD_PHOTO)
    items = await _find(press, search, answer, garment)
    reply = ReplyParameters(press.message_id, allow_sending_without_reply=True)
    if not items:
        await press.bot.send_message(
            press.chat_id,
            press.t.html("matching.none", name=press.t.name("category", garment.category)),
            parse_mode=ParseMode.HTML,
            reply_parameters=reply,
        )
        return
    await send_album(press.services, press.bot, press.chat_id, items, first_number=1, reply=reply)
    await _send_list(press, search, garment, items)


async def _find(
    press: Press, search: Search, answer: PhotoAnswer, garment: SeenGarment
) -> list[Item]:
    async with press.services.database.session() as session:
        dismissed = await people.dismissed_products(session, press.user_id)
    return await press.services.catalogue.completing(
        vectors(answer)[search.garment],
        category=garment.category,
        k=MAX_ITEMS,
        genders=filters_from(search.filters).genders,
        exclude=dismissed,
    )


async def _send_list(
    press: Press, search: Search, garment: SeenGarment, items: Sequence[Item]
) -> None:
    t = press.t
    # A person's size is nobody else's business.
    sized = {i.id for i in items if press.is_private and CATEGORY_SLOT[i.category] in SIZED_SLOTS}
    tags = await tags_of(press.services, press.user_id, sorted(sized)) if sized else {}
    sizes = {product: tag_text(tag, t) for product, tag in tags.items()}
    title = t.html(
        "matching.title",
        number=circled(garment.number),
        name=t.name("category", garment.category),
    )
    lines = [item_text(n, item, t, size=sizes.get(item.id)) for n, item in enumerate(items, 1)]
    await press.bot.send_message(
        press.chat_id,
        join("\n", [title, Html(""), *lines]),
        parse_mode=ParseMode.HTML,
        reply_markup=matching_keyboard(
            search.id,
            [(n, item.id, item.url, item.id in sized) for n, item in enumerate(items, 1)],
            t,
        ),
    )


ROUTES: Final[Routes] = MappingProxyType(
    {
        ShowMatching: show,
    }
)
