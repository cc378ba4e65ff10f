"""From a feed's records to offers: checks every field and reports the lines that fail."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from scraper.offer import Offer, PictureFile, PictureReference, PictureUrl, ShopIdentity
from scraper.report import ImportReport
from scraper.sources.registry import SourceError, SourceRequest
from scraper.text import money, plain_text, slug_of, web_link

Record = tuple[int, Mapping[str, str]]
Reader = Callable[[SourceRequest, ImportReport], Generator[Record, None, None]]

_BATCH: Final = 200  # records read by one trip to a thread
_SCHEME: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_CHILDREN: Final = frozenset({"kids", "infant", "newborn", "toddler", "유아", "아동"})


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
) -> AsyncIterator[Offer]:
    """Yield the offers of a feed; reading and checking happen in a thread.

    Raises:
        SourceError: the feed cannot be read, or has no shop's name where one is needed.
    """
    path = request.required_file()
    name = plain_text(request.shop or path.name.partition(".")[0], 120)
    slug = slug_of(name)
    if not slug:
        raise SourceError("this feed needs the name of its shop", code="feed_shop")
    maker = _OfferMaker(fields, slug, name, path.parent)
    records = read(request, report)

    def next_batch() -> tuple[list[Offer], bool]:
        batch = list(islice(records, _BATCH))
        return [offer for record in batch if (offer := maker.make(record, report))], bool(batch)

    more = True
    try:
        while more:
            offers, more = await asyncio.to_thread(next_batch)
            for offer in offers:
                yield offer
    finally:
        records.close()


class _OfferMaker:
    """Makes offers of one shop's records."""

    def __init__(self, fields: FeedFields, slug: str, name: str, folder: Path) -> None:
        self._fields = fields
        self._slug = slug
        self._name = name
        self._folder = folder
        self._shop: ShopIdentity | None = None

    def make(self, record: Record, report: ImportReport) -> Offer | None:
        """Return the offer of a record, or None after reporting what is wrong with it."""
        line, values = record
        try:
            return self._checked(line, values)
        except BadRecordError as error:
            report.reject(line, error.reason, str(error))
            return None

    def _checked(self, line: int, values: Mapping[str, str]) -> Offer:
        names = self._fields

        def value(candidates: tuple[str, ...]) -> str:
            return next((v for name in candidates if (v := values.get(name, "").strip())), "")

        external_id = plain_text(value(names.external_id), 120)
        if not external_id:
            raise BadRecordError("no_id", "the product has no id")
        title = plain_text(value(names.title))
        if not title:
            raise BadRecordError("no_title", external_id)
        if value(names.age).lower() in _CHILDREN:
            raise BadRecordError("for_children", external_id)
        url = web_link(value(names.link))
        if url is None:
            raise BadRecordError("bad_link", value(names.link))
        try:
            price, currency = money(value(names.price))
        except ValueError as error:
            raise BadRecordError("bad_price", str(error)) from error
        if currency != "KRW":
            raise BadRecordError("other_currency", currency)
        return Offer(
            shop=self._shop_at(url),
            external_id=external_id,
            title=title,
            url=url,
            picture=self._picture(value(names.picture)),
            price=price,
            currency=currency,
            line=line,
            description=plain_text(value(names.description), 2000),
            brand=plain_text(value(names.brand), 120) or None,
            category_text=plain_text(value(names.category), 500),
            colour_text=plain_text(value(names.colour), 200),
            gender_text=plain_text(value(names.gender), 60),
            sizes=_sizes(value(names.sizes)),
            available=values.get("available", "") != "no",
            group_id=plain_text(value(names.group), 120) or None,
        )

    def _shop_at(self, url: str) -> ShopIdentity:
        if self._shop is None:
            parts = urlsplit(url)
            home = f"{parts.scheme}://{parts.netloc}/"
            self._shop = ShopIdentity(self._slug, self._name, home)
        return self._shop

    def _picture(self, text: str) -> PictureReference:
        """Return a link, or a file that lies beside the feed or below it."""
        first = text.partition("|")[0].partition(",http")[0].strip()
        if not first:
            raise BadRecordError("no_picture", "the product has no picture")
        if link := web_link(first):
            return PictureUrl(link)
        if _SCHEME.match(first) and not first.startswith("file://"):
            raise BadRecordError("bad_picture_link", first)
        relative = unquote(first.removeprefix("file://"))
        try:
            folder = self._folder.resolve()
            path = (folder / relative).resolve()
        except (OSError, ValueError, RuntimeError) as error:
            raise BadRecordError("bad_picture_link", first) from error
        if not path.is_relative_to(folder):
            raise BadRecordError("bad_picture_link", first)
        return PictureFile(path)


def _sizes(text: str) -> tuple[str, ...]:
    separator = next((mark for mark in "|,;/" if mark in text), "|")
    cleaned = (plain_text(part, 20) for part in text[:500].split(separator))
    return tuple(dict.fromkeys(size for size in cleaned if size))[:30]
