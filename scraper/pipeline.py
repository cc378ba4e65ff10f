"""Import the records of a source: fetch pictures, describe them, write products.

Two stages run concurrently: while one batch is described and written, the pictures of the next are
downloaded. Each batch is one transaction. Products missing from the source are hidden only at the
end, so an import that fails half way hides none.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Final

from config.errors import CoordiError
from config.settings import Settings
from db.models import utc_now
from db.queries import product_import, products
from db.session import Database
from engine.models.embedding_version import embedding_version
from scraper.describe_step import Describer, DescribeStep
from scraper.offer import Offer, ShopIdentity, SourceRecord, Withdrawn
from scraper.picture_step import PictureStep
from scraper.pictures import PictureStore
from scraper.registry import PictureGetter, SourceError
from scraper.report import ImportReport
from scraper.write_step import Batch, WriteStep

BATCH: Final = 48
_BATCHES_AHEAD: Final = 1
_FEW: Final = 20
"""This many products of a shop may be hidden at once, whatever their share."""


async def _ignore(_offers: Sequence[Offer]) -> None:
    """Ignore written offers."""


class ImportFailedError(CoordiError):
    """The import stopped; products already in the catalogue remain."""

    code = "import_failed"


class CatalogueImport:
    """The import of one source."""

    def __init__(
        self,
        *,
        database: Database,
        engine: Describer,
        getter: PictureGetter,
        settings: Settings,
        source: str,
        report: ImportReport,
        started_at: datetime | None = None,
        on_progress: Callable[[int], object] = lambda _count: None,
        on_written: Callable[[Sequence[Offer]], Awaitable[None]] = _ignore,
    ) -> None:
        """Store what the import uses.

        Args:
            database: the catalogue's database.
            engine: describes pictures.
            getter: downloads pictures.
            settings: folder of the pictures, limits and number of workers.
            source: name of the source, stored with its products.
            report: filled during the import.
            started_at: when reading of the source began, if before now: a resumed crawl must not
                hide the products of its first part.
            on_progress: called with the number of offers processed since the last call.
            on_written: called with offers after they were committed or rejected.
        """
        self._database = database
        self._settings = settings
        self._source = source
        self._report = report
        self._on_progress = on_progress
        self._on_written = on_written
        self._started_at = started_at or utc_now()
        self._embedding_model = embedding_version(settings.engine.models_dir)
        self._shop_ids: dict[str, int] = {}
        self._getter = getter
        self._engine = engine

    async def run(self, records: AsyncIterator[SourceRecord]) -> ImportReport:
        """Import all records of a source, then hide its missing products.

        Raises:
            SourceError: the source failed or has no usable product; nothing was hidden.
            ImportFailedError: pictures cannot be written.
        """
        workers = self._settings.engine.workers
        store = PictureStore(self._settings.pictures_dir, self._settings.engine)
        with ThreadPoolExecutor(workers, thread_name_prefix="import") as pool:
            pictures = PictureStep(
                getter=self._getter,
                store=store,
                settings=self._settings,
                report=self._report,
                pool=pool,
            )
            describe_step = DescribeStep(
                engine=self._engine,
                embedding_model=self._embedding_model,
                store=store,
                pool=pool,
                workers=workers,
            )
            writer = WriteStep(
                database=self._database,
                describe_step=describe_step,
                embedding_model=self._embedding_model,
                source=self._source,
                started_at=self._started_at,
                report=self._report,
            )
            try:
                await self._flow(records, pictures, writer)
            except OSError as error:
                raise ImportFailedError(f"cannot write a picture: {error}") from error
        if self._report.unchanged:
            return self._report
        if not self._report.offers and not self._report.partial:
            raise SourceError("there is no usable product in it", code="feed_empty")
        if not self._report.partial:
            await self._hide_missing()
        return self._report

    async def _flow(
        self, records: AsyncIterator[SourceRecord], pictures: PictureStep, writer: WriteStep
    ) -> None:
        """Run both stages until the source ends; records read before a failure are written."""
        ready: asyncio.Queue[Batch | None] = asyncio.Queue(_BATCHES_AHEAD)

        async def prepare() -> None:
            try:
                async for batch in self._batches(records, pictures):
                    await ready.put(batch)
            finally:
                await ready.put(None)

        preparing = asyncio.create_task(prepare())
        try:
            while (batch := await ready.get()) is not None:
                await writer.write(batch)
                await self._on_written(batch.offers)
                self._on_progress(len(batch.offers))
        finally:
            preparing.cancel()
            failed = (await asyncio.gather(preparing, return_exceptions=True))[0]
        if isinstance(failed, BaseException) and not isinstance(failed, asyncio.CancelledError):
            raise failed

    async def _batches(
        self, records: AsyncIterator[SourceRecord], pictures: PictureStep
    ) -> AsyncIterator[Batch]:
        waiting: list[Offer] = []
        async for record in records:
            if isinstance(record, Withdrawn):
                await self._withdraw(record)
                continue
            self._report.offers += 1
            waiting.append(record)
            if len(waiting) == BATCH:
                async for batch in self._prepared(waiting, pictures):
                    yield batch
                waiting = []
        async for batch in self._prepared(waiting, pictures):
            yield batch

    async def _withdraw(self, product: Withdrawn) -> None:
        shop_id = await self._shop_id(product.shop)
        async with self._database.session() as session:
            self._report.hidden += await product_import.hide_products(
                session, shop_id, [product.external_id]
            )

    async def _prepared(
        self, offers: Sequence[Offer], pictures: PictureStep
    ) -> AsyncIterator[Batch]:
        by_shop: dict[ShopIdentity, dict[str, Offer]] = {}
        for offer in offers:
            same_shop = by_shop.setdefault(offer.shop, {})
            if offer.external_id in same_shop:
                self._report.reject(offer.line, "duplicate_id", offer.external_id)
            same_shop[offer.external_id] = offer  # the later line is the newer one
        for shop, unique in by_shop.items():
            shop_id = await self._shop_id(shop)
            async with self._database.session() as session:
                known = await product_import.known_products(session, shop_id, unique)
            pictured = await pictures.fetch_all(list(unique.values()), known)
            yield Batch(shop_id, [o for o in offers if o.shop == shop], known, pictured)

    async def _shop_id(self, shop: ShopIdentity) -> int:
        if shop.slug not in self._shop_ids:
            async with self._database.session() as session:
                self._shop_ids[shop.slug] = await products.upsert_shop(
                    session, slug=shop.slug, name=shop.name, url=shop.url, source=self._source
                )
        return self._shop_ids[shop.slug]

    async def _hide_missing(self) -> None:
        """Hide products missing from the source, unless suspiciously many are."""
        most = self._settings.catalogue.max_hidden_share
        for slug, shop_id in self._shop_ids.items():
            scope = (shop_id, self._source, self._started_at)
            async with self._database.session() as session:
                missing, visible = await product_import.count_missing(session, *scope)
                if missing > max(_FEW, most * visible):
                    self._report.reject(0, "too_many_gone", f"{slug}: {missing} of {visible}")
                else:
                    self._report.hidden += await product_import.hide_missing(session, *scope)
