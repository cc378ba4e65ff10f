"""The key of a garment of an outfit, whether of a closet, of a shop or of a photo."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class PieceSource(StrEnum):
    """Where a garment comes from."""

    CLOSET = "c"
    PRODUCT = "p"
    PHOTO = "x"


@dataclass(frozen=True, slots=True)
class PieceKey:
    """The key of a garment; as a string `c12`, `p34` or `x56.0`.

    These strings are the keys of the outfit engine's pieces, and are stored with outfits and
    requests.

    Attributes:
        source: where the garment comes from.
        id: of the garment in the closet, of the product, or of the answered photo.
        garment: place among the garments of the photo, from 0; 0 for the other sources.
    """

    source: PieceSource
    id: int
    garment: int = 0

    @classmethod
    def of_closet(cls, item_id: int) -> Self:
        """Return the key of a garment of a closet."""
        return cls(PieceSource.CLOSET, item_id)

    @classmethod
    def of_product(cls, product_id: int) -> Self:
        """Return the key of a product."""
        return cls(PieceSource.PRODUCT, product_id)

    @classmethod
    def of_photo(cls, answer_id: int, garment: int) -> Self:
        """Return the key of a garment, counted from 0, of an answered photo."""
        return cls(PieceSource.PHOTO, answer_id, garment)

    @classmethod
    def parse(cls, key: str) -> Self:
        """Return the key that a string stands for.

        Raises:
            ValueError: it is no such string.
        """
        source, (number, _, garment) = PieceSource(key[:1]), key[1:].partition(".")
        return cls(source, int(number), int(garment or 0))

    def __str__(self) -> str:
        """Return the string that `parse` reads."""
        garment = f".{self.garment}" if self.source is PieceSource.PHOTO else ""
        return f"{self.source}{self.id}{garment}"

    @property
    def is_closet(self) -> bool:
        """Whether it is a garment of a closet."""
        return self.source is PieceSource.CLOSET

    @property
    def is_product(self) -> bool:
        """Whether it is a product."""
        return self.source is PieceSource.PRODUCT

    @property
    def is_photo(self) -> bool:
        """Whether it is a garment of an answered photo."""
        return self.source is PieceSource.PHOTO
