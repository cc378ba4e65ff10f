"""Queries about people: who they are, their answers and feedback, and how to forget them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, delete, inspect, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Base, Feedback, PhotoAnswer, User, utc_now
from db.session import upsert


async def touch_user(session: AsyncSession, user_id: int) -> User:
    """Return the person, created on first sight; notes that they were here and unblocks them."""
    now = utc_now()
    statement = upsert(session, User).values(id=user_id, created_at=now, last_seen_at=now)
    statement = statement.on_conflict_do_update(
        index_elements=["id"], set_={"last_seen_at": now, "blocked_at": None}
    )
    await session.execute(statement)
    return await session.get_one(User, user_id)


async def set_language(session: AsyncSession, user_id: int, language: str | None) -> None:
    """Set the person's language; None goes back to that of their Telegram."""
    await session.execute(update(User).where(User.id == user_id).values(language=language))


async def chosen_languages(session: AsyncSession) -> dict[int, str]:
    """Return the language of everyone who chose one, by person."""
    rows = await session.execute(select(User.id, User.language).where(User.language.is_not(None)))
    return {user_id: language for user_id, language in rows if language is not None}


async def mark_blocked(session: AsyncSession, user_id: int) -> None:
    """Note that the person blocked the bot, so that nobody writes to them."""
    await session.execute(update(User).where(User.id == user_id).values(blocked_at=utc_now()))


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


def _tables_of_people() -> Sequence[type[Base]]:
    """Return every table that has a `user_id`, so that a new one cannot be forgotten."""
    return [m.class_ for m in Base.registry.mappers if "user_id" in m.columns]


def _plain(row: Base) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column in inspect(type(row)).columns:
        value = getattr(row, column.key)
        if isinstance(value, date):
            value = value.isoformat()
        elif isinstance(value, bytes):
            value = value.hex()
        values[column.key] = value
    return values


async def export_user(session: AsyncSession, user_id: int) -> dict[str, Any]:
    """Return all that is stored of a person as JSON-ready data, by table."""
    user = await session.get(User, user_id)
    data: dict[str, Any] = {"users": [_plain(user)] if user else []}
    for table in _tables_of_people():
        rows = await session.scalars(
            select(table).where(inspect(table).columns["user_id"] == user_id)
        )
        data[table.__tablename__] = [_plain(row) for row in rows]
    return data


async def delete_user(session: AsyncSession, user_id: int) -> None:
    """Delete a person and everything of theirs; foreign keys cascade."""
    await session.execute(delete(User).where(User.id == user_id))
