"""Naver Shopping engine pages (EP): tab-separated, the first line names the columns.

Columns: `id title price_pc link image_link category_name1..4 brand …` of Naver's EP guide 3.0.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator, Mapping
from typing import Final

from scraper.feed import open_feed, text_lines
from scraper.feed_records import FeedFields, offers_of, tab_separated
from scraper.offer import Offer
from scraper.report import ImportReport
from scraper.sources.registry import SourceRequest, source

_FIELDS: Final = FeedFields(
    external_id=("id",),
    title=("title",),
    link=("link", "mobile_link"),
    picture=("image_link", "add_image_link"),
    price=("price_pc", "price_mobile"),
    description=("search_tag", "attribute"),
    brand=("brand", "maker"),
    category=("category_path",),
    colour=("color", "colour"),
    gender=("gender",),
    sizes=("size",),
    group=("group_id",),
    age=("age_group",),
)
# `class`: U updated, I new, D deleted; in the change feeds a deleted product is one to be hidden.
_DELETED: Final = "D"


@source("naver_ep")
async def naver_ep(request: SourceRequest, report: ImportReport) -> AsyncIterator[Offer]:
    """Yield the offers of an EP file, gzipped or not."""
    async for offer in offers_of(request, report, _records, _FIELDS):
        yield offer


def _records(
    request: SourceRequest, report: ImportReport
) -> Generator[tuple[int, Mapping[str, str]], None, None]:
    with open_feed(request.required_file()) as stream:
        for line, fields in tab_separated(text_lines(stream, report), report):
            if fields.get("class", "").strip().upper() == _DELETED:
                continue
            path = [fields.get(f"category_name{level}", "") for level in range(1, 5)]
            joined = " > ".join(part.strip() for part in path if part.strip())
            yield line, {**fields, "category_path": joined}
