"""Crawl a shop's own pages: sitemaps, listings, products and snaps."""

from __future__ import annotations

from collections.abc import AsyncIterator

from scraper.crawl.crawler import ShopCrawler
from scraper.crawl.polite import PoliteClient
from scraper.offer import SourceRecord
from scraper.registry import SourceError, SourceRequest, source
from scraper.report import ImportReport


@source("shop_pages")
async def shop_pages(request: SourceRequest, report: ImportReport) -> AsyncIterator[SourceRecord]:
    """Yield the products found on a shop's pages."""
    shop = request.definition
    if shop is None or not shop.url:
        raise SourceError("this source needs a shop with an address", code="shop_missing")
    tools = request.required_tools()
    client = PoliteClient(tools.downloader, tools.settings.crawl, delay_s=shop.delay_s)
    tools.getter = client  # pictures obey the same rate limits as pages
    crawler = ShopCrawler(shop, tools, client, report)
    tools.on_written.append(crawler.written)
    tools.on_finished.append(crawler.finished)
    async for offer in crawler.offers():
        yield offer
