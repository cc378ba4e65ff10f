"""Queries about saved products, and which of them have become cheaper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import CursorResult, Select, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from db.models import (
    MutedPriceAlerts,
    PricePoint,
    Product,
    SavedProduct,
    TipSubscription,
    User,
    utc_now,
)
from db.session import upsert

MAX_SAVED: Final = 200
"""So many products a person can keep an eye on."""

MIN_DROP: Final = 0.03
"""A smaller change of price is not worth a message."""

Saved = tuple[SavedProduct, Product]


@dataclass(frozen=True, slots=True)
class PriceDrop:
    """A saved product that costs less than it did; its texts come from strangers.

    Attributes:
        was: the most it has cost since, but no more than when it was saved.
        told_at: when the person was told of a lower price before.
    """

    saved_id: int
    user_id: int
    product_id: int
    title: str
    shop: str
    url: str
    was: int
    price: int
    currency: str
    language: str | None
    told_at: datetime | None

    @property
    def share(self) -> float:
        """How much less it costs, 0 to 1."""
        return 1 - self.price / self.was


async def save(session: AsyncSession, user_id: int, product: Product, language: str) -> bool:
    """Save a product for a person; return False when they have saved `MAX_SAVED` already."""
    count = select(func.count(SavedProduct.id)).where(SavedProduct.user_id == user_id)
    if (await session.scalar(count) or 0) >= MAX_SAVED:
        return False
    statement = upsert(session, SavedProduct).values(
        user_id=user_id,
        product_id=product.id,
        price=product.price,
        currency=product.currency,
        language=language,
        saved_at=utc_now(),
    )
    await session.execute(statement.on_conflict_do_nothing())
    return True


async def remove(session: AsyncSession, user_id: int, product_id: int) -> bool:
    """Forget that a person saved a product; return whether they had."""
    result = await session.execute(
        delete(SavedProduct).where(
            SavedProduct.user_id == user_id, SavedProduct.product_id == product_id
        )
    )
    assert isinstance(result, CursorResult)
    return result.rowcount > 0


async def saved_page(
    session: AsyncSession, user_id: int, *, page: int, size: int
) -> tuple[Sequence[Saved], int]:
    """Return a page (from 0) of what a person saved, newest first, and how many it all is.

    Products that are gone from their shop are among them.
    """
    mine = SavedProduct.user_id == user_id
    total = await session.scalar(select(func.count(SavedProduct.id)).where(mine)) or 0
    rows = await session.execute(
        _pairs().where(mine).order_by(SavedProduct.id.desc()).offset(page * size).limit(size)
    )
    return [(saved, product) for saved, product in rows], total


async def price_drops(session: AsyncSession, user_id: int, since: datetime) -> list[PriceDrop]:
    """Return a person's saved products that have become cheaper since a moment, most so first.

    What is sold out or gone is left out.
    """
    rows = await session.execute(_cheaper().where(SavedProduct.user_id == user_id))
    found = [await _drop(session, saved, product, since) for saved, product in rows.all()]
    return _largest_first(found)


async def unreported_drops(
    session: AsyncSession, *, limit: int = 2000
) -> dict[int, list[PriceDrop]]:
    """Return the drops that nobody was told of yet, by person, most so first.

    Left out are those who do not want to know and those who blocked the bot.
    """
    news = (
        select(PricePoint.id)
        .where(
            PricePoint.product_id == SavedProduct.product_id,
            PricePoint.seen_at > SavedProduct.told_at,
        )
        .exists()
    )
    muted = select(MutedPriceAlerts.user_id)
    rows = await session.execute(
        _cheaper()
        .join(User, User.id == SavedProduct.user_id)
        .where(
            or_(SavedProduct.told_at.is_(None), news),
            User.blocked_at.is_(None),
            SavedProduct.user_id.not_in(muted),
        )
        .order_by(SavedProduct.user_id)
        .limit(limit)
    )
    drops: dict[int, list[PriceDrop | None]] = {}
    for saved, product in rows.all():
        drop = await _drop(session, saved, product, saved.told_at or saved.saved_at)
        drops.setdefault(saved.user_id, []).append(drop)
    return {user: found for user, every in drops.items() if (found := _largest_first(every))}


async def set_reported(
    session: AsyncSession, drops: Sequence[PriceDrop], at: datetime | None
) -> None:
    """Note when a person was told of drops; None puts back what was noted before."""
    for drop in drops:
        await session.execute(
            update(SavedProduct)
            .where(SavedProduct.id == drop.saved_id)
            .values(told_at=drop.told_at if at is None else at)
        )


async def is_muted(session: AsyncSession, user_id: int) -> bool:
    """Return whether a person does not want to be told of lower prices."""
    return await session.get(MutedPriceAlerts, user_id) is not None


async def set_muted(session: AsyncSession, user_id: int, *, muted: bool) -> None:
    """Note whether a person wants to be told of lower prices."""
    if muted:
        statement = upsert(session, MutedPriceAlerts).values(user_id=user_id, muted_at=utc_now())
        await session.execute(statement.on_conflict_do_nothing())
    else:
        await session.execute(delete(MutedPriceAlerts).where(MutedPriceAlerts.user_id == user_id))


async def zone_of(session: AsyncSession, user_id: int) -> str | None:
    """Return the time zone of a person's own daily tip, None when there is none."""
    return await session.scalar(
        select(TipSubscription.zone).where(
            TipSubscription.user_id == user_id, TipSubscription.chat_id == user_id
        )
    )


def _pairs() -> Select[SavedProduct, Product]:
    return (
        select(SavedProduct, Product)
        .join(Product, Product.id == SavedProduct.product_id)
        .options(joinedload(Product.shop))
    )


def _cheaper() -> Select[SavedProduct, Product]:
    """Select what can be had for less than it cost when it was saved."""
    return _pairs().where(
        Product.hidden_at.is_(None),
        Product.available.is_(True),
        Product.currency == SavedProduct.currency,
        Product.price <= SavedProduct.price * (1 - MIN_DROP),
    )


async def _drop(
    session: AsyncSession, saved: SavedProduct, product: Product, since: datetime
) -> PriceDrop | None:
    since = max(since, saved.saved_at)
    of_product = (PricePoint.product_id == product.id, PricePoint.currency == saved.currency)
    before = await session.scalar(
        select(PricePoint.price)
        .where(*of_product, PricePoint.seen_at <= since)
        .order_by(PricePoint.seen_at.desc())
        .limit(1)
    )
    after = await session.scalar(
        select(func.max(PricePoint.price)).where(*of_product, PricePoint.seen_at > since)
    )
    known = [price for price in (before, after) if price is not None]
    if since == saved.saved_at:
        known.append(saved.price)
    was = min(saved.price, max(known, default=product.price))
    if product.price > was * (1 - MIN_DROP):
        return None
    return PriceDrop(
        saved_id=saved.id,
        user_id=saved.user_id,
        product_id=product.id,
        title=product.title,
        shop=product.shop.name,
        url=product.url,
        was=was,
        price=product.price,
        currency=product.currency,
        language=saved.language,
        told_at=saved.told_at,
    )


def _largest_first(drops: Sequence[PriceDrop | None]) -> list[PriceDrop]:
    return sorted((drop for drop in drops if drop is not None), key=lambda drop: -drop.share)
