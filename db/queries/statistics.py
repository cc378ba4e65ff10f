"""Counts of the whole database, for whoever watches over it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import CatalogueRun, Product, SavedProduct, Shop, TipDelivery, utc_now

DAY: Final = timedelta(days=1)
LATE_AFTER: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Statistics:
    """What there is now.

    Attributes:
        products: visible ones, by source.
        unembedded: visible products without a vector of the present weights.
        last_success: when the last good run of each source ended.
        errors: of each source's last run, by `(source, kind)`.
        tips: due in the last day, by state.
        late_tips: of those sent, how many went out later than `LATE_AFTER`.
        saved_products: that people keep an eye on.
    """

    products: dict[str, int]
    unembedded: int
    last_success: dict[str, datetime]
    errors: dict[tuple[str, str], int]
    tips: dict[str, int]
    late_tips: int
    saved_products: int


async def collect_statistics(session: AsyncSession, model: str) -> Statistics:
    """Count; `model` is the name of the weights in use. Some seconds with a million products."""
    visible = Product.hidden_at.is_(None)
    products = await session.execute(
        select(Shop.source, func.count(Product.id))
        .join(Product.shop)
        .where(visible)
        .group_by(Shop.source)
    )
    stale = or_(Product.embedding.is_(None), Product.embedding_model != model)
    unembedded = await session.scalar(select(func.count(Product.id)).where(visible, stale))
    ended = await session.execute(
        select(CatalogueRun.source, func.max(CatalogueRun.finished_at))
        .where(CatalogueRun.state == "done")
        .group_by(CatalogueRun.source)
    )
    tips, late_tips = await _tips(session)
    saved = await session.scalar(select(func.count(SavedProduct.id)))
    return Statistics(
        products={row[0]: row[1] for row in products},
        unembedded=unembedded or 0,
        last_success={source: moment for source, moment in ended if moment is not None},
        errors=await _errors(session),
        tips=tips,
        late_tips=late_tips,
        saved_products=saved or 0,
    )


async def _errors(session: AsyncSession) -> dict[tuple[str, str], int]:
    """Return the errors of the last run of each source and shop, shops added up."""
    last = (
        select(func.max(CatalogueRun.id))
        .where(CatalogueRun.finished_at.is_not(None))
        .group_by(CatalogueRun.source, CatalogueRun.shop)
    )
    runs = await session.execute(
        select(CatalogueRun.source, CatalogueRun.errors).where(CatalogueRun.id.in_(last))
    )
    errors: Counter[tuple[str, str]] = Counter()
    for source, kinds in runs:
        for kind, count in kinds.items():
            if isinstance(count, int):
                errors[source, kind] += count
    return dict(errors)


async def _tips(session: AsyncSession) -> tuple[dict[str, int], int]:
    recent = TipDelivery.due_at >= utc_now() - DAY
    rows = await session.execute(
        select(TipDelivery.state, TipDelivery.due_at, TipDelivery.sent_at).where(recent)
    )
    states: Counter[str] = Counter()
    late = 0
    for state, due_at, sent_at in rows:
        states[state] += 1
        late += sent_at is not None and sent_at - due_at > LATE_AFTER
    return dict(states), late
