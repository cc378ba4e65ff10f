"""Parse Google Merchant product feeds: RSS or Atom XML with `g:` fields, or tab-separated.

Fields: https://support.google.com/merchants/answer/7052112
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from scraper.feeds.records import FeedFields, delimited, offers_of
from scraper.feeds.stream import open_feed, text_lines
from scraper.feeds.xml_items import xml_items
from scraper.fields.price import PriceError, in_force, parse_price
from scraper.offer import SourceRecord
from scraper.registry import SourceRequest, source
from scraper.report import ImportReport

_FIELDS: Final = FeedFields(
    external_id=("id",),
    title=("title", "structured_title"),
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


@source("google_merchant")
async def google_merchant(
    request: SourceRequest, report: ImportReport
) -> AsyncIterator[SourceRecord]:
    """Yield the products of a feed, XML or tab-separated, optionally gzipped."""
    async for record in offers_of(request, report, _records, _FIELDS):
        yield record


def _records(
    path: Path, report: ImportReport
) -> Generator[tuple[int, Mapping[str, str]], None, None]:
    with open_feed(path) as stream:
        is_xml = stream.peek().lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<")
        records = (
            xml_items(stream, report) if is_xml else delimited(text_lines(stream, report), report)
        )
        for line, fields in records:
            yield line, _effective(fields)


def _effective(fields: Mapping[str, str]) -> Mapping[str, str]:
    """Return the fields with the sale price as the price while the sale lasts."""
    sale_text = fields.get("sale_price", "").strip()
    if not sale_text or not in_force(
        fields.get("sale_price_effective_date", ""), datetime.now(UTC)
    ):
        return fields
    list_text = fields.get("price", "")
    try:
        sale = parse_price(sale_text)
        if sale.amount >= parse_price(list_text).amount:
            return fields
    except PriceError:
        # Without a list price the sale price counts; a sale price of zero does not.
        return fields if list_text.strip() else {**fields, "price": sale_text}
    return {**fields, "price": sale_text, "list_price": list_text}
