"""Queries about tip deliveries: claim those that are due, and record what became of them.

A tip is claimed by inserting its delivery, which is unique for a subscription and the moment it
is due, so two processes never hold the same tip, whichever of them crashes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    CursorResult,
    Select,
    bindparam,
    delete,
    exists,
    func,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    TipDelivery,
    TipSubscription,
    User,
    utc_now,
)
from db.queries.tip_subscriptions import due_statement
from db.session import upsert

OPEN_STATES: Final = ("claimed", "sending")


# -- which tips are due -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of a subscription whose tip is due.

    Attributes:
        next_due_at: when the tip after this one is due.
        day: the local date whose tip this is.
        is_late: whether it is too late to send this one.
    """

    next_due_at: datetime
    day: date
    is_late: bool


async def claim_due(
    session: AsyncSession,
    *,
    now: datetime,
    owner: str,
    lease: timedelta,
    limit: int,
    plan: Callable[[TipSubscription], Plan],
) -> Sequence[TipDelivery]:
    """Claim tips that are due, at most `limit`, and move their subscriptions on.

    A tip that is late, or for someone who blocked the bot, is noted as skipped and returned, too.
    """
    due = (await session.scalars(due_statement(now, limit=limit))).all()
    if not due:
        return []
    plans = {subscription.id: plan(subscription) for subscription in due}
    blocked = await _blocked(session, {subscription.user_id for subscription in due})
    rows: list[dict[str, Any]] = [
        {
            "subscription_id": one.id,
            "user_id": one.user_id,
            "chat_id": one.chat_id,
            "due_at": one.next_due_at,
            "state": "skipped" if plans[one.id].is_late or one.user_id in blocked else "claimed",
            "claimed_by": owner,
            "claimed_until": now + lease,
            "content": {},
        }
        for one in due
    ]
    statement = upsert(session, TipDelivery).values(rows)
    claimed = await session.scalars(
        statement.on_conflict_do_nothing(index_elements=["subscription_id", "due_at"]).returning(
            TipDelivery
        )
    )
    deliveries = claimed.all()
    table = TipSubscription.__table__
    # Only where nobody changed the subscription meanwhile, who has then reckoned it anew.
    moved = (
        update(TipSubscription)
        .where(table.c.id == bindparam("of_id"), table.c.next_due_at == bindparam("was_due_at"))
        .values(
            next_due_at=bindparam("then_at"),
            last_day=bindparam("of_day"),
            updated_at=table.c.updated_at,  # nobody has changed what the tips are like
        )
    )
    connection = await session.connection()
    await connection.execute(
        moved,
        [
            {
                "of_id": one.id,
                "was_due_at": one.next_due_at,
                "then_at": plans[one.id].next_due_at,
                "of_day": plans[one.id].day,
            }
            for one in due
        ],
    )
    return deliveries


async def _blocked(session: AsyncSession, user_ids: set[int]) -> set[int]:
    statement = select(User.id).where(User.id.in_(user_ids), User.blocked_at.is_not(None))
    return set(await session.scalars(statement))


async def reclaim_expired(
    session: AsyncSession, *, now: datetime, owner: str, lease: timedelta, limit: int
) -> Sequence[TipDelivery]:
    """Claim tips that somebody else has claimed and not begun to send in time."""
    stale = (
        select(TipDelivery.id)
        .where(TipDelivery.state == "claimed", TipDelivery.claimed_until < now)
        .order_by(TipDelivery.claimed_until)
        .limit(limit)
    )
    return await _claim(session, "claimed", stale, now, claimed_by=owner, claimed_until=now + lease)


async def claim_unconfirmed(
    session: AsyncSession, *, now: datetime, owner: str
) -> Sequence[TipDelivery]:
    """Take on the tips of which it is not known whether they were sent.

    `claimed_until` stays: it says by when the sending must have been over.
    """
    stale = select(TipDelivery.id).where(
        TipDelivery.state == "sending", TipDelivery.claimed_until < now
    )
    return await _claim(session, "sending", stale, now, claimed_by=owner)


