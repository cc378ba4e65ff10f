"""Outfits for a person: from their closet and the shops to garments with names and pictures.

`outfits_for` is the one entry: it reads the closet, the catalogue, what was worn and what was
liked, lets the engine compose, and returns outfits ready to be told and drawn
(`bot.handlers.outfits.boards`).
"""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
from telegram import Bot

from bot.context import Services
from bot.services.catalogue import Item
from bot.services.local_time import today_of
from bot.services.photo_garments import is_photo_key, picture_of, pieces_of_keys, remembered_piece
from bot.services.size_advice import tags, wearer_of
from config.taxonomy import CATEGORIES, COLOUR_HEX, WOMENS_CATEGORIES
from db.models import ClosetItem, Product, SavedOutfit, unpack_vector
from db.queries import closet, diary, outfits, photos, sizes
from db.queries import products as product_queries
from engine.outfits.composition import Composed, ComposeError, best_outfits, compose, pools_of
from engine.outfits.pieces import BODY, Piece, Role, Taste, role_of
from engine.outfits.reasons import Reason, reasons_for
from engine.outfits.scoring import Scores, Wish, worth_alone
from engine.schemas import Vector
from engine.search.filters import Filters
from engine.weather.forecast import DayWeather

OWN: Final = "c"
SHOP: Final = "p"

_A_CATEGORY: Final = 60
"""Products of a category that are looked at, the newest."""
_A_ROLE: Final = 24
"""Products that may be chosen for a role, the most fitting."""
_MOST_OWN: Final = 400
_SEASONS: Final = ("winter", "spring", "summer", "autumn")
_TRIED: Final = 12
_COUNTED: Final = 5
_NO_OUTFIT: Final = -20.0
"""Score that stands for an outfit that cannot be put together; below that of any."""
_LIKE: Final = 0.6
"""Cosine from which a garment of the closet passes for one that was seen."""


@dataclass(frozen=True, slots=True)
class OutfitWish:
    """What a person asks for.

    Attributes:
        occasion: one of `engine.outfits.occasions.OCCASIONS`, or None.
        style: one of `config.taxonomy.STYLES`, or None.
        own_only: leave the shops out.
        budget: most that the products of an outfit may cost together, won.
        weather: of the day to dress for; None dresses for no weather.
        day: the day to dress for, in the person's own zone; None is today.
        locked: keys of pieces that must be worn, see `DressedPiece.key`.
        gender: whom products may be for; None is what the profile says.
        filling: take products only for what the closet lacks.
        shops_only: leave one's own clothes out, where others look on.
        shown: outfits that were shown before, as sets of keys.
        count: how many outfits.
    """

    occasion: str | None = None
    style: str | None = None
    own_only: bool = True
    budget: int | None = None
    weather: DayWeather | None = None
    day: date | None = None
    locked: tuple[str, ...] = ()
    gender: str | None = None
    shops_only: bool = False
    filling: bool = False
    shown: tuple[frozenset[str], ...] = ()
    count: int = 2


@dataclass(frozen=True, slots=True)
class DressedPiece:
    """A garment of an outfit as it is shown.

    Attributes:
        key: `c12` is garment 12 of the closet, `p34` product 34, `x56.0` the first garment of
            the photo of answer 56.
        piece: what the engine knows of it.
        name: what its owner calls it, or the product's title; None is its colour and category.
        item: the product; None for one's own.
        webp: its picture from the closet or the photo; None when it has none.
        path: its picture in the catalogue; None when it has none.
    """

    key: str
    piece: Piece
    name: str | None = None
    item: Item | None = None
    webp: bytes | None = field(default=None, repr=False)
    path: Path | None = None

    @property
    def closet_id(self) -> int | None:
        """Id of the garment in the closet; None for anything else."""
        return int(self.key[1:]) if self.key.startswith(OWN) else None


