"""Queries about what products cost over time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import PricePoint


async def prices_at(
    session: AsyncSession, product_ids: Collection[int], moment: datetime
) -> dict[int, tuple[int, str]]:
    """Return price and currency of products at a moment; of those that were sold then."""
    newest = (
        select(func.max(PricePoint.id))
        .where(PricePoint.product_id.in_(list(product_ids)), PricePoint.seen_at <= moment)
        .group_by(PricePoint.product_id)
    )
    rows = await session.execute(
        select(PricePoint.product_id, PricePoint.price, PricePoint.currency).where(
            PricePoint.id.in_(newest)
        )
    )
    return {product_id: (price, currency) for product_id, price, currency in rows}


async def history(session: AsyncSession, product_id: int) -> Sequence[PricePoint]:
    """Return a product's prices, oldest first."""
    rows = await session.scalars(
        select(PricePoint).where(PricePoint.product_id == product_id).order_by(PricePoint.id)
    )
    return rows.all()
