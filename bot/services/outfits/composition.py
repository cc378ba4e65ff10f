"""Compose outfits of a wardrobe: pure functions that run in the engine's worker threads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.services.outfits.constraints import OutfitConstraints
from bot.services.outfits.wardrobe import Wardrobe
from engine.outfits.composition import Composed, ComposeError, best_outfits, compose, pools_of
from engine.outfits.pieces import BODY, Piece, Role
from engine.outfits.reasons import Reason, reasons_for
from engine.outfits.scoring import Scores, Wish

_PRODUCTS_TRIED_A_ROLE: Final = 12
_OUTFITS_COMPARED: Final = 5
_NO_OUTFIT: Final = -20.0
"""Score that stands for an outfit that cannot be composed; below that of any."""


@dataclass(frozen=True, slots=True)
class ComposedOutfit:
    """An outfit of the engine; the `items` of its reasons are places in `pieces`."""

    pieces: tuple[Piece, ...]
    score: float
    reasons: tuple[Reason, ...]


def compose_outfits(wardrobe: Wardrobe, constraints: OutfitConstraints) -> list[ComposedOutfit]:
    """Return outfits of a wardrobe, clearly different from each other, best first.

    Raises:
        ComposeError: not one can be composed; its code says why.
    """
    pieces = [*wardrobe.own, *wardrobe.shop, *wardrobe.photo_items]
    places = {piece.key: place for place, piece in enumerate(pieces)}
    required = [str(key) for key in constraints.required]
    if any(key not in places for key in required):
        raise ComposeError("a required garment is gone", code="outfit_gone")
    if not pieces:
        raise ComposeError("there is nothing to wear", code="outfit_empty")
    wish = _engine_wish(wardrobe, constraints)
    scores = Scores.of(pieces, wish)
    shown = [
        frozenset(places[key] for key in map(str, keys) if key in places)
        for keys in constraints.shown
    ]
    found = compose(
        scores,
        wish,
        count=constraints.count,
        locked=[places[key] for key in required],
        shown=shown,
    )
    return [
        ComposedOutfit(
            tuple(pieces[place] for place in outfit.items),
            outfit.score,
            _reasons_within(scores, wish, outfit),
        )
        for outfit in found
    ]


def _reasons_within(scores: Scores, wish: Wish, outfit: Composed) -> tuple[Reason, ...]:
    """Return the reasons with places in the outfit instead of places in the wardrobe."""
    place = {item: i for i, item in enumerate(outfit.items)}
    return tuple(
        replace(reason, items=tuple(place[item] for item in reason.items))
        for reason in reasons_for(scores, wish, outfit)
    )


def _engine_wish(wardrobe: Wardrobe, constraints: OutfitConstraints) -> Wish:
    return Wish(
        occasion=constraints.occasion,
        style=constraints.style,
        weather=constraints.weather,
        season=wardrobe.season,
        taste=wardrobe.taste,
        budget=constraints.budget,
    )


def best_addition(wardrobe: Wardrobe, constraints: OutfitConstraints) -> Piece | None:
    """Return the product that improves the closet's best outfits most, None where none does."""
    pieces = [*wardrobe.own, *wardrobe.shop]
    if not pieces:
        return None
    scores = Scores.of(pieces, _engine_wish(wardrobe, constraints))
    products = range(len(wardrobe.own), len(pieces))
    before = _best_scores(scores, (), set(products))
    best, most = None, 0.0
    tried = dict.fromkeys(BODY, 0)
    for place in products:
        role = pieces[place].role
        if role not in tried or tried[role] >= _PRODUCTS_TRIED_A_ROLE:
            continue
        tried[role] += 1
        after = _best_scores(scores, (place,), set(products) - {place})
        gain = sum(max(new - old, 0.0) for new, old in zip(after, before, strict=True))
        if gain > most:
            best, most = pieces[place], gain
    return best


def _best_scores(scores: Scores, required: tuple[int, ...], without: set[int]) -> list[float]:
    """Return the scores of the best outfits; missing ones count as `_NO_OUTFIT`."""
    pools = pools_of(scores.pieces, required, without)
    outfits = best_outfits(scores, pools, count=_OUTFITS_COMPARED, locked=required)
    found = [outfit.score for outfit in outfits]
    return sorted([*found, *[_NO_OUTFIT] * (_OUTFITS_COMPARED - len(found))], reverse=True)


def lacking_roles(pieces: Sequence[Piece]) -> tuple[Role, ...]:
    """Return the roles that an outfit should have and lacks."""
    return () if any(piece.role is Role.SHOES for piece in pieces) else (Role.SHOES,)
