from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from config.settings import load_settings
from db.models import PricePoint, Product, SavedProduct, Shop, utc_now
from db.queries import people, saved_products
from db.session import Database

DAY = timedelta(days=1)
SAVED = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
async def session(tmp_path: Path) -> AsyncIterator[AsyncSession]:
    settings = load_settings({}, _env_file=None, data_dir=tmp_path)
    async with await Database.open(settings) as database, database.session() as session:
        session.add(Shop(id=1, slug="s", name="거리상점", url="https://s.example/", source="t"))
        session.add(
            Product(
                id=1,
                shop_id=1,
                external_id="1",
                title="hoodie",
                url="https://s.example/1",
                price=50_000,
                category="hoodie",
            )
        )
        await people.touch_user(session, 7)
        yield session


async def costs(session: AsyncSession, price: int, at: datetime) -> Product:
    product = await session.get(Product, 1)
    assert product is not None
    product.price = price
    session.add(PricePoint(product_id=1, price=price, currency="KRW", seen_at=at))
    await session.flush()
    return product


async def saved(session: AsyncSession, price: int = 50_000) -> SavedProduct:
    product = await costs(session, price, SAVED - DAY)
    assert await saved_products.save(session, 7, product, "ko")
    (rows, _) = await saved_products.saved_page(session, 7, page=0, size=5)
    rows[0][0].saved_at = SAVED
    await session.flush()
    return rows[0][0]


async def untold(session: AsyncSession) -> list[tuple[int, int]]:
    drops = await saved_products.unreported_drops(session)
    return [(drop.was, drop.price) for drop in drops.get(7, [])]


async def test_a_drop_is_told_once_and_a_further_one_again(session: AsyncSession) -> None:
    row = await saved(session)
    assert await untold(session) == []
    await costs(session, 40_000, SAVED + DAY)
    assert await untold(session) == [(50_000, 40_000)]
    row.told_at = SAVED + 2 * DAY
    await session.flush()
    assert await untold(session) == []
    await costs(session, 35_000, SAVED + 3 * DAY)
    assert await untold(session) == [(40_000, 35_000)]


async def test_the_same_sale_after_a_rise_is_a_new_drop(session: AsyncSession) -> None:
    row = await saved(session)
    await costs(session, 40_000, SAVED + DAY)
    row.told_at = SAVED + 2 * DAY
    await costs(session, 50_000, SAVED + 3 * DAY)
    assert await untold(session) == []
    await costs(session, 40_000, SAVED + 4 * DAY)
    assert await untold(session) == [(50_000, 40_000)]


async def test_what_costs_more_than_when_it_was_saved_is_no_drop(session: AsyncSession) -> None:
    await saved(session)
    await costs(session, 60_000, SAVED + DAY)
    await costs(session, 55_000, SAVED + 2 * DAY)
    assert await untold(session) == []
    await costs(session, 49_500, SAVED + 3 * DAY)
    assert await untold(session) == []  # one percent


async def test_sold_out_gone_muted_and_blocked_are_left_out(session: AsyncSession) -> None:
    await saved(session)
    product = await costs(session, 30_000, SAVED + DAY)
    assert await untold(session)
    product.available = False
    await session.flush()
    assert await untold(session) == []
    product.available, product.hidden_at = True, utc_now()
    await session.flush()
    assert await untold(session) == []
    product.hidden_at = None
    await saved_products.set_muted(session, 7, muted=True)
    await session.flush()
    assert await untold(session) == []
    await saved_products.set_muted(session, 7, muted=False)
    assert await untold(session)
    await people.mark_blocked(session, 7)
    assert await untold(session) == []


async def test_drops_since_yesterday(session: AsyncSession) -> None:
    await saved(session)
    await costs(session, 40_000, SAVED + DAY)
    assert [d.was for d in await saved_products.price_drops(session, 7, SAVED)] == [50_000]
    assert await saved_products.price_drops(session, 7, SAVED + 2 * DAY) == []
    await costs(session, 30_000, SAVED + 3 * DAY)
    (drop,) = await saved_products.price_drops(session, 7, SAVED + 2 * DAY)
    assert (drop.was, drop.price, drop.share) == (40_000, 30_000, pytest.approx(0.25))
    assert await saved_products.price_drops(session, 8, SAVED) == []


async def test_another_currency_is_not_compared(session: AsyncSession) -> None:
    await saved(session)
    product = await costs(session, 30, SAVED + DAY)
    product.currency = "USD"
    await session.flush()
    assert await untold(session) == []


async def test_saving_twice_is_once_and_removing_forgets(session: AsyncSession) -> None:
    await saved(session)
    product = await session.get(Product, 1)
    assert product is not None
    assert await saved_products.save(session, 7, product, "ko")
    assert (await saved_products.saved_page(session, 7, page=0, size=5))[1] == 1
    assert await saved_products.remove(session, 7, 1)
    assert not await saved_products.remove(session, 7, 1)
