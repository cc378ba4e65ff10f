"""Where a feed is: a file, or an address from which it is fetched once it has changed."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from db.queries import crawl_pages
from scraper.download import DownloadError, Validators
from scraper.feeds.stream import MAX_FEED_BYTES
from scraper.registry import SourceError, SourceRequest, SourceTools
from scraper.report import ImportReport


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed on this machine.

    Attributes:
        path: of the file.
        name: that its shop has if nobody names it.
        base: what links to pictures are relative to: a folder, or an address.
    """

    path: Path
    name: str
    base: Path | str


@asynccontextmanager
async def feed_of(request: SourceRequest, report: ImportReport) -> AsyncIterator[Feed | None]:
    """Bring a feed here for the length of the block; None when it has not changed since last time.

    Raises:
        SourceError: there is none, or it cannot be fetched.
    """
    if request.file is not None:
        path = request.file
        yield Feed(path, path.name.partition(".")[0], request.url or path.parent)
        return
    if not request.url:
        raise SourceError("this source needs a file or an address", code="feed_missing")
    tools = request.required_tools()
    folder = tools.settings.data_dir
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix="feed-") as temporary:
        path = Path(temporary) / "feed"
        changed = await _fetch(request.url, path, tools)
        report.unchanged = not changed
        yield Feed(path, "", request.url) if changed else None


async def _fetch(url: str, path: Path, tools: SourceTools) -> bool:
    """Save a feed; return whether it is another one than that of the last whole import."""
    async with tools.database.session() as session:
        known = await crawl_pages.validators(session, crawl_pages.FEEDS, url)
    try:
        fetched = await tools.downloader.save(
            url, path, validators=Validators(*known), max_bytes=MAX_FEED_BYTES
        )
    except DownloadError as error:
        raise SourceError(f"cannot fetch the feed: {error}", code=f"feed_{error.reason}") from error
    except OSError as error:
        raise SourceError(f"cannot save the feed: {error}", code="feed_unsaved") from error

    async def remember() -> None:
        async with tools.database.session() as session:
            await crawl_pages.save_feed(
                session, url, fetched.validators.etag, fetched.validators.last_modified
            )

    if not fetched.unchanged:
        tools.on_finished.append(remember)
    return not fetched.unchanged
