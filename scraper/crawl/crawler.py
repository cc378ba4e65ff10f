"""Crawl one shop with its queue of pages in the database, so that a killed crawl can resume.

A page counts as visited after all its products were committed to the catalogue. Products of pages
with a temporary failure stay; those of deleted pages are hidden.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin

from db.models import CrawlPage
from db.queries import crawl_pages, lookbook_photos, product_import, products
from db.queries.crawl_pages import FoundPage
from engine.schemas import PhotoError
from scraper.crawl.addresses import ShopAddresses, is_behind_login
from scraper.crawl.facts import PageFacts, SnapFacts, external_ids
from scraper.crawl.page import Page, PageError, read_page
from scraper.crawl.polite import PoliteClient
from scraper.crawl.products import is_product, offers_on
from scraper.crawl.sitemap import read_sitemap
from scraper.crawl.snaps import snap_on
from scraper.download import DownloadError, Fetched, Validators
from scraper.offer import Offer
from scraper.pictures import PictureStore, content_hash
from scraper.registry import SourceError, SourceTools
from scraper.report import ImportReport
from scraper.shops import ShopDefinition

_PAGES_PER_QUERY = 50


@dataclass(frozen=True, slots=True)
class _Visit:
    """The result of a visit: the page's facts or the error."""

    page: CrawlPage
    facts: PageFacts
    validators: Validators
    error: DownloadError | PageError | None = None
    unchanged: bool = False


@dataclass(slots=True)
class _Waiting:
    """A visited page whose offers are not yet committed."""

    visit: _Visit
    offers: int