@dataclass(frozen=True, slots=True)
class DressedOutfit:
    """An outfit ready to be told and drawn.

    Attributes:
        pieces: top or dress first, accessories last.
        score: comparable with other outfits of the same wish.
        reasons: strongest first; their `items` are places in `pieces`.
        occasion: as wished.
        style: as wished.
        weather: that it is for.
        lacks: roles that an outfit has and the wardrobe does not.
    """

    pieces: tuple[DressedPiece, ...]
    score: float
    reasons: tuple[Reason, ...]
    occasion: str | None
    style: str | None
    weather: DayWeather | None
    lacks: tuple[Role, ...] = ()

    @property
    def keys(self) -> frozenset[str]:
        """The keys of its pieces."""
        return frozenset(one.key for one in self.pieces)

    @property
    def products(self) -> list[Item]:
        """What of it can be bought."""
        return [one.item for one in self.pieces if one.item is not None]

    @property
    def closet_ids(self) -> list[int]:
        """What of it is the person's own."""
        return [one.closet_id for one in self.pieces if one.closet_id is not None]

    @property
    def price_won(self) -> int:
        """What its products cost together."""
        return sum(item.price for item in self.products)


@dataclass(frozen=True, slots=True)
class Wardrobe:
    """What a person may wear: their own clothes, and products that suit the wish.

    Attributes:
        own: their own clothes that are clean.
        shop: the products.
        photographed: garments of photos that are locked.
        taste: what they liked and disliked so far.
        season: of the day, as garments name theirs.
    """

    own: tuple[Piece, ...]
    shop: tuple[Piece, ...]
    photographed: tuple[Piece, ...]
    taste: Taste | None
    season: str


async def outfits_for(services: Services, user_id: int, wish: OutfitWish) -> list[DressedOutfit]:
    """Return outfits for a person, clearly different from each other, best first.

    Raises:
        ComposeError: not one can be put together; its code says why.
    """
    wardrobe = await wardrobe_of(services, user_id, wish)
    composed = await services.engine.run(_compose, wardrobe, wish)
    pieces = {one.piece.key: one for one in await _dressed(services, user_id, composed)}
    return [
        DressedOutfit(
            pieces=tuple(pieces[piece.key] for piece in chosen),
            score=score,
            reasons=reasons,
            occasion=wish.occasion,
            style=wish.style,
            weather=wish.weather,
            lacks=_lacking(chosen),
        )
        for chosen, score, reasons in composed
    ]


def ordered_keys(outfit: SavedOutfit) -> list[str]:
    """Return the keys of a stored outfit's pieces in the order of its buttons."""
    return [
        *(f"{OWN}{item}" for item in outfit.closet_items),
        *(f"{SHOP}{product}" for product in outfit.products),
        *(garment["key"] for garment in outfit.photo_garments),
    ]


async def outfit_again(services: Services, user_id: int, outfit: SavedOutfit) -> list[DressedPiece]:
    """Return the pieces of a stored outfit as they are now.

    What was deleted or is somebody else's is left out; of a garment of a photo that is forgotten,
    its kind and colour are still known.
    """
    keys = ordered_keys(outfit)
    async with services.database.session() as session:
        own = {f"{OWN}{row.id}": row for row in await closet.items_of(session, user_id)}
        products = await product_queries.products_by_id(session, outfit.products)
        photographed = await pieces_of_keys(session, filter(is_photo_key, keys))
    found = {garment["key"]: remembered_piece(garment) for garment in outfit.photo_garments}
    found |= {piece.key: piece for piece in photographed}
    found |= {key: _own_piece(own[key], {}, date.min) for key in keys if key in own}
    found |= {f"{SHOP}{i}": _product_piece(product) for i, product in products.items()}
    pieces = [found[key] for key in keys if key in found]
    return await _dressed(services, user_id, [(pieces, 0.0, ())])


async def with_photos(
    services: Services, bot: Bot, outfits_: Sequence[DressedOutfit]
) -> list[DressedOutfit]:
    """Return outfits with the pictures of garments of photos, each fetched once."""
    keys = {key for outfit in outfits_ for key in outfit.keys if is_photo_key(key)}
    pictures = {key: await picture_of(services, bot, key) for key in keys}
    return [
        replace(
            outfit,
            pieces=tuple(
                replace(one, webp=pictures.get(one.key, one.webp)) for one in outfit.pieces
            ),
        )
        for outfit in outfits_
    ]


