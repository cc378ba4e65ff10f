"""Counts of the database: what is visible, whose last run said what, how the tips went."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from config.settings import load_settings
from db.models import (
    Base,
    CatalogueRun,
    Product,
    SavedProduct,
    Shop,
    TipDelivery,
    TipSubscription,
    User,
    utc_now,
)
from db.queries.statistics import LATE_AFTER, collect_statistics
from db.session import Database

MODEL = "weights"
NOW = utc_now()
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def session(tmp_path: Path) -> AsyncIterator[AsyncSession]:
    async with (
        await Database.open(load_settings({}, data_dir=tmp_path)) as database,
        database.session() as it,
    ):
        yield it


async def add(session: AsyncSession, *rows: Base) -> None:
    session.add_all(rows)
    await session.flush()


def shop(number: int, source: str) -> Shop:
    return Shop(id=number, slug=f"s{number}", name="s", url="https://s.example", source=source)


def product(number: int, shop_id: int, **changes: Any) -> Product:
    values: dict[str, Any] = {
        "id": number,
        "shop_id": shop_id,
        "external_id": str(number),
        "title": "후드",
        "url": "https://s.example/1",
        "price": 1,
        "category": "hoodie",
        "embedding": b"\0\0",
        "embedding_model": MODEL,
    }
    return Product(**(values | changes))


async def test_an_empty_database(session: AsyncSession) -> None:
    statistics = await collect_statistics(session, MODEL)
    assert (statistics.products, statistics.last_success, statistics.errors, statistics.tips) == (
        {},
        {},
        {},
        {},
    )
    assert (statistics.unembedded, statistics.late_tips, statistics.saved_products) == (0, 0, 0)


async def test_products_by_source_and_what_waits_for_a_vector(session: AsyncSession) -> None:
    await add(session, shop(1, "sample"), shop(2, "crawl"), shop(3, "crawl"), User(id=1))
    await add(
        session,
        product(1, 1),
        product(2, 2, embedding=None, embedding_model=None),
        product(3, 3, embedding_model="older"),
        product(4, 3, hidden_at=NOW, embedding=None),
        product(5, 3, available=False),
    )
    await add(session, SavedProduct(user_id=1, product_id=1, price=1, currency="KRW"))
    statistics = await collect_statistics(session, MODEL)
    assert statistics.products == {"sample": 1, "crawl": 3}
    assert statistics.unembedded == 2
    assert statistics.saved_products == 1


def run(shop: str, minute: int, state: str, errors: dict[str, Any], **more: Any) -> CatalogueRun:
    return CatalogueRun(
        source="crawl",
        shop=shop,
        state=state,
        errors=errors,
        started_at=NOW + minute * MINUTE,
        finished_at=None if state == "running" else NOW + (minute + 1) * MINUTE,
        **more,
    )


async def test_errors_are_those_of_each_shops_last_run(session: AsyncSession) -> None:
    await add(
        session,
        run("a", 0, "done", {"timeout": 9}),
        run("a", 2, "done", {"timeout": 1, "not found": 2}),
        run("b", 1, "failed", {"timeout": 3, "note": "none"}),
        run("b", 5, "running", {"timeout": 100}),
    )
    statistics = await collect_statistics(session, MODEL)
    assert statistics.errors == {("crawl", "timeout"): 4, ("crawl", "not found"): 2}
    assert statistics.last_success == {"crawl": NOW + 3 * MINUTE}


async def test_tips_of_the_last_day(session: AsyncSession) -> None:
    await add(session, User(id=1))
    subscription = TipSubscription(
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
    await add(session, subscription)
    late_s = LATE_AFTER.total_seconds()
    tips = [
        ("sent", 10, late_s + 1),
        ("sent", 20, late_s - 1),
        ("sent", 30, None),  # found after a crash, so nobody knows when
        ("skipped", 40, None),
        ("sent", 25 * 60, late_s + 1),  # of yesterday
    ]
    await add(
        session,
        *(
            TipDelivery(
                subscription_id=1,
                user_id=1,
                chat_id=1,
                due_at=(due := NOW - minutes * MINUTE),
                state=state,
                claimed_by="x",
                claimed_until=NOW,
                content={},
                sent_at=None if sent_s is None else due + timedelta(seconds=sent_s),
            )
            for state, minutes, sent_s in tips
        ),
    )
    statistics = await collect_statistics(session, MODEL)
    assert statistics.tips == {"sent": 3, "skipped": 1}
    assert statistics.late_tips == 1
