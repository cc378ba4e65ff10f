"""The test shop on loopback, and a context that may talk to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestServer
from sqlalchemy import select

from config.settings import CrawlSettings, Settings
from db.models import Product
from db.session import Database
from scraper.download import open_downloader
from scraper.import_run import ImportContext, run_source
from scraper.registry import SourceRequest
from scraper.report import ImportReport
from scraper.shops import define_shop
from tests.support.patience import patient
from tests.support.scraper import FakeEngine, settings_in
from tests.support.shop.server import Shop


class Market:
    """A shop that is up, and a catalogue to read it into."""

    def __init__(self, shop: Shop, url: str, settings: Settings, database: Database) -> None:
        self.shop = shop
        self.url = url
        self.settings = settings
        self.database = database
        self.engine = FakeEngine("shirt")

    async def read(self, source: str, **fields: Any) -> ImportReport:
        """Read the shop through a source, as the command line would."""
        report = ImportReport()
        await self.read_into(report, source, **fields)
        return report

    async def read_into(self, report: ImportReport, source: str, **fields: Any) -> None:
        self.engine.seen = 0
        entry = {"name": "시험 상점", "source": source, "url": self.url, "max_pages": 5000}
        definition = define_shop(entry | fields)
        request = SourceRequest(shop=definition.name, url=definition.url, definition=definition)
        async with open_downloader(self.settings) as downloader:
            context = ImportContext(self.settings, self.database, self.engine, downloader)
            await run_source(context, source, request, report)

    async def products(self) -> list[Product]:
        async with self.database.session() as session:
            rows = await session.scalars(select(Product).order_by(Product.id))
            return list(rows)

    async def visible(self) -> dict[str, Product]:
        return {row.external_id: row for row in await self.products() if row.hidden_at is None}

    def with_crawl(self, **changes: Any) -> None:
        """Change how patient the crawl is."""
        crawl = self.settings.crawl.model_copy(update=changes)
        self.settings = self.settings.model_copy(update={"crawl": crawl})


@pytest.fixture
async def market(tmp_path: Path) -> AsyncIterator[Market]:
    shop = Shop(shown=24)
    async with TestServer(shop.application()) as server:
        crawl = CrawlSettings(
            delay_s=0.0,
            concurrency=4,
            timeout_s=patient(2),
            backoff_s=0.01,
            private_hosts=(f"127.0.0.1:{server.port}",),
        )
        settings = settings_in(tmp_path).model_copy(update={"crawl": crawl})
        async with await Database.open(settings) as database:
            yield Market(shop, f"http://127.0.0.1:{server.port}/", settings, database)
