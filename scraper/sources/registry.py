"""The register of sources: what a source is, and how to find one by name."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from config.errors import CoordiError
from scraper.offer import Offer
from scraper.report import ImportReport


class SourceError(CoordiError):
    """A source that cannot be read at all."""

    code = "source"


@dataclass(frozen=True, slots=True)
class SourceRequest:
    """What the operator asked for.

    Attributes:
        file: the feed; None for sources that need none.
        shop: name of the shop, for feeds that do not tell it.
    """

    file: Path | None = None
    shop: str | None = None

    def required_file(self) -> Path:
        """Return the feed's path.

        Raises:
            SourceError: none was given.
        """
        if self.file is None:
            raise SourceError("this source needs a file", code="feed_missing")
        return self.file


class Source(Protocol):
    """Yields a source's offers; what cannot be used goes into the report."""

    def __call__(self, request: SourceRequest, report: ImportReport) -> AsyncIterator[Offer]:
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
