"""The button that shows what goes with the garment of a product list, as an outfit."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
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
from bot.services.catalogue import Item
from bot.services.local_time import today_in_korea
from bot.services.outfits.constraints import OutfitConstraints
from bot.services.outfits.keys import PieceKey
from bot.services.outfits.views import OutfitView
from bot.services.photo_answers import SeenGarment, clear_style
from bot.services.product_lists import garment_of
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


@dataclass(frozen=True, slots=True)
class _ListedGarment:
    """The garment of a product list."""

    search: Search
    answer: PhotoAnswer

    @property
    def seen(self) -> SeenGarment:
        """The garment as it was found in the photo."""
        return garment_of(self.search, self.answer)

    @property
    def key(self) -> PieceKey:
        """Its key: of the closet if the list was opened there, else of the photo."""
        item_id = self.answer.garments[self.search.garment].get("closet_item")
        if item_id is not None:
            return PieceKey.of_closet(item_id)
        return PieceKey.of_photo(self.answer.id, self.search.garment)

    @property
    def gender(self) -> str | None:
        """Whom products may be for; None is the gender of the person's profile."""
        gender = next(iter(filters_from(self.search.filters).genders), None)
        if gender is None and self.seen.category in WOMENS_CATEGORIES:
            return "female"
        return gender if gender != "unisex" else None


async def show_matching(press: CallbackPress, data: ShowMatching) -> None:
    """Send an outfit with the garment: its picture, then the list of its products."""
    garment = _ListedGarment(*await usable_search(press, data.search_id))
    if not garment.seen.is_garment:
        raise ExpiredError
    await press.answer()
    await press.bot.send_chat_action(press.chat_id, ChatAction.UPLOAD_PHOTO)
    request = await _store_request(press, garment) if press.is_private else None
    if request is None:
        constraints = await _group_constraints(press, garment)
    else:
        constraints = await OutfitConversation.of_press(press).constraints_of(request)
    outfit = await _find(press, constraints)
    if outfit is None:
        name = press.t.label("category", garment.seen.category)
        none = press.t.html("matching.none", name=name)
        await press.bot.send_message(press.chat_id, none, reply_parameters=_reply(press))
        return
    await _send_board(press, outfit, request)
    await _send_list(press, garment, outfit)


def _reply(press: CallbackPress) -> ReplyParameters:
    return ReplyParameters(press.message_id, allow_sending_without_reply=True)


async def _store_request(press: CallbackPress, garment: _ListedGarment) -> OutfitRequest:
    """Store a request with the garment, so that the person can ask for other outfits of it."""
    return await OutfitConversation.of_press(press).begin(
        {
            "locked": [str(garment.key)],
            "own_only": False,
            "style": clear_style(garment.answer),
            "gender": garment.gender,
        }
    )


async def _group_constraints(press: CallbackPress, garment: _ListedGarment) -> OutfitConstraints:
    """Return constraints that reveal nothing of the person: neither closet nor home city."""
    day = today_in_korea()
    return OutfitConstraints(
        own_only=False,
        shops_only=True,
        required=(garment.key,),
        style=clear_style(garment.answer),
        gender=garment.gender,
        weather=await press.services.weather.day(cities()[DEFAULT_CITY], day),
        day=day,
    )


async def _find(press: CallbackPress, constraints: OutfitConstraints) -> OutfitView | None:
    """Return the best outfit with its pictures, None without any that has two garments."""
    try:
        found = await press.services.outfits.suggest(press.user_id, replace(constraints, count=1))
    except ComposeError:
        return None
    pictured = await press.services.outfits.add_photo_pictures(
        found, press.services.file_fetcher(press.bot)
    )
    return next((outfit for outfit in pictured if len(outfit.pieces) > 1), None)


async def _send_board(
    press: CallbackPress, outfit: OutfitView, request: OutfitRequest | None
) -> None:
    """Send the picture of an outfit; in private with its reasons and buttons."""
    board = await press.services.engine.run(render_board, outfit, outfit.weather, press.t)
    if request is None:
        await press.bot.send_photo(press.chat_id, board, reply_parameters=_reply(press))
        return
    reasons = join("\n", reason_lines(outfit, press.t))
    await OutfitConversation.of_press(press).sender.send(
        outfit, board, request.id, reasons, reply=_reply(press)
    )


async def _send_list(press: CallbackPress, garment: _ListedGarment, outfit: OutfitView) -> None:
    """Send the garments and products of an outfit as text, with buttons of the products."""
    sized: set[int] = set()
    if press.is_private:  # others must not read the person's sizes
        items = outfit.products
        sized = {item.id for item in items if CATEGORY_SLOT[item.category] in SIZED_SLOTS}
    tags = await press.services.sizes.tags_of(press.user_id, sorted(sized)) if sized else {}
    sizes = {product: size_tag_text(tag, press.t) for product, tag in tags.items()}
    await press.bot.send_message(
        press.chat_id,
        _list_text(garment, outfit, sizes, press.t),
        reply_markup=_list_keyboard(
            garment.search.id, outfit.products, sized, press.t, personal=press.is_private
        ),
    )


def _list_text(
    garment: _ListedGarment, outfit: OutfitView, sizes: Mapping[int, Html], t: Texts
) -> Html:
    title = t.html(
        "matching.title",
        number=circled(garment.seen.number),
        name=t.label("category", garment.seen.category),
    )
    own = [
        t.html("matching.own", name=piece_name(view, t))
        for view in outfit.pieces
        if view.key.is_closet and view.key != garment.key
    ]
    products = [
        item_text(number, item, t, size=sizes.get(item.id))
        for number, item in enumerate(outfit.products, 1)
    ]
    return join("\n", [title, conditions_text(outfit, t), Html(""), *own, *products])


def _list_keyboard(
    search_id: int, items: Sequence[Item], sized: Collection[int], t: Texts, *, personal: bool
) -> InlineKeyboardMarkup:
    """Return the buttons of the products of an outfit.

    Args:
        search_id: the list that the outfit was asked for from.
        items: the products.
        sized: ids of those with a button of the person's size.
        t: the sentences.
        personal: whether outfits of the person's closet may be shown in this chat.
    """
    rows = [
        product_row(
            number,
            item.url,
            t,
            size=SizeOfProduct(item.id) if item.id in sized else None,
            save=SaveProduct(item.id),
            dismiss=Dismiss(search_id, item.id),
        )
        for number, item in enumerate(items, 1)
    ]
    if personal:
        rows.append([button(t.text("coordi.button.wear_like"), WearLike(search_id))])
    return InlineKeyboardMarkup(rows)


ROUTES: Final[Routes] = MappingProxyType({ShowMatching: show_matching})
