"""Queries about photos that were received and wait for their answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import PendingPhoto, utc_now
from db.session import upsert


async def remember(session: AsyncSession, photo: PendingPhoto) -> None:
    """Store a photo that waits; one that is already there is left as it is."""
    values = {
        "user_id": photo.user_id,
        "chat_id": photo.chat_id,
        "message_id": photo.message_id,
        "progress_id": photo.progress_id,
        "file_id": photo.file_id,
        "language": photo.language,
        "created_at": utc_now(),
    }
    statement = upsert(session, PendingPhoto).values(**values)
    await session.execute(
        statement.on_conflict_do_nothing(index_elements=["chat_id", "message_id"])
    )


async def forget(session: AsyncSession, chat_id: int, message_id: int) -> None:
    """Delete a photo that has its answer."""
    await session.execute(
        delete(PendingPhoto).where(
            PendingPhoto.chat_id == chat_id, PendingPhoto.message_id == message_id
        )
    )


async def unanswered(session: AsyncSession, *, max_age: timedelta) -> Sequence[PendingPhoto]:
    """Return the photos that still wait, oldest first; those older than `max_age` are deleted."""
    await session.execute(delete(PendingPhoto).where(PendingPhoto.created_at < utc_now() - max_age))
    return (await session.scalars(select(PendingPhoto).order_by(PendingPhoto.id))).all()
