"""The buttons of lists: open one, turn its pages, change its order, "not this again"."""

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
from bot.handlers.products.lists import MAX_PAGES, ListSender, open_list, order_of
from bot.routing.callback_press import CallbackPress, ExpiredError, Routes
from bot.services.photo_answers import seen_garments
from bot.services.search_filters import filters_from, loosened
from bot.ui.catalogues import Html
from db.models import Feedback, Product
from db.queries import people, photos


def _sender(press: CallbackPress) -> ListSender:
    return ListSender(press.services, press.bot, press.chat_id, press.message_id, press.t)


async def show(press: CallbackPress, action: ShowSimilar) -> None:
    """Open a list for one garment."""
    answer = await press.answer_of(action.answer_id)
    garments = seen_garments(answer)
    if action.garment >= len(garments) or not garments[action.garment].is_garment:
        raise ExpiredError
    await press.answer()
    search = await open_list(
        press.services, user_id=press.user_id, answer=answer, garment=action.garment
    )
    await _sender(press).send(search, answer, user_id=press.user_id)


async def turn_page(press: CallbackPress, action: TurnPage) -> None:
    """Send another page of a list."""
    search, answer = await press.search_of(action.search_id)
    await press.answer()
    page = min(action.page, MAX_PAGES)
    await _sender(press).send(search, answer, user_id=press.user_id, page=page)


async def set_order(press: CallbackPress, action: SetOrder) -> None:
    """Begin a list again with colour or shape first."""
    search, answer = await press.search_of(action.search_id)
    await press.answer()
    again = await open_list(
        press.services,
        user_id=press.user_id,
        answer=answer,
        garment=search.garment,
        filters=filters_from(search.filters),
        order=action.order,
    )
    await _sender(press).send(again, answer, user_id=press.user_id)


async def loosen(press: CallbackPress, action: LoosenFilter) -> None:
    """Begin a list again without a filter."""
    search, answer = await press.search_of(action.search_id)
    await press.answer()
    again = await open_list(
        press.services,
        user_id=press.user_id,
        answer=answer,
        garment=search.garment,
        filters=loosened(filters_from(search.filters), action.what),
        order=order_of(search),
    )
    await _sender(press).send(again, answer, user_id=press.user_id)


async def dismiss(press: CallbackPress, action: Dismiss) -> None:
    """Never show a product to this person again; strike it out in their own list."""
    search, _ = await press.search_of(action.search_id)
    async with press.services.database.session() as session:
        if await session.get(Product, action.product_id) is None:
            raise ExpiredError
        await people.touch_user(session, press.user_id)
        if action.product_id not in await photos.dismissed_products(session, press.user_id):
            said = Feedback(
                user_id=press.user_id,
                answer_id=search.answer_id,
                garment=search.garment,
                product_id=action.product_id,
                kind="dismiss",
            )
            await photos.add_feedback(session, said)
    await press.answer(press.t.text("similar.dismissed"))
    if press.user_id == search.user_id:
        await _strike_out(press)


async def _strike_out(press: CallbackPress) -> None:
    message, data = press.message, press.query.data
    if message is None or message.reply_markup is None:
        return
    rows = message.reply_markup.inline_keyboard
    pressed = [button for row in rows for button in row if button.callback_data == data]
    if not pressed:
        return
    kept = [row for row in rows if pressed[0] not in row]
    # The button of a product has its number, and its line below the title begins with it.
    words = pressed[0].text.split()
    title, _, rest = message.text_html.partition("\n\n")
    lines = rest.split("\n")
    for at, line in enumerate(lines[:-1]):
        if line.split(" ", 1)[0] in words:
            # The second line has price and shop.
            lines[at : at + 2] = [f"<s>{line}</s>", f"<s>{lines[at + 1]}</s>"]
    text = Html("\n".join((title, "", *lines)))
    await press.set_text(text, InlineKeyboardMarkup(kept))


ROUTES: Final[Routes] = MappingProxyType(
    {
        ShowSimilar: show,
        TurnPage: turn_page,
        SetOrder: set_order,
        LoosenFilter: loosen,
        Dismiss: dismiss,
    }
)
