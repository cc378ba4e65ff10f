"""Prints a preview: JSON lines for programs, a table with a summary for people."""

from __future__ import annotations

import json
import statistics
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Final

import click

from config.settings import Settings
from scraper.normalise import named_category
from scraper.offer import Offer
from scraper.preview import Entry, as_json, preview
from scraper.registry import SourceRequest
from scraper.report import Rejection

_ROWS_SHOWN: Final = 20
_ODD_SHOWN: Final = 10
_MANY_TIMES: Final = 10
"""A price so many times the median, or below it, is worth a look."""


async def print_preview(
    settings: Settings, source: str, request: SourceRequest, *, as_json: bool
) -> None:
    """Print what a source would bring.

    Raises:
        SourceError: the source cannot be read to its end; what came before is printed.
    """
    if as_json:
        await _print_lines(settings, source, request)
        return
    summary = _Summary()
    try:
        async for entry in preview(settings, source, request):
            summary.add(entry)
    finally:
        for line in summary.lines():
            click.echo(line)


async def _print_lines(settings: Settings, source: str, request: SourceRequest) -> None:
    async for entry in preview(settings, source, request):
        sys.stdout.write(json.dumps(as_json(entry), ensure_ascii=False) + "\n")
    sys.stdout.flush()


class _Summary:
    """Counts a preview and keeps what a person wants to see of it."""

    def __init__(self) -> None:
        self._first: list[Offer] = []
        self._prices: list[int] = []
        self._ids: list[tuple[int, str, str]] = []
        self._counts: Counter[str] = Counter()
        self._reasons: Counter[str] = Counter()
        self._examples: dict[str, Rejection] = {}

    def add(self, entry: Entry) -> None:
        """Count an offer or a rejection."""
        if isinstance(entry, Rejection):
            self._reasons[entry.reason] += 1
            self._examples.setdefault(entry.reason, entry)
        elif isinstance(entry, Offer):
            if len(self._first) < _ROWS_SHOWN:
                self._first.append(entry)
            self._prices.append(round(entry.price))
            self._ids.append((entry.line, entry.external_id, entry.title))
            self._counts["offers"] += 1
            self._counts["sold out"] += not entry.available
            self._counts["on sale"] += entry.list_price is not None
            self._counts["without a category in words"] += named_category(entry) is None
            self._counts["without sizes"] += not (entry.sizes or entry.sold_out_sizes)
        else:
            self._counts["withdrawn"] += 1

    def lines(self) -> Iterator[str]:
        """Yield the lines of the table and the summary."""
        for offer in self._first:
            row = as_json(offer)
            was = f" (was {row['was_won']:,})" if row["was_won"] else ""
            stock = "" if offer.available else "  sold out"
            sizes = " ".join(offer.sizes)
            yield f"{offer.external_id[:20]:<20}  {row['price_won']:>9,} won{was}{stock}"
            yield f"    {offer.title[:80]}  [{row['gender']}]  {sizes}".rstrip()
            yield f"    {row['picture']}"
        yield ", ".join(f"{count} {name}" for name, count in self._counts.items() if count) or (
            "no offer"
        )
        for reason, count in self._reasons.most_common():
            example = self._examples[reason]
            name = example.external_id or "-"
            first = f"first line {example.line} ({name}): {example.detail}"
            yield f"left out: {count} {reason}, {first}"
        yield from self._odd_prices()

    def _odd_prices(self) -> Iterator[str]:
        if not self._prices:
            return
        middle = statistics.median(self._prices)
        odd = (
            (price, *identity)
            for price, identity in zip(self._prices, self._ids, strict=True)
            if price > middle * _MANY_TIMES or price * _MANY_TIMES < middle
        )
        for shown, (price, line, external_id, title) in enumerate(odd):
            if shown == _ODD_SHOWN:
                yield "odd price: … and more"
                return
            what = f"line {line} ({external_id}): {title[:60]}"
            yield f"odd price: {price:,} won, where the median is {middle:,.0f}: {what}"
