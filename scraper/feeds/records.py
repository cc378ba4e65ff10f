"""From a feed's records to offers: checks every field and reports the lines that fail."""

from __future__ import annotations

import asyncio
import csv
import re
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Final
from urllib.parse import unquote, urlsplit

from scraper.feeds.cells import SEPARATORS, NumberedLines
from scraper.feeds.location import Feed, feed_of
from scraper.fields.audience import Audience, audience_of
from scraper.fields.availability import is_available
from scraper.fields.link import first_picture, resolve_link
from scraper.fields.price import Price, PriceError, parse_price
from scraper.fields.sizes import SizeOptions, parse_sizes
from scraper.offer import (
    Offer,
    PictureFile,
    PictureReference,
    PictureUrl,
    ShopIdentity,
    SourceRecord,
    Withdrawn,
)
from scraper.registry import SourceError, SourceRequest
from scraper.report import ImportReport
from scraper.text import hashtags_of, plain_text, slug_of
from scraper.variants import VariantJoiner

Record = tuple[int, Mapping[str, str]]
Reader = Callable[[Path, ImportReport], Generator[Record, None, None]]

_BATCH: Final = 200  # records read by one trip to a thread
_SCHEME: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]{0,20}:")
_NOT_FOR_ADULTS: Final[Mapping[Audience, str]] = MappingProxyType(
    {"child": "for_children", "pet": "for_pets", "doll": "for_dolls"}
)
_USED: Final = ("used", "refurb", "damaged", "중고", "리퍼", "전시", "반품", "스크래치")
_YES: Final = frozenset({"y", "yes", "true", "1"})


@dataclass(frozen=True, slots=True)
class FeedFields:
    """Names of a feed's columns, for each of ours the candidates in order."""

    external_id: tuple[str, ...]
    title: tuple[str, ...]
    link: tuple[str, ...]
    picture: tuple[str, ...]
    price: tuple[str, ...]
    description: tuple[str, ...]
    brand: tuple[str, ...]
    category: tuple[str, ...]
    colour: tuple[str, ...]
    gender: tuple[str, ...]
    sizes: tuple[str, ...]
    group: tuple[str, ...]
    age: tuple[str, ...]
    list_price: tuple[str, ...]
    material: tuple[str, ...]
    season: tuple[str, ...] = ("season",)
    hashtags: tuple[str, ...] = ("search_tag", "hashtags")
    condition: tuple[str, ...] = ("condition",)
    adult: tuple[str, ...] = ("adult",)


