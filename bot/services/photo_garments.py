"""Garments of answered photos in outfits: their keys, as the engine takes them, cut out again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Bot
from telegram.error import TelegramError

from bot.context import Services
from bot.services.photo_answers import SeenGarment, seen_garments, styles, vectors
from bot.transport.files import download
from config.taxonomy import CATEGORY_SLOT, COLOUR_HEX, Slot
from db.models import PhotoAnswer
from db.queries import photos
from engine.outfits.pieces import Piece
from engine.schemas import PhotoError
from engine.style.reasons import Verdict, verdict
from engine.vision import closet_photo as closet

PHOTO: Final = "x"
"""What the key of a garment of a photo begins with: `x12.0` is the first one of answer 12."""


def photo_key(answer_id: int, garment: int) -> str:
    """Return the key of a garment, counted from 0, of an answered photo."""
    return f"{PHOTO}{answer_id}.{garment}"


def is_photo_key(key: str) -> bool:
    """Return whether a piece's key is that of a garment of a photo."""
    return key.startswith(PHOTO)


def clear_style(answer: PhotoAnswer) -> str | None:
    """Return the style of a photo, None where the answer does not name one alone."""
    ranked = styles(answer)
    return ranked[0].name if ranked and verdict(ranked) is Verdict.CLEAR else None


def piece_of(answer: PhotoAnswer, garment: int) -> Piece:
    """Return a garment, counted from 0, of an answered photo as the outfit engine takes it."""
    seen, row = seen_garments(answer)[garment], answer.garments[garment]
    share = 1 / max(len(seen.colours), 1)
    return Piece(
        key=photo_key(answer.id, garment),
        category=seen.category,
        embedding=vectors(answer)[garment],
        colours=tuple((COLOUR_HEX[name], share) for name in seen.colours),
        colour_names=seen.colours,
        pattern=seen.pattern,
        fit=seen.fit,
        warmth=None if row.get("corrected") else row["warmth"],
        style={style.name: style.score for style in styles(answer)},
    )


async def pieces_of_keys(session: AsyncSession, keys: Iterable[str]) -> list[Piece]:
    """Return the garments of these keys whose answers have not expired.

    Whether somebody may see a photo is for those to check who lock its garments.
    """
    found = []
    for key in keys:
        answer_id, garment = _place_of(key)
        answer = await photos.live_answer(session, answer_id)
        if answer is not None and garment < len(answer.garments):
            found.append(piece_of(answer, garment))
    return found


def to_remember(piece: Piece) -> dict[str, Any]:
    """Return what is stored of a garment of a photo in an outfit, JSON."""
    return {"key": piece.key, "category": piece.category, "colour": piece.main_colour}


def remembered_piece(stored: Mapping[str, Any]) -> Piece:
    """Return a garment of `to_remember`, whose photo may be forgotten: it has no embedding."""
    colour = stored["colour"]
    return Piece(
        key=stored["key"],
        category=stored["category"],
        embedding=np.zeros(0, np.float32),
        colours=((COLOUR_HEX[colour], 1.0),) if colour in COLOUR_HEX else (),
        colour_names=(colour,) if colour in COLOUR_HEX else (),
    )


def _place_of(key: str) -> tuple[int, int]:
    answer_id, _, garment = key[len(PHOTO) :].partition(".")
    return int(answer_id), int(garment)


# -- pictures ---------------------------------------------------------------------------------


async def cut_garments(
    services: Services, bot: Bot, answer: PhotoAnswer, garments: Sequence[SeenGarment]
) -> list[closet.Piece]:
    """Cut garments out of an answered photo, which is fetched again for it.

    Raises:
        PhotoError: the photo is gone, or cannot be read any more.
        TelegramError: Telegram cannot be reached.
    """
    if answer.file_id is None:
        raise PhotoError("the photo is gone", code="gone")
    data = await download(bot, answer.file_id, max_bytes=services.settings.engine.max_file_bytes)
    parts = [(garment.box, _slot_of(answer, garment)) for garment in garments]
    async with services.photo_slots:
        return await services.engine.cut_garments(data, parts)


def _slot_of(answer: PhotoAnswer, garment: SeenGarment) -> Slot:
    """Return where a garment is worn, a correction included."""
    stored = answer.garments[garment.number - 1]
    if stored.get("corrected"):
        return CATEGORY_SLOT[garment.category]
    return Slot(stored["slot"])


async def picture_of(services: Services, bot: Bot, key: str) -> bytes | None:
    """Return a garment without its background as WebP, None where the photo cannot be had."""
    answer_id, garment = _place_of(key)
    async with services.database.session() as session:
        answer = await photos.live_answer(session, answer_id)
    if answer is None or garment >= len(answer.garments):
        return None
    try:
        [cut] = await cut_garments(services, bot, answer, [seen_garments(answer)[garment]])
    except (PhotoError, TelegramError):
        return None  # it is drawn instead
    return (cut.cutout or cut.original).webp
