"""What a search index asks of the catalogue: its latest change, its products, what changed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Product, Shop

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)

OVERLAP: Final = timedelta(minutes=1)
"""A change may be written so much later than the time that it bears."""


class SearchRow(NamedTuple):
    """What a search index needs of a product; `embedding` as `db.models.pack_vector` wrote it.

    Attributes:
        searchable: visible, to be had, and embedded by the weights that were asked for.
        revision: `revision_of` its last change.
    """

    id: int
    searchable: bool
    revision: int
    shop_id: int
    category: str
    gender: str
    price: int
    currency: str
    colours: list[str]
    pattern: str | None
    fit: str | None
    warmth: int | None
    seasons: list[str]
    sizes: list[str]
    embedding: bytes | None
    picture_sha256: str | None
    group_id: int | None


_COLUMNS: Final = tuple(getattr(Product, name) for name in SearchRow._fields[3:])


def revision_of(moment: datetime) -> int:
    """Return a moment as microseconds since 1970."""
    return (moment - _EPOCH) // _MICROSECOND


async def latest_change(session: AsyncSession) -> datetime | None:
    """Return when a product changed last, None for an empty catalogue; one look into an index."""
    return await session.scalar(select(func.max(Product.updated_at)))


async def latest_revision(session: AsyncSession) -> int:
    """Return the revision of the catalogue, 0 of an empty one; as cheap as `latest_change`."""
    latest = await latest_change(session)
    return 0 if latest is None else revision_of(latest)


async def search_rows(
    session: AsyncSession, model: str, *, batch: int = 2000
) -> AsyncIterator[list[SearchRow]]:
    """Yield every searchable product, oldest first, in batches.

    Args:
        session: where the products are.
        model: name of the weights whose vectors are wanted; those of unknown weights come, too.
        batch: how many at a time; between batches the event loop is free.
    """
    last = 0
    while True:
        rows = await _rows(
            session,
            model,
            select(Product.id)
            .where(Product.id > last, _is_searchable(model))
            .order_by(Product.id)
            .limit(batch),
        )
        if not rows:
            return
        yield rows
        last = rows[-1].id


async def revisions_since(session: AsyncSession, revision: int) -> dict[int, int]:
    """Return `id -> revision` of all products that changed at a revision or later.

    Those that changed a little earlier are among them, see `OVERLAP`.
    """
    since = _EPOCH + revision * _MICROSECOND - OVERLAP
    rows = await session.execute(
        select(Product.id, Product.updated_at).where(Product.updated_at >= since)
    )
    return {product_id: revision_of(updated_at) for product_id, updated_at in rows}


async def rows_of(session: AsyncSession, model: str, ids: Sequence[int]) -> list[SearchRow]:
    """Return some products, searchable or not, in batches that the database takes."""
    found: list[SearchRow] = []
    for start in range(0, len(ids), 500):
        wanted = select(Product.id).where(Product.id.in_(ids[start : start + 500]))
        found += await _rows(session, model, wanted)
    return found


async def shop_names(session: AsyncSession) -> dict[str, frozenset[int]]:
    """Return the ids of the shops of each name."""
    names: dict[str, set[int]] = {}
    for shop_id, name in await session.execute(select(Shop.id, Shop.name)):
        names.setdefault(name, set()).add(shop_id)
    return {name: frozenset(ids) for name, ids in names.items()}


async def _rows(session: AsyncSession, model: str, ids: Select[Any]) -> list[SearchRow]:
    searchable = _is_searchable(model).label("searchable")
    rows = await session.execute(
        select(Product.id, searchable, Product.updated_at, *_COLUMNS)
        .where(Product.id.in_(ids.scalar_subquery()))
        .order_by(Product.id)
    )
    return [
        SearchRow(product_id, bool(fits), revision_of(updated_at), *rest)
        for product_id, fits, updated_at, *rest in rows
    ]


def _is_searchable(model: str) -> ColumnElement[bool]:
    return and_(
        Product.hidden_at.is_(None),
        Product.available.is_(True),
        Product.embedding.is_not(None),
        func.coalesce(Product.embedding_model, model) == model,
    )
