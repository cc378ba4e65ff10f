"""Queries about a person's style: followed shops, their new arrivals, and kept looks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from config.taxonomy import STYLES
from db.models import FollowedShop, KeptLook, Product, Shop, utc_now
from db.session import upsert

RECENT_LOOKS: Final = 30
"""A person's own style is that of so many looks they kept last."""

_NEWS_LOOKED_AT: Final = 200


# -- followed shops ---------------------------------------------------------------------------


async def follow(session: AsyncSession, user_id: int, shop_id: int) -> bool:
    """Let a person follow a shop; return whether they did not before."""
    statement = upsert(session, FollowedShop).values(
        user_id=user_id, shop_id=shop_id, created_at=utc_now()
    )
    result = await session.execute(statement.on_conflict_do_nothing())
    assert isinstance(result, CursorResult)
    return result.rowcount > 0


async def unfollow(session: AsyncSession, user_id: int, shop_id: int) -> bool:
    """Let a person follow a shop no longer; return whether they did before."""
    result = await session.execute(
        delete(FollowedShop).where(FollowedShop.user_id == user_id, FollowedShop.shop_id == shop_id)
    )
    assert isinstance(result, CursorResult)
    return result.rowcount > 0


async def followed_shops(session: AsyncSession, user_id: int) -> Sequence[Shop]:
    """Return the shops a person follows, by name."""
    rows = await session.scalars(
        select(Shop)
        .join(FollowedShop, FollowedShop.shop_id == Shop.id)
        .where(FollowedShop.user_id == user_id)
        .order_by(Shop.name, Shop.id)
    )
    return rows.all()


async def new_arrivals(
    session: AsyncSession, user_id: int, since: datetime, *, limit: int = 6
) -> list[Product]:
    """Return what the shops that a person follows have new, in the person's own style.

    Args:
        session: the database.
        user_id: the person.
        since: products that came to the catalogue at this moment or later.
        limit: how many at most.

    Returns:
        Products with their shop, nearest to the person's style first; the newest first for
        somebody who has kept no look. None that is hidden, sold out or a second colour of another.
    """
    rows = await session.scalars(
        select(Product)
        .join(FollowedShop, FollowedShop.shop_id == Product.shop_id)
        .where(
            FollowedShop.user_id == user_id,
            Product.created_at >= since,
            Product.hidden_at.is_(None),
            Product.available.is_(True),
            Product.embedding.is_not(None),
        )
        .order_by(Product.created_at.desc(), Product.id.desc())
        .limit(_NEWS_LOOKED_AT)
        .options(joinedload(Product.shop))
    )
    products = _first_of_groups(rows)
    if not products:
        return []
    own = await own_style(session, user_id)
    if own is not None:
        products.sort(key=lambda product: -_likeness(own, product.style))
    return products[:limit]


def _first_of_groups(products: Iterable[Product]) -> list[Product]:
    """Return products without further colours of the same product."""
    seen: set[int] = set()
    kept = []
    for product in products:
        if product.group_id is not None:
            if product.group_id in seen:
                continue
            seen.add(product.group_id)
        kept.append(product)
    return kept


def _likeness(own: Mapping[str, float], style: Mapping[str, float]) -> float:
    return sum(share * style.get(name, 0.0) for name, share in own.items())


# -- kept looks -------------------------------------------------------------------------------


async def keep_look(
    session: AsyncSession, user_id: int, seen_at: datetime, style: Mapping[str, float]
) -> bool:
    """Keep the style of a look; return whether it was not kept before.

    Args:
        session: the database.
        user_id: who keeps it.
        seen_at: when its photo was answered.
        style: probability of each style.
    """
    statement = upsert(session, KeptLook).values(
        user_id=user_id, seen_at=seen_at, style=dict(style), created_at=utc_now()
    )
    result = await session.execute(statement.on_conflict_do_nothing())
    assert isinstance(result, CursorResult)
    return result.rowcount > 0


async def forget_look(session: AsyncSession, user_id: int, seen_at: datetime) -> bool:
    """Forget a kept look; return whether it was kept."""
    result = await session.execute(
        delete(KeptLook).where(KeptLook.user_id == user_id, KeptLook.seen_at == seen_at)
    )
    assert isinstance(result, CursorResult)
    return result.rowcount > 0


async def is_kept(session: AsyncSession, user_id: int, seen_at: datetime) -> bool:
    """Return whether a person has kept a look."""
    found = await session.scalar(
        select(KeptLook.id).where(KeptLook.user_id == user_id, KeptLook.seen_at == seen_at)
    )
    return found is not None


async def kept_looks(session: AsyncSession, user_id: int) -> Sequence[KeptLook]:
    """Return the looks a person has kept, oldest first."""
    rows = await session.scalars(
        select(KeptLook).where(KeptLook.user_id == user_id).order_by(KeptLook.seen_at)
    )
    return rows.all()


async def own_style(session: AsyncSession, user_id: int) -> dict[str, float] | None:
    """Return the mean style of the looks a person kept last; None when there are none."""
    rows = await session.scalars(
        select(KeptLook.style)
        .where(KeptLook.user_id == user_id)
        .order_by(KeptLook.seen_at.desc())
        .limit(RECENT_LOOKS)
    )
    looks = rows.all()
    if not looks:
        return None
    return {name: sum(look.get(name, 0.0) for look in looks) / len(looks) for name in STYLES}
