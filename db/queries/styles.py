"""Queries about style: followed shops and their news, kept looks, moods of shops."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import CursorResult, delete, func, or_, select, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from config.style_words import style_of_word
from config.taxonomy import STYLES
from db.models import FollowedShop, KeptLook, Product, Shop, ShopMood, Snap, utc_now
from db.queries.product_index import latest_change
from db.session import Database, upsert

RECENT_LOOKS: Final = 30
"""A person's own style is that of so many looks they kept last."""

_NEWS_LOOKED_AT: Final = 200
_OVERLAP: Final = timedelta(minutes=1)
"""A product written by a transaction that took this long is still seen as changed."""
_ROWS_AT_ONCE: Final = 1000


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


# -- moods of shops ---------------------------------------------------------------------------


class MoodCount(NamedTuple):
    """How the styles add up over a shop; see `ShopMood`."""

    shop_id: int
    shop: str
    products: int
    snaps: int
    sums: list[float]
    squares: list[float]


async def refresh_moods(database: Database) -> int:
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
            await _count_mood(session, shop_id, newest)
    return len(changed)


async def mood_counts(session: AsyncSession) -> list[MoodCount]:
    """Return what `refresh_moods` has counted, by shop."""
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
    return [MoodCount(*row) for row in rows]


async def _changed_shops(session: AsyncSession) -> list[int]:
    until = await session.scalar(select(func.max(ShopMood.seen_until)))
    products, snaps = select(Product.shop_id), select(Snap.shop_id)
    if until is not None:
        since = until - _OVERLAP
        products = products.where(Product.updated_at >= since)
        snaps = snaps.where(or_(Snap.last_seen_at >= since, Snap.hidden_at >= since))
    rows = await session.scalars(select(union(products, snaps).subquery().c.shop_id))
    return sorted(rows.all())


async def _count_mood(session: AsyncSession, shop_id: int, seen_until: datetime) -> None:
    visible = select(Product.style).where(
        Product.shop_id == shop_id, Product.hidden_at.is_(None), Product.available.is_(True)
    )
    tally = _Tally()
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


class _Tally:
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
