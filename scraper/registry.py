"""The register of sources: what a source is, and how to find one by name."""

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
from scraper.offer import Offer, Told
from scraper.report import ImportReport
from scraper.shops import ShopDefinition


class SourceError(CoordiError):
    """A source that cannot be read at all."""

    code = "source"


class PictureGetter(Protocol):
    """What an import needs of the network."""

    async def fetch(self, url: str, *, validators: Validators | None = None) -> Fetched:
        """Return what is at an address, or raise `DownloadError`."""
        ...


@dataclass(slots=True)
class SourceTools:
    """What a source works with when it is not a file.

    Attributes:
        run_id: of the run in the database that reads the source.
        started_at: when the source was begun to be read; before this run where it goes on with
            what an earlier one left.
        getter: gets the pictures; a source that has to be polite puts its own here.
        on_written: called with offers once they are safely in the catalogue, or rejected.
        on_finished: called when the whole source is in the catalogue.
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
        """Return a picture, got the way that the source wants it.

        Raises:
            DownloadError: it cannot be had.
        """
        return await self.getter.fetch(url, validators=validators)


@dataclass(frozen=True, slots=True)
class SourceRequest:
    """What the operator asked for.

    Attributes:
        file: the feed; None for sources that need none.
        shop: name of the shop, for feeds that do not tell it.
        url: where the feed is, or where `file` was fetched from.
        definition: the shop as `shops.toml` has it.
        tools: for sources that need network or database.
    """

    file: Path | None = None
    shop: str | None = None
    url: str | None = None
    definition: ShopDefinition | None = None
    tools: SourceTools | None = None

    def required_tools(self) -> SourceTools:
        """Return network and database.

        Raises:
            SourceError: there are none.
        """
        if self.tools is None:
            raise SourceError("this source needs the network", code="source_offline")
        return self.tools


class Source(Protocol):
    """Yields what a source tells; what cannot be used goes into the report."""

    def __call__(self, request: SourceRequest, report: ImportReport) -> AsyncIterator[Told]:
        """Start reading.

        Raises:
            SourceError: while iterating, when the source cannot be read at all.
        """
        ...


_SOURCES: Final[dict[str, Source]] = {}


def source(name: str) -> Callable[[Source], Source]:
    """Register a source under the name that the command line knows it by."""

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
        SourceError: there is none of that name.
    """
    try:
        return _SOURCES[name]
    except KeyError:
        raise SourceError(f"no source {name!r}; there are {', '.join(names())}") from None