class ShopCrawler:
    """A crawl of one shop."""

    def __init__(
        self,
        shop: ShopDefinition,
        tools: SourceTools,
        client: PoliteClient,
        report: ImportReport,
    ) -> None:
        self._shop = shop
        self._tools = tools
        self._client = client
        self._report = report
        self._settings = tools.settings.crawl
        self._addresses = ShopAddresses(shop)
        self._store = PictureStore(tools.settings.pictures_dir, tools.settings.engine)
        self._round = 0
        self._shop_id = 0
        self._visits = 0
        self._failures = 0
        self._open: set[int] = set()
        self._next: deque[CrawlPage] = deque()
        self._waiting: dict[str, _Waiting] = {}

    async def offers(self) -> AsyncIterator[Offer]:
        """Yield the shop's products, page by page.

        Raises:
            SourceError: robots.txt forbids everything or is unavailable, or the shop stopped
                answering; unvisited pages are kept for the next crawl.
        """
        await self._begin()
        visiting: dict[asyncio.Task[_Visit], CrawlPage] = {}
        try:
            while True:
                while len(visiting) < self._settings.concurrency and (
                    page := await self._next_page()
                ):
                    visiting[asyncio.create_task(self._visit(page))] = page
                if not visiting:
                    break
                done, _ = await asyncio.wait(visiting, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    del visiting[task]
                    for offer in await self._process(task.result()):
                        yield offer
        finally:
            for task in visiting:
                task.cancel()
            await asyncio.gather(*visiting, return_exceptions=True)

    async def written(self, offers: Sequence[Offer]) -> None:
        """Record committed offers; pages without further offers are done."""
        finished: dict[int, dict[str, Any]] = {}
        for offer in offers:
            waiting = self._waiting.get(offer.page)
            if waiting is None:
                continue
            waiting.offers -= 1
            if waiting.offers <= 0:
                del self._waiting[offer.page]
                finished[waiting.visit.page.id] = _row(waiting.visit)
        async with self._tools.database.session() as session:
            await crawl_pages.mark_done(session, finished)
        self._open -= set(finished)

    async def finished(self) -> None:
        """Delete pages that the shop no longer links to, and link snaps to products."""
        async with self._tools.database.session() as session:
            await lookbook_photos.link_products(session, self._shop_id)
            if not self._report.partial:
                await lookbook_photos.hide_missing(session, self._shop_id, self._tools.started_at)
                await crawl_pages.purge_older(session, self._shop.slug, self._round)

    async def _begin(self) -> None:
        rules = await self._client.rules(self._shop.url)
        if rules.is_down:
            raise SourceError(f"{self._shop.name}: robots.txt does not answer", code="robots_down")
        async with self._tools.database.session() as session:
            self._shop_id = await products.upsert_shop(
                session,
                slug=self._shop.slug,
                name=self._shop.name,
                url=self._shop.home,
                source=self._shop.source,
            )
            open_round_id = await crawl_pages.open_round(session, self._shop.slug)
            self._round = open_round_id or self._tools.run_id
            if open_round_id is None:
                seeds = self._seeds(rules.sitemaps)
                await crawl_pages.queue(session, self._shop.slug, self._round, seeds)

    def _seeds(self, named: Sequence[str]) -> list[FoundPage]:
        """Return the start pages: the operator's, else the sitemaps of robots.txt."""
        home = self._shop.home
        listings = [urljoin(home, link) for link in self._shop.listings]
        sitemaps = [urljoin(home, link) for link in self._shop.sitemaps]
        if not sitemaps and not listings:
            sitemaps = [link for link in named if self._addresses.is_own(link)]
            sitemaps = sitemaps or [urljoin(home, "/sitemap.xml")]
        return [
            *(FoundPage(url, "sitemap", 0) for url in sitemaps),
            *(FoundPage(url, "listing", 0) for url in listings),
        ]

    async def _next_page(self) -> CrawlPage | None:
        if not self._next:
            async with self._tools.database.session() as session:
                self._next.extend(
                    await crawl_pages.next_pages(
                        session,
                        self._shop.slug,
                        self._round,
                        without=self._open,
                        limit=_PAGES_PER_QUERY,
                    )
                )
            self._open |= {page.id for page in self._next}
        if not self._next:
            return None
        if self._visits >= self._shop.max_pages:
            self._report.partial = True  # the rest is for the next crawl
            return None
        self._visits += 1
        return self._next.popleft()

    async def _visit(self, page: CrawlPage) -> _Visit:
        known = Validators(page.etag, page.last_modified) if page.facts else None
        limits = self._settings
        is_sitemap = page.kind == "sitemap"
        try:
            fetched = await self._client.fetch(
                page.url,
                validators=known,
                max_bytes=limits.max_sitemap_bytes if is_sitemap else limits.max_page_bytes,
            )
            if fetched.unchanged and (facts := PageFacts.from_json(page.facts)) is not None:
                return _Visit(page, facts, known or fetched.validators, unchanged=True)
            facts = await asyncio.to_thread(self._parse, page, fetched)
        except (DownloadError, PageError) as error:
            return _Visit(page, PageFacts(), Validators(), error)
        return _Visit(page, facts, fetched.validators)

    def _parse(self, page: CrawlPage, fetched: Fetched) -> PageFacts:
        """Parse a page; runs in a thread."""
        if page.kind == "sitemap":
            listed = read_sitemap(fetched.body, self._settings.max_sitemap_bytes)
            deeper = [link for link in listed.sitemaps if self._addresses.is_own(link)]
            inner = [FoundPage(link, "sitemap", page.depth + 1) for link in deeper]
            pages = self._found(listed.pages, 0)
            return PageFacts(found=[*(inner if page.depth < 3 else []), *pages])
        if is_behind_login(fetched.url) or not self._addresses.is_own(fetched.url):
            raise PageError("led_away", f"{page.url} leads to {fetched.url}")
        parsed = read_page(fetched.body, fetched.content_type, fetched.url)
        if page.kind == "listing":
            return PageFacts(found=self._found(parsed.links, page.depth + 1))
        if page.kind == "snap":
            return self._snap(parsed)
        return PageFacts(offers=[replace(offer, page=page.url) for offer in self._offers(parsed)])

    def _found(self, links: Sequence[str], depth: int) -> list[FoundPage]:
        found = (self._addresses.page(link, depth) for link in links)
        return list(dict.fromkeys(page for page in found if page is not None))

    def _snap(self, page: Page) -> PageFacts:
        snap = snap_on(page, self._addresses)
        if snap is None:
            raise PageError("no_snap", page.url)
        worn = [FoundPage(url, "product", 0) for url in snap.product_urls]
        return PageFacts(snap=snap, found=worn)

    def _offers(self, page: Page) -> list[Offer]:
        if not is_product(page):
            raise PageError("no_product", page.url)
        problems = ImportReport()
        offers = offers_on(page, self._shop, problems)
        if not offers:
            reason = next(iter(problems.reasons), "no_product")
            detail = next((r.detail for r in problems.rejections), "")
            raise PageError(reason, f"{page.url}: {detail}")
        return offers

    async def _process(self, visit: _Visit) -> Sequence[Offer]:
        """Record a visit and return its offers, which are not committed yet."""
        if visit.error is not None:
            await self._failed(visit, visit.error)
            return []
        self._failures = 0
        async with self._tools.database.session() as session:
            await crawl_pages.queue(session, self._shop.slug, self._round, visit.facts.found)
        if visit.facts.snap is not None:
            await self._save_snap(visit, visit.facts.snap)
        if visit.facts.offers:
            self._waiting[visit.page.url] = _Waiting(visit, len(visit.facts.offers))
            return visit.facts.offers
        async with self._tools.database.session() as session:
            await crawl_pages.mark_done(session, {visit.page.id: _row(visit)})
        self._open.discard(visit.page.id)
        return []

    async def _failed(self, visit: _Visit, error: DownloadError | PageError) -> None:
        page = visit.page
        self._report.reject(0, f"page_{error.reason}", f"{page.kind} {error}")
        if page.kind in {"sitemap", "listing"}:
            self._report.partial = True  # products may be missing because this list failed
        async with self._tools.database.session() as session:
            await crawl_pages.mark_failed(session, page.id, error.reason)
            if error.reason != "gone":
                await product_import.touch_named(session, self._shop_id, external_ids(page.facts))
        self._open.discard(page.id)
        temporary = isinstance(error, DownloadError) and error.is_temporary
        self._failures = self._failures + 1 if temporary else 0
        if self._failures >= self._settings.give_up_after:
            raise SourceError(
                f"{self._shop.name} does not answer: {error}", code="shop_down"
            ) from error

    async def _save_snap(self, visit: _Visit, snap: SnapFacts) -> None:
        """Store a snap with its picture; a failed picture goes into the report."""
        url = visit.page.url
        if visit.unchanged:
            async with self._tools.database.session() as session:
                if await lookbook_photos.touch_snap(session, self._shop_id, url):
                    return
        try:
            fetched = await self._client.fetch(snap.picture_url)
            sha256 = content_hash(fetched.body)
            name, _ = await asyncio.to_thread(self._store.add, fetched.body, sha256)
        except (DownloadError, PhotoError) as error:
            code = error.reason if isinstance(error, DownloadError) else error.code
            self._report.reject(0, f"picture_{code}", f"snap {error}")
            return
        columns = {
            "title": snap.title,
            "gender": snap.gender,
            "styles": list(snap.styles),
            "hashtags": list(snap.hashtags),
            "picture": name,
            "picture_sha256": sha256,
        }
        async with self._tools.database.session() as session:
            await lookbook_photos.save_snap(session, self._shop_id, url, columns, snap.product_urls)


def _row(visit: _Visit) -> dict[str, Any]:
    return {
        "etag": visit.validators.etag,
        "last_modified": visit.validators.last_modified,
        "facts": visit.facts.as_json(),
    }
