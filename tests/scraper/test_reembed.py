"""Another model looks at the pictures in the store, and no shop is asked for anything."""

from __future__ import annotations

from sqlalchemy import update

from db.models import Product
from db.queries import product_import
from engine.models.embedding_version import embedding_version
from scraper.reembed import reembed_products
from scraper.verify import problems
from tests.scraper.conftest import Market


async def test_products_of_another_model_are_looked_at_again(market: Market):
    await market.read("google_merchant", url=f"{market.url}feed.xml")
    before = await market.visible()
    model = embedding_version(market.settings.engine.models_dir)
    async with market.database.session() as session:
        await session.execute(update(Product).values(embedding_model="old", seen={}))
        assert await product_import.count_outdated(session, model) == 24
    assert await problems(market.database, market.settings) == {"outdated_embedding": 24}
    lost, *_ = before.values()
    (market.settings.pictures_dir / (lost.picture or "")).unlink()
    market.shop.asked.clear()
    market.engine.seen = 0

    assert await reembed_products(market.database, market.engine, market.settings) == 23
    assert not market.shop.asked
    assert market.engine.seen >= 23
    after = await market.visible()
    told = {name: (row.category, row.colours) for name, row in before.items()}
    assert {n: (r.category, r.colours) for n, r in after.items()} == told
    found = await problems(market.database, market.settings)
    assert found == {"outdated_embedding": 1, "picture_missing": 1}

    # The next import mends the one whose picture was lost.
    market.shop.prices = {1: 5}
    await market.read("google_merchant", url=f"{market.url}feed.xml")
    assert not await problems(market.database, market.settings)
