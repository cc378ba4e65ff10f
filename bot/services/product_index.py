"""Keeps the index of the catalogue's products fresh while searches go on.

A search gets the newest index there is. When the catalogue has changed, the next index is made
beside it and takes its place in one step. A large index lives on disk, where it is opened by memory
map at the start and only what has changed since is read from the database; it is built again from
the database when its files are damaged, or when the weights that made its vectors have changed.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from config.currency import in_won
from db.models import unpack_vector
from db.queries import product_index
from db.queries.product_index import SearchRow
from db.session import Database
from engine.search.index.columns import Columns, IndexItem
from engine.search.index.segment import Segment
from engine.search.index.store import (
    DamagedIndexError,
    IndexBusyError,
    IndexStore,
    Provenance,
    StoredIndex,
)
from engine.search.product_index import ProductIndex

KEPT_ON_DISK_FROM: Final = 20_000
"""Fewer products are read from the database as fast as from an index."""

PATIENCE_S: Final = 1.0
"""A search waits so long for news of the catalogue, then it answers from what it has."""

_MAX_SEGMENTS: Final = 6
_MAX_WASTE: Final = 1.3
_MAX_NEWS: Final = 0.5
_SEASONS_OF_WARMTH: Final = {
    1: ("summer",),
    2: ("spring", "summer", "autumn"),
    3: ("spring", "autumn", "winter"),
    4: ("winter",),
}

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _News:
    """What changed in the catalogue since an index was made."""

    changed: list[IndexItem]
    gone: list[int]


class IndexKeeper:
    """The present index, and how it stays present.

    Args:
        database: where the products are.
        folder: where a large index is kept.
        model: name of the weights that make the vectors of questions.
    """

    def __init__(self, database: Database, folder: Path, model: str) -> None:
        self._database = database
        self._store = IndexStore(folder)
        self._model = model
        self._index = ProductIndex()
        self._revision: int | None = None
        self._changing = asyncio.Lock()
        self._refreshing: asyncio.Task[Exception | None] | None = None
        self._checking: asyncio.Task[None] | None = None

    @property
    def products(self) -> int:
        """How many products can be found."""
        return len(self._index)

    async def current(self) -> ProductIndex:
        """Return the index of the present catalogue.

        While news is being worked in for longer than `PATIENCE_S`, or cannot be, that is the one
        before it.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: the catalogue cannot be read.
        """
        async with self._database.session() as session:
            revision = await product_index.latest_revision(session)
        if revision == self._revision:
            return self._index
        if self._refreshing is None or self._refreshing.done():
            self._refreshing = asyncio.create_task(self._refresh())
        refreshing = self._refreshing
        await asyncio.wait([refreshing], timeout=PATIENCE_S if len(self._index) else None)
        error = refreshing.result() if refreshing.done() else None
        if error is not None and not len(self._index):
            raise error  # there is nothing to answer from
        return self._index

    async def close(self) -> None:
        """Stop what goes on beside the searches."""
        for task in (self._refreshing, self._checking):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task

    async def _refresh(self, *, anew: bool = False) -> Exception | None:
        """Put an index of the present catalogue into place; log and return why that fails."""
        try:
            async with self._changing:
                await self._bring_up_to_date(anew=anew)
        except Exception as error:
            _log.exception("the index of the catalogue stays as it was")
            return error
        return None

    async def _bring_up_to_date(self, *, anew: bool) -> None:
        async with self._database.session() as session:
            revision = await product_index.latest_revision(session)
        if self._revision is None:
            await self._open()
        news = None if anew else await self._news()
        if news is None:
            self._index = await self._built()
        elif news.changed or news.gone:
            updated = await asyncio.to_thread(self._index.updated, news.changed, news.gone)
            self._index = await self._compacted(updated) if _is_untidy(updated) else updated
        else:
            self._revision = revision
            return
        self._index = await asyncio.to_thread(self._published, self._index, revision)
        self._revision = revision

    async def _open(self) -> None:
        """Begin with the index on disk, if it can be used."""
        stored = await asyncio.to_thread(self._stored)
        if stored is None:
            return
        self._index = ProductIndex(segments=stored.segments)
        self._revision = stored.provenance.revision
        self._checking = asyncio.create_task(self._check())

    def _stored(self) -> StoredIndex | None:
        try:
            stored = self._store.open()
        except DamagedIndexError as error:
            _log.warning("building the index again: %s", error)
            return None
        if stored is not None and stored.provenance.model != self._model:
            _log.info("building the index again: other weights make the vectors now")
            return None
        return stored

    async def _check(self) -> None:
        """Read every byte of the index once, beside the searches; build it again if need be."""
        try:
            await asyncio.to_thread(self._store.open, whole=True)
        except DamagedIndexError as error:
            _log.warning("building the index again: %s", error)
            await self._refresh(anew=True)

    async def _news(self) -> _News | None:
        """Return what changed, None when so much did that building anew is less work."""
        if not len(self._index) or self._revision is None:
            return None
        async with self._database.session() as session:
            dated = await product_index.revisions_since(session, self._revision)
            known = await asyncio.to_thread(self._index.revisions, dated)
            other = [i for i, revision in dated.items() if known.get(i) != revision]
            if len(other) > max(KEPT_ON_DISK_FROM, _MAX_NEWS * len(self._index)):
                return None
            rows = await product_index.rows_of(session, self._model, other)
        changed = await asyncio.to_thread(index_items, [row for row in rows if row.searchable])
        gone = [row.id for row in rows if not row.searchable and row.id in known]
        return _News(changed, gone)

    async def _built(self) -> ProductIndex:
        """Return an index of all products in the database."""
        first: list[IndexItem] = []
        async with self._database.session() as session:
            batches = product_index.search_rows(session, self._model)
            async for rows in batches:
                first += await asyncio.to_thread(index_items, rows)
                if len(first) >= KEPT_ON_DISK_FROM:
                    break
            else:
                return await asyncio.to_thread(ProductIndex, first)
            try:
                with self._store.writing() as writer, writer.building() as builder:
                    await asyncio.to_thread(builder.add, Columns.of(first))
                    async for rows in batches:
                        items = await asyncio.to_thread(index_items, rows)
                        await asyncio.to_thread(builder.add, Columns.of(items))
                    segment = await asyncio.to_thread(builder.finish)
            except (IndexBusyError, OSError) as error:
                _log.warning("keeping the index in memory: %s", error)
                first = []  # the rest has gone by, so all of them are read once more
                async for rows in product_index.search_rows(session, self._model):
                    first += await asyncio.to_thread(index_items, rows)
                return await asyncio.to_thread(ProductIndex, first)
        return ProductIndex(segments=[segment])

    async def _compacted(self, index: ProductIndex) -> ProductIndex:
        """Return the same products in one segment on disk, or as they are when that fails."""

        def compact() -> Segment:
            with self._store.writing() as writer, writer.building() as builder:
                for chunk in index.chunks():
                    builder.add(chunk)
                return builder.finish()

        try:
            return ProductIndex(segments=[await asyncio.to_thread(compact)])
        except (IndexBusyError, OSError) as error:
            _log.warning("leaving the index in several pieces: %s", error)
            return index

    def _published(self, index: ProductIndex, revision: int) -> ProductIndex:
        """Put a large index into force on disk; one that cannot be written is used all the same."""
        if len(index) < KEPT_ON_DISK_FROM:
            return index
        try:
            with self._store.writing() as writer:
                segments = writer.publish(index.segments, Provenance(self._model, revision))
        except (IndexBusyError, OSError) as error:
            _log.warning("the index on disk stays as it was: %s", error)
            return index
        return ProductIndex(segments=segments)


def _is_untidy(index: ProductIndex) -> bool:
    """Return whether an index has so many pieces or dead rows that searches feel it."""
    if len(index) < KEPT_ON_DISK_FROM:
        return False
    return len(index.segments) > _MAX_SEGMENTS or index.rows > _MAX_WASTE * len(index)


def index_items(rows: Sequence[SearchRow]) -> list[IndexItem]:
    """Return searchable rows of the database as the index takes them."""
    return [
        IndexItem(
            id=row.id,
            shop_id=row.shop_id,
            category=row.category,
            gender=row.gender,
            price=in_won(row.price, row.currency),
            colours=tuple(row.colours),
            pattern=row.pattern,
            fit=row.fit,
            embedding=unpack_vector(row.embedding or b""),
            picture_sha256=row.picture_sha256,
            group_id=row.group_id,
            seasons=tuple(row.seasons) or _SEASONS_OF_WARMTH.get(row.warmth or 0, ()),
            sizes=tuple(row.sizes),
            revision=row.revision,
        )
        for row in rows
    ]
