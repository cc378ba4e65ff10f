"""Queries about clothes being added: batches of photos, what is asked, what may be learned from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import CursorResult, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    ClosetBatch,
    ClosetConsent,
    ClosetItem,
    ClosetPicture,
    ClosetQuestion,
    ClosetUpload,
    utc_now,
)
from db.session import upsert

CORRECTABLE: Final = ("category", "colours", "pattern", "fit", "warmth", "seasons")
"""What the engine says of a garment and a person may correct."""


# -- batches ----------------------------------------------------------------------------------


async def open_batch(
    session: AsyncSession, user_id: int, chat_id: int, *, language: str, closed: bool = False
) -> ClosetBatch:
    """Begin a batch in place of the one that may be open; a closed one takes no more photos."""
    await close_batches(session, user_id)
    batch = ClosetBatch(
        user_id=user_id,
        chat_id=chat_id,
        language=language,
        closed_at=utc_now() if closed else None,
    )
    session.add(batch)
    await session.flush()
    return batch


async def open_batch_of(
    session: AsyncSession, user_id: int, *, since: datetime
) -> ClosetBatch | None:
    """Return the person's open batch if it began, or got a photo, after `since`."""
    latest = (
        select(func.max(ClosetUpload.created_at))
        .where(ClosetUpload.batch_id == ClosetBatch.id)
        .scalar_subquery()
    )
    statement = (
        select(ClosetBatch)
        .where(
            ClosetBatch.user_id == user_id,
            ClosetBatch.closed_at.is_(None),
            or_(ClosetBatch.created_at >= since, latest >= since),
        )
        .order_by(ClosetBatch.id.desc())
        .limit(1)
    )
    return (await session.scalars(statement)).first()


async def batch_of(session: AsyncSession, user_id: int, batch_id: int) -> ClosetBatch | None:
    """Return a batch of this person, open or closed, or None."""
    batch = await session.get(ClosetBatch, batch_id)
    return batch if batch is not None and batch.user_id == user_id else None


async def close_batches(session: AsyncSession, user_id: int) -> int:
    """Close every open batch of the person; return how many."""
    result = await session.execute(
        update(ClosetBatch)
        .where(ClosetBatch.user_id == user_id, ClosetBatch.closed_at.is_(None))
        .values(closed_at=utc_now())
    )
    assert isinstance(result, CursorResult)
    return result.rowcount


async def items_of_batch(
    session: AsyncSession, user_id: int, batch_id: int
) -> Sequence[ClosetItem]:
    """Return what a batch of this person added and was not deleted since, newest first."""
    statement = select(ClosetItem).where(
        ClosetItem.user_id == user_id,
        ClosetItem.batch_id == batch_id,
        ClosetItem.deleted_at.is_(None),
    )
    return (await session.scalars(statement.order_by(ClosetItem.id.desc()))).all()


# -- photos of a batch ------------------------------------------------------------------------


async def add_upload(session: AsyncSession, upload: ClosetUpload) -> ClosetUpload | None:
    """Store a photo of a batch; return None when it is there already."""
    statement = upsert(session, ClosetUpload).values(
        user_id=upload.user_id,
        batch_id=upload.batch_id,
        chat_id=upload.chat_id,
        message_id=upload.message_id,
        file_id=upload.file_id,
        outcome=upload.outcome,
        created_at=utc_now(),
    )
    stored = await session.scalars(
        statement.on_conflict_do_nothing(index_elements=["chat_id", "message_id"]).returning(
            ClosetUpload
        )
    )
    return stored.one_or_none()


async def set_outcome(session: AsyncSession, upload_id: int, outcome: str) -> None:
    """Note what came of a photo."""
    await session.execute(
        update(ClosetUpload).where(ClosetUpload.id == upload_id).values(outcome=outcome)
    )


async def set_chosen(session: AsyncSession, batch_id: int, file_id: str) -> None:
    """Note that garments were chosen of a photo that showed several."""
    await session.execute(
        update(ClosetUpload)
        .where(ClosetUpload.batch_id == batch_id, ClosetUpload.file_id == file_id)
        .values(outcome="saved")
    )


async def is_waiting(session: AsyncSession, upload_id: int) -> bool:
    """Return whether a photo still waits to be looked at."""
    statement = select(ClosetUpload.id).where(
        ClosetUpload.id == upload_id, ClosetUpload.outcome.is_(None)
    )
    return (await session.scalar(statement)) is not None


