"""Outfits with all that their texts and pictures need."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from bot.services.catalogue import Item
from bot.services.outfits.keys import PieceKey
from db.models import SavedOutfit
from engine.outfits.pieces import Piece, Role
from engine.outfits.reasons import Reason
from engine.weather.forecast import DayWeather


@dataclass(frozen=True, slots=True)
class OutfitItemView:
    """A garment of an outfit as it is shown.

    Attributes:
        key: its key.
        piece: what the engine knows of it.
        name: given by its owner, or the product's title; None is its colour and category.
        item: the product; None for anything else.
        webp: its picture from the closet or the photo; None when it has none.
        path: its picture in the catalogue; None when it has none.
    """

    key: PieceKey
    piece: Piece
    name: str | None = None
    item: Item | None = None
    webp: bytes | None = field(default=None, repr=False)
    path: Path | None = None

    @property
    def closet_id(self) -> int | None:
        """Id of the garment in the closet; None for anything else."""
        return self.key.id if self.key.is_closet else None


@dataclass(frozen=True, slots=True)
class OutfitView:
    """An outfit as it is shown.

    Attributes:
        pieces: top or dress first, accessories last.
        score: comparable with other outfits of the same constraints.
        reasons: strongest first; their `items` are places in `pieces`.
        occasion: as requested.
        style: as requested.
        weather: that it is for.
        lacks: roles that an outfit has and the wardrobe does not.
    """

    pieces: tuple[OutfitItemView, ...]
    score: float
    reasons: tuple[Reason, ...]
    occasion: str | None
    style: str | None
    weather: DayWeather | None
    lacks: tuple[Role, ...] = ()

    @property
    def keys(self) -> frozenset[PieceKey]:
        """The keys of its pieces."""
        return frozenset(view.key for view in self.pieces)

    @property
    def products(self) -> list[Item]:
        """Its pieces that can be bought."""
        return [view.item for view in self.pieces if view.item is not None]

    @property
    def closet_ids(self) -> list[int]:
        """Ids of its pieces that are of the closet."""
        return [view.key.id for view in self.pieces if view.key.is_closet]

    @property
    def price_won(self) -> int:
        """Price of its products together, won."""
        return sum(item.price for item in self.products)


def ordered_keys(outfit: SavedOutfit) -> list[PieceKey]:
    """Return the keys of a stored outfit's pieces in the order of its buttons."""
    return [
        *map(PieceKey.of_closet, outfit.closet_items),
        *map(PieceKey.of_product, outfit.products),
        *(PieceKey.parse(garment["key"]) for garment in outfit.photo_garments),
    ]
