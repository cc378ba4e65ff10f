"""Queries about shops and products."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from db.models import Product, Shop, utc_now
from db.session import upsert


async def upsert_shop(session: AsyncSession, *, slug: str, name: str, url: str, source: str) -> int:
    """Create or refresh a shop; return its id."""
    values = {"name": name, "url": url, "source": source}
    statement = upsert(session, Shop).values(slug=slug, created_at=utc_now(), **values)
    statement = statement.on_conflict_do_update(index_elements=["slug"], set_=values)
    return (await session.scalars(statement.returning(Shop.id))).one()


async def upsert_products(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Create or refresh products; each row is the columns of `Product`, all rows alike.

    A product that had been hidden is shown again.
    """
    if not rows:
        return
    now = utc_now()
    given = [{**row, "updated_at": now, "hidden_at": None} for row in rows]
    statement = upsert(session, Product).values([{**row, "created_at": now} for row in given])
    keys = ("shop_id", "external_id")
    changed = {name: statement.excluded[name] for name in given[0] if name not in keys}
    await session.execute(statement.on_conflict_do_update(index_elements=list(keys), set_=changed))


async def refresh_products(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Change columns of existing products, each row with its `id`; hidden ones are shown again."""
    if not rows:
        return
    now = utc_now()
    await session.execute(
        update(Product), [{**row, "updated_at": now, "hidden_at": None} for row in rows]
    )


async def hide_missing(session: AsyncSession, shop_id: int, present: Collection[str]) -> int:
    """Hide the shop's products that are not among `present`; return how many went."""
    rows = await session.execute(
        select(Product.id, Product.external_id).where(
            Product.shop_id == shop_id, Product.hidden_at.is_(None)
        )
    )
    kept = set(present)
    gone = [product_id for product_id, external_id in rows if external_id not in kept]
    now = utc_now()
    for start in range(0, len(gone), 500):
        await session.execute(
            update(Product)
            .where(Product.id.in_(gone[start : start + 500]))
            .values(hidden_at=now, updated_at=now)
        )
    return len(gone)


async def products_by_id(session: AsyncSession, ids: Collection[int]) -> dict[int, Product]:
    """Return products with their shops, by id; ids that do not exist are left out."""
    rows = await session.scalars(
        select(Product).where(Product.id.in_(list(ids))).options(joinedload(Product.shop))
    )
    return {product.id: product for product in rows}


async def shops(session: AsyncSession) -> Sequence[Shop]:
    """Return every shop, by name."""
    return (await session.scalars(select(Shop).order_by(Shop.name))).all()


async def shop_id(session: AsyncSession, slug: str) -> int | None:
    """Return a shop's id by its key."""
    return await session.scalar(select(Shop.id).where(Shop.slug == slug))


async def counts(session: AsyncSession) -> list[tuple[str, str, str, int, int]]:
    """Return `(source, shop, category, products, embedded)` of what is visible."""
    rows = await session.execute(
        select(
            Shop.source,
            Shop.name,
            Product.category,
            func.count(Product.id),
            func.count(Product.embedding),
        )
        .join(Product.shop)
        .where(Product.hidden_at.is_(None))
        .group_by(Shop.source, Shop.name, Product.category)
        .order_by(Shop.source, Shop.name, Product.category)
    )
    return list(rows.all())


# -- products to wear -------------------------------------------------------------------------


async def newest_products(
    session: AsyncSession,
    categories: Collection[str],
    genders: Collection[str],
    *,
    per_category: int,
    max_price: int | None = None,
) -> Sequence[Product]:
    """Return the newest products on sale of each category, without their shops.

    Args:
        session: the database.
        categories: of the products.
        genders: whom they may be for.
        per_category: at most so many of each category.
        max_price: what one may cost at most; None is any price.
    """
    place = func.row_number().over(partition_by=Product.category, order_by=Product.id.desc())
    ranked = select(Product.id, place.label("place")).where(
        Product.category.in_(categories),
        Product.gender.in_(genders),
        Product.hidden_at.is_(None),
        Product.available.is_(True),
        Product.embedding.is_not(None),
    )
    if max_price is not None:
        ranked = ranked.where(Product.price <= max_price)
    chosen = ranked.subquery()
    rows = await session.scalars(
        select(Product)
        .join(chosen, chosen.c.id == Product.id)
        .where(chosen.c.place <= per_category)
        .order_by(Product.id)
    )
    return rows.all()
