"""From a feed's records to offers: checks every field and reports the lines that fail."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

from scraper.feed_source import Feed, feed_of
from scraper.offer import (
    Offer,
    PictureFile,
    PictureReference,
    PictureUrl,
    ShopIdentity,
    Told,
    Withdrawn,
)
from scraper.registry import SourceError, SourceRequest
from scraper.report import ImportReport
from scraper.text import hashtags_of, money, plain_text, slug_of, web_link
from scraper.variants import VariantJoiner

Record = tuple[int, Mapping[str, str]]
Reader = Callable[[Path, ImportReport], Generator[Record, None, None]]

_BATCH: Final = 200  # records read by one trip to a thread
_SCHEME: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]{0,20}:")
_CHILDREN: Final = frozenset({"kids", "infant", "newborn", "toddler", "유아", "아동"})
_USED: Final = frozenset({"used", "refurbished", "중고", "리퍼", "전시", "반품", "스크래치"})
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


def tab_separated(lines: Iterator[tuple[int, str]], report: ImportReport) -> Iterator[Record]:
    """Yield the records of tab-separated lines whose first one names the columns.

    Raises:
        SourceError: the first line is no such header.
    """
    header: list[str] | None = None
    for number, line in lines:
        if not line.strip():
            continue
        cells = [_unquoted(cell) for cell in line.split("\t")]
        if header is None:
            header = [_column(cell) for cell in cells]
            if "id" not in header or "title" not in header:
                raise SourceError("the feed's first line names no columns", code="feed_header")
        elif len(cells) > len(header):
            report.reject(number, "wrong_columns", f"{len(cells)} cells, {len(header)} columns")
        else:
            yield number, dict(zip(header, cells, strict=False))


def _column(cell: str) -> str:
    return cell.strip().lower().removeprefix("g:").replace(" ", "_")


def _unquoted(cell: str) -> str:
    if len(cell) >= 2 and cell[0] == cell[-1] == '"':
        return cell[1:-1].replace('""', '"')
    return cell


async def offers_of(
    request: SourceRequest, report: ImportReport, read: Reader, fields: FeedFields
) -> AsyncIterator[Told]:
    """Yield what a feed tells; reading and checking happen in a thread.

    Raises:
        SourceError: the feed cannot be read, or has no shop's name where one is needed.
    """
    async with feed_of(request, report) as feed:
        if feed is None:
            return
        maker = OfferMaker(fields, *_shop_of(request, feed), feed.base)
        records = read(feed.path, report)
        joiner = VariantJoiner()

        def next_batch() -> tuple[list[Told], bool]:
            batch = list(islice(records, _BATCH))
            told: list[Told] = []
            for record in batch:
                made = maker.make(record, report)
                if isinstance(made, Offer):
                    told += joiner.add(made)
                elif made is not None:
                    told.append(made)
            return (told, True) if batch else ([*joiner.rest()], False)

        more = True
        try:
            while more:
                told, more = await asyncio.to_thread(next_batch)
                for one in told:
                    yield one
        finally:
            records.close()


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

    def make(self, record: Record, report: ImportReport) -> Told | None:
        """Return what a record tells, or None after reporting what is wrong with it."""
        line, values = record
        try:
            return self._checked(line, values)
        except BadRecordError as error:
            report.reject(line, error.reason, str(error))
            return None

    def _checked(self, line: int, values: Mapping[str, str]) -> Told:
        names = self._fields

        def value(candidates: tuple[str, ...]) -> str:
            return next((v for name in candidates if (v := values.get(name, "").strip())), "")

        external_id = plain_text(value(names.external_id), 120)
        if not external_id:
            raise BadRecordError("no_id", "the product has no id")
        if values.get("withdrawn"):
            return Withdrawn(ShopIdentity(self._slug, self._name, ""), external_id)
        title = plain_text(value(names.title))
        if not title:
            raise BadRecordError("no_title", external_id)
        if value(names.age).lower() in _CHILDREN:
            raise BadRecordError("for_children", external_id)
        if value(names.condition).lower() in _USED:
            raise BadRecordError("not_new", external_id)
        if value(names.adult).lower() in _YES:
            raise BadRecordError("for_adults", external_id)
        url = web_link(value(names.link))
        if url is None:
            raise BadRecordError("bad_link", value(names.link))
        price, list_price = _prices(value(names.price), value(names.list_price))
        available = values.get("available", "") != "no"
        sizes = _sizes(value(names.sizes))
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
            category_text=plain_text(value(names.category), 500),
            colour_text=plain_text(value(names.colour), 200),
            gender_text=plain_text(value(names.gender), 60),
            material_text=plain_text(value(names.material), 200),
            season_text=plain_text(value(names.season), 60),
            hashtags=hashtags_of(value(names.hashtags)),
            sizes=sizes if available else (),
            sold_out_sizes=() if available else sizes,
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
        first = text.partition("|")[0].partition(",http")[0].strip()
        if not first:
            raise BadRecordError("no_picture", "the product has no picture")
        if link := web_link(first):
            return PictureUrl(link)
        if _SCHEME.match(first) and not first.startswith("file://"):
            raise BadRecordError("bad_picture_link", first)
        if isinstance(self._base, str):
            return PictureUrl(_beside(self._base, first))
        return PictureFile(_below(self._base, first))


def _prices(price: str, list_price: str) -> tuple[Decimal, Decimal | None]:
    """Return what a product costs now and, where that was more, what it cost before."""
    try:
        now, currency = money(price)
    except ValueError as error:
        raise BadRecordError("bad_price", str(error)) from error
    if currency != "KRW":
        raise BadRecordError("other_currency", currency)
    try:
        before, before_currency = money(list_price)
    except ValueError:
        return now, None
    return now, before if before > now and before_currency == currency else None


def _beside(address: str, link: str) -> str:
    """Return the address of a picture that a fetched feed links relatively."""
    try:
        found = web_link(urljoin(address, link))
    except ValueError:
        found = None
    if found is None:
        raise BadRecordError("bad_picture_link", link)
    return found


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


def _sizes(text: str) -> tuple[str, ...]:
    separator = next((mark for mark in "|,;/" if mark in text), "|")
    cleaned = (plain_text(part, 20) for part in text[:500].split(separator))
    return tuple(dict.fromkeys(size for size in cleaned if size))[:30]
