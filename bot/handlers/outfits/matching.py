"""The button "what goes with it": products to wear with the garment of a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from telegram import InlineKeyboardMarkup, ReplyParameters
from telegram.constants import ChatAction

from bot.conversations.outfit_request.callback_data import ShowMatching, WearLike
from bot.conversations.outfit_request.conversation import OutfitConversation
from bot.handlers.products.callback_data import Dismiss, SaveProduct
from bot.handlers.size.callback_data import SizeOfProduct
from bot.routing.callback_press import CallbackPress, ExpiredError, Routes
from bot.routing.owned_records import usable_search
from bot.services.local_time import today_in_korea
from bot.services.outfits.constraints import OutfitConstraints
from bot.services.outfits.keys import PieceKey
from bot.services.outfits.views import OutfitView
from bot.services.photo_answers import SeenGarment, clear_style, seen_garments
from bot.services.search_filters import filters_from
from bot.services.weather import DEFAULT_CITY
from bot.ui.catalogues import Html, Texts, circled, join
from bot.ui.keyboards import button, product_row
from bot.ui.outfit_board.render import render_board
from bot.ui.outfit_texts import conditions_text, piece_name, reason_lines
from bot.ui.product_texts import item_text, size_tag_text
from config.taxonomy import CATEGORY_SLOT, SIZED_SLOTS, WOMENS_CATEGORIES
from db.models import OutfitRequest, PhotoAnswer, Search
from engine.outfits.composition import ComposeError
from engine.weather.cities import cities


async def show(press: CallbackPress, action: ShowMatching) -> None:
    """Send an outfit around the garment: one's own clothes and products, as one picture."""
    search, answer = await usable_search(press, action.search_id)
    garment = seen_garments(answer)[search.garment]
    if not garment.is_garment:
        raise ExpiredError
    await press.answer()
    await press.bot.send_chat_action(press.chat_id, ChatAction.UPLOAD_PHOTO)
    request = await _begin(press, search, answer) if press.is_private else None
    if request is None:
        wish = await _wish_of_a_group(press, search, answer)
    else:
        wish = await OutfitConversation.of_press(press).constraints_of(request)
    outfit = await _find(press, replace(wish, count=1))
    if outfit is None:
        await press.bot.send_message(
            press.chat_id,
            press.t.html("matching.none", name=press.t.label("category", garment.category)),
            reply_parameters=_reply(press),
        )
        return
    board = await press.services.engine.run(render_board, outfit, outfit.weather, press.t)
    if request is None:
        await press.bot.send_photo(press.chat_id, board, reply_parameters=_reply(press))
    else:
        reasons = join("\n", reason_lines(outfit, press.t))
        await OutfitConversation.of_press(press).sender.send(
            outfit, board, request.id, reasons, reply=_reply(press)
        )
    await _send_list(press, search, garment, outfit, locked=_key(search, answer))


def _reply(press: CallbackPress) -> ReplyParameters:
    return ReplyParameters(press.message_id, allow_sending_without_reply=True)


def _key(search: Search, answer: PhotoAnswer) -> PieceKey:
    """Return the key of the list's garment: of the closet if the list began there."""
    own = answer.garments[search.garment].get("closet_item")
    return PieceKey.of_photo(answer.id, search.garment) if own is None else PieceKey.of_closet(own)


def _gender(search: Search, category: str) -> str | None:
    """Return whom the products shall be for; None is what the profile says."""
    gender = next(iter(filters_from(search.filters).genders), None)
    if gender is None and category in WOMENS_CATEGORIES:
        return "female"
    return gender if gender != "unisex" else None


async def _begin(press: CallbackPress, search: Search, answer: PhotoAnswer) -> OutfitRequest:
    """Store what is asked for, so that other outfits may follow; with the photo's style."""
    category = seen_garments(answer)[search.garment].category
    return await OutfitConversation.of_press(press).begin(
        {
            "locked": [str(_key(search, answer))],
            "own_only": False,
            "style": clear_style(answer),
            "gender": _gender(search, category),
        }
    )


async def _wish_of_a_group(
    press: CallbackPress, search: Search, answer: PhotoAnswer
) -> OutfitConstraints:
    """Return a wish that tells nothing of who pressed: no clothes, no city of theirs."""
    day = today_in_korea()
    return OutfitConstraints(
        own_only=False,
        shops_only=True,
        required=(_key(search, answer),),
        style=clear_style(answer),
        gender=_gender(search, seen_garments(answer)[search.garment].category),
        weather=await press.services.weather.day(cities()[DEFAULT_CITY], day),
        day=day,
    )


async def _find(press: CallbackPress, wish: OutfitConstraints) -> OutfitView | None:
    """Return the best outfit of a wish with its pictures, or None."""
    try:
        found = await press.services.outfits.suggest(press.user_id, wish)
    except ComposeError:
        return None
    pictured = await press.services.outfits.add_photo_pictures(
        found, press.services.file_fetcher(press.bot)
    )
    return next((outfit for outfit in pictured if len(outfit.pieces) > 1), None)


async def _send_list(
    press: CallbackPress,
    search: Search,
    garment: SeenGarment,
    outfit: OutfitView,
    *,
    locked: PieceKey,
) -> None:
    t, items = press.t, outfit.products
    # A person's size is nobody else's business.
    sized = {i.id for i in items if press.is_private and CATEGORY_SLOT[i.category] in SIZED_SLOTS}
    tags = await press.services.sizes.tags_of(press.user_id, sorted(sized)) if sized else {}
    sizes = {product: size_tag_text(tag, t) for product, tag in tags.items()}
    title = t.html(
        "matching.title",
        number=circled(garment.number),
        name=t.label("category", garment.category),
    )
    own = [
        t.html("matching.own", name=piece_name(one, t))
        for one in outfit.pieces
        if one.closet_id is not None and one.key != locked
    ]
    bought = [item_text(n, item, t, size=sizes.get(item.id)) for n, item in enumerate(items, 1)]
    await press.bot.send_message(
        press.chat_id,
        join("\n", [title, conditions_text(outfit, t), Html(""), *own, *bought]),
        reply_markup=_matching_keyboard(
            search.id,
            [(n, item.id, item.url, item.id in sized) for n, item in enumerate(items, 1)],
            t,
            personal=press.is_private,
        ),
    )


ROUTES: Final[Routes] = MappingProxyType(
    {
        ShowMatching: show,
    }
)


def _matching_keyboard(
    search_id: int,
    items: Sequence[tuple[int, int, str, bool]],
    t: Texts,
    *,
    personal: bool = False,
) -> InlineKeyboardMarkup:
    """Return the buttons under products to wear with the garment of a list.

    Args:
        search_id: the list.
        items: `(number, product id, link, whether one's size of it can be asked for)`.
        t: the sentences.
        personal: whether outfits of one's own clothes may be shown here.
    """
    rows = [
        product_row(
            number,
            url,
            t,
            size=SizeOfProduct(product_id) if sizable else None,
            save=SaveProduct(product_id),
            dismiss=Dismiss(search_id, product_id),
        )
        for number, product_id, url, sizable in items
    ]
    if personal:
        rows.append([button(t.text("coordi.button.wear_like"), WearLike(search_id))])
    return InlineKeyboardMarkup(rows)
