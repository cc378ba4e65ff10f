"""Chooses and draws the outfit of a daily tip, from the closet and the shops.

People of whom nothing is known, and all channels, get a shared outfit of shop items: composed and
drawn once for all who have the same weather and occasion.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Final

from bot.context import Services
from bot.services.outfits.constraints import OutfitConstraints
from bot.services.outfits.keys import PieceKey
from bot.services.outfits.views import OutfitItemView, OutfitView
from bot.ui.catalogues import Html, Texts, capped, circled, escape
from bot.ui.keyboards import safe_link
from bot.ui.outfit_board.render import render_board
from bot.ui.outfit_texts import piece_name
from db.models import SavedOutfit, TipSubscription
from db.queries import outfits, people, product_index
from engine.outfits.composition import ComposeError
from engine.tips.advice import Worn
from engine.weather.forecast import DayWeather

NOBODY: Final = 0
"""User id without a closet: its outfits are made of the catalogue alone."""

_NO_OTHER: Final = "outfit_no_other"
_TITLE_CHARS: Final = 48


@dataclass(frozen=True, slots=True)
class TipOutfit:
    """An outfit as a tip shows it.

    Attributes:
        outfit_id: of the stored outfit; None for one that belongs to nobody.
        worn: its garments, for the advice.
        lines: a line of text for each garment.
        picture: its board as JPEG.
        picture_key: equal for equal boards; None for a board of one person.
        is_own: whether a garment of it is in the person's closet.
        links: title and URL of its products.
    """

    outfit_id: int | None
    worn: tuple[Worn, ...]
    lines: tuple[Html, ...]
    picture: bytes
    picture_key: Hashable | None = None
    is_own: bool = False
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Drawn:
    outfit: OutfitView
    board: bytes


async def outfit_for_tip(
    services: Services,
    subscription: TipSubscription,
    weather: DayWeather,
    *,
    day: date,
    shown: Sequence[frozenset[PieceKey]],
    t: Texts,
) -> TipOutfit | None:
    """Return the outfit of a day, or None when there is nothing to make one of.

    Args:
        services: of the bot.
        subscription: whose tip.
        weather: to dress for.
        day: the date in the subscription's zone.
        shown: outfits that must not come again, as sets of garment keys.
        t: the texts on the board.
    """
    wish = OutfitConstraints(
        occasion=subscription.occasion,
        own_only=subscription.own_only,
        weather=weather,
        day=day,
        shown=tuple(shown),
        count=1,
    )
    async with services.database.session() as session:
        is_blank = not subscription.is_personal or await people.is_stranger(
            session, subscription.user_id
        )
        revision = await product_index.latest_revision(session)
    if is_blank:
        drawn, key = await _shared_outfit(services, wish, t, revision)
    else:
        drawn = await _personal_outfit(services, subscription.user_id, wish, t)
        key = None
    if drawn is None:
        return None
    outfit = drawn.outfit
    outfit_id = await _store(services, subscription, outfit) if subscription.is_personal else None
    return TipOutfit(
        outfit_id=outfit_id,
        worn=tuple(map(_worn, outfit.pieces)),
        lines=tuple(_line(number, one, t) for number, one in enumerate(outfit.pieces, 1)),
        picture=drawn.board,
        picture_key=key,
        is_own=bool(outfit.closet_ids),
        links=tuple((capped(item.title, _TITLE_CHARS), item.url) for item in outfit.products),
    )


async def _shared_outfit(
    services: Services, wish: OutfitConstraints, t: Texts, revision: int
) -> tuple[_Drawn | None, Hashable]:
    """Return the outfit for people of whom nothing is known, and the key that they share."""
    assert wish.weather is not None
    wish = replace(wish, own_only=False, weather=replace(wish.weather, temperature_now_c=None))
    key = (wish.occasion, wish.weather, wish.day, wish.shown, t.language, revision)
    compose = partial(_personal_outfit, services, NOBODY, wish, t)
    return await services.looks.get(key, compose), key


async def _personal_outfit(
    services: Services, user_id: int, wish: OutfitConstraints, t: Texts
) -> _Drawn | None:
    """Return an outfit and its board; shop items are added to a closet that has no outfit."""
    try:
        found = await services.outfits.suggest(user_id, wish)
    except ComposeError as error:
        # A closet whose outfits have all been shown is not too thin.
        if not wish.own_only or error.code == _NO_OTHER:
            return None
        return await _personal_outfit(services, user_id, replace(wish, own_only=False), t)
    if not found:
        return None
    board = await services.engine.run(render_board, found[0], wish.weather, t)
    return _Drawn(found[0], board)


async def _store(services: Services, subscription: TipSubscription, outfit: OutfitView) -> int:
    """Store a shown outfit, so that it can be worn, rated and avoided; return its id."""
    row = SavedOutfit(
        user_id=subscription.user_id,
        closet_items=outfit.closet_ids,
        products=[item.id for item in outfit.products],
        occasion=outfit.occasion,
        score=outfit.score,
    )
    async with services.database.session() as session:
        return (await outfits.add_outfit(session, row)).id


def _worn(one: OutfitItemView) -> Worn:
    piece = one.piece
    return Worn(
        category=piece.category,
        colours=piece.colour_names,
        pattern=piece.pattern or "solid",
        fit=piece.fit,
        warmth=piece.warmth or 2,
    )


def _line(number: int, one: OutfitItemView, t: Texts) -> Html:
    """Return the line of a garment; a product comes with its price and link."""
    name = escape(piece_name(one, t))
    if one.item is None:
        return Html(f"{circled(number)} {name}")
    price = escape(t.price(one.item.price, one.item.currency))
    link = safe_link(one.item.url)
    shown = name if link is None else Html(f'<a href="{escape(link)}">{name}</a>')
    return Html(f"{circled(number)} {shown} · {price}")
