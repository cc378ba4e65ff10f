"""Parse Naver Shopping engine pages (EP): tab-separated with a header line.

Columns: `id title price_pc normal_price link image_link category_name1..4 brand search_tag
attribute option_detail …` of Naver's EP guide 3.0. A feed with the column `class` lists
changes only: `I` new, `U` updated, `D` deleted; other products stay.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator, Mapping
from pathlib import Path
from typing import Final

from scraper.feeds.records import FeedFields, delimited, offers_of
from scraper.feeds.stream import open_feed, text_lines
from scraper.fields.sizes import parse_option
from scraper.offer import SourceRecord
from scraper.registry import SourceRequest, source
from scraper.report import ImportReport

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
    sizes=("size", "option_sizes"),
    group=("group_id",),
    age=("age_group",),
    list_price=("normal_price",),
    material=("material",),
)
_DELETED: Final = "D"


@source("naver_ep")
async def naver_ep(request: SourceRequest, report: ImportReport) -> AsyncIterator[SourceRecord]:
    """Yield the products of an EP file, optionally gzipped."""
    async for record in offers_of(request, report, _records, _FIELDS):
        yield record


def _records(
    path: Path, report: ImportReport
) -> Generator[tuple[int, Mapping[str, str]], None, None]:
    with open_feed(path) as stream:
        for line, fields in delimited(text_lines(stream, report), report):
            report.partial |= "class" in fields
            sizes, sold_out = _option_sizes(fields.get("option_detail", ""))
            levels = [fields.get(f"category_name{level}", "") for level in range(1, 5)]
            yield (
                line,
                {
                    **fields,
                    "category_path": " > ".join(part.strip() for part in levels if part.strip()),
                    "material": _attribute(fields.get("attribute", ""), "소재"),
                    "season": _attribute(fields.get("attribute", ""), "계절"),
                    "option_sizes": sizes,
                    "sold_out_sizes": sold_out,
                    "availability": fields.get("availability", "") or _stock_words(fields),
                    "withdrawn": "yes" if fields.get("class", "").strip() == _DELETED else "",
                },
            )


def _attribute(attributes: str, name: str) -> str:
    """Return the value of one attribute in a list such as `소재^면|계절^봄`."""
    pairs = (pair.partition("^") for pair in attributes.split("|"))
    return next((value for key, _, value in pairs if key.strip() == name), "")


def _stock_words(fields: Mapping[str, str]) -> str:
    """Return the stock status from the columns that shops add for sold-out products."""
    names = ("soldout", "sold_out", "stock_status", "품절여부", "재고상태")
    status = next((fields[name].strip() for name in names if fields.get(name, "").strip()), "")
    return {"y": "품절", "yes": "품절", "1": "품절", "n": "", "no": "", "0": ""}.get(
        status.lower(), status
    )


def _option_sizes(options: str) -> tuple[str, str]:
    """Return the available and the sold-out sizes of `화이트/S^0|화이트/M(품절)^0|사은품^1000`.

    Both are lists separated by bars; a size in stock in one colour is available.
    """
    sizes = [
        parsed
        for option in options.split("|")
        if (parsed := parse_option(option.partition("^")[0])) is not None
    ]
    available = dict.fromkeys(label for label, is_gone in sizes if not is_gone)
    sold_out = dict.fromkeys(label for label, is_gone in sizes if is_gone)
    return "|".join(available), "|".join(label for label in sold_out if label not in available)
