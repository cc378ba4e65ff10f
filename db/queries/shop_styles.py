"""Queries about the style of shops: totals of the styles of their products and lookbooks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import func, or_, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from config.style_words import style_of_word
from config.taxonomy import STYLES
from db.models import Product, Shop, ShopMood, Snap
from db.queries.product_index import latest_change
from db.session import Database, upsert

_OVERLAP: Final = timedelta(minutes=1)
"""A product written by a transaction that took this long is still seen as changed."""
_ROWS_AT_ONCE: Final = 1000


class ShopStyleTotals(NamedTuple):
    """How the styles add up over a shop; see `ShopMood`."""

    shop_id: int
    shop: str
    products: int
    snaps: int
    sums: list[float]
    squares: list[float]


async def refresh_shop_styles(database: Database) -> int:
    """Count the moods of the shops anew whose products or snaps have changed; return how many.

    Each shop is written in a transaction of its own, so that nobody waits for all of them.
    """
    async with database.session() as session:
        newest = await latest_change(session)
        changed = await _changed_shops(session)
    if newest is None:
        return 0
    for shop_id in changed:
        async with database.session() as session:
            await _refresh_shop(session, shop_id, newest)
    return len(changed)


async def shop_style_totals(session: AsyncSession) -> list[ShopStyleTotals]:
    """Return what `refresh_shop_styles` has counted, by shop."""
    rows = await session.execute(
        select(
            ShopMood.shop_id,
            Shop.name,
            ShopMood.products,
            ShopMood.snaps,
            ShopMood.sums,
            ShopMood.squares,
        )
        .join(Shop, Shop.id == ShopMood.shop_id)
        .order_by(Shop.name, Shop.id)
    )
    return [ShopStyleTotals(*row) for row in rows]


async def _changed_shops(session: AsyncSession) -> list[int]:
    until = await session.scalar(select(func.max(ShopMood.seen_until)))
    products, snaps = select(Product.shop_id), select(Snap.shop_id)
    if until is not None:
        since = until - _OVERLAP
        products = products.where(Product.updated_at >= since)
        snaps = snaps.where(or_(Snap.last_seen_at >= since, Snap.hidden_at >= since))
    rows = await session.scalars(select(union(products, snaps).subquery().c.shop_id))
    return sorted(rows.all())


async def _refresh_shop(session: AsyncSession, shop_id: int, seen_until: datetime) -> None:
    visible = select(Product.style).where(
        Product.shop_id == shop_id, Product.hidden_at.is_(None), Product.available.is_(True)
    )
    tally = _Totals()
    found = await session.stream_scalars(visible.execution_options(yield_per=_ROWS_AT_ONCE))
    async for style in found:
        tally.add(style)
    products = tally.count
    labels = await session.scalars(
        select(Snap.styles).where(Snap.shop_id == shop_id, Snap.hidden_at.is_(None))
    )
    for words in labels:
        tally.add(_style_of_labels(words))
    values: dict[str, Any] = {
        "products": products,
        "snaps": tally.count - products,
        "sums": [round(value, 4) for value in tally.sums],
        "squares": [round(value, 4) for value in tally.squares],
        "seen_until": seen_until,
    }
    statement = upsert(session, ShopMood).values(shop_id=shop_id, **values)
    await session.execute(statement.on_conflict_do_update(index_elements=["shop_id"], set_=values))


class _Totals:
    """Adds up styles, in the order of `STYLES`."""

    def __init__(self) -> None:
        self.count = 0
        self.sums = [0.0] * len(STYLES)
        self.squares = [0.0] * len(STYLES)

    def add(self, style: Mapping[str, float]) -> None:
        """Add one product's or snap's style; an empty one says nothing."""
        if not style:
            return
        self.count += 1
        for place, name in enumerate(STYLES):
            share = style.get(name, 0.0)
            self.sums[place] += share
            self.squares[place] += share * share


def _style_of_labels(labels: Collection[str]) -> dict[str, float]:
    """Return the style that a shop's own words for a look mean, equal parts of several."""
    styles = [style for label in labels if (style := style_of_word(str(label))) is not None]
    return {name: styles.count(name) / len(styles) for name in styles}
