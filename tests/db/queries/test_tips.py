"""Subscriptions and claims: due ones by index, each claimed once, changes never overwritten."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from config.settings import load_settings
from db.models import ClosetItem, TipDelivery, TipSubscription, utc_now
from db.queries import people, tip_deliveries, tip_subscriptions
from db.session import Database

NOON = datetime(2026, 11, 21, 3, tzinfo=UTC)
LEASE = timedelta(minutes=1)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with await Database.open(load_settings({}, _env_file=None, data_dir=tmp_path)) as it:
        async with it.session() as session:
            await people.touch_user(session, 7)
        yield it


async def subscribe(session: AsyncSession, chat_id: int, due: datetime | None) -> TipSubscription:
    return await tip_subscriptions.save_subscription(
        session,
        7,
        chat_id,
        minute_of_day=720,
        days=127,
        zone="Asia/Seoul",
        city="seoul",
        occasion="daily",
        own_only=True,
        language="ko",
        next_due_at=due,
    )


def plan(subscription: TipSubscription) -> tip_deliveries.Plan:
    assert subscription.next_due_at is not None
    return tip_deliveries.Plan(
        subscription.next_due_at + timedelta(days=1), date(2026, 11, 21), is_late=False
    )


async def claim(database: Database, owner: str = "a", limit: int = 10) -> list[int]:
    async with database.session() as session:
        claimed = await tip_deliveries.claim_due(
            session, now=NOON, owner=owner, lease=LEASE, limit=limit, plan=plan
        )
        return [delivery.chat_id for delivery in claimed]


async def test_due_ones_are_found_by_the_index(database: Database) -> None:
    statement = tip_subscriptions.due_statement(NOON, limit=32).compile(
        dialect=database.engine.dialect, compile_kwargs={"literal_binds": True}
    )
    async with database.session() as session:
        steps = (await session.execute(text(f"EXPLAIN QUERY PLAN {statement}"))).all()
    assert [step.detail for step in steps] == [
        "SEARCH tip_subscriptions USING INDEX ix_tip_subscriptions_next_due_at (next_due_at<?)"
    ]


async def test_each_is_claimed_once_the_longest_due_first(database: Database) -> None:
    async with database.session() as session:
        for chat in range(1, 6):
            await subscribe(session, chat, NOON - timedelta(minutes=chat))
        await subscribe(session, 100, NOON + timedelta(seconds=1))
        await subscribe(session, 101, None)
    assert await claim(database, limit=3) == [5, 4, 3]
    assert await claim(database, "b", limit=3) == [2, 1]
    assert await claim(database, "a") == []
    async with database.session() as session:
        due = await session.scalars(
            select(TipSubscription.next_due_at).order_by(TipSubscription.chat_id).limit(5)
        )
        assert list(due) == [NOON + timedelta(days=1, minutes=-chat) for chat in range(1, 6)]


async def test_a_change_made_meanwhile_stands(database: Database) -> None:
    evening = NOON + timedelta(hours=8)
    async with database.session() as session:
        made = await subscribe(session, 7, NOON)

    def changed_while_planning(subscription: TipSubscription) -> tip_deliveries.Plan:
        with sqlite3.connect(str(database.engine.url.database)) as other:
            other.execute(
                "UPDATE tip_subscriptions SET next_due_at = ?", (f"{evening:%F %T}.000000",)
            )
        return plan(subscription)

    async with database.session() as session:
        await tip_deliveries.claim_due(
            session, now=NOON, owner="a", lease=LEASE, limit=5, plan=changed_while_planning
        )
    async with database.session() as session:
        assert (await session.get_one(TipSubscription, made.id)).next_due_at == evening


async def test_states_go_on_in_the_right_hands_only(database: Database) -> None:
    async with database.session() as session:
        await subscribe(session, 7, NOON)
    await claim(database)
    async with database.session() as session:
        assert not await tip_deliveries.transition(session, 1, "b", "claimed", "sending")
        assert await tip_deliveries.transition(
            session, 1, "a", "claimed", "sending", message_id=None
        )
        assert not await tip_deliveries.transition(session, 1, "a", "claimed", "sending")
        assert await tip_deliveries.transition(session, 1, "a", "sending", "sent", message_id=9)
        assert await tip_deliveries.newest_message_id(session) == 9
        assert await tip_deliveries.message_ids_between(session, 8, 10) == {9}


async def test_what_is_over_is_forgotten_after_a_time(database: Database) -> None:
    async with database.session() as session:
        for chat in (1, 2):
            await subscribe(session, chat, NOON)
    await claim(database)
    async with database.session() as session:
        await tip_deliveries.transition(session, 1, "a", "claimed", "sent")
        assert await tip_deliveries.purge_deliveries(session, before=NOON) == 0
        assert await tip_deliveries.purge_deliveries(session, before=NOON + timedelta(days=30)) == 1
        left = await session.scalars(select(func.count()).select_from(TipDelivery))
        assert left.one() == 1, "one is still to be sent"


async def test_a_group_that_became_a_supergroup(database: Database) -> None:
    async with database.session() as session:
        await subscribe(session, -55, NOON)
        await tip_subscriptions.migrate_chat(session, -55, -1_000_000_000_055)
        assert await tip_subscriptions.subscription_of(session, -55) is None
        assert await tip_subscriptions.subscription_of(session, -1_000_000_000_055) is not None


async def test_a_home_is_one(database: Database) -> None:
    async with database.session() as session:
        assert await people.home_of(session, 7) is None
        await people.set_home(session, 7, "seoul")
        await people.set_home(session, 7, "busan")
        assert await people.home_of(session, 7) == "busan"


async def test_who_has_clothes_is_no_stranger(database: Database) -> None:
    async with database.session() as session:
        assert await people.is_stranger(session, 7)
        session.add(ClosetItem(user_id=7, category="jeans", embedding=b""))
    async with database.session() as session:
        assert not await people.is_stranger(session, 7)
        (await session.get_one(ClosetItem, 1)).deleted_at = utc_now()
    async with database.session() as session:
        assert await people.is_stranger(session, 7)