async def what_to_add(services: Services, user_id: int, wish: OutfitWish) -> Item | None:
    """Return the product that would add most to what the closet can be worn as, or None."""
    wardrobe = await wardrobe_of(services, user_id, replace(wish, own_only=False, filling=False))
    piece = await services.engine.run(_best_addition, wardrobe, wish)
    if piece is None:
        return None
    return next(iter(await services.catalogue.items([int(piece.key[1:])])), None)


async def closest(services: Services, user_id: int, category: str, vector: Vector) -> str | None:
    """Return the key of what looks most like a garment: in the closet, else in the catalogue."""
    async with services.database.session() as session:
        rows = await closet.items_of(session, user_id)
    role = role_of(category)
    own = [_own_piece(row, {}, date.min) for row in rows if role_of(row.category) is role]
    if own:
        likeness = np.stack([piece.embedding for piece in own]) @ vector
        if likeness.max() >= _LIKE:
            return own[int(likeness.argmax())].key
    page = await services.catalogue.similar(vector, category=category, filters=Filters(), k=1)
    return f"{SHOP}{page.items[0].id}" if page.items else None


# -- the wardrobe -----------------------------------------------------------------------------


async def wardrobe_of(services: Services, user_id: int, wish: OutfitWish) -> Wardrobe:
    """Return what a person may wear: what is clean, and products in their size."""
    async with services.database.session() as session:
        day = wish.day or await today_of(session, user_id)
        rows = (await closet.items_of(session, user_id))[:_MOST_OWN]
        worn = await diary.recently_worn(session, user_id, day - timedelta(days=7))
        rated = await outfits.rated_outfits(session, user_id)
        profile = await sizes.profile_of(session, user_id)
        photographed = await pieces_of_keys(session, filter(is_photo_key, wish.locked))
    own = () if wish.shops_only else tuple(_own_piece(row, worn, day) for row in rows)
    known = profile.gender if profile is not None else None
    gender = wish.gender or known or _guessed_gender(own)
    locked = {key for key in wish.locked if key.startswith(SHOP)}
    shop: tuple[Piece, ...] = ()
    if not wish.own_only or locked:
        shop = await _shop_pieces(services, user_id, replace(wish, day=day), gender, locked)
    if wish.filling:
        shop = _lacked(own, shop)
    vectors = {piece.key: piece.embedding for piece in own}
    liked = [
        (vectors[f"{OWN}{item}"], one.liked)
        for one in rated
        for item in one.closet_items
        if f"{OWN}{item}" in vectors
    ]
    liked += await _rated_products(services, rated)
    season = _SEASONS[day.month % 12 // 3]
    return Wardrobe(own, shop, tuple(photographed), Taste.of(liked), season)


def _lacked(own: Sequence[Piece], shop: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return the products of roles that a closet has nothing for; who has half a core, no dress."""
    owned = {piece.role for piece in own}
    if owned & {Role.TOP, Role.BOTTOM}:
        owned |= {Role.DRESS}
    return tuple(piece for piece in shop if piece.role not in owned)


async def _rated_products(
    services: Services, rated: Sequence[outfits.RatedOutfit]
) -> list[tuple[Vector, bool]]:
    ids = {product for one in rated for product in one.products}
    if not ids:
        return []
    async with services.database.session() as session:
        products = await product_queries.products_by_id(session, ids)
    return [
        (_unit(products[i].embedding or b""), one.liked)
        for one in rated
        for i in one.products
        if i in products and products[i].embedding is not None
    ]


def _guessed_gender(own: Sequence[Piece]) -> str | None:
    """Return `female` for a closet with clothes that are for women; else nobody can tell."""
    return "female" if any(piece.category in WOMENS_CATEGORIES for piece in own) else None


async def _shop_pieces(
    services: Services,
    user_id: int,
    wish: OutfitWish,
    gender: str | None,
    locked: Collection[str],
) -> tuple[Piece, ...]:
    genders = ("male", "female", "unisex") if gender is None else (gender, "unisex")
    async with services.database.session() as session:
        hidden = await photos.dismissed_products(session, user_id)
        products = await product_queries.newest_products(
            session, CATEGORIES, genders, per_category=_A_CATEGORY, max_price=wish.budget
        )
        asked = await product_queries.products_by_id(session, [int(key[1:]) for key in locked])
    usable = {p.id: p for p in products if p.id not in hidden}
    usable |= {i: p for i, p in asked.items() if p.embedding is not None}
    shortlist = await services.engine.run(_shortlist, list(usable.values()), wish, locked)
    wearer = await wearer_of(services.database, user_id)
    if wearer is None:
        return shortlist
    chosen = [usable[int(piece.key[1:])] for piece in shortlist]
    sized = await services.engine.run(tags, wearer, chosen)
    return tuple(
        piece
        for piece, product in zip(shortlist, chosen, strict=True)
        if piece.key in locked or product.id not in sized or sized[product.id].in_stock is not False
    )


def _shortlist(
    products: Sequence[Product], wish: OutfitWish, locked: Collection[str]
) -> tuple[Piece, ...]:
    """Return the products of each role that suit the wish most; equals in another order a day."""
    pieces = [_product_piece(product) for product in products]
    worth = worth_alone(pieces, Wish(wish.occasion, wish.style, wish.weather))
    rng = random.Random(f"{wish.day} {len(wish.shown)}")  # noqa: S311 - for variety, not for secrets
    order = sorted(range(len(pieces)), key=lambda i: -worth[i] - 0.3 * rng.random())
    kept: list[Piece] = []
    counts = dict.fromkeys(Role, 0)
    for i in order:
        role = pieces[i].role
        if counts[role] < _A_ROLE or pieces[i].key in locked:
            counts[role] += 1
            kept.append(pieces[i])
    return tuple(kept)


def _own_piece(row: ClosetItem, worn: Mapping[int, date], day: date) -> Piece:
    colours = [colour for colour in row.colours if isinstance(colour, dict)]
    last = worn.get(row.id)
    return Piece(
        key=f"{OWN}{row.id}",
        category=row.category,
        embedding=_unit(row.embedding),
        colours=tuple((colour["hex"], float(colour["share"])) for colour in colours),
        colour_names=tuple(colour["name"] for colour in colours),
        pattern=row.pattern,
        fit=row.fit,
        warmth=row.warmth,
        seasons=tuple(row.seasons),
        style=row.style,
        formality=row.formality,
        worn_days_ago=None if last is None else (day - last).days,
        favourite=row.favourite,
    )


def _product_piece(product: Product) -> Piece:
    names = [name for name in product.colours if name in COLOUR_HEX]
    return Piece(
        key=f"{SHOP}{product.id}",
        category=product.category,
        embedding=_unit(product.embedding or b""),
        colours=tuple((COLOUR_HEX[name], 1 / len(names)) for name in names),
        colour_names=tuple(names),
        pattern=product.pattern,
        fit=product.fit,
        warmth=product.warmth,
        style=product.style,
        gender=product.gender,
        own=False,
        price=product.price,
    )


def _unit(blob: bytes) -> Vector:
    # Rounding to 16 bits took it off the unit sphere a little.
    vector = unpack_vector(blob)
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-6), np.float32)


# -- composing --------------------------------------------------------------------------------

_Chosen = tuple[list[Piece], float, tuple[Reason, ...]]


def _compose(wardrobe: Wardrobe, wish: OutfitWish) -> list[_Chosen]:
    """Compose in a worker thread; the engine holds no state."""
    pieces = [*wardrobe.own, *wardrobe.shop, *wardrobe.photographed]
    places = {piece.key: i for i, piece in enumerate(pieces)}
    if any(key not in places for key in wish.locked):
        raise ComposeError("what was locked is gone", code="outfit_gone")
    locked = [places[key] for key in wish.locked]
    if not pieces:
        raise ComposeError("there is nothing to wear", code="outfit_empty")
    asked = _engine_wish(wardrobe, wish)
    scores = Scores.of(pieces, asked)
    shown = [frozenset(places[key] for key in keys if key in places) for keys in wish.shown]
    found = compose(scores, asked, count=wish.count, locked=locked, shown=shown)
    return [
        ([pieces[i] for i in one.items], one.score, _placed(scores, asked, one)) for one in found
    ]


def _placed(scores: Scores, wish: Wish, one: Composed) -> tuple[Reason, ...]:
    """Return the reasons with places in the outfit in place of places in the wardrobe."""
    place = {item: i for i, item in enumerate(one.items)}
    return tuple(
        replace(reason, items=tuple(place[item] for item in reason.items))
        for reason in reasons_for(scores, wish, one)
    )


def _engine_wish(wardrobe: Wardrobe, wish: OutfitWish) -> Wish:
    return Wish(
        occasion=wish.occasion,
        style=wish.style,
        weather=wish.weather,
        season=wardrobe.season,
        taste=wardrobe.taste,
        budget=wish.budget,
    )


def _best_addition(wardrobe: Wardrobe, wish: OutfitWish) -> Piece | None:
    """Return the product with which the closet's best outfits get better most."""
    pieces = [*wardrobe.own, *wardrobe.shop]
    scores = Scores.of(pieces, _engine_wish(wardrobe, wish)) if pieces else None
    if scores is None:
        return None
    bought = range(len(wardrobe.own), len(pieces))
    now = _best_scores(scores, (), set(bought))
    best, most = None, 0.0
    tried = dict.fromkeys(BODY, 0)
    for place in bought:
        role = pieces[place].role
        if role not in tried or tried[role] >= _TRIED:
            continue
        tried[role] += 1
        with_it = _best_scores(scores, (place,), set(bought) - {place})
        gain = sum(max(new - old, 0.0) for new, old in zip(with_it, now, strict=True))
        if gain > most:
            best, most = pieces[place], gain
    return best


def _best_scores(scores: Scores, locked: tuple[int, ...], without: set[int]) -> list[float]:
    """Return the scores of the best outfits, as if the missing ones were poor."""
    pools = pools_of(scores.pieces, locked, without)
    found = [one.score for one in best_outfits(scores, pools, count=_COUNTED, locked=locked)]
    return sorted([*found, *[_NO_OUTFIT] * (_COUNTED - len(found))], reverse=True)


def _lacking(chosen: Sequence[Piece]) -> tuple[Role, ...]:
    return () if any(piece.role is Role.SHOES for piece in chosen) else (Role.SHOES,)


# -- names and pictures -----------------------------------------------------------------------


async def _dressed(
    services: Services, user_id: int, chosen: Sequence[tuple[Sequence[Piece], Any, Any]]
) -> list[DressedPiece]:
    pieces = {piece.key: piece for found, _, _ in chosen for piece in found}
    own = [int(key[1:]) for key in pieces if key.startswith(OWN)]
    bought = [int(key[1:]) for key in pieces if key.startswith(SHOP)]
    async with services.database.session() as session:
        pictures = await closet.pictures_of(session, user_id, own)
        names = {row.id: row.name for row in await closet.items_of(session, user_id)}
    items = {item.id: item for item in await services.catalogue.items(bought)}
    dressed = []
    for key, piece in pieces.items():
        if key.startswith(OWN):
            number = int(key[1:])
            picture = pictures.get(number)
            webp = None if picture is None else picture.webp
            dressed.append(DressedPiece(key, piece, names.get(number), webp=webp))
        elif key.startswith(SHOP):
            item = items.get(int(key[1:]))
            if item is not None:
                folder = services.settings.pictures_dir
                path = None if item.picture is None else folder / item.picture
                dressed.append(DressedPiece(key, piece, item.title, item, path=path))
        else:
            dressed.append(DressedPiece(key, piece))
    return dressed
