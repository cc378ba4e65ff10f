"""Google Merchant product feeds: RSS or Atom XML with `g:` fields, or tab-separated.

Fields: https://support.google.com/merchants/answer/7052112
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Generator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from scraper.feed import open_feed, text_lines
from scraper.feed_records import FeedFields, offers_of, tab_separated
from scraper.feed_xml import xml_items
from scraper.offer import Told
from scraper.registry import SourceRequest, source
from scraper.report import ImportReport

_FIELDS: Final = FeedFields(
    external_id=("id",),
    title=("title",),
    link=("link", "mobile_link"),
    picture=("image_link", "additional_image_link"),
    price=("price",),
    description=("description", "summary"),
    brand=("brand",),
    category=("product_type", "google_product_category"),
    colour=("color", "colour"),
    gender=("gender",),
    sizes=("size",),
    group=("item_group_id",),
    age=("age_group",),
    list_price=("list_price",),
    material=("material",),
    hashtags=("hashtags", "product_highlight"),
)
_GONE: Final = frozenset({"out_of_stock", "out of stock", "discontinued"})


@source("google_merchant")
async def google_merchant(request: SourceRequest, report: ImportReport) -> AsyncIterator[Told]:
    """Yield what a feed tells, XML or tab-separated, gzipped or not."""
    async for told in offers_of(request, report, _records, _FIELDS):
        yield told


def _records(
    path: Path, report: ImportReport
) -> Generator[tuple[int, Mapping[str, str]], None, None]:
    with open_feed(path) as stream:
        is_xml = stream.peek().lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<")
        records = (
            xml_items(stream, report)
            if is_xml
            else tab_separated(text_lines(stream, report), report)
        )
        for line, fields in records:
            yield line, _effective(fields)


def _effective(fields: Mapping[str, str]) -> Mapping[str, str]:
    """Return the fields with the sale price in force and the availability in our words."""
    changed = dict(fields)
    if fields.get("sale_price", "").strip() and _in_force(
        fields.get("sale_price_effective_date", "")
    ):
        changed |= {"price": fields["sale_price"], "list_price": fields.get("price", "")}
    if fields.get("availability", "").strip().lower() in _GONE:
        changed["available"] = "no"
    return changed


def _in_force(period: str) -> bool:
    """Return whether now lies in an ISO 8601 interval `start/end`; true when there is none."""
    start, slash, end = period.strip().partition("/")
    if not slash:
        return True
    now = datetime.now(UTC)
    try:
        return _moment(start) <= now <= _moment(end)
    except ValueError:
        return False


def _moment(text: str) -> datetime:
    # Google writes offsets as +0900 and may leave out the seconds; fromisoformat reads both.
    moment = datetime.fromisoformat(re.sub(r"\s", "", text))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
