"""Queries about subscriptions to daily tips."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Select,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    TipDelivery,
    TipSubscription,
    utc_now,
)
from db.session import upsert

# -- subscriptions ----------------------------------------------------------------------------


async def subscription_of(session: AsyncSession, chat_id: int) -> TipSubscription | None:
    """Return the subscription of a chat, stopped or not, or None."""
    statement = select(TipSubscription).where(TipSubscription.chat_id == chat_id)
    return (await session.scalars(statement)).one_or_none()


async def subscriptions_by(session: AsyncSession, user_id: int) -> Sequence[TipSubscription]:
    """Return every subscription that a person set up, their own first."""
    statement = select(TipSubscription).where(TipSubscription.user_id == user_id)
    return (await session.scalars(statement.order_by(TipSubscription.chat_id.desc()))).all()


async def save_subscription(
    session: AsyncSession, user_id: int, chat_id: int, **values: Any
) -> TipSubscription:
    """Set columns of the subscription of a chat, which is made when there is none."""
    now = utc_now()
    statement = upsert(session, TipSubscription).values(
        user_id=user_id, chat_id=chat_id, created_at=now, updated_at=now, **values
    )
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["chat_id"], set_={"user_id": user_id, "updated_at": now, **values}
        )
    )
    found = await subscription_of(session, chat_id)
    assert found is not None
    return found


async def stop_subscription(session: AsyncSession, subscription_id: int) -> None:
    """Send no more tips of a subscription."""
    await session.execute(
        update(TipSubscription)
        .where(TipSubscription.id == subscription_id)
        .values(stopped_at=utc_now(), next_due_at=None)
    )


async def own_subscription(
    session: AsyncSession, subscription_id: int, user_id: int
) -> TipSubscription | None:
    """Return a subscription if this person set it up."""
    found = await session.get(TipSubscription, subscription_id)
    return found if found is not None and found.user_id == user_id else None


async def migrate_chat(session: AsyncSession, old_id: int, new_id: int) -> None:
    """Follow a group that became a supergroup, whose number changed."""
    for table in (TipSubscription, TipDelivery):
        await session.execute(update(table).where(table.chat_id == old_id).values(chat_id=new_id))


async def subscriptions_by_id(
    session: AsyncSession, ids: Collection[int]
) -> dict[int, TipSubscription]:
    """Return subscriptions by id; those that are gone are left out."""
    rows = await session.scalars(select(TipSubscription).where(TipSubscription.id.in_(ids)))
    return {subscription.id: subscription for subscription in rows}


def due_statement(before: datetime, *, limit: int) -> Select[TipSubscription]:
    """Return the query for subscriptions that are due, the longest due first; by index."""
    return (
        select(TipSubscription)
        .where(TipSubscription.next_due_at <= before)
        .order_by(TipSubscription.next_due_at)
        .limit(limit)
    )


async def due_between(
    session: AsyncSession, after: datetime, before: datetime, *, limit: int
) -> Sequence[TipSubscription]:
    """Return subscriptions whose next tip is due soon, the soonest first."""
    statement = due_statement(before, limit=limit).where(TipSubscription.next_due_at > after)
    return (await session.scalars(statement)).all()
