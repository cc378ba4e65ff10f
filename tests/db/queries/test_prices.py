"""What products cost at a moment."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import update

from config.settings import load_settings
from db.models import PricePoint, utc_now
from db.queries import prices, product_import, products
from db.session import Database


async def test_the_price_of_a_week_ago_is_the_last_one_before(tmp_path: Path) -> None:
    now = utc_now()
    async with await Database.open(load_settings({}, data_dir=tmp_path)) as database:
        async with database.session() as session:
            shop = await products.upsert_shop(session, slug="s", name="S", url="u", source="x")
            row = {"shop_id": shop, "external_id": "1", "title": "셔츠", "url": "u"}
            row |= {"category": "shirt"}
            for days, price in ((20, 50_000), (8, 44_000), (3, 40_000), (2, 40_000), (0, 39_000)):
                (product_id,) = await product_import.write_products(
                    session, [row | {"price": price}]
                )
                newest = (await prices.history(session, product_id))[-1]
                if newest.price == price and newest.seen_at >= now:
                    await session.execute(
                        update(PricePoint)
                        .where(PricePoint.id == newest.id)
                        .values(seen_at=now - timedelta(days=days))
                    )
        async with database.session() as session:
            told = [point.price for point in await prices.history(session, product_id)]
            assert told == [50_000, 44_000, 40_000, 39_000]  # the same price twice is one
            for days, price in ((7, 44_000), (8.5, 50_000), (0, 39_000)):
                at = await prices.prices_at(session, [product_id], now - timedelta(days=days))
                assert at == {product_id: (price, "KRW")}
            assert await prices.prices_at(session, [product_id], now - timedelta(days=30)) == {}
