"""Queries about the clothes in a person's closet; each is limited to that person's own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import CursorResult, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import ClosetItem, ClosetPicture, utc_now

ORIGINAL: Final = "original"
CUTOUT: Final = "cutout"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to store: WebP bytes and its size in pixels."""

    kind: str
    webp: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class OutdatedItem:
    """A garment whose embedding is of other weights, with its original picture as WebP."""

    id: int
    category: str
    webp: bytes


# -- garments ---------------------------------------------------------------------------------


async def items_of(
    session: AsyncSession,
    user_id: int,
    *,
    categories: Collection[str] | None = None,
    available: bool = True,
) -> Sequence[ClosetItem]:
    """Return the person's garments, newest first, without their pictures.

    Args:
        session: the database.
        user_id: the person.
        categories: only these; None is all.
        available: leave out what is in the wash.
    """
    statement = select(ClosetItem).where(
        ClosetItem.user_id == user_id, ClosetItem.deleted_at.is_(None)
    )
    if categories is not None:
        statement = statement.where(ClosetItem.category.in_(categories))
    if available:
        statement = statement.where(ClosetItem.in_wash.is_(False))
    return (await session.scalars(statement.order_by(ClosetItem.id.desc()))).all()


async def item_of(
    session: AsyncSession, user_id: int, item_id: int, *, deleted: bool = False
) -> ClosetItem | None:
    """Return one garment of this person, or None; never that of someone else.

    Args:
        session: the database.
        user_id: the person.
        item_id: the garment.
        deleted: return it also when it was deleted and can still be taken back.
    """
    statement = select(ClosetItem).where(ClosetItem.id == item_id, ClosetItem.user_id == user_id)
    if not deleted:
        statement = statement.where(ClosetItem.deleted_at.is_(None))
    return (await session.scalars(statement)).one_or_none()


async def counts_of(session: AsyncSession, user_id: int) -> dict[str, int]:
    """Return how many garments of each category the person has."""
    rows = await session.execute(
        select(ClosetItem.category, func.count())
        .where(ClosetItem.user_id == user_id, ClosetItem.deleted_at.is_(None))
        .group_by(ClosetItem.category)
    )
    return {row[0]: row[1] for row in rows}


async def add_item(
    session: AsyncSession, item: ClosetItem, pictures: Iterable[Picture] = ()
) -> ClosetItem:
    """Store a garment with its pictures; return it with its id."""
    session.add(item)
    await session.flush()
    session.add_all(
        ClosetPicture(
            user_id=item.user_id,
            item_id=item.id,
            kind=picture.kind,
            webp=picture.webp,
            width=picture.width,
            height=picture.height,
        )
        for picture in pictures
    )
    await session.flush()
    return item


async def update_item(
    session: AsyncSession, user_id: int, item_id: int, **values: Any
) -> ClosetItem | None:
    """Set columns of a garment of this person; return it, or None when there is no such garment."""
    item = await item_of(session, user_id, item_id)
    if item is None:
        return None
    for column, value in values.items():
        setattr(item, column, value)
    await session.flush()
    return item


async def delete_item(session: AsyncSession, user_id: int, item_id: int) -> bool:
    """Take a garment out of the closet so that it can be taken back; tell whether there was one."""
    return await update_item(session, user_id, item_id, deleted_at=utc_now()) is not None


async def restore_item(session: AsyncSession, user_id: int, item_id: int) -> ClosetItem | None:
    """Take a deleted garment back; return it, or None when it is gone for good."""
    item = await item_of(session, user_id, item_id, deleted=True)
    if item is not None:
        item.deleted_at = None
        await session.flush()
    return item


async def purge_deleted(session: AsyncSession, *, before: datetime) -> int:
    """Delete for good what was deleted before a moment, pictures included; return how many."""
    result = await session.execute(delete(ClosetItem).where(ClosetItem.deleted_at < before))
    assert isinstance(result, CursorResult)
    return result.rowcount


async def outdated_items(
    session: AsyncSession, version: str, *, after_id: int = 0, limit: int
) -> list[OutdatedItem]:
    """Return garments whose embedding is of other weights, by id.

    Args:
        session: the database.
        version: of the weights in use.
        after_id: only garments with a larger id.
        limit: how many at most.
    """
    rows = await session.execute(
        select(ClosetItem.id, ClosetItem.category, ClosetPicture.webp)
        .join(ClosetPicture, ClosetPicture.item_id == ClosetItem.id)
        .where(
            ClosetPicture.kind == ORIGINAL,
            ClosetItem.id > after_id,
            or_(ClosetItem.embedded_by.is_(None), ClosetItem.embedded_by != version),
        )
        .order_by(ClosetItem.id)
        .limit(limit)
    )
    return [OutdatedItem(row[0], row[1], row[2]) for row in rows]


async def set_embedding(
    session: AsyncSession, item_id: int, embedding: bytes, version: str
) -> None:
    """Store the embedding of a garment and which weights it is of."""
    await session.execute(
        update(ClosetItem)
        .where(ClosetItem.id == item_id)
        .values(embedding=embedding, embedded_by=version, updated_at=ClosetItem.updated_at)
    )


# -- pictures ---------------------------------------------------------------------------------


async def picture_of(
    session: AsyncSession, user_id: int, item_id: int, kind: str | None = None
) -> ClosetPicture | None:
    """Return a picture of this person's garment.

    Args:
        session: the database.
        user_id: the person.
        item_id: the garment.
        kind: `cutout` or `original`; None is what the person chose to see.
    """
    kinds = None if kind is None else {item_id: kind}
    return (await pictures_of(session, user_id, [item_id], kinds)).get(item_id)


async def pictures_of(
    session: AsyncSession,
    user_id: int,
    item_ids: Collection[int],
    kinds: Mapping[int, str] | None = None,
) -> dict[int, ClosetPicture]:
    """Return one picture of each of these garments of this person, by garment.

    Args:
        session: the database.
        user_id: the person.
        item_ids: the garments; those of someone else are left out.
        kinds: which picture of each garment; None is what the person chose to see. A garment
            without a cut-out has its original instead.
    """
    rows = await session.execute(
        select(ClosetPicture, ClosetItem.shows)
        .join(ClosetItem, ClosetItem.id == ClosetPicture.item_id)
        .where(ClosetPicture.item_id.in_(item_ids), ClosetItem.user_id == user_id)
        .order_by(ClosetPicture.id)
    )
    chosen: dict[int, ClosetPicture] = {}
    for picture, shows in rows:
        wanted = shows if kinds is None else kinds.get(picture.item_id, shows)
        if picture.kind == wanted or picture.item_id not in chosen:
            chosen[picture.item_id] = picture
    return chosen
