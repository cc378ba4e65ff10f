"""Queries about snaps: outfits that shops show, and the products worn in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Product, Snap, SnapItem, utc_now
from db.session import upsert


async def save_snap(
    session: AsyncSession, shop_id: int, url: str, columns: Mapping[str, Any], worn: Sequence[str]
) -> int:
    """Create or change a snap and what is worn in it; return its id."""
    values = {**columns, "last_seen_at": utc_now(), "hidden_at": None}
    statement = upsert(session, Snap).values(
        shop_id=shop_id, url=url, created_at=utc_now(), **values
    )
    statement = statement.on_conflict_do_update(index_elements=["shop_id", "url"], set_=values)
    snap_id = (await session.scalars(statement.returning(Snap.id))).one()
    known = set(await session.scalars(select(SnapItem.url).where(SnapItem.snap_id == snap_id)))
    gone = known - set(worn)
    if gone:
        await session.execute(
            delete(SnapItem).where(SnapItem.snap_id == snap_id, SnapItem.url.in_(gone))
        )
    session.add_all(SnapItem(snap_id=snap_id, url=link) for link in worn if link not in known)
    await session.flush()
    return snap_id


async def link_products(session: AsyncSession, shop_id: int) -> None:
    """Connect what is worn in a shop's snaps with the products of the same address."""
    product = (
        select(Product.id)
        .where(Product.shop_id == shop_id, Product.url == SnapItem.url)
        .order_by(Product.id)
        .limit(1)
        .scalar_subquery()
    )
    of_shop = select(Snap.id).where(Snap.shop_id == shop_id)
    await session.execute(
        update(SnapItem)
        .where(SnapItem.snap_id.in_(of_shop))
        .values(product_id=product)
        .execution_options(synchronize_session=False)
    )


async def hide_missing(session: AsyncSession, shop_id: int, since: datetime) -> None:
    """Hide a shop's snaps that have not been seen since."""
    await session.execute(
        update(Snap)
        .where(Snap.shop_id == shop_id, Snap.last_seen_at < since, Snap.hidden_at.is_(None))
        .values(hidden_at=utc_now())
    )


async def touch_snap(session: AsyncSession, shop_id: int, url: str) -> bool:
    """Note that a snap is still shown as it is; return whether it is known."""
    found = await session.scalars(
        update(Snap)
        .where(Snap.shop_id == shop_id, Snap.url == url)
        .values(last_seen_at=utc_now(), hidden_at=None)
        .returning(Snap.id)
    )
    return found.one_or_none() is not None
