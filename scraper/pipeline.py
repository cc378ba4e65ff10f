"""From offers to catalogue: get the picture, look at it, write the product.

Batches are written one transaction each, and what is gone from the source is hidden only at the
very end, so an import that fails half way leaves every product that was there.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, Protocol

from PIL import Image

from config.errors import CoordiError
from config.settings import Settings
from db import catalogue
from db.models import pack_vector
from db.session import Database
from engine.models.product_style import ProductStyle, product_facts
from engine.schemas import Analysis, Garment, PhotoError
from scraper.download import DownloadError
from scraper.normalise import ProductFacts, facts_of
from scraper.offer import Offer, PictureBytes, PictureFile, ShopIdentity
from scraper.pictures import PictureStore, content_hash
from scraper.report import ImportReport
from scraper.sources.registry import SourceError

BATCH: Final = 48
_DOWNLOADS_AT_ONCE: Final = 16


class ImportFailedError(CoordiError):
    """An import that had to stop; what was there before is still there."""

    code = "import_failed"


class Describer(Protocol):
    """What the import needs of the engine."""

    def describe(self, pictures: Sequence[Image.Image]) -> list[Analysis]:
        """Say what the one garment of each picture is."""
        ...


class PictureGetter(Protocol):
    """What the import needs of the network."""

    async def get(self, url: str) -> bytes:
        """Return what is at an address, or raise `DownloadError`."""
        ...


@dataclass(frozen=True, slots=True)
class _Pictured:
    """An offer with its picture's bytes."""

    offer: Offer
    data: bytes
    sha256: str


