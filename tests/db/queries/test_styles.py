from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import update

from config.settings import load_settings
from config.taxonomy import STYLES
from db.models import Product, Snap, pack_vector, utc_now
from db.queries import people, product_import, shop_styles, styles
from db.queries import products as product_queries
from db.session import Database

MINJI, JUNHO = 7_000_000_001, 7_000_000_002
VECTOR = pack_vector(np.ones(4))


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with await Database.open(load_settings({}, data_dir=tmp_path)) as opened:
        async with opened.session() as session:
            await people.touch_user(session, MINJI)
            await people.touch_user(session, JUNHO)
        yield opened


async def add_shop(database: Database, name: str) -> int:
    async with database.session() as session:
        return await product_queries.upsert_shop(
            session, slug=name, name=name, url="https://s.example/", source="t"
        )


async def add_product(
    database: Database, shop_id: int, key: str, style: Mapping[str, float], **values: Any
) -> int:
    async with database.session() as session:
        product = Product(
            shop_id=shop_id,
            external_id=key,
            title=key,
            url="https://s.example/p",
            price=1000,
            category="hoodie",
            embedding=VECTOR,
            style=dict(style),
            **values,
        )
        session.add(product)
        await session.flush()
        return product.id


async def test_following_twice_is_following_once(database: Database) -> None:
    shop = await add_shop(database, "거리상점")
    other = await add_shop(database, "가게")
    async with database.session() as session:
        assert await styles.follow(session, MINJI, shop)
        assert not await styles.follow(session, MINJI, shop)
        assert await styles.follow(session, MINJI, other)
        assert [s.name for s in await styles.followed_shops(session, MINJI)] == ["가게", "거리상점"]
        assert not await styles.followed_shops(session, JUNHO)
        assert await styles.unfollow(session, MINJI, shop)
        assert not await styles.unfollow(session, MINJI, shop)
        assert [s.name for s in await styles.followed_shops(session, MINJI)] == ["가게"]


async def test_a_look_is_kept_once_and_can_be_forgotten(database: Database) -> None:
    seen_at = utc_now()
    async with database.session() as session:
        assert await styles.own_style(session, MINJI) is None
        assert await styles.keep_look(session, MINJI, seen_at, {"street": 0.8, "casual": 0.2})
        assert not await styles.keep_look(session, MINJI, seen_at, {"street": 1.0})
        earlier = seen_at - timedelta(days=3)
        assert await styles.keep_look(session, MINJI, earlier, {"street": 0.4, "modern": 0.6})
        looks = await styles.kept_looks(session, MINJI)
        assert [look.seen_at for look in looks] == [earlier, seen_at]
        own = await styles.own_style(session, MINJI)
        assert own is not None
        assert own["street"] == pytest.approx(0.6)
        assert sum(own.values()) == pytest.approx(1)
        assert await styles.is_kept(session, MINJI, seen_at)
        assert not await styles.is_kept(session, JUNHO, seen_at)
        assert await styles.forget_look(session, MINJI, seen_at)
        assert not await styles.forget_look(session, MINJI, seen_at)


async def test_news_are_of_followed_shops_and_of_ones_own_style(database: Database) -> None:
    shop, other = await add_shop(database, "a"), await add_shop(database, "b")
    since = utc_now()
    old = await add_product(database, shop, "old", {"street": 1.0})
    async with database.session() as session:
        await session.execute(
            update(Product).where(Product.id == old).values(created_at=since - timedelta(days=1))
        )
    street = await add_product(database, shop, "street", {"street": 1.0}, group_id=5)
    modern = await add_product(database, shop, "modern", {"modern": 1.0})
    await add_product(database, shop, "street in red", {"street": 0.9}, group_id=5)
    await add_product(database, shop, "sold out", {"street": 1.0}, available=False)
    await add_product(database, shop, "gone", {"street": 1.0}, hidden_at=since)
    await add_product(database, other, "elsewhere", {"street": 1.0})
    async with database.session() as session:
        await styles.follow(session, MINJI, shop)
        newest_first = await styles.new_arrivals(session, MINJI, since)
        assert [p.title for p in newest_first] == ["street in red", "modern"]
        await styles.keep_look(session, MINJI, since, {"modern": 0.7, "street": 0.3})
        ids = [p.id for p in await styles.new_arrivals(session, MINJI, since)]
        assert ids[0] == modern
        assert len(ids) == 2
        assert len(await styles.new_arrivals(session, MINJI, since, limit=1)) == 1
        assert await styles.new_arrivals(session, JUNHO, since) == []
        assert (await styles.new_arrivals(session, MINJI, since))[0].shop.name == "a"
        assert street not in ids


async def counted(database: Database) -> dict[str, shop_styles.ShopStyleTotals]:
    async with database.session() as session:
        return {count.shop: count for count in await shop_styles.shop_style_totals(session)}


async def test_moods_add_up_products_and_snaps(database: Database) -> None:
    shop = await add_shop(database, "a")
    await add_product(database, shop, "1", {"street": 0.5, "casual": 0.5})
    await add_product(database, shop, "2", {"street": 1.0})
    await add_product(database, shop, "untold", {})
    await add_product(database, shop, "gone", {"retro": 1.0}, hidden_at=utc_now())
    async with database.session() as session:
        labelled = {"one": ["스트릿", "레트로"], "two": ["???"], "three": []}
        for url, labels in labelled.items():
            session.add(Snap(shop_id=shop, url=url, styles=labels))
    assert await shop_styles.refresh_shop_styles(database) == 1
    mood = (await counted(database))["a"]
    assert (mood.products, mood.snaps) == (2, 1)
    sums = dict(zip(STYLES, mood.sums, strict=True))
    assert sums["street"] == pytest.approx(2.0)
    assert sums["retro"] == pytest.approx(0.5)
    assert mood.squares[STYLES.index("street")] == pytest.approx(0.25 + 1 + 0.25)


async def test_only_shops_that_changed_are_counted_again(database: Database) -> None:
    assert await shop_styles.refresh_shop_styles(database) == 0
    shops = [await add_shop(database, name) for name in "abc"]
    products = [await add_product(database, shop, "1", {"street": 1.0}) for shop in shops]
    async with database.session() as session:
        for hours, product in zip((3, 1, 2), products, strict=True):
            then = utc_now() - timedelta(hours=hours)
            await session.execute(
                update(Product).where(Product.id == product).values(updated_at=then)
            )
    assert await shop_styles.refresh_shop_styles(database) == 3
    async with database.session() as session:
        await product_import.change_products(
            session, [{"id": products[1], "style": {"retro": 1.0}}]
        )
    assert await shop_styles.refresh_shop_styles(database) == 1
    moods = await counted(database)
    retro = STYLES.index("retro")
    assert [moods[name].sums[retro] for name in "abc"] == [0, 1, 0]
    async with database.session() as session:
        assert await product_import.hide_products(session, shops[2], ["1"]) == 1
    assert await shop_styles.refresh_shop_styles(database) >= 1
    assert (await counted(database))["c"].products == 0
