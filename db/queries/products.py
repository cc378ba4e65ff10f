"""Queries about shops and products."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
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