async def delete_waiting(session: AsyncSession, user_id: int) -> None:
    """Forget the photos of the person that wait."""
    await session.execute(
        delete(ClosetUpload).where(ClosetUpload.user_id == user_id, ClosetUpload.outcome.is_(None))
    )


async def outcomes_of(session: AsyncSession, batch_id: int) -> Counter[str | None]:
    """Return how many photos of a batch came to what; None counts those that wait."""
    rows = await session.execute(
        select(ClosetUpload.outcome, func.count())
        .where(ClosetUpload.batch_id == batch_id)
        .group_by(ClosetUpload.outcome)
    )
    return Counter({row[0]: row[1] for row in rows})


async def newest_upload(session: AsyncSession, batch_id: int) -> int:
    """Return the message of the batch's newest photo, 0 when there is none."""
    statement = select(func.max(ClosetUpload.message_id)).where(ClosetUpload.batch_id == batch_id)
    return (await session.scalar(statement)) or 0


async def waiting_uploads(session: AsyncSession, *, since: datetime) -> Sequence[ClosetUpload]:
    """Return the photos that wait and came after `since`, oldest first; the others are deleted."""
    waiting = ClosetUpload.outcome.is_(None)
    await session.execute(delete(ClosetUpload).where(waiting, ClosetUpload.created_at < since))
    return (
        await session.scalars(select(ClosetUpload).where(waiting).order_by(ClosetUpload.id))
    ).all()


# -- what a person is asked to type -----------------------------------------------------------


async def open_question(
    session: AsyncSession, user_id: int, item_id: int, field: str, message_id: int | None
) -> None:
    """Note what the person is asked about a garment, in place of what was asked before."""
    values = {"item_id": item_id, "field": field, "message_id": message_id, "created_at": utc_now()}
    statement = upsert(session, ClosetQuestion).values(user_id=user_id, **values)
    await session.execute(statement.on_conflict_do_update(index_elements=["user_id"], set_=values))


async def question_of(
    session: AsyncSession, user_id: int, *, since: datetime
) -> ClosetQuestion | None:
    """Return what the person was asked after `since` and has not answered, or None."""
    statement = select(ClosetQuestion).where(
        ClosetQuestion.user_id == user_id, ClosetQuestion.created_at >= since
    )
    return (await session.scalars(statement)).one_or_none()


async def close_question(session: AsyncSession, user_id: int) -> bool:
    """Forget what the person is asked; tell whether there was anything."""
    result = await session.execute(delete(ClosetQuestion).where(ClosetQuestion.user_id == user_id))
    assert isinstance(result, CursorResult)
    return result.rowcount > 0


# -- what may be learned from -----------------------------------------------------------------


async def consent_of(session: AsyncSession, user_id: int) -> bool | None:
    """Return whether the person agreed that we learn from their corrections; None: never asked."""
    statement = select(ClosetConsent.shares).where(ClosetConsent.user_id == user_id)
    return (await session.scalars(statement)).one_or_none()


async def set_consent(session: AsyncSession, user_id: int, *, shares: bool) -> None:
    """Note whether we may learn from the person's corrections."""
    values = {"shares": shares, "updated_at": utc_now()}
    statement = upsert(session, ClosetConsent).values(user_id=user_id, **values)
    await session.execute(statement.on_conflict_do_update(index_elements=["user_id"], set_=values))


def corrections_of(item: ClosetItem) -> dict[str, Any]:
    """Return what the person says of a garment otherwise than the engine, by field."""
    return {
        field: getattr(item, field)
        for field in CORRECTABLE
        if field in item.seen and item.seen[field] != getattr(item, field)
    }


async def shared_corrections(
    session: AsyncSession,
) -> list[tuple[ClosetItem, dict[str, Any], bytes]]:
    """Return the corrected garments of people who agreed that the next training learns from them.

    Returns:
        Each garment, what was corrected, and its picture as it was photographed (WebP).
    """
    rows = await session.execute(
        select(ClosetItem, ClosetPicture.webp)
        .join(ClosetConsent, ClosetConsent.user_id == ClosetItem.user_id)
        .join(ClosetPicture, ClosetPicture.item_id == ClosetItem.id)
        .where(
            ClosetConsent.shares.is_(True),
            ClosetPicture.kind == "original",
            ClosetItem.deleted_at.is_(None),
        )
        .order_by(ClosetItem.id)
    )
    return [(item, changed, webp) for item, webp in rows if (changed := corrections_of(item))]