async def _claim(
    session: AsyncSession, state: str, ids: Select[int], now: datetime, **values: Any
) -> Sequence[TipDelivery]:
    # The conditions stand here once more, for databases that look at rows again after a wait.
    taken = await session.scalars(
        update(TipDelivery)
        .where(TipDelivery.id.in_(ids))
        .where(TipDelivery.state == state, TipDelivery.claimed_until < now)
        .values(**values)
        .returning(TipDelivery)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return taken.all()


async def transition(
    session: AsyncSession, delivery_id: int, owner: str, before: str, after: str, **values: Any
) -> bool:
    """Bring a delivery from one state to another; return False if it is in other hands by now."""
    result = await session.execute(
        update(TipDelivery)
        .where(
            TipDelivery.id == delivery_id,
            TipDelivery.claimed_by == owner,
            TipDelivery.state == before,
        )
        .values(state=after, **values)
    )
    assert isinstance(result, CursorResult)
    return result.rowcount == 1


async def release(session: AsyncSession, owner: str, now: datetime) -> None:
    """Give back what was claimed and not begun, so that it need not wait for its lease to end."""
    await session.execute(
        update(TipDelivery)
        .where(TipDelivery.state == "claimed", TipDelivery.claimed_until > now)
        .where(TipDelivery.claimed_by == owner)
        .values(claimed_until=now - timedelta(seconds=1))
    )


async def newest_message_id(session: AsyncSession, *, chat_id: int | None = None) -> int | None:
    """Return the newest message that a tip was, in private chats or in one other chat."""
    statement = select(func.max(TipDelivery.message_id)).where(TipDelivery.state == "sent")
    if chat_id is None:
        statement = statement.where(TipDelivery.chat_id > 0)
    else:
        statement = statement.where(TipDelivery.chat_id == chat_id)
    return (await session.scalars(statement)).one_or_none()


async def first_message_after(session: AsyncSession, moment: datetime) -> int | None:
    """Return the lowest message that a tip in a private chat was, of those begun after a moment."""
    statement = select(func.min(TipDelivery.message_id)).where(
        TipDelivery.sent_at > moment, TipDelivery.chat_id > 0, TipDelivery.state == "sent"
    )
    return (await session.scalars(statement)).one_or_none()


async def message_ids_between(session: AsyncSession, low: int, high: int) -> set[int]:
    """Return the messages from `low` to below `high` that tips in private chats were."""
    statement = select(TipDelivery.message_id).where(
        TipDelivery.message_id >= low, TipDelivery.message_id < high, TipDelivery.chat_id > 0
    )
    return {found for found in await session.scalars(statement) if found is not None}


async def delivery_of(session: AsyncSession, delivery_id: int, user_id: int) -> TipDelivery | None:
    """Return a tip of this person, or None."""
    found = await session.get(TipDelivery, delivery_id)
    return found if found is not None and found.user_id == user_id else None


async def confirm_arrival(session: AsyncSession, delivery_id: int, message_id: int) -> None:
    """Mark a tip as sent whose message is known to exist, if that was open until now."""
    await session.execute(
        update(TipDelivery)
        .where(TipDelivery.id == delivery_id, TipDelivery.state.in_(("sending", "unknown")))
        .values(state="sent", message_id=message_id)
    )


async def has_delivery_since(session: AsyncSession, subscription_id: int, since: datetime) -> bool:
    """Return whether a tip of a subscription was due at `since` or later."""
    statement = select(
        exists().where(TipDelivery.subscription_id == subscription_id, TipDelivery.due_at >= since)
    )
    return bool((await session.scalars(statement)).one())


async def purge_deliveries(session: AsyncSession, *, before: datetime) -> int:
    """Delete the traces of tips that are over since `before`; return how many."""
    result = await session.execute(
        delete(TipDelivery).where(
            TipDelivery.state.not_in(OPEN_STATES), TipDelivery.claimed_until < before
        )
    )
    assert isinstance(result, CursorResult)
    return result.rowcount


async def add_delivery(session: AsyncSession, subscription: TipSubscription) -> TipDelivery:
    """Add a tip that is due now, out of turn, for the first process that looks for work."""
    now = utc_now()
    added = TipDelivery(
        subscription_id=subscription.id,
        user_id=subscription.user_id,
        chat_id=subscription.chat_id,
        due_at=now,
        state="claimed",
        claimed_by="",
        claimed_until=now - timedelta(seconds=1),
    )
    session.add(added)
    await session.flush()
    return added
