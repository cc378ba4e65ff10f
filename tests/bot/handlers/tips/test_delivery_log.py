"""Notes of many tips share a commit, and fail each on its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from bot.handlers.tips.delivery_log import DeliveryLog
from config.settings import Settings
from db.models import TipDelivery, TipSubscription, User, utc_now
from db.session import Database

ME = "me"
TIPS = 30


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    """A database with claimed tips; the last one is in other hands."""
    async with await Database.open(settings) as it:
        async with it.session() as session:
            session.add(User(id=1))
            await session.flush()
            session.add(
                TipSubscription(
                    id=1,
                    user_id=1,
                    chat_id=1,
                    minute_of_day=0,
                    days=127,
                    zone="Asia/Seoul",
                    city="seoul",
                    occasion="daily",
                    own_only=True,
                    language="ko",
                )
            )
            await session.flush()
            session.add_all(
                TipDelivery(
                    id=number,
                    subscription_id=1,
                    user_id=1,
                    chat_id=1,
                    due_at=utc_now() + timedelta(days=number),
                    state="claimed",
                    claimed_by=ME if number < TIPS else "somebody else",
                    claimed_until=utc_now(),
                    content={},
                )
                for number in range(1, TIPS + 1)
            )
        yield it


async def states(database: Database) -> list[str]:
    async with database.session() as session:
        return list(await session.scalars(select(TipDelivery.state).order_by(TipDelivery.id)))


async def test_those_who_come_together_share_a_commit(database: Database) -> None:
    log, commits = DeliveryLog(database, ME), 0

    @event.listens_for(database.engine.sync_engine, "commit")
    def count(_connection: Any) -> None:
        nonlocal commits
        commits += 1

    moved = await asyncio.gather(
        *(log.transition(number, "claimed", "sending") for number in range(1, TIPS + 1))
    )
    assert moved == [*[True] * (TIPS - 1), False]
    assert commits <= 2
    assert await states(database) == [*["sending"] * (TIPS - 1), "claimed"]


async def test_who_comes_during_a_commit_is_in_the_next(database: Database) -> None:
    log = DeliveryLog(database, ME)

    async def both(number: int) -> tuple[bool, bool]:
        return (
            await log.transition(number, "claimed", "sending", after_message_id=number),
            await log.transition(number, "sending", "sent", message_id=100 + number),
        )

    found = await asyncio.gather(*(both(number) for number in range(1, TIPS)))
    assert found == [(True, True)] * (TIPS - 1)
    async with database.session() as session:
        rows = (await session.scalars(select(TipDelivery).where(TipDelivery.id < TIPS))).all()
    assert all((row.after_message_id, row.message_id) == (row.id, 100 + row.id) for row in rows)


async def test_a_note_that_cannot_be_kept_fails_alone(database: Database) -> None:
    log = DeliveryLog(database, ME)
    first, bad, last = await asyncio.gather(
        log.transition(1, "claimed", "sending"),
        log.transition(2, "claimed", "sending", content={"no": object()}),
        log.transition(3, "claimed", "sending"),
        return_exceptions=True,
    )
    assert (first, last) == (True, True)
    assert isinstance(bad, Exception)
    assert (await states(database))[:3] == ["sending", "claimed", "sending"]


async def test_who_is_stopped_while_waiting_holds_up_nobody(database: Database) -> None:
    log = DeliveryLog(database, ME)
    stopped = asyncio.create_task(log.transition(1, "claimed", "sending"))
    other = asyncio.create_task(log.transition(2, "claimed", "sending"))
    await asyncio.sleep(0)
    stopped.cancel()
    assert await other
    assert stopped.cancelled()
