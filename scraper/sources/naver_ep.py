"""Naver Shopping engine pages (EP): tab-separated, the first line names the columns.

Columns: `id title price_pc normal_price link image_link category_name1..4 brand search_tag
attribute option_detail …` of Naver's EP guide 3.0. A feed with the column `class` is one of
changes: `I` new, `U` updated, `D` deleted; what it does not name stays.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Generator, Mapping
from pathlib import Path
from typing import Final

from scraper.feed import open_feed, text_lines
from scraper.feed_records import FeedFields, offers_of, tab_separated
from scraper.offer import Told
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
_SIZE_OPTION: Final = re.compile(
    r"(?i)(?:사이즈\s*:?\s*)?((?:[2-5]?X{0,4}[SML]|FREE|프리|\d{2,3}))"
)


@source("naver_ep")
async def naver_ep(request: SourceRequest, report: ImportReport) -> AsyncIterator[Told]:
    """Yield what an EP file tells, gzipped or not."""
    async for told in offers_of(request, report, _records, _FIELDS):
        yield told


def _records(
    path: Path, report: ImportReport
) -> Generator[tuple[int, Mapping[str, str]], None, None]:
    with open_feed(path) as stream:
        for line, fields in tab_separated(text_lines(stream, report), report):
            report.partial |= "class" in fields
            levels = [fields.get(f"category_name{level}", "") for level in range(1, 5)]
            yield (
                line,
                {
                    **fields,
                    "category_path": " > ".join(part.strip() for part in levels if part.strip()),
                    "material": _attribute(fields.get("attribute", ""), "소재"),
                    "season": _attribute(fields.get("attribute", ""), "계절"),
                    "option_sizes": _option_sizes(fields.get("option_detail", "")),
                    "withdrawn": "yes" if fields.get("class", "").strip() == _DELETED else "",
                },
            )


def _attribute(attributes: str, name: str) -> str:
    """Return one of `소재^면|계절^봄`."""
    pairs = (pair.partition("^") for pair in attributes.split("|"))
    return next((value for key, _, value in pairs if key.strip() == name), "")


def _option_sizes(options: str) -> str:
    """Return those of `S^0|M^0|사은품^1000` that are sizes, as a list of its own."""
    names = (option.partition("^")[0].strip() for option in options.split("|"))
    sizes = (match[1] for name in names if (match := _SIZE_OPTION.fullmatch(name)))
    return "|".join(sizes)
