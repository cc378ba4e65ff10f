"""Garments with the features that composition uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import numpy as np

from config.taxonomy import CATEGORY_SLOT, Slot
from engine.schemas import Vector


class Role(StrEnum):
    """The role of a garment in an outfit."""

    TOP = "top"
    BOTTOM = "bottom"
    DRESS = "dress"
    OUTER = "outer"
    SHOES = "shoes"
    BAG = "bag"
    HAT = "hat"
    SCARF = "scarf"
    EYEWEAR = "eyewear"
    BELT = "belt"


_ROLE_OF_SLOT: Final = MappingProxyType(
    {
        Slot.PANTS: Role.BOTTOM,
        Slot.SHORTS: Role.BOTTOM,
        Slot.SKIRT: Role.BOTTOM,
    }
)

BODY: Final = (Role.TOP, Role.BOTTOM, Role.DRESS, Role.OUTER, Role.SHOES)
"""Roles that make an outfit; the others round it off."""


def role_of(category: str) -> Role:
    """Return the role of a category in an outfit."""
    if category == "vest":  # worn over something, like a cardigan
        return Role.OUTER
    slot = CATEGORY_SLOT[category]
    return _ROLE_OF_SLOT.get(slot) or Role(slot.value)


@dataclass(frozen=True, slots=True)
class Piece:
    """A garment available for outfits.

    Attributes:
        key: the caller's identifier.
        category: one of `config.taxonomy.CATEGORIES`.
        embedding: unit vector of the garment model, (256,).
        colours: `(hex, share)`, main colour first; may be empty.
        colour_names: names of these colours.
        pattern: one of `PATTERNS`; None if unknown.
        fit: None if unknown or an accessory.
        warmth: 1 (hot days) to 4 (cold days); None for the category's usual warmth.
        seasons: seasons set by its owner; empty for any.
        style: probability of each style; may be empty.
        formality: 1 (sport) to 5 (ceremony); None for the category's usual formality.
        gender: `male`, `female` or `unisex`.
        own: whether the person has it already.
        price: price of a product, 0 for an owned garment.
        worn_days_ago: None when not worn lately.
        favourite: whether its owner marked it.
    """

    key: str
    category: str
    embedding: Vector = field(repr=False, compare=False)
    colours: tuple[tuple[str, float], ...] = ()
    colour_names: tuple[str, ...] = ()
    pattern: str | None = None
    fit: str | None = None
    warmth: int | None = None
    seasons: tuple[str, ...] = ()
    style: Mapping[str, float] = field(default_factory=dict, compare=False)
    formality: float | None = None
    gender: str = "unisex"
    own: bool = True
    price: int = 0
    worn_days_ago: int | None = None
    favourite: bool = False

    @property
    def role(self) -> Role:
        """The garment's role in an outfit."""
        return role_of(self.category)

    @property
    def main_colour(self) -> str | None:
        """The name of its main colour."""
        return self.colour_names[0] if self.colour_names else None


@dataclass(frozen=True, slots=True)
class Taste:
    """A person's ratings: one row per garment of a rated outfit.

    Attributes:
        embeddings: unit rows, (n, 256).
        signs: 1 for a liked outfit, -1 for a disliked one, (n,).
    """

    embeddings: Vector
    signs: Vector

    @classmethod
    def of(cls, rated: Sequence[tuple[Vector, bool]]) -> Taste | None:
        """Return the taste for rated garments; None without any."""
        if not rated:
            return None
        return cls(
            np.stack([vector for vector, _ in rated]).astype(np.float32),
            np.array([1.0 if liked else -1.0 for _, liked in rated], np.float32),
        )