class BadRecordError(ValueError):
    """A record that cannot become an offer; `reason` is its stable code."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


def delimited(lines: Iterator[tuple[int, str]], report: ImportReport) -> Iterator[Record]:
    """Yield the records of separated lines whose first one names the columns.

    Columns are separated by tabs, commas or semicolons, as the header shows; a quoted cell may
    hold separators and line ends.

    Raises:
        SourceError: the first line is no such header.
    """
    numbered = NumberedLines(lines)
    header: list[str] | None = None
    separator = "\t"
    for number, line in numbered:
        if not line.strip():
            continue
        if header is None:
            header, separator = _header(line)
            continue
        cells = numbered.cells(line, separator, len(header))
        while len(cells) > len(header) and not cells[-1].strip():
            cells.pop()  # separators at the end of the line
        if len(cells) > len(header):
            detail = f"{len(cells)} cells, {len(header)} columns"
            report.reject(
                number, "wrong_columns", detail, cells[header.index("id")].strip() or None
            )
        else:
            yield number, dict(zip(header, cells, strict=False))


def _header(line: str) -> tuple[list[str], str]:
    for separator in SEPARATORS:
        names = [_column(cell) for cell in next(csv.reader([line], delimiter=separator))]
        if "id" in names and "title" in names:
            return names, separator
    raise SourceError("the feed's first line names no columns", code="feed_header")


def _column(cell: str) -> str:
    return cell.strip().lower().removeprefix("g:").replace(" ", "_")


async def offers_of(
    request: SourceRequest, report: ImportReport, read: Reader, fields: FeedFields
) -> AsyncIterator[SourceRecord]:
    """Yield what a feed tells; reading and checking happen in a thread.

    What came before a fault that ends the feed is yielded before the error is raised.

    Raises:
        SourceError: the feed cannot be read, or has no shop's name where one is needed.
    """
    async with feed_of(request, report) as feed:
        if feed is None:
            return
        maker = OfferMaker(fields, *_shop_of(request, feed), feed.base)
        records = read(feed.path, report)
        joiner = VariantJoiner()

        def next_batch() -> tuple[list[SourceRecord], bool, SourceError | None]:
            batch, failure = _up_to_a_failure(records)
            told: list[SourceRecord] = []
            for record in batch:
                made = maker.make(record, report)
                if isinstance(made, Offer):
                    told += joiner.add(made)
                elif made is not None:
                    told.append(made)
            if batch and failure is None:
                return told, True, None
            return [*told, *joiner.rest()], False, failure

        more = True
        failure = None
        try:
            while more:
                told, more, failure = await asyncio.to_thread(next_batch)
                for one in told:
                    yield one
        finally:
            records.close()
        if failure is not None:
            raise failure


def _up_to_a_failure(records: Iterator[Record]) -> tuple[list[Record], SourceError | None]:
    """Return the next records, fewer at the end of a feed or before what cannot be read."""
    batch: list[Record] = []
    try:
        batch.extend(islice(records, _BATCH))
    except SourceError as error:
        return batch, error
    return batch, None


def _shop_of(request: SourceRequest, feed: Feed) -> tuple[str, str]:
    """Return key and name of the feed's shop."""
    name = plain_text(request.shop or feed.name, 120)
    slug = slug_of(name)
    if not slug:
        raise SourceError("this feed needs the name of its shop", code="feed_shop")
    return slug, name


class OfferMaker:
    """Makes offers of one shop's records."""

    def __init__(self, fields: FeedFields, slug: str, name: str, base: Path | str) -> None:
        self._fields = fields
        self._slug = slug
        self._name = name
        self._base = base.resolve() if isinstance(base, Path) else base
        self._shop: ShopIdentity | None = None

    def make(self, record: Record, report: ImportReport) -> SourceRecord | None:
        """Return what a record tells, or None after reporting what is wrong with it."""
        line, values = record
        external_id = plain_text(self._value(values, self._fields.external_id), 120)
        try:
            return self._checked(line, external_id, values)
        except BadRecordError as error:
            report.reject(line, error.reason, str(error), external_id or None)
            return None

    @staticmethod
    def _value(values: Mapping[str, str], candidates: tuple[str, ...]) -> str:
        return next((v for name in candidates if (v := values.get(name, "").strip())), "")

    def _checked(self, line: int, external_id: str, values: Mapping[str, str]) -> SourceRecord:
        names = self._fields

        def value(candidates: tuple[str, ...]) -> str:
            return self._value(values, candidates)

        if not external_id:
            raise BadRecordError("no_id", "the product has no id")
        if values.get("withdrawn"):
            return Withdrawn(ShopIdentity(self._slug, self._name, ""), external_id)
        title = plain_text(value(names.title))
        if not title:
            raise BadRecordError("no_title", external_id)
        category_text = plain_text(value(names.category), 500)
        audience = audience_of(title, category_text, value(names.age))
        if audience != "adult":
            raise BadRecordError(_NOT_FOR_ADULTS[audience], title)
        if any(word in value(names.condition).lower() for word in _USED):
            raise BadRecordError("not_new", value(names.condition))
        if value(names.adult).lower() in _YES:
            raise BadRecordError("for_adults", external_id)
        url = resolve_link(value(names.link), self._base if isinstance(self._base, str) else "")
        if url is None:
            raise BadRecordError("bad_link", value(names.link))
        price, list_price = _prices(
            [text for name in names.price if (text := values.get(name, "").strip())],
            value(names.list_price),
            values.get("currency", ""),
        )
        available, sizes = _stock(values, value(names.sizes))
        return Offer(
            shop=self._shop_at(url),
            external_id=external_id,
            title=title,
            url=url,
            picture=self._picture(value(names.picture)),
            price=price,
            currency="KRW",
            line=line,
            description=plain_text(value(names.description), 2000),
            brand=plain_text(value(names.brand), 120) or None,
            category_text=category_text,
            colour_text=plain_text(value(names.colour), 200),
            gender_text=plain_text(value(names.gender), 60),
            material_text=plain_text(value(names.material), 200),
            season_text=plain_text(value(names.season), 60),
            hashtags=hashtags_of(value(names.hashtags)),
            sizes=sizes.available,
            sold_out_sizes=sizes.sold_out,
            list_price=list_price,
            available=available,
            group_id=plain_text(value(names.group), 120) or None,
        )

    def _shop_at(self, url: str) -> ShopIdentity:
        if self._shop is None:
            parts = urlsplit(url)
            home = f"{parts.scheme}://{parts.netloc}/"
            self._shop = ShopIdentity(self._slug, self._name, home)
        return self._shop

    def _picture(self, text: str) -> PictureReference:
        """Return a link, or what lies beside the feed or below it."""
        first = first_picture(text)
        if not first:
            raise BadRecordError("no_picture", "the product has no picture")
        is_remote = first.startswith("//") or (
            _SCHEME.match(first) and not first.lower().startswith("file://")
        )
        if isinstance(self._base, str) or is_remote:
            link = resolve_link(first, self._base if isinstance(self._base, str) else "")
            if link is None:
                raise BadRecordError("bad_picture_link", first)
            return PictureUrl(link)
        return PictureFile(_below(self._base, first.partition("|")[0].strip()))


