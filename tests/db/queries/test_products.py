from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from config.settings import Settings, load_settings
from db.models import Product
from db.queries import product_import
from db.queries import products as product_queries
from db.session import Database


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({}, data_dir=tmp_path / "not yet there")


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    async with await Database.open(settings) as opened:
        yield opened


def row(shop_id: int, external_id: str, **changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "shop_id": shop_id,
        "external_id": external_id,
        "title": "오버핏 후드",
        "url": "https://shop.example/1",
        "price": 39_000,
        "category": "hoodie",
        "picture_sha256": "aa",
        "embedding": b"\0\0",
    }
    return values | changes


async def shop(database: Database, slug: str = "mono") -> int:
    async with database.session() as session:
        return await product_queries.upsert_shop(
            session, slug=slug, name=slug.title(), url="https://shop.example", source="sample"
        )


async def shown(session: AsyncSession) -> Sequence[Product]:
    """Return the products that are not hidden."""
    visible = select(Product).where(Product.hidden_at.is_(None)).order_by(Product.id)
    return (await session.scalars(visible)).all()


async def test_importing_again_changes_rows_instead_of_adding_them(database: Database) -> None:
    shop_id = await shop(database)
    assert await shop(database) == shop_id
    for price in (39_000, 29_000):
        async with database.session() as session:
            await product_import.write_products(session, [row(shop_id, "1", price=price)])
    async with database.session() as session:
        products = await shown(session)
        assert [(p.external_id, p.price) for p in products] == [("1", 29_000)]


async def test_gone_products_are_hidden_and_come_back(database: Database) -> None:
    shop_id = await shop(database)
    rows = [row(shop_id, str(n)) for n in range(3)]
    async with database.session() as session:
        await product_import.write_products(session, rows)
        assert await product_import.hide_products(session, shop_id, ["1"]) == 1
    async with database.session() as session:
        assert [p.external_id for p in await shown(session)] == ["0", "2"]
        await product_import.write_products(session, rows)
    async with database.session() as session:
        assert len(await shown(session)) == 3


async def test_products_by_id_and_counts(database: Database) -> None:
    shop_id = await shop(database)
    async with database.session() as session:
        await product_import.write_products(
            session,
            [
                row(shop_id, "1"),
                row(shop_id, "2", embedding=None),
            ],
        )
        await product_import.write_products(session, [row(shop_id, "3", available=False)])
    async with database.session() as session:
        first = (await shown(session))[0]
        by_id = await product_queries.products_by_id(session, [first.id, 999])
        assert by_id[first.id].shop.name == "Mono"
        assert await product_queries.counts(session) == [("sample", "Mono", "hoodie", 3, 2)]


async def test_a_failed_block_leaves_nothing_behind(database: Database) -> None:
    shop_id = await shop(database)

    async def fail() -> None:
        async with database.session() as session:
            await product_import.write_products(session, [row(shop_id, "1")])
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        await fail()
    async with database.session() as session:
        assert await shown(session) == []
