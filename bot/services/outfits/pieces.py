"""Pieces of the outfit engine from closet garments, products and garments of photos."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np

from bot.services.embeddings import unit_vector
from bot.services.outfits.keys import PieceKey
from bot.services.photo_answers import seen_garments, styles, vectors
from config.taxonomy import COLOUR_HEX
from db.models import ClosetItem, PhotoAnswer, Product
from engine.outfits.pieces import Piece


def closet_piece(
    row: ClosetItem, last_worn: Mapping[int, date] | None = None, day: date | None = None
) -> Piece:
    """Return a garment of a closet as a piece.

    Args:
        row: the garment.
        last_worn: when garments were worn last, by id, of those that were worn lately.
        day: the day to dress for.
    """
    colours = [colour for colour in row.colours if isinstance(colour, dict)]
    last = (last_worn or {}).get(row.id)
    return Piece(
        key=str(PieceKey.of_closet(row.id)),
        category=row.category,
        embedding=unit_vector(row.embedding),
        colours=tuple((colour["hex"], float(colour["share"])) for colour in colours),
        colour_names=tuple(colour["name"] for colour in colours),
        pattern=row.pattern,
        fit=row.fit,
        warmth=row.warmth,
        seasons=tuple(row.seasons),
        style=row.style,
        formality=row.formality,
        worn_days_ago=None if last is None or day is None else (day - last).days,
        favourite=row.favourite,
    )


def product_piece(product: Product) -> Piece:
    """Return a product as a piece."""
    names = [name for name in product.colours if name in COLOUR_HEX]
    return Piece(
        key=str(PieceKey.of_product(product.id)),
        category=product.category,
        embedding=unit_vector(product.embedding or b""),
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


def photo_piece(answer: PhotoAnswer, garment: int) -> Piece:
    """Return a garment, counted from 0, of an answered photo as a piece."""
    seen, row = seen_garments(answer)[garment], answer.garments[garment]
    share = 1 / max(len(seen.colours), 1)
    return Piece(
        key=str(PieceKey.of_photo(answer.id, garment)),
        category=seen.category,
        embedding=vectors(answer)[garment],
        colours=tuple((COLOUR_HEX[name], share) for name in seen.colours),
        colour_names=seen.colours,
        pattern=seen.pattern,
        fit=seen.fit,
        warmth=None if row.get("corrected") else row["warmth"],
        style={style.name: style.score for style in styles(answer)},
    )


def photo_piece_json(piece: Piece) -> dict[str, Any]:
    """Return what is stored of a garment of a photo in an outfit, as JSON."""
    return {"key": piece.key, "category": piece.category, "colour": piece.main_colour}


def stored_photo_piece(stored: Mapping[str, Any]) -> Piece:
    """Return the piece of `photo_piece_json`; without embedding, for the photo may have expired."""
    colour = stored["colour"]
    return Piece(
        key=stored["key"],
        category=stored["category"],
        embedding=np.zeros(0, np.float32),
        colours=((COLOUR_HEX[colour], 1.0),) if colour in COLOUR_HEX else (),
        colour_names=(colour,) if colour in COLOUR_HEX else (),
    )
