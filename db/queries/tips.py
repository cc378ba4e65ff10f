"""Queries about daily tips: homes, subscriptions, and who sends which tip.

A tip is claimed by inserting its delivery, of which there can be one for each moment that a
subscription is due: so two processes never hold the same tip, whatever dies when.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
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
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    BodyProfile,
    ClosetItem,
    Feedback,
    HomePlace,
    OutfitFeedback,
    TipDelivery,
    TipSubscription,
    User,
    utc_now,
)
from db.session import upsert

OPEN_STATES: Final = ("claimed", "sending")


# -- where people live ------------------------------------------------------------------------


async def home_of(session: AsyncSession, user_id: int) -> str | None:
    """Return the id of the city whose weather a person dresses for, or None."""
    statement = select(HomePlace.city).where(HomePlace.user_id == user_id)
    return (await session.scalars(statement)).one_or_none()


async def set_home(session: AsyncSession, user_id: int, city: str) -> None:
    """Note a person's city."""
    now = utc_now()
    statement = upsert(session, HomePlace).values(user_id=user_id, city=city, updated_at=now)
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["user_id"], set_={"city": city, "updated_at": now}
        )
    )


async def is_stranger(session: AsyncSession, user_id: int) -> bool:
    """Return whether nothing is known by which somebody's outfits would differ from others'."""
    known = (
        exists().where(ClosetItem.user_id == user_id, ClosetItem.deleted_at.is_(None)),
        exists().where(BodyProfile.user_id == user_id),
        exists().where(OutfitFeedback.user_id == user_id),
        exists().where(Feedback.user_id == user_id, Feedback.kind == "dismiss"),
    )
    return not (await session.scalars(select(or_(*known)))).one()


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


async def move_chat(session: AsyncSession, old_id: int, new_id: int) -> None:
    """Follow a group that became a supergroup, whose number changed."""
    for table in (TipSubscription, TipDelivery):
        await session.execute(update(table).where(table.chat_id == old_id).values(chat_id=new_id))


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


async def take_over(
    session: AsyncSession, *, now: datetime, owner: str, lease: timedelta, limit: int
) -> Sequence[TipDelivery]:
    """Claim tips that somebody else has claimed and not begun to send in time."""
    stale = (
        select(TipDelivery.id)
        .where(TipDelivery.state == "claimed", TipDelivery.claimed_until < now)
        .order_by(TipDelivery.claimed_until)
        .limit(limit)
    )
    return await _take(session, "claimed", stale, now, claimed_by=owner, claimed_until=now + lease)


async def take_doubtful(
    session: AsyncSession, *, now: datetime, owner: str
) -> Sequence[TipDelivery]:
    """Take on the tips of which it is not known whether they were sent.

    `claimed_until` stays: it says by when the sending must have been over.
    """
    stale = select(TipDelivery.id).where(
        TipDelivery.state == "sending", TipDelivery.claimed_until < now
    )
    return await _take(session, "sending", stale, now, claimed_by=owner)


async def _take(
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


async def move_on(
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


async def let_go(session: AsyncSession, owner: str, now: datetime) -> None:
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


async def delivery(session: AsyncSession, delivery_id: int, user_id: int) -> TipDelivery | None:
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
