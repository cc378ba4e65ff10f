"""The button "what goes with it": products to wear with the garment of a list."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from telegram import ReplyParameters
from telegram.constants import ChatAction, ParseMode

from bot.actions.photos import ShowMatching
from bot.answers import SeenGarment, seen_garments, vectors
from bot.boards import piece_name, render_board
from bot.handlers.press import GoneError, Press, Routes
from bot.keyboards import matching_keyboard
from bot.listings import filters_from, item_text
from bot.outfits import PHOTO, DressedOutfit, OutfitWish, outfits_for
from bot.size_advice import tags_of
from bot.size_texts import tag_text
from bot.texts import Html, circled, join
from config.taxonomy import CATEGORY_SLOT, COLOUR_HEX, SIZED_SLOTS, WOMENS_CATEGORIES
from db.models import PhotoAnswer, Search
from engine.outfits.compose import ComposeError
from engine.outfits.pieces import Piece
from engine.schemas import Vector


async def show(press: Press, action: ShowMatching) -> None:
    """Send an outfit around the garment: one's own clothes and products, as one picture."""
    search, answer = await press.search_of(action.search_id)
    garment = seen_garments(answer)[search.garment]
    if not garment.is_garment:
        raise GoneError
    await press.react()
    await press.bot.send_chat_action(press.chat_id, ChatAction.UPLOAD_PHOTO)
    reply = ReplyParameters(press.message_id, allow_sending_without_reply=True)
    outfit = await _find(press, search, answer, garment)
    if outfit is None:
        await press.bot.send_message(
            press.chat_id,
            press.t.html("matching.none", name=press.t.name("category", garment.category)),
            parse_mode=ParseMode.HTML,
            reply_parameters=reply,
        )
        return
    board = await press.services.engine.run(render_board, outfit, outfit.weather, press.t)
    await press.bot.send_photo(press.chat_id, board, reply_parameters=reply)
    await _send_list(press, search, garment, outfit)


async def _find(
    press: Press, search: Search, answer: PhotoAnswer, garment: SeenGarment
) -> DressedOutfit | None:
    """Return the best outfit around a garment, or None; in a group of products alone."""
    genders = filters_from(search.filters).genders
    gender = next(iter(genders), None)
    if gender is None and garment.category in WOMENS_CATEGORIES:
        gender = "female"
    wish = OutfitWish(
        own_only=False,
        photo=piece_of(garment, vectors(answer)[search.garment]),
        gender=gender if gender != "unisex" else None,
        shops_only=not press.is_private,
        count=1,
    )
    try:
        found = await outfits_for(press.services, press.user_id, wish)
    except ComposeError:
        return None
    return found[0] if len(found[0].pieces) > 1 else None


def piece_of(garment: SeenGarment, vector: Vector) -> Piece:
    """Return a garment of a photo as the outfit engine takes it."""
    share = 1 / max(len(garment.colours), 1)
    return Piece(
        key=PHOTO,
        category=garment.category,
        embedding=vector,
        colours=tuple((COLOUR_HEX[name], share) for name in garment.colours),
        colour_names=garment.colours,
        pattern=garment.pattern,
        fit=garment.fit,
    )


async def _send_list(
    press: Press, search: Search, garment: SeenGarment, outfit: DressedOutfit
) -> None:
    t, items = press.t, outfit.products
    # A person's size is nobody else's business.
    sized = {i.id for i in items if press.is_private and CATEGORY_SLOT[i.category] in SIZED_SLOTS}
    tags = await tags_of(press.services, press.user_id, sorted(sized)) if sized else {}
    sizes = {product: tag_text(tag, t) for product, tag in tags.items()}
    title = t.html(
        "matching.title",
        number=circled(garment.number),
        name=t.name("category", garment.category),
    )
    own = [
        t.html("matching.own", name=piece_name(one, t)) for one in outfit.pieces if one.closet_id
    ]
    bought = [item_text(n, item, t, size=sizes.get(item.id)) for n, item in enumerate(items, 1)]
    lines = [*own, *bought]
    await press.bot.send_message(
        press.chat_id,
        join("\n", [title, Html(""), *lines]),
        parse_mode=ParseMode.HTML,
        reply_markup=matching_keyboard(
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
