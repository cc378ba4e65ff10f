"""Search products by Naver's Shopping API, per category, for women and for men.

https://developers.naver.com/docs/serviceapi/search/shopping/shopping.md: up to 100 results a call,
the first 1,000 of a query, 25,000 calls a day, counted from midnight in Seoul.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from aiolimiter import AsyncLimiter

from config.settings import NaverSettings
from config.taxonomy import CATEGORIES, WOMENS_CATEGORIES
from config.time_zones import KOREA
from config.vocabulary import vocabulary
from db.models import utc_now
from db.queries import api_quota
from scraper.download import DownloadError
from scraper.feeds.records import FeedFields, OfferMaker
from scraper.offer import Offer, SourceRecord
from scraper.registry import SourceError, SourceRequest, SourceTools, source
from scraper.report import ImportReport
from scraper.shops import ShopDefinition
from scraper.text import plain_text, slug_of

API: Final = "naver_shopping"
PAGE_SIZE: Final = 100
_MAX_ANSWER_BYTES: Final = 4 * 1024 * 1024
_GENDER_WORDS: Final = {"female": "여성", "male": "남성"}
# 1-3 new goods (joined with others, alone, and their offers); then used, discontinued, announced.
_NEW_TYPES: Final = frozenset({"1", "2", "3"})
_FIELDS: Final = FeedFields(
    external_id=("productId",),
    title=("title",),
    link=("link",),
    picture=("image",),
    price=("lprice",),
    description=(),
    brand=("brand", "maker"),
    category=("category",),
    colour=(),
    gender=("gender",),
    sizes=(),
    group=(),
    age=(),
    list_price=(),
    material=(),
)


@source("naver_shopping")
async def naver_shopping(
    request: SourceRequest, report: ImportReport
) -> AsyncIterator[SourceRecord]:
    """Yield products of Naver's malls until all queries are done or the daily quota is used up.

    Raises:
        SourceError: the keys are missing or refused, or the API does not answer.
    """
    tools = request.required_tools()
    definition = request.definition or ShopDefinition(name="Naver", source="naver_shopping")
    search = _Search(tools, tools.settings.naver)
    report.partial = True  # a search returns the best matches, never all products
    seen: set[str] = set()
    for query, gender in queries(definition):
        for page in range(definition.pages):
            items = await search.page(query, start=1 + page * PAGE_SIZE)
            if items is None:
                report.reject(0, "quota_used_up", f"stopped before {query!r}")
                return
            for item in items:
                offer = _offer(item, gender, report)
                if offer is not None and offer.external_id not in seen:
                    seen.add(offer.external_id)
                    yield offer
            if len(items) < PAGE_SIZE:
                break


def queries(definition: ShopDefinition) -> Iterator[tuple[str, str]]:
    """Yield `(query, gender)` for each category: "여성 블라우스", "남성 셔츠"."""
    for category in definition.categories or CATEGORIES:
        if category not in vocabulary().categories:
            raise SourceError(f"{category!r} is no category", code="unknown_category")
        for gender in definition.genders:
            if gender == "female" or category not in WOMENS_CATEGORIES:
                yield f"{_GENDER_WORDS[gender]} {vocabulary().categories[category][0]}", gender


class _Search:
    """Calls the API within its rate limit and daily quota."""

    def __init__(self, tools: SourceTools, settings: NaverSettings) -> None:
        if settings.client_id is None or settings.client_secret is None:
            raise SourceError(
                "COORDI_NAVER__CLIENT_ID and COORDI_NAVER__CLIENT_SECRET are not set",
                code="naver_keys",
            )
        self._headers = {
            "X-Naver-Client-Id": settings.client_id.get_secret_value(),
            "X-Naver-Client-Secret": settings.client_secret.get_secret_value(),
        }
        self._tools = tools
        self._settings = settings
        self._pace = AsyncLimiter(1, 1 / settings.calls_per_s)

    async def page(self, query: str, *, start: int) -> list[Mapping[str, Any]] | None:
        """Request a page of results; None if the daily quota is used up.

        Raises:
            SourceError: the API refuses or does not answer.
        """
        async with self._tools.database.session() as session:
            limit = self._settings.calls_a_day
            if not await api_quota.consume(session, API, seoul_day(), limit=limit):
                return None
        await self._pace.acquire()
        parameters = {"query": query, "display": PAGE_SIZE, "start": start, "sort": "sim"}
        url = f"{self._settings.url}?{urlencode(parameters)}&exclude=used:rental:cbshop"
        try:
            fetched = await self._tools.downloader.fetch(
                url, headers=self._headers, max_bytes=_MAX_ANSWER_BYTES
            )
        except DownloadError as error:
            if error.reason == "too_many_requests":
                return None
            raise SourceError(f"Naver: {error}", code=f"naver_{error.reason}") from error
        return _items(fetched.body)


def seoul_day() -> date:
    """Return today's date in Seoul, on which the quota is counted."""
    return utc_now().astimezone(KOREA).date()


def _items(body: bytes) -> list[Mapping[str, Any]]:
    try:
        items = json.loads(body)["items"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise SourceError("Naver's answer is none", code="naver_answer") from error
    if not isinstance(items, list):
        raise SourceError("Naver's answer is none", code="naver_answer")
    return [item for item in items if isinstance(item, Mapping)]


def _offer(item: Mapping[str, Any], gender: str, report: ImportReport) -> Offer | None:
    fields = {name: str(value) for name, value in item.items() if isinstance(value, str | int)}
    if fields.get("productType", "1") not in _NEW_TYPES:
        report.reject(0, "not_new", fields.get("productId", ""))
        return None
    levels = [fields.get(f"category{level}", "").strip() for level in range(1, 5)]
    mall = plain_text(fields.get("mallName", ""), 120) or "네이버"
    # Only absolute links are usable: a relative one would lead to the mall's front page.
    home = _home(fields.get("link", ""))
    maker = OfferMaker(_FIELDS, slug_of(mall) or "naver", mall, home)
    category = " > ".join(level for level in levels if level)
    made = maker.make((0, {**fields, "category": category, "gender": gender}), report)
    return made if isinstance(made, Offer) else None


def _home(link: str) -> str:
    try:
        parts = urlsplit(link)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}/"
