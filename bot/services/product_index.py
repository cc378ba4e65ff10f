"""Keeps the product index in sync with the catalogue while searches go on.

A search gets the newest index. When the catalogue has changed, the next index is built beside it
and replaces it atomically. A large index is kept on disk: at start it is memory-mapped, and only
what has changed since is read from the database. It is rebuilt when its files are damaged, or when
the weights that made its vectors have changed.
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

ON_DISK_FROM: Final = 20_000
"""Fewer products are read from the database as fast as from a stored index."""

MAX_WAIT_S: Final = 1.0
"""How long a search waits for a sync; then it answers from the index it has."""

_MAX_SEGMENTS: Final = 6
_MAX_ROWS_PER_PRODUCT: Final = 1.3
_MAX_CHANGED_SHARE: Final = 0.5
_SEASONS_OF_WARMTH: Final = {
    1: ("summer",),
    2: ("spring", "summer", "autumn"),
    3: ("spring", "autumn", "winter"),
    4: ("winter",),
}

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CatalogueChanges:
    """Products changed and removed since an index was built."""

    changed: list[IndexItem]
    removed: list[int]


class LiveProductIndex:
    """The current index, synced with the catalogue when it is asked for.

    Args:
        database: where the products are.
        folder: of a large index.
        model: version of the weights that make query vectors.
    """

    def __init__(self, database: Database, folder: Path, model: str) -> None:
        self._database = database
        self._store = IndexStore(folder)
        self._model = model
        self._index = ProductIndex()
        self._revision: int | None = None
        self._sync_lock = asyncio.Lock()
        self._refreshing: asyncio.Task[Exception | None] | None = None
        self._verifying: asyncio.Task[None] | None = None

    @property
    def products(self) -> int:
        """Number of products in the index."""
        return len(self._index)

    async def current(self) -> ProductIndex:
        """Return the index of the current catalogue.

        While a sync takes longer than `MAX_WAIT_S`, or fails, that is the previous one.

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
        await asyncio.wait([refreshing], timeout=MAX_WAIT_S if len(self._index) else None)
        error = refreshing.result() if refreshing.done() else None
        if error is not None and not len(self._index):
            raise error  # there is no previous index
        return self._index

    async def close(self) -> None:
        """Cancel the background tasks."""
        for task in (self._refreshing, self._verifying):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task

    async def _refresh(self, *, rebuild: bool = False) -> Exception | None:
        """Sync the index; log and return the error when that fails."""
        try:
            async with self._sync_lock:
                await self._sync(rebuild=rebuild)
        except Exception as error:
            _log.exception("the index of the catalogue stays as it was")
            return error
        return None

    async def _sync(self, *, rebuild: bool) -> None:
        async with self._database.session() as session:
            revision = await product_index.latest_revision(session)
        if self._revision is None:
            await self._open()
        changes = None if rebuild else await self._load_changes()
        if changes is None:
            self._index = await self._build()
        elif changes.changed or changes.removed:
            updated = await asyncio.to_thread(self._index.updated, changes.changed, changes.removed)
            self._index = await self._compact(updated) if _needs_compaction(updated) else updated
        else:
            self._revision = revision
            return
        self._index = await asyncio.to_thread(self._publish, self._index, revision)
        self._revision = revision

    async def _open(self) -> None:
        """Open the index on disk, if it can be used."""
        stored = await asyncio.to_thread(self._open_stored)
        if stored is None:
            return
        self._index = ProductIndex(segments=stored.segments)
        self._revision = stored.provenance.revision
        self._verifying = asyncio.create_task(self._verify())

    def _open_stored(self) -> StoredIndex | None:
        try:
            stored = self._store.open()
        except DamagedIndexError as error:
            _log.warning("building the index again: %s", error)
            return None
        if stored is not None and stored.provenance.model != self._model:
            _log.info("building the index again: other weights make the vectors now")
            return None
        return stored

    async def _verify(self) -> None:
        """Verify every byte of the index once, in the background; rebuild it if it is damaged."""
        try:
            await asyncio.to_thread(self._store.open, verify_vectors=True)
        except DamagedIndexError as error:
            _log.warning("building the index again: %s", error)
            await self._refresh(rebuild=True)

    async def _load_changes(self) -> CatalogueChanges | None:
        """Return the changes; None when there are so many that a rebuild is less work."""
        if not len(self._index) or self._revision is None:
            return None
        async with self._database.session() as session:
            dated = await product_index.revisions_since(session, self._revision)
            known = await asyncio.to_thread(self._index.revisions, dated)
            stale = [i for i, revision in dated.items() if known.get(i) != revision]
            if len(stale) > max(ON_DISK_FROM, _MAX_CHANGED_SHARE * len(self._index)):
                return None
            rows = await product_index.rows_of(session, self._model, stale)
        changed = await asyncio.to_thread(index_items, [row for row in rows if row.searchable])
        removed = [row.id for row in rows if not row.searchable and row.id in known]
        return CatalogueChanges(changed, removed)

    async def _build(self) -> ProductIndex:
        """Build an index of all products in the database."""
        first: list[IndexItem] = []
        async with self._database.session() as session:
            batches = product_index.search_rows(session, self._model)
            async for rows in batches:
                first += await asyncio.to_thread(index_items, rows)
                if len(first) >= ON_DISK_FROM:
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
                first = []  # the batches are used up, so all are read once more
                async for rows in product_index.search_rows(session, self._model):
                    first += await asyncio.to_thread(index_items, rows)
                return await asyncio.to_thread(ProductIndex, first)
        return ProductIndex(segments=[segment])

    async def _compact(self, index: ProductIndex) -> ProductIndex:
        """Merge the segments into one on disk; return the index as it is when that fails."""

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

    def _publish(self, index: ProductIndex, revision: int) -> ProductIndex:
        """Publish a large index on disk; one that cannot be written is used from memory."""
        if len(index) < ON_DISK_FROM:
            return index
        try:
            with self._store.writing() as writer:
                segments = writer.publish(index.segments, Provenance(self._model, revision))
        except (IndexBusyError, OSError) as error:
            _log.warning("the index on disk stays as it was: %s", error)
            return index
        return ProductIndex(segments=segments)


def _needs_compaction(index: ProductIndex) -> bool:
    """Return whether segments or deleted rows are so many that searches slow down."""
    if len(index) < ON_DISK_FROM:
        return False
    return len(index.segments) > _MAX_SEGMENTS or index.rows > _MAX_ROWS_PER_PRODUCT * len(index)


def index_items(rows: Sequence[SearchRow]) -> list[IndexItem]:
    """Convert searchable rows of the database to items of the index."""
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
