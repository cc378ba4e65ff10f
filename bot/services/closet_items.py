"""Turn garments that the engine cut out of photos into closet items, and store them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from config.taxonomy import CATEGORY_SLOT, fits_of
from db.models import ClosetItem, PhotoAnswer, pack_vector, unpack_vector
from db.queries import closet, people
from db.queries.closet import CUTOUT, ORIGINAL, Picture
from db.session import Database
from engine.schemas import Vector
from engine.service import EngineService
from engine.vision.closet_photo import (
    GarmentCutout,
    StoredPicture,
    is_same_garment,
    seasons_of,
    usual_warmth,
)


@dataclass(frozen=True, slots=True)
class NewGarment:
    """A garment that is not stored yet, with its pictures."""

    item: ClosetItem
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class _Look:
    """What two garments are compared by.

    Attributes:
        key: the item's id, or for a new item its index among the new ones, as a negative number.
        embedding: unit vector of the garment.
        embedded_by: version of the weights of the embedding.
        fingerprint: of its picture; None when there is none.
    """

    key: int
    embedding: Vector
    embedded_by: str | None
    fingerprint: bytes | None


def new_garment(piece: GarmentCutout, user_id: int, batch_id: int, *, version: str) -> NewGarment:
    """Return a garment as it is stored.

    Args:
        piece: the garment as the engine describes it.
        user_id: its owner.
        batch_id: the batch of uploads it is added in.
        version: of the weights of its embedding.
    """
    described = {
        "category": piece.garment.category,
        "colours": [colour.as_json() for colour in piece.garment.colours],
        "pattern": piece.garment.pattern,
        "fit": piece.garment.fit,
        "warmth": piece.garment.warmth,
        "seasons": list(piece.seasons),
    }
    item = ClosetItem(
        user_id=user_id,
        batch_id=batch_id,
        style={style.name: round(style.score, 4) for style in piece.style},
        formality=piece.formality,
        embedding=pack_vector(piece.garment.embedding),
        embedded_by=version,
        fingerprint=piece.fingerprint,
        seen=described,
        shows=CUTOUT if piece.cutout is not None else ORIGINAL,
        source="photo",
        **described,
    )
    return NewGarment(item, _pictures_of(piece))


def _pictures_of(piece: GarmentCutout) -> tuple[Picture, ...]:
    """Return the photo of a garment and, where there is one, its cut-out."""
    kinds: tuple[tuple[str, StoredPicture | None], ...] = (
        (ORIGINAL, piece.original),
        (CUTOUT, piece.cutout),
    )
    return tuple(Picture(kind, p.webp, p.width, p.height) for kind, p in kinds if p is not None)


def change_category(item: ClosetItem, category: str) -> None:
    """Set the category of a garment; warmth, seasons and fit follow where nobody corrected them."""
    has_usual_seasons = item.seasons == list(seasons_of(item.category, item.warmth))
    if item.warmth == item.seen.get("warmth"):
        item.warmth = usual_warmth(category)
    if has_usual_seasons:
        item.seasons = list(seasons_of(category, item.warmth))
    fits = fits_of(CATEGORY_SLOT[category])
    if item.fit not in fits:
        item.fit = ("regular" if item.fit is None else fits[-1]) if fits else None
    item.category = category


def as_photo_answer(item: ClosetItem, chat_id: int) -> PhotoAnswer:
    """Return a garment as the only one of an answered photo.

    Args:
        item: the garment.
        chat_id: the chat that may use the answer.
    """
    garment = {
        "box": [0, 0, 1, 1],
        "slot": CATEGORY_SLOT[item.category].value,
        "score": 1.0,
        "category": item.category,
        "category_score": 1.0,
        "unsure": False,
        "alternatives": [],
        "colours": item.colours,
        "pattern": item.pattern,
        "fit": item.fit,
        "warmth": item.warmth,
        "person": 0,
        "closet_item": item.id,
    }
    styles = sorted(item.style.items(), key=lambda pair: -pair[1])
    return PhotoAnswer(
        user_id=item.user_id,
        chat_id=chat_id,
        width=1,
        height=1,
        garments=[garment],
        embeddings=item.embedding,
        style=[{"name": name, "score": score} for name, score in styles],
    )


async def add_garments(
    database: Database, engine: EngineService, garments: Sequence[NewGarment]
) -> None:
    """Store garments of one person; each refers to the oldest garment that looks the same.

    Comparing waits for a worker of the engine, so it is done before the transaction that writes:
    SQLite has one write lock, and whoever holds it makes everybody else wait.

    Args:
        database: where the closet is.
        engine: whose workers compare.
        garments: at least one, all of the same person.
    """
    user_id = garments[0].item.user_id
    async with database.session() as session:
        known = [
            _look_of(item, item.id)
            for item in await closet.items_of(session, user_id, available=False)
        ]
    new = [_look_of(garment.item, -number) for number, garment in enumerate(garments, 1)]
    twin_keys = await engine.run(_twin_keys, new, known)
    async with database.session() as session:
        await people.touch_user(session, user_id)
        stored: dict[int, ClosetItem] = {}
        for garment, look in zip(garments, new, strict=True):
            twin_key = twin_keys.get(look.key)
            if twin_key is not None:
                twin = stored.get(twin_key) or await closet.item_of(session, user_id, twin_key)
                garment.item.twin_id = None if twin is None else twin.id
            await closet.add_item(session, garment.item, garment.pictures)
            stored[look.key] = garment.item


def _look_of(item: ClosetItem, key: int) -> _Look:
    return _Look(key, unpack_vector(item.embedding), item.embedded_by, item.fingerprint)


def _twin_keys(new: Sequence[_Look], known: Iterable[_Look]) -> Mapping[int, int]:
    """Return, by the key of a new garment, that of the oldest garment which looks the same.

    Args:
        new: garments to be added, in that order; each is compared with those before it, too.
        known: garments of the closet.
    """
    older = sorted(known, key=lambda look: look.key)
    twin_keys: dict[int, int] = {}
    for look in new:
        twin = next((other for other in older if _is_same(look, other)), None)
        if twin is not None:
            twin_keys[look.key] = twin.key
        older.append(look)
    return twin_keys


def _is_same(one: _Look, other: _Look) -> bool:
    if one.fingerprint is None or other.fingerprint is None:
        return False
    if one.embedded_by != other.embedded_by:
        return False  # vectors of different weights cannot be compared
    return is_same_garment((one.embedding, one.fingerprint), (other.embedding, other.fingerprint))
