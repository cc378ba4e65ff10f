"""Shows what a source would bring into the catalogue, without touching anything.

No model, no database and no picture is asked; a feed at an address and a shop's page are fetched.
"""

from __future__ import annotations

import tempfile
from collections import OrderedDict
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from config.settings import Settings
from scraper.crawl.page import PageError, read_page
from scraper.crawl.polite import PoliteClient
from scraper.crawl.products import is_product, offers_on
from scraper.download import DownloadError, open_downloader
from scraper.feeds.stream import MAX_FEED_BYTES
from scraper.normalise import gender_of, named_category
from scraper.offer import Offer, PictureBytes, PictureFile, PictureUrl, Withdrawn
from scraper.registry import SourceError, SourceRequest
from scraper.report import ImportReport, Rejection
from scraper.shops import define_shop
from scraper.sources import find

HELD_BACK: Final = 1000
"""Offers that a later line of the same id may still replace, as it does in an import."""

PAGES: Final = "shop_pages"

Entry = Offer | Withdrawn | Rejection


async def preview(settings: Settings, source: str, request: SourceRequest) -> AsyncIterator[Entry]:
    """Yield the offers that would be imported and the lines that would be left out.

    Raises:
        SourceError: the source cannot be read to its end.
    """
    find(source)  # a misspelt name is told before anything else
    if source == PAGES:
        entries = _page(settings, request)
    elif request.url:
        entries = _fetched_feed(settings, source, request)
    else:
        entries = _feed(source, request)
    async for entry in entries:
        yield entry


async def _fetched_feed(
    settings: Settings, source: str, request: SourceRequest
) -> AsyncIterator[Entry]:
    with tempfile.TemporaryDirectory(prefix="preview-") as folder:
        path = Path(folder) / "feed"
        async with open_downloader(settings) as downloader:
            try:
                await downloader.save(request.url or "", path, max_bytes=MAX_FEED_BYTES)
            except DownloadError as error:
                raise SourceError(
                    f"cannot fetch the feed: {error}", code=f"feed_{error.reason}"
                ) from error
        async for entry in _feed(source, replace(request, file=path)):
            yield entry


async def _feed(source: str, request: SourceRequest) -> AsyncIterator[Entry]:
    report = ImportReport()
    shown = 0
    held: OrderedDict[str, Offer] = OrderedDict()
    failure: SourceError | None = None
    try:
        async for told in find(source)(request, report):
            if isinstance(told, Withdrawn):
                yield told
                continue
            if told.external_id in held:
                report.reject(told.line, "duplicate_id", told.title, told.external_id)
            held[told.external_id] = told
            if len(held) > HELD_BACK:
                yield held.popitem(last=False)[1]
            while shown < len(report.rejections):
                yield report.rejections[shown]
                shown += 1
    except SourceError as error:
        failure = error
    for offer in held.values():
        yield offer
    for rejection in report.rejections[shown:]:
        yield rejection
    if failure is not None:
        raise failure


async def _page(settings: Settings, request: SourceRequest) -> AsyncIterator[Entry]:
    """Yield what one page of a shop sells, or why it sells nothing."""
    url = request.url or ""
    shop = define_shop(
        {"name": request.shop or urlsplit(url).hostname or url, "source": PAGES, "url": url}
    )
    async with open_downloader(settings) as downloader:
        try:
            fetched = await PoliteClient(downloader, settings.crawl).fetch(
                url, max_bytes=settings.crawl.max_page_bytes
            )
        except DownloadError as error:
            raise SourceError(
                f"cannot fetch the page: {error}", code=f"page_{error.reason}"
            ) from error
    report = ImportReport()
    try:
        page = read_page(fetched.body, fetched.content_type, fetched.url)
    except PageError as error:
        yield Rejection(0, error.reason, str(error))
        return
    offers = offers_on(page, shop, report) if is_product(page) else []
    for offer in offers:
        yield offer
    for rejection in report.rejections:
        yield rejection
    if not offers and not report.rejections:
        yield Rejection(0, "no_product", "the page describes no product of its own with a price")


def as_json(entry: Entry) -> dict[str, Any]:
    """Return an offer or a rejection in the form of `coordi catalog preview --json`."""
    if isinstance(entry, Rejection):
        return {
            "rejected": entry.external_id,
            "line": entry.line,
            "reason": f"{entry.reason}: {entry.detail}",
        }
    if isinstance(entry, Withdrawn):
        return {"rejected": entry.external_id, "line": 0, "reason": "withdrawn: no longer sold"}
    return {
        "id": entry.external_id,
        "title": entry.title,
        "price_won": round(entry.price),
        "was_won": None if entry.list_price is None else round(entry.list_price),
        "available": entry.available,
        "sizes": list(entry.sizes),
        "sold_out_sizes": list(entry.sold_out_sizes),
        "gender": gender_of(entry, named_category(entry) or ""),
        "for_children": False,
        "url": entry.url,
        "picture": _address(entry),
    }


def _address(offer: Offer) -> str | None:
    match offer.picture:
        case PictureUrl(url):
            return url
        case PictureFile(path):
            return path.as_uri()
        case PictureBytes():
            return None
