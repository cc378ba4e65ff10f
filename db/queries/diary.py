"""Queries about what a person wore on which day, and the question for a day that is open."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import CursorResult, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import ClosetItem, DayQuestion, WornDay, utc_now
from db.session import upsert


@dataclass(frozen=True, slots=True)
class Wear:
    """How often a garment was worn, and when last."""

    count: int
    last_on: date


# -- what was worn ----------------------------------------------------------------------------


async def mark_worn(
    session: AsyncSession,
    user_id: int,
    item_ids: Iterable[int],
    day: date,
    *,
    outfit_id: int | None = None,
) -> int:
    """Note that garments of this person were worn on a day of their calendar, once each.

    Args:
        session: the database.
        user_id: the person.
        item_ids: the garments; those of someone else are left out.
        day: in the person's own zone.
        outfit_id: the outfit they were worn in.

    Returns:
        How many of them had not been noted for that day yet.
    """
    own = await session.scalars(
        select(ClosetItem.id).where(
            ClosetItem.id.in_(list(item_ids)),
            ClosetItem.user_id == user_id,
            ClosetItem.deleted_at.is_(None),
        )
    )
    noted = 0
    for item_id in own.all():
        statement = upsert(session, WornDay).values(
            user_id=user_id,
            item_id=item_id,
            worn_on=day,
            outfit_id=outfit_id,
            created_at=utc_now(),
        )
        result = await session.execute(
            statement.on_conflict_do_nothing(index_elements=["item_id", "worn_on"])
        )
        assert isinstance(result, CursorResult)
        noted += result.rowcount
    return noted


async def unmark_worn(
    session: AsyncSession, user_id: int, item_ids: Collection[int], day: date
) -> None:
    """Take back that garments of this person were worn on a day."""
    await session.execute(
        delete(WornDay).where(
            WornDay.user_id == user_id, WornDay.item_id.in_(item_ids), WornDay.worn_on == day
        )
    )


async def worn_days(
    session: AsyncSession, user_id: int, since: date, until: date
) -> Sequence[WornDay]:
    """Return what this person wore from `since` up to and without `until`, in order.

    Garments that are deleted are left out.
    """
    statement = (
        select(WornDay)
        .join(ClosetItem, ClosetItem.id == WornDay.item_id)
        .where(
            WornDay.user_id == user_id,
            WornDay.worn_on >= since,
            WornDay.worn_on < until,
            ClosetItem.deleted_at.is_(None),
        )
    )
    return (await session.scalars(statement.order_by(WornDay.worn_on, WornDay.id))).all()


async def recently_worn(session: AsyncSession, user_id: int, since: date) -> dict[int, date]:
    """Return the last day that each garment was worn, of those worn on `since` or later."""
    rows = await session.execute(
        select(WornDay.item_id, func.max(WornDay.worn_on))
        .where(WornDay.user_id == user_id, WornDay.worn_on >= since)
        .group_by(WornDay.item_id)
    )
    return {row[0]: row[1] for row in rows}


async def wear_counts(
    session: AsyncSession, user_id: int, item_ids: Collection[int] | None = None
) -> dict[int, Wear]:
    """Return how often garments were worn, all or these; those never worn are left out."""
    statement = select(WornDay.item_id, func.count(), func.max(WornDay.worn_on)).where(
        WornDay.user_id == user_id
    )
    if item_ids is not None:
        statement = statement.where(WornDay.item_id.in_(item_ids))
    rows = await session.execute(statement.group_by(WornDay.item_id))
    return {item_id: Wear(count, last_on) for item_id, count, last_on in rows}


async def open_day_question(
    session: AsyncSession,
    user_id: int,
    *,
    item_id: int | None = None,
    outfit_id: int | None = None,
    message_id: int,
) -> None:
    """Note of what the person is asked to type the day, in place of what was asked before."""
    values = {
        "item_id": item_id,
        "outfit_id": outfit_id,
        "message_id": message_id,
        "created_at": utc_now(),
    }
    statement = upsert(session, DayQuestion).values(user_id=user_id, **values)
    await session.execute(statement.on_conflict_do_update(index_elements=["user_id"], set_=values))


async def day_question_of(
    session: AsyncSession, user_id: int, *, since: datetime | None = None
) -> DayQuestion | None:
    """Return the person's open question for a day, if it was asked after `since`, or None."""
    statement = select(DayQuestion).where(DayQuestion.user_id == user_id)
    if since is not None:
        statement = statement.where(DayQuestion.created_at >= since)
    return (await session.scalars(statement)).one_or_none()


async def close_day_question(session: AsyncSession, user_id: int) -> bool:
    """Forget the open question for a day; tell whether there was one."""
    question = await day_question_of(session, user_id)
    if question is None:
        return False
    await session.delete(question)
    return True
