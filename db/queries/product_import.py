"""What an import asks of the catalogue's products, and how it writes them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, func, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import PricePoint, Product, utc_now
from db.session import upsert

_AT_ONCE: Final = 500
_KEYS: Final = ("shop_id", "external_id")
_KNOWN: Final = [column for column in Product.__table__.columns if column.name != "embedding"]


async def known_products(
    session: AsyncSession, shop_id: int, external_ids: Collection[str]
) -> dict[str, dict[str, Any]]:
    """Return all columns but the embedding of a shop's products, by external id."""
    rows = await session.execute(
        select(*_KNOWN).where(
            Product.shop_id == shop_id, Product.external_id.in_(list(external_ids))
        )
    )
    return {row["external_id"]: dict(row) for row in rows.mappings()}


async def pictured_products(
    session: AsyncSession, hashes: Collection[str], embedding_model: str
) -> dict[str, dict[str, Any]]:
    """Return what the present model has seen in pictures, by their SHA-256."""
    rows = await session.execute(
        select(Product.picture_sha256, Product.seen, Product.embedding).where(
            Product.picture_sha256.in_(list(hashes)),
            Product.embedding_model == embedding_model,
        )
    )
    return {row["picture_sha256"]: dict(row) for row in rows.mappings()}


async def write_products(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Create or change products; return their ids.

    All rows have the same columns. Hidden products are shown again, and a price that is not the
    last one goes into the history.
    """
    if not rows:
        return []
    now = utc_now()
    given = [{**row, "updated_at": now, "last_seen_at": now, "hidden_at": None} for row in rows]
    statement = upsert(session, Product)
    changed = {name: statement.excluded[name] for name in given[0] if name not in _KEYS}
    statement = statement.on_conflict_do_update(index_elements=list(_KEYS), set_=changed)
    # Row after row through one prepared statement: one of many rows is compiled anew each time.
    connection = await session.connection()
    await connection.execute(statement, [{**row, "created_at": now} for row in given])
    prices = await _prices_of(session, given)
    await _note_prices(session, prices, now)
    return list(prices)


async def change_products(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Change columns of products, each row with its `id`; all rows have the same columns."""
    if rows:
        now = utc_now()
        await session.execute(update(Product), [{**row, "updated_at": now} for row in rows])


async def _prices_of(
    session: AsyncSession, rows: Sequence[Mapping[str, Any]]
) -> dict[int, tuple[int, str]]:
    """Return price and currency of written products, by id."""
    found = await session.execute(
        select(Product.id, Product.price, Product.currency).where(
            tuple_(Product.shop_id, Product.external_id).in_(
                [(row["shop_id"], row["external_id"]) for row in rows]
            )
        )
    )
    return {row.id: (row.price, row.currency) for row in found}


async def _note_prices(
    session: AsyncSession, prices: Mapping[int, tuple[int, str]], now: datetime
) -> None:
    last = select(func.max(PricePoint.id)).where(PricePoint.product_id.in_(prices))
    rows = await session.execute(
        select(PricePoint.product_id, PricePoint.price, PricePoint.currency).where(
            PricePoint.id.in_(last.group_by(PricePoint.product_id))
        )
    )
    known = {product_id: (price, currency) for product_id, price, currency in rows}
    session.add_all(
        PricePoint(product_id=product_id, price=price, currency=currency, seen_at=now)
        for product_id, (price, currency) in prices.items()
        if known.get(product_id) != (price, currency)
    )
    await session.flush()


async def touch_products(session: AsyncSession, ids: Sequence[int]) -> None:
    """Note that products are still sold as they are; this is no change of the catalogue."""
    if ids:
        await session.execute(
            update(Product)
            .where(Product.id.in_(ids))
            .values(last_seen_at=utc_now(), updated_at=Product.updated_at)
        )


async def touch_named(session: AsyncSession, shop_id: int, external_ids: Collection[str]) -> None:
    """Note that products are to stay though nobody could tell whether they are still sold."""
    if external_ids:
        await session.execute(
            update(Product)
            .where(Product.shop_id == shop_id, Product.external_id.in_(list(external_ids)))
            .values(last_seen_at=utc_now(), updated_at=Product.updated_at)
        )


async def record_checks(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Note what the servers of pictures said of products that are still sold as they are.

    Each row has `id` and, as this is no change of the catalogue, the `updated_at` that it had.
    """
    if rows:
        now = utc_now()
        await session.execute(update(Product), [{**row, "last_seen_at": now} for row in rows])


async def touch_source(session: AsyncSession, shop_id: int, source: str) -> None:
    """Note that all that a source sells of a shop is still sold as it is."""
    await session.execute(
        update(Product)
        .where(
            Product.shop_id == shop_id,
            Product.source == source,
            Product.hidden_at.is_(None),
        )
        .values(last_seen_at=utc_now(), updated_at=Product.updated_at)
    )


def _missing(shop_id: int, source: str, since: datetime) -> Select[int]:
    return select(Product.id).where(
        Product.shop_id == shop_id,
        Product.source == source,
        Product.hidden_at.is_(None),
        or_(Product.last_seen_at.is_(None), Product.last_seen_at < since),
    )


async def count_missing(
    session: AsyncSession, shop_id: int, source: str, since: datetime
) -> tuple[int, int]:
    """Return how many of a shop's visible products a source has not told of since, and of all."""
    missing = select(func.count()).select_from(_missing(shop_id, source, since).subquery())
    visible = select(func.count(Product.id)).where(
        Product.shop_id == shop_id, Product.source == source, Product.hidden_at.is_(None)
    )
    return await session.scalar(missing) or 0, await session.scalar(visible) or 0


async def hide_missing(session: AsyncSession, shop_id: int, source: str, since: datetime) -> int:
    """Hide a shop's products that a source has not told of since; return how many went."""
    ids = (await session.scalars(_missing(shop_id, source, since))).all()
    await _hide(session, ids)
    return len(ids)


async def hide_products(session: AsyncSession, shop_id: int, external_ids: Collection[str]) -> int:
    """Hide products that a source says are gone; return how many were there."""
    found = await session.scalars(
        select(Product.id).where(
            Product.shop_id == shop_id,
            Product.external_id.in_(list(external_ids)),
            Product.hidden_at.is_(None),
        )
    )
    ids = found.all()
    await _hide(session, ids)
    return len(ids)


async def _hide(session: AsyncSession, ids: Sequence[int]) -> None:
    now = utc_now()
    for start in range(0, len(ids), _AT_ONCE):
        await session.execute(
            update(Product)
            .where(Product.id.in_(ids[start : start + _AT_ONCE]))
            .values(hidden_at=now, updated_at=now)
        )


async def outdated_products(
    session: AsyncSession, embedding_model: str, *, after: int, limit: int
) -> list[dict[str, Any]]:
    """Return products with a picture that the present model has not seen, by id after `after`."""
    rows = await session.execute(
        select(*_KNOWN)
        .where(
            Product.id > after,
            Product.picture.is_not(None),
            or_(
                Product.embedding_model.is_(None),
                Product.embedding_model != embedding_model,
                Product.embedding.is_(None),
            ),
        )
        .order_by(Product.id)
        .limit(limit)
    )
    return [dict(row) for row in rows.mappings()]


async def count_outdated(session: AsyncSession, embedding_model: str) -> int:
    """Return how many visible products the present model has not seen."""
    found = await session.scalar(
        select(func.count(Product.id)).where(
            Product.hidden_at.is_(None),
            or_(Product.embedding_model.is_(None), Product.embedding_model != embedding_model),
        )
    )
    return found or 0
