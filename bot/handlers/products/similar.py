"""Buttons of product lists: open one, turn its pages, change its order, dismiss a product."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from telegram import InlineKeyboardMarkup

from bot.handlers.products.callback_data import (
    Dismiss,
    LoosenFilter,
    SetOrder,
    ShowSimilar,
    TurnPage,
)
from bot.handlers.products.lists import ListSender
from bot.routing.callback_press import CallbackPress, ExpiredError, Routes
from bot.routing.owned_records import usable_answer, usable_search
from bot.services.catalogue import ResultOrder
from bot.services.photo_answers import seen_garments
from bot.services.product_lists import MAX_PAGES, order_of
from bot.services.search_filters import filters_from, loosened
from bot.ui.catalogues import Html
from db.models import Feedback, PhotoAnswer, Product, Search
from db.queries import people, photos
from engine.search.filters import Filters


def _sender(press: CallbackPress) -> ListSender:
    return ListSender(
        press.services, press.bot, press.chat_id, press.message_id, press.user_id, press.t
    )


async def show_similar(press: CallbackPress, data: ShowSimilar) -> None:
    """Open a list of what looks like one garment of a photo."""
    answer = await usable_answer(press, data.answer_id)
    garments = seen_garments(answer)
    if data.garment >= len(garments) or not garments[data.garment].is_garment:
        raise ExpiredError
    await press.answer()
    search = await press.services.product_lists.open(
        user_id=press.user_id, answer=answer, garment=data.garment
    )
    await _sender(press).send(search, answer)


async def turn_page(press: CallbackPress, data: TurnPage) -> None:
    """Send another page of a list."""
    search, answer = await usable_search(press, data.search_id)
    await press.answer()
    await _sender(press).send(search, answer, page=min(data.page, MAX_PAGES))


async def set_order(press: CallbackPress, data: SetOrder) -> None:
    """Open the list again in another order."""
    search, answer = await usable_search(press, data.search_id)
    await press.answer()
    await _reopen(press, search, answer, filters_from(search.filters), data.order)


async def loosen(press: CallbackPress, data: LoosenFilter) -> None:
    """Open the list again without some filters."""
    search, answer = await usable_search(press, data.search_id)
    await press.answer()
    filters = loosened(filters_from(search.filters), data.what)
    await _reopen(press, search, answer, filters, order_of(search))


async def _reopen(
    press: CallbackPress,
    search: Search,
    answer: PhotoAnswer,
    filters: Filters,
    order: ResultOrder,
) -> None:
    """Open a list of the same garment, and send its first page."""
    reopened = await press.services.product_lists.open(
        user_id=press.user_id,
        answer=answer,
        garment=search.garment,
        filters=filters,
        order=order,
    )
    await _sender(press).send(reopened, answer)


async def dismiss(press: CallbackPress, data: Dismiss) -> None:
    """Hide a product from this person for good, and strike it out in their own list."""
    search, _ = await usable_search(press, data.search_id)
    async with press.services.database.session() as session:
        if await session.get(Product, data.product_id) is None:
            raise ExpiredError
        await people.touch_user(session, press.user_id)
        if data.product_id not in await photos.dismissed_products(session, press.user_id):
            feedback = Feedback(
                user_id=press.user_id,
                answer_id=search.answer_id,
                garment=search.garment,
                product_id=data.product_id,
                kind="dismiss",
            )
            await photos.add_feedback(session, feedback)
    await press.answer(press.t.text("similar.dismissed"))
    if press.user_id == search.user_id:
        await _strike_out(press)


async def _strike_out(press: CallbackPress) -> None:
    """Strike out the product of the pressed button in the message, and remove its buttons."""
    message, pressed_data = press.message, press.query.data
    if message is None or message.reply_markup is None:
        return
    rows = message.reply_markup.inline_keyboard
    pressed = [button for row in rows for button in row if button.callback_data == pressed_data]
    if not pressed:
        return
    kept = [row for row in rows if pressed[0] not in row]
    # The text of the button has the number with which the product's line begins.
    button_words = pressed[0].text.split()
    title, _, rest = message.text_html.partition("\n\n")
    lines = rest.split("\n")
    for place, line in enumerate(lines[:-1]):
        if line.split(" ", 1)[0] in button_words:
            # The second line has price and shop.
            lines[place : place + 2] = [f"<s>{line}</s>", f"<s>{lines[place + 1]}</s>"]
    text = Html("\n".join((title, "", *lines)))
    await press.set_text(text, InlineKeyboardMarkup(kept))


ROUTES: Final[Routes] = MappingProxyType(
    {
        ShowSimilar: show_similar,
        TurnPage: turn_page,
        SetOrder: set_order,
        LoosenFilter: loosen,
        Dismiss: dismiss,
    }
)
