"""Queries about open searches: which list of similar products a person is looking at."""

from __future__ import annotations

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import PhotoAnswer, Search, utc_now


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