class CatalogueImport:
    """One import of one source."""

    def __init__(
        self,
        *,
        database: Database,
        engine: Describer,
        getter: PictureGetter,
        settings: Settings,
        source: str,
        report: ImportReport,
        on_progress: Callable[[int], object] = lambda _count: None,
    ) -> None:
        """Prepare an import.

        Args:
            database: where products go.
            engine: looks at pictures.
            getter: downloads pictures.
            settings: folder of the pictures, limits and number of workers.
            source: name of the source, noted with its shops.
            report: filled as it goes.
            on_progress: called with how many offers were dealt with since the last call.
        """
        self._database = database
        self._engine = engine
        self._getter = getter
        self._limits = settings.engine
        self._store = PictureStore(settings.pictures_dir, settings.engine)
        self._source = source
        self._report = report
        self._on_progress = on_progress
        self._product_style = ProductStyle.load()
        self._shop_ids: dict[str, int] = {}
        self._present: defaultdict[int, set[str]] = defaultdict(set)

    async def run(self, offers: AsyncIterator[Offer]) -> ImportReport:
        """Import all offers, then hide what is gone.

        Raises:
            SourceError: the source failed; nothing was hidden.
            ImportFailedError: pictures cannot be written, or there was no usable offer at all.
        """
        with ThreadPoolExecutor(self._limits.workers, thread_name_prefix="import") as pool:
            batch: list[Offer] = []
            try:
                async for offer in offers:
                    self._report.offers += 1
                    batch.append(offer)
                    if len(batch) == BATCH:
                        await self._import_batch(batch, pool)
                        batch = []
                await self._import_batch(batch, pool)
            except OSError as error:
                raise ImportFailedError(f"cannot write a picture: {error}") from error
        if not self._report.offers:
            raise SourceError("there is no usable product in it", code="feed_empty")
        await self._hide_missing()
        return self._report

    async def _import_batch(self, offers: Sequence[Offer], pool: ThreadPoolExecutor) -> None:
        by_shop: dict[ShopIdentity, dict[str, Offer]] = {}
        for offer in offers:
            same_shop = by_shop.setdefault(offer.shop, {})
            if offer.external_id in same_shop:
                self._report.reject(offer.line, "duplicate_id", offer.external_id)
            same_shop[offer.external_id] = offer  # the later line is the newer one
        for shop, unique in by_shop.items():
            await self._import_products(shop, list(unique.values()), pool)
        self._on_progress(len(offers))

    async def _import_products(
        self, shop: ShopIdentity, offers: Sequence[Offer], pool: ThreadPoolExecutor
    ) -> None:
        shop_id = await self._shop_id(shop)
        ids = [offer.external_id for offer in offers]
        # A picture that fails today is no reason to hide what was shown yesterday.
        self._present[shop_id].update(ids)
        pictured = await self._with_pictures(offers, pool)
        async with self._database.session() as session:
            known = await catalogue.embedded_products(session, shop_id, ids)
        same: list[dict[str, Any]] = []
        new: list[_Pictured] = []
        for item in pictured:
            old = known.get(item.offer.external_id)
            if old and (old.picture_sha256, old.title) == (item.sha256, item.offer.title):
                facts = product_facts(old.category, old.pattern, old.fit, old.colours)
                style = self._style_of(item.offer, facts)
                same.append({"id": old.id, **_told(item.offer), "style": style})
            else:
                new.append(item)
        rows = await self._looked_at(new, pool)
        async with self._database.session() as session:
            await catalogue.refresh_products(session, same)
            await catalogue.upsert_products(session, [{"shop_id": shop_id, **row} for row in rows])
        self._report.imported += len(same) + len(rows)
        self._report.embedded += len(rows)

    async def _shop_id(self, shop: ShopIdentity) -> int:
        if shop.slug not in self._shop_ids:
            async with self._database.session() as session:
                self._shop_ids[shop.slug] = await catalogue.upsert_shop(
                    session, slug=shop.slug, name=shop.name, url=shop.url, source=self._source
                )
        return self._shop_ids[shop.slug]

    async def _with_pictures(
        self, offers: Sequence[Offer], pool: ThreadPoolExecutor
    ) -> list[_Pictured]:
        gate = asyncio.Semaphore(_DOWNLOADS_AT_ONCE)

        async def one(offer: Offer) -> _Pictured | None:
            async with gate:
                data = await self._picture_data(offer, pool)
            return _Pictured(offer, data, content_hash(data)) if data else None

        found = await asyncio.gather(*(one(offer) for offer in offers))
        return [pictured for pictured in found if pictured is not None]

    async def _picture_data(self, offer: Offer, pool: ThreadPoolExecutor) -> bytes:
        """Return a picture's bytes, none after reporting why there are none."""
        reference = offer.picture
        if isinstance(reference, PictureBytes):
            return reference.data
        if isinstance(reference, PictureFile):
            loop = asyncio.get_running_loop()
            try:
                return await loop.run_in_executor(
                    pool, _file_bytes, reference, self._limits.max_file_bytes
                )
            except OSError as error:
                detail = error.strerror or str(error)
                self._report.reject(offer.line, "picture_missing", f"{reference.path}: {detail}")
                return b""
        try:
            return await self._getter.get(reference.url)
        except DownloadError as error:
            self._report.reject(offer.line, error.reason, str(error))
            return b""

    async def _looked_at(
        self, pictured: Sequence[_Pictured], pool: ThreadPoolExecutor
    ) -> list[dict[str, Any]]:
        """Return the rows of new and changed products, embedded by all workers at once."""
        workers = self._limits.workers
        loop = asyncio.get_running_loop()
        parts = [pictured[i::workers] for i in range(workers) if pictured[i::workers]]
        done = await asyncio.gather(
            *(loop.run_in_executor(pool, self._look_at_part, part) for part in parts)
        )
        rows: list[dict[str, Any]] = []
        for part_rows, faults in done:
            rows += part_rows
            for line, reason, detail in faults:
                self._report.reject(line, reason, detail)
        return rows

    def _look_at_part(
        self, pictured: Sequence[_Pictured]
    ) -> tuple[list[dict[str, Any]], list[tuple[int, str, str]]]:
        faults: list[tuple[int, str, str]] = []
        stored: list[tuple[_Pictured, str, Image.Image]] = []
        for item in pictured:
            try:
                stored.append((item, *self._store.add(item.data, item.sha256)))
            except PhotoError as error:
                faults.append((item.offer.line, f"picture_{error.code}", str(error)))
        rows = []
        analyses = self._engine.describe([picture for _, _, picture in stored])
        for (item, name, _), analysis in zip(stored, analyses, strict=True):
            facts = facts_of(item.offer, analysis.garments[0])
            if facts is None:
                faults.append((item.offer.line, "no_garment", item.offer.title))
            else:
                rows.append(self._seen(item, name, facts, analysis.garments[0]))
        return rows, faults

    def _seen(
        self, item: _Pictured, name: str, facts: ProductFacts, garment: Garment
    ) -> dict[str, Any]:
        """Return all columns of a product."""
        known = product_facts(facts.category, facts.pattern, facts.fit, facts.colours)
        return {
            **_told(item.offer),
            "gender": facts.gender,
            "category": facts.category,
            "colours": facts.colours,
            "pattern": facts.pattern,
            "fit": facts.fit,
            "warmth": facts.warmth,
            "picture": name,
            "picture_sha256": item.sha256,
            "embedding": pack_vector(garment.embedding),
            "style": self._style_of(item.offer, known),
        }

    def _style_of(self, offer: Offer, facts: tuple[str, ...]) -> dict[str, float]:
        """Return the share of each style; a lone garment's picture says too little to be asked."""
        text = f"{offer.title} {offer.description}"
        return {s.name: round(s.score, 4) for s in self._product_style.predict(text, facts)}

    async def _hide_missing(self) -> None:
        async with self._database.session() as session:
            for shop_id, present in self._present.items():
                self._report.hidden += await catalogue.hide_missing(session, shop_id, present)


def _file_bytes(reference: PictureFile, max_bytes: int) -> bytes:
    with reference.path.open("rb") as file:
        return file.read(max_bytes + 1)  # one too many, so that decoding calls it too large


def _told(offer: Offer) -> dict[str, Any]:
    """Return the columns that only the shop's words decide."""
    return {
        "external_id": offer.external_id,
        "title": offer.title,
        "brand": offer.brand,
        "url": offer.url,
        "price": int(offer.price),
        "currency": offer.currency,
        "sizes": list(offer.sizes),
        "available": offer.available,
    }
