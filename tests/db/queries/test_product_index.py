"""What a search index reads: all that can be found, what changed, and by when."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from config.settings import load_settings
from db.models import Product
from db.queries import product_import, product_index, products
from db.queries.product_index import OVERLAP, SearchRow, revision_of
from db.session import Database

MODEL = "weights"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with await Database.open(load_settings({}, data_dir=tmp_path)) as opened:
        yield opened


@pytest.fixture
async def session(database: Database) -> AsyncIterator[AsyncSession]:
    async with database.session() as it:
        yield it


async def put(
    session: AsyncSession, number: int, *, slug: str = "mono", at: datetime = NOON, **changes: Any
) -> None:
    """Add a product whose id will be the next, last changed at a moment."""
    name = slug.partition("-")[0]
    shop_id = await products.upsert_shop(
        session, slug=slug, name=name, url="https://shop.example", source="t"
    )
    row = {
        "shop_id": shop_id,
        "external_id": str(number),
        "title": "후드",
        "url": "https://shop.example/1",
        "price": 1000,
        "category": "hoodie",
        "embedding": b"\0\0",
        "embedding_model": MODEL,
        "available": True,
    }
    hidden_at = changes.pop("hidden_at", None)
    await product_import.write_products(session, [{**row, **changes}])
    await session.execute(
        update(Product)
        .where(Product.external_id == str(number), Product.shop_id == shop_id)
        .values(updated_at=at, hidden_at=hidden_at)
    )


async def searchable(session: AsyncSession, *, batch: int = 2000) -> list[list[SearchRow]]:
    return [rows async for rows in product_index.search_rows(session, MODEL, batch=batch)]


@given(st.timedeltas(timedelta(days=-20_000), timedelta(days=20_000)), st.integers(0, 10**9))
def test_a_revision_is_exact_to_the_microsecond(ago: timedelta, later_us: int) -> None:
    later = NOON - ago + timedelta(microseconds=later_us)
    assert revision_of(later) - revision_of(NOON - ago) == later_us


async def test_the_revision_is_that_of_the_latest_change(session: AsyncSession) -> None:
    assert await product_index.latest_revision(session) == 0
    assert await product_index.latest_change(session) is None
    await put(session, 1, at=NOON)
    await put(session, 2, at=NOON - timedelta(days=1))
    assert await product_index.latest_revision(session) == revision_of(NOON)
    await put(session, 2, at=NOON + timedelta(seconds=1), available=False)
    assert await product_index.latest_change(session) == NOON + timedelta(seconds=1)


@pytest.mark.parametrize("batch", [1, 2, 3, 7, 2000])
async def test_batches_together_hold_every_product_once(session: AsyncSession, batch: int) -> None:
    for number in range(7):
        await put(session, number)
    batches = await searchable(session, batch=batch)
    assert [row.id for rows in batches for row in rows] == list(range(1, 8))
    assert all(len(rows) <= batch for rows in batches)


@pytest.mark.parametrize(
    ("changes", "is_searchable"),
    [
        ({}, True),
        ({"embedding_model": None}, True),
        ({"embedding_model": "others"}, False),
        ({"embedding": None}, False),
        ({"available": False}, False),
        ({"hidden_at": NOON}, False),
    ],
)
async def test_what_can_be_found(
    session: AsyncSession, changes: dict[str, Any], is_searchable: bool
) -> None:
    await put(session, 1, **changes)
    assert [row.id for rows in await searchable(session) for row in rows] == [1] * is_searchable
    [row] = await product_index.rows_of(session, MODEL, [1, 99])
    assert (row.id, row.searchable, row.revision) == (1, is_searchable, revision_of(NOON))


async def test_a_row_has_the_columns_by_name(session: AsyncSession) -> None:
    await put(
        session,
        1,
        price=39_000,
        colours=["black", "white"],
        sizes=["M"],
        seasons=["summer"],
        fit="over",
        warmth=2,
        embedding=b"\1\2",
        picture_sha256="aa",
        group_id=7,
    )
    [[row]] = await searchable(session)
    assert row == SearchRow(
        id=1,
        searchable=True,
        revision=revision_of(NOON),
        shop_id=1,
        category="hoodie",
        gender="unisex",
        price=39_000,
        currency="KRW",
        colours=["black", "white"],
        pattern=None,
        fit="over",
        warmth=2,
        seasons=["summer"],
        sizes=["M"],
        embedding=b"\1\2",
        picture_sha256="aa",
        group_id=7,
    )


async def test_changes_since_a_revision_come_with_those_shortly_before(
    session: AsyncSession,
) -> None:
    second = timedelta(seconds=1)
    await put(session, 1, at=NOON - OVERLAP - second)
    await put(session, 2, at=NOON - OVERLAP + second)
    await put(session, 3, at=NOON + second, available=False)
    changed = await product_index.revisions_since(session, revision_of(NOON))
    assert changed == {
        2: revision_of(NOON - OVERLAP + second),
        3: revision_of(NOON + second),
    }
    assert set(await product_index.revisions_since(session, 0)) == {1, 2, 3}


async def test_more_products_than_a_statement_takes(session: AsyncSession) -> None:
    await put(session, 1)
    await put(session, 2)
    found = await product_index.rows_of(session, MODEL, [*range(1200, 2, -1), 2, 1])
    assert sorted(row.id for row in found) == [1, 2]


async def test_shops_of_one_name(session: AsyncSession) -> None:
    await put(session, 1, slug="mono-a")
    await put(session, 2, slug="mono-b")
    await put(session, 3, slug="duo")
    assert await product_index.shop_names(session) == {
        "mono": frozenset({1, 2}),
        "duo": frozenset({3}),
    }