def _prices(
    candidates: Sequence[str], list_price: str, currency: str
) -> tuple[Decimal, Decimal | None]:
    """Return what a product costs now and, where that was more, what it cost before.

    Args:
        candidates: texts of the price, the first that is one counts: shops write 0 for "see there".
        list_price: text of the price before a sale; it is the price where no other is one.
        currency: that a column of its own names, for prices that name none.
    """
    before = _price_or_none(list_price, currency)
    failure: PriceError | None = None
    for text in candidates or [""]:
        try:
            now = parse_price(text, currency.strip().upper() or "KRW")
            break
        except PriceError as error:
            failure = failure or error
    else:
        if before is None:
            raise BadRecordError("bad_price", str(failure)) from failure
        now, before = before, None
    if now.currency != "KRW":
        raise BadRecordError("other_currency", now.currency)
    if before is None or before.currency != "KRW" or before.amount <= now.amount:
        return now.amount, None
    return now.amount, before.amount


def _price_or_none(text: str, currency: str) -> Price | None:
    try:
        return parse_price(text, currency.strip().upper() or "KRW") if text else None
    except PriceError:
        return None


def _stock(values: Mapping[str, str], size_text: str) -> tuple[bool, SizeOptions]:
    """Return whether a product can be bought, and its sizes, those that are gone apart."""
    sizes = parse_sizes(size_text, values.get("size_system", ""))
    gone = parse_sizes(values.get("sold_out_sizes", "")).available
    available = is_available(values.get("availability", ""))
    if available is None:
        # A product whose every size is gone is gone.
        available = bool(sizes.available) or not (sizes.sold_out or gone)
    if not available:
        return False, SizeOptions((), (*sizes.available, *sizes.sold_out, *gone))
    sold_out = dict.fromkeys((*sizes.sold_out, *gone))
    return True, SizeOptions(sizes.available, tuple(sold_out))


def _below(folder: Path, link: str) -> Path:
    """Return the path of a picture beside a feed's file, never one outside of its folder."""
    relative = unquote(link.removeprefix("file://"))
    try:
        path = (folder / relative).resolve()
    except (OSError, ValueError, RuntimeError) as error:
        raise BadRecordError("bad_picture_link", link) from error
    if not path.is_relative_to(folder):
        raise BadRecordError("bad_picture_link", link)
    return path
