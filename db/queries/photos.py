"""Queries about photos: those waiting for an answer, answers, feedback and open searches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, Row, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Feedback, PendingPhoto, PhotoAnswer, Search, utc_now
from db.session import upsert


async def save_answer(
    session: AsyncSession, answer: PhotoAnswer, *, retention: timedelta
) -> PhotoAnswer:
    """Store an answer until `retention` has passed; return it with its id."""
    answer.created_at = utc_now()
    answer.expires_at = answer.created_at + retention
    session.add(answer)
    await session.flush()
    return answer


async def live_answer(
    session: AsyncSession, answer_id: int, now: datetime | None = None
) -> PhotoAnswer | None:
    """Return an answer that has not expired, or None."""
    answer = await session.get(PhotoAnswer, answer_id)
    if answer is None or answer.expires_at <= (now or utc_now()):
        return None
    return answer


async def purge_answers(session: AsyncSession, now: datetime | None = None) -> int:
    """Delete the answers that have expired; return how many."""
    result = await session.execute(
        delete(PhotoAnswer).where(PhotoAnswer.expires_at <= (now or utc_now()))
    )
    assert isinstance(result, CursorResult)
    return result.rowcount


async def add_feedback(session: AsyncSession, feedback: Feedback) -> None:
    """Store what a person said; of like and dislike of one answer the last word counts."""
    if feedback.kind in {"like", "dislike"}:
        await session.execute(
            delete(Feedback).where(
                Feedback.user_id == feedback.user_id,
                Feedback.answer_id == feedback.answer_id,
                Feedback.kind.in_(("like", "dislike")),
            )
        )
    session.add(feedback)


async def dismissed_products(
    session: AsyncSession, user_id: int, *, before: datetime | None = None
) -> set[int]:
    """Return the products that the person does not want to see again.

    Args:
        session: the database.
        user_id: the person.
        before: leave out what they said at this moment or later.
    """
    statement = select(Feedback.product_id).where(
        Feedback.user_id == user_id, Feedback.kind == "dismiss"
    )
    if before is not None:
        statement = statement.where(Feedback.created_at < before)
    rows = await session.scalars(statement)
    return {product_id for product_id in rows if product_id is not None}


def _pair(row: Row[Search, PhotoAnswer] | None) -> tuple[Search, PhotoAnswer] | None:
    return None if row is None else (row[0], row[1])


async def open_search(session: AsyncSession, search: Search) -> Search:
    """Store a search; return it with its id."""
    search.created_at = utc_now()
    session.add(search)
    await session.flush()
    return search


async def live_search(session: AsyncSession, search_id: int) -> tuple[Search, PhotoAnswer] | None:
    """Return a search and its answer, or None when that has expired."""
    rows = await session.execute(
        select(Search, PhotoAnswer)
        .join(PhotoAnswer, PhotoAnswer.id == Search.answer_id)
        .where(Search.id == search_id, PhotoAnswer.expires_at > utc_now())
    )
    return _pair(rows.one_or_none())


async def latest_search(
    session: AsyncSession, user_id: int, chat_id: int
) -> tuple[Search, PhotoAnswer] | None:
    """Return the search that the person opened last in this chat, or None."""
    rows = await session.execute(
        select(Search, PhotoAnswer)
        .join(PhotoAnswer, PhotoAnswer.id == Search.answer_id)
        .where(
            Search.user_id == user_id,
            Search.chat_id == chat_id,
            PhotoAnswer.expires_at > utc_now(),
        )
        .order_by(Search.id.desc())
        .limit(1)
    )
    return _pair(rows.one_or_none())


async def search_of_message(
    session: AsyncSession, chat_id: int, message_id: int
) -> tuple[Search, PhotoAnswer] | None:
    """Return the search whose list is this message, or None."""
    rows = await session.execute(
        select(Search, PhotoAnswer)
        .join(PhotoAnswer, PhotoAnswer.id == Search.answer_id)
        .where(
            Search.chat_id == chat_id,
            Search.message_id == message_id,
            PhotoAnswer.expires_at > utc_now(),
        )
        .order_by(Search.id.desc())
        .limit(1)
    )
    return _pair(rows.one_or_none())


async def latest_answer(session: AsyncSession, user_id: int, chat_id: int) -> PhotoAnswer | None:
    """Return the person's newest answer in this chat that has not expired, or None."""
    rows = await session.scalars(
        select(PhotoAnswer)
        .where(
            PhotoAnswer.user_id == user_id,
            PhotoAnswer.chat_id == chat_id,
            PhotoAnswer.expires_at > utc_now(),
        )
        .order_by(PhotoAnswer.id.desc())
        .limit(1)
    )
    return rows.one_or_none()


async def answer_of_message(
    session: AsyncSession, chat_id: int, message_id: int
) -> PhotoAnswer | None:
    """Return the answer that this message shows, or None."""
    rows = await session.scalars(
        select(PhotoAnswer)
        .where(
            PhotoAnswer.chat_id == chat_id,
            PhotoAnswer.message_id == message_id,
            PhotoAnswer.expires_at > utc_now(),
        )
        .order_by(PhotoAnswer.id.desc())
        .limit(1)
    )
    return rows.one_or_none()


async def add_pending(session: AsyncSession, photo: PendingPhoto) -> None:
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


async def delete_pending(session: AsyncSession, chat_id: int, message_id: int) -> None:
    """Delete a photo that has its answer."""
    await session.execute(
        delete(PendingPhoto).where(
            PendingPhoto.chat_id == chat_id, PendingPhoto.message_id == message_id
        )
    )


async def list_pending(session: AsyncSession, *, max_age: timedelta) -> Sequence[PendingPhoto]:
    """Return the photos that still wait, oldest first; those older than `max_age` are deleted."""
    await session.execute(delete(PendingPhoto).where(PendingPhoto.created_at < utc_now() - max_age))
    return (await session.scalars(select(PendingPhoto).order_by(PendingPhoto.id))).all()
