"""The interface of a product source, and the registry of sources by name."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from config.errors import CoordiError
from config.settings import Settings
from db.session import Database
from scraper.download import Downloader, Fetched, Validators
from scraper.offer import Offer, SourceRecord
from scraper.report import ImportReport
from scraper.shops import ShopDefinition


class SourceError(CoordiError):
    """The source cannot be read at all."""

    code = "source"


class PictureGetter(Protocol):
    """The download interface that an import uses."""

    async def fetch(self, url: str, *, validators: Validators | None = None) -> Fetched:
        """Return what is at an address, or raise `DownloadError`."""
        ...


@dataclass(slots=True)
class SourceTools:
    """Resources for sources that need network or database.

    Attributes:
        run_id: id of the current run in the database.
        started_at: when reading of the source began; before this run if it resumes an earlier
            one.
        getter: downloads pictures; a source with rate limits replaces it.
        on_written: called with offers after they were committed or rejected.
        on_finished: called after the whole source was imported.
    """

    database: Database
    downloader: Downloader
    settings: Settings
    run_id: int
    started_at: datetime
    getter: PictureGetter
    on_written: list[Callable[[Sequence[Offer]], Awaitable[None]]] = field(default_factory=list)
    on_finished: list[Callable[[], Awaitable[None]]] = field(default_factory=list)

    async def fetch(self, url: str, *, validators: Validators | None = None) -> Fetched:
        """Download a picture with the source's own getter.

        Raises:
            DownloadError: the download failed.
        """
        return await self.getter.fetch(url, validators=validators)


@dataclass(frozen=True, slots=True)
class SourceRequest:
    """The parameters of an import.

    Attributes:
        file: the feed; None for sources that need none.
        shop: name of the shop, for feeds without one.
        url: address of the feed, or that `file` was downloaded from.
        definition: the shop's entry in `shops.toml`.
        tools: network and database, for sources that need them.
    """

    file: Path | None = None
    shop: str | None = None
    url: str | None = None
    definition: ShopDefinition | None = None
    tools: SourceTools | None = None

    def required_tools(self) -> SourceTools:
        """Return network and database.

        Raises:
            SourceError: the request has none.
        """
        if self.tools is None:
            raise SourceError("this source needs the network", code="source_offline")
        return self.tools


class Source(Protocol):
    """Yields the records of a source; unusable ones go into the report."""

    def __call__(self, request: SourceRequest, report: ImportReport) -> AsyncIterator[SourceRecord]:
        """Start reading.

        Raises:
            SourceError: while iterating, when the source cannot be read at all.
        """
        ...


_SOURCES: Final[dict[str, Source]] = {}


def source(name: str) -> Callable[[Source], Source]:
    """Register a source under its name on the command line."""

    def register(read: Source) -> Source:
        _SOURCES[name] = read
        return read

    return register


def names() -> list[str]:
    """Return the names of all sources."""
    return sorted(_SOURCES)


def find(name: str) -> Source:
    """Return a source.

    Raises:
        SourceError: no source has that name.
    """
    try:
        return _SOURCES[name]
    except KeyError:
        raise SourceError(f"no source {name!r}; there are {', '.join(names())}") from None
