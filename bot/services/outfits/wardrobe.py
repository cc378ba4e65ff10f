"""Load what a person may wear: their own garments, products, required garments of photos."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.embeddings import unit_vector
from bot.services.local_time import today_of
from bot.services.outfits.constraints import OutfitConstraints
from bot.services.outfits.keys import PieceKey
from bot.services.outfits.pieces import closet_piece, photo_piece, product_piece
from bot.services.size_advice import tags, wearer_of
from config.taxonomy import CATEGORIES, WOMENS_CATEGORIES
from db.models import Product
from db.queries import closet, diary, outfits, photos, products, sizes
from db.session import Database
from engine.outfits.pieces import Piece, Role, Taste
from engine.outfits.scoring import Wish, worth_alone
from engine.schemas import Vector
from engine.service import EngineService

_NEWEST_A_CATEGORY: Final = 60
"""Products of a category that are considered, the newest."""
_PRODUCTS_A_ROLE: Final = 24
"""Products that may be chosen for a role, the most fitting."""
_MAX_OWN: Final = 400
_SEASONS: Final = ("winter", "spring", "summer", "autumn")
_WORN_LATELY: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Wardrobe:
    """What a person may wear.

    Attributes:
        own: their own garments that are clean.
        shop: products that suit the constraints, in their size.
        photo_items: required garments of photos.
        taste: what they liked and disliked so far.
        season: of the day, as garments name theirs.
    """

    own: tuple[Piece, ...]
    shop: tuple[Piece, ...]
    photo_items: tuple[Piece, ...]
    taste: Taste | None
    season: str


class WardrobeLoader:
    """Loads wardrobes from the database."""

    def __init__(self, database: Database, engine: EngineService) -> None:
        self._database = database
        self._engine = engine

    async def load(self, user_id: int, constraints: OutfitConstraints) -> Wardrobe:
        """Return what a person may wear."""
        async with self._database.session() as session:
            day = constraints.day or await today_of(session, user_id)
            rows = (await closet.items_of(session, user_id))[:_MAX_OWN]
            last_worn = await diary.recently_worn(session, user_id, day - _WORN_LATELY)
            rated = await outfits.rated_outfits(session, user_id)
            profile = await sizes.profile_of(session, user_id)
            photo_items = await live_photo_pieces(session, constraints.required)
        own: tuple[Piece, ...] = ()
        if not constraints.shops_only:
            own = tuple(closet_piece(row, last_worn, day) for row in rows)
        gender = constraints.gender
        if gender is None and profile is not None:
            gender = profile.gender
        gender = gender or _guess_gender(own)
        shop: tuple[Piece, ...] = ()
        if not constraints.own_only or any(key.is_product for key in constraints.required):
            shop = await self._products(user_id, replace(constraints, day=day), gender)
        if constraints.fill_gaps:
            shop = _missing_roles_only(own, shop)
        return Wardrobe(
            own=own,
            shop=shop,
            photo_items=tuple(photo_items),
            taste=await self._taste(own, rated),
            season=_SEASONS[day.month % 12 // 3],
        )

    async def _products(
        self, user_id: int, constraints: OutfitConstraints, gender: str | None
    ) -> tuple[Piece, ...]:
        """Return the required products, and those that suit best and come in the person's size."""
        required = {key.id for key in constraints.required if key.is_product}
        genders = ("male", "female", "unisex") if gender is None else (gender, "unisex")
        async with self._database.session() as session:
            dismissed = await photos.dismissed_products(session, user_id)
            newest = await products.newest_products(
                session,
                CATEGORIES,
                genders,
                per_category=_NEWEST_A_CATEGORY,
                max_price=constraints.budget,
            )
            asked = await products.products_by_id(session, list(required))
        usable = {product.id: product for product in newest if product.id not in dismissed}
        usable |= {i: product for i, product in asked.items() if product.embedding is not None}
        shortlist = await self._engine.run(_shortlist, list(usable.values()), constraints, required)
        wearer = await wearer_of(self._database, user_id)
        if wearer is None:
            return shortlist
        chosen = [usable[PieceKey.parse(piece.key).id] for piece in shortlist]
        sized = await self._engine.run(tags, wearer, chosen)
        return tuple(
            piece
            for piece, product in zip(shortlist, chosen, strict=True)
            if product.id in required
            or product.id not in sized
            or sized[product.id].in_stock is not False
        )

    async def _taste(
        self, own: Sequence[Piece], rated: Sequence[outfits.RatedOutfit]
    ) -> Taste | None:
        """Return what the person likes, from the outfits that they rated."""
        embeddings = {piece.key: piece.embedding for piece in own}
        liked = [
            (embeddings[key], outfit.liked)
            for outfit in rated
            for key in (str(PieceKey.of_closet(item)) for item in outfit.closet_items)
            if key in embeddings
        ]
        liked += await self._rated_products(rated)
        return Taste.of(liked)

    async def _rated_products(
        self, rated: Sequence[outfits.RatedOutfit]
    ) -> list[tuple[Vector, bool]]:
        ids = {product for outfit in rated for product in outfit.products}
        if not ids:
            return []
        async with self._database.session() as session:
            rows = await products.products_by_id(session, ids)
        return [
            (unit_vector(rows[i].embedding or b""), outfit.liked)
            for outfit in rated
            for i in outfit.products
            if i in rows and rows[i].embedding is not None
        ]


async def live_photo_pieces(session: AsyncSession, keys: Iterable[PieceKey]) -> list[Piece]:
    """Return the garments of photos among the keys whose answers have not expired.

    Whether a person may see a photo is checked where its garments become required.
    """
    found = []
    for key in keys:
        answer = await photos.live_answer(session, key.id) if key.is_photo else None
        if answer is not None and key.garment < len(answer.garments):
            found.append(photo_piece(answer, key.garment))
    return found


def _missing_roles_only(own: Sequence[Piece], shop: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return the products of roles that a closet has nothing for.

    No dress is needed where there is a top or a bottom.
    """
    owned = {piece.role for piece in own}
    if owned & {Role.TOP, Role.BOTTOM}:
        owned |= {Role.DRESS}
    return tuple(piece for piece in shop if piece.role not in owned)


def _guess_gender(own: Sequence[Piece]) -> str | None:
    """Return `female` for a closet with garments that are for women, else None."""
    return "female" if any(piece.category in WOMENS_CATEGORIES for piece in own) else None


def _shortlist(
    candidates: Sequence[Product], constraints: OutfitConstraints, required: Collection[int]
) -> tuple[Piece, ...]:
    """Return the products of each role that suit best, and the required ones.

    Equals come in another order every day.
    """
    pieces = [product_piece(product) for product in candidates]
    wish = Wish(constraints.occasion, constraints.style, constraints.weather)
    worth = worth_alone(pieces, wish)
    seed = f"{constraints.day} {len(constraints.shown)}"
    rng = random.Random(seed)  # noqa: S311 - for variety, not for secrets
    order = sorted(range(len(pieces)), key=lambda i: -worth[i] - 0.3 * rng.random())
    kept: list[Piece] = []
    counts = dict.fromkeys(Role, 0)
    for i in order:
        role = pieces[i].role
        if counts[role] < _PRODUCTS_A_ROLE or candidates[i].id in required:
            counts[role] += 1
            kept.append(pieces[i])
    return tuple(kept)
