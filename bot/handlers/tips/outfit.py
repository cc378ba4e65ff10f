"""The outfit of a daily tip: from the closet, with shop items where asked for or needed.

Somebody of whom nothing is known, and every channel, gets the look of the day: composed and drawn
once for all who have the same weather and occasion.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Final

from bot.context import Services
from bot.handlers.outfits.boards import piece_name, render_board
from bot.services.outfits import DressedOutfit, DressedPiece, OutfitWish, outfits_for
from bot.ui.catalogues import Html, Texts, capped, circled, escape
from bot.ui.keyboards import safe_link
from db.models import SavedOutfit, TipSubscription
from db.queries import outfits, tips
from db.queries import product_index as product_search
from engine.outfits.composition import ComposeError
from engine.tips.advice import Worn
from engine.weather.forecast import DayWeather

NOBODY: Final = 0
"""Whose closet is empty: outfits for nobody are made of the catalogue alone."""

_VARIANTS: Final = 4
_TITLE_CHARS: Final = 48


@dataclass(frozen=True, slots=True)
class TipOutfit:
    """An outfit as a tip shows it.

    Attributes:
        outfit_id: of the stored outfit; None for one that belongs to nobody.
        worn: its garments, for the advice.
        lines: it in words.
        picture: its board as JPEG.
        picture_key: the same for the same board; None for one of somebody's own clothes.
        is_own: whether some of it is the person's own.
        links: name and address of what can be bought of it.
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
    outfit: DressedOutfit
    board: bytes


async def outfit_for_tip(
    services: Services,
    subscription: TipSubscription,
    weather: DayWeather,
    *,
    day: date,
    variant: int,
    t: Texts,
) -> TipOutfit | None:
    """Return the outfit of a day, or None when there is nothing to make one of.

    Args:
        services: of the bot.
        subscription: whose tip.
        weather: to dress for.
        day: the date where the subscription's clock is.
        variant: another number gives another outfit, as far as the clothes go.
        t: the sentences on the board.
    """
    wish = OutfitWish(
        occasion=subscription.occasion,
        own_only=subscription.own_only,
        weather=weather,
        day=day,
        count=variant % _VARIANTS + 1,
    )
    async with services.database.session() as session:
        is_blank = not subscription.is_personal or await tips.is_stranger(
            session, subscription.user_id
        )
        revision = await product_search.latest_revision(session)
    if is_blank:
        drawn, key = await _look_of_the_day(services, wish, variant, t, revision)
    else:
        drawn = await _own(services, subscription.user_id, wish, variant, t)
        key = None
    if drawn is None:
        return None
    outfit = drawn.outfit
    outfit_id = await _keep(services, subscription, outfit) if subscription.is_personal else None
    return TipOutfit(
        outfit_id=outfit_id,
        worn=tuple(map(_worn, outfit.pieces)),
        lines=tuple(_line(number, one, t) for number, one in enumerate(outfit.pieces, 1)),
        picture=drawn.board,
        picture_key=key,
        is_own=bool(outfit.closet_ids),
        links=tuple((capped(item.title, _TITLE_CHARS), item.url) for item in outfit.products),
    )


async def _look_of_the_day(
    services: Services, wish: OutfitWish, variant: int, t: Texts, revision: int
) -> tuple[_Drawn | None, Hashable]:
    """Return the look of a catalogue, made once for the same weather, and a key for it."""
    assert wish.weather is not None
    wish = replace(wish, own_only=False, weather=replace(wish.weather, temperature_now_c=None))
    key = (wish.occasion, wish.weather, wish.day, variant % _VARIANTS, t.language, revision)
    make = partial(_own, services, NOBODY, wish, variant, t)
    return await services.looks.get(key, make), key


async def _own(
    services: Services, user_id: int, wish: OutfitWish, variant: int, t: Texts
) -> _Drawn | None:
    """Return an outfit and its board; a closet that makes none is helped out by the shops."""
    try:
        found = await outfits_for(services, user_id, wish)
    except ComposeError:
        if not wish.own_only:
            return None
        return await _own(services, user_id, replace(wish, own_only=False), variant, t)
    if not found:
        return None
    outfit = found[min(variant % _VARIANTS, len(found) - 1)]
    board = await services.engine.run(render_board, outfit, wish.weather, t)
    return _Drawn(outfit, board)


async def _keep(services: Services, subscription: TipSubscription, outfit: DressedOutfit) -> int:
    """Store what is shown, so that it can be worn, liked and avoided tomorrow."""
    kept = SavedOutfit(
        user_id=subscription.user_id,
        closet_items=outfit.closet_ids,
        products=[item.id for item in outfit.products],
        occasion=outfit.occasion,
        score=outfit.score,
    )
    async with services.database.session() as session:
        return (await outfits.add_outfit(session, kept)).id


def _worn(one: DressedPiece) -> Worn:
    piece = one.piece
    return Worn(
        category=piece.category,
        colours=piece.colour_names,
        pattern=piece.pattern or "solid",
        fit=piece.fit,
        warmth=piece.warmth or 2,
    )


def _line(number: int, one: DressedPiece, t: Texts) -> Html:
    """Return a garment in words; what can be bought with its price and link."""
    name = escape(piece_name(one, t))
    if one.item is None:
        return Html(f"{circled(number)} {name}")
    price = escape(t.price(one.item.price, one.item.currency))
    link = safe_link(one.item.url)
    shown = name if link is None else Html(f'<a href="{escape(link)}">{name}</a>')
    return Html(f"{circled(number)} {shown} · {price}")
