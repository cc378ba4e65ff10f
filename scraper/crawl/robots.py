"""Fetch and evaluate robots.txt by RFC 9309."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from protego import Protego

from scraper.download import Downloader, DownloadError

MAX_BYTES: Final = 512 * 1024
"""RFC 9309 asks crawlers to read at least 500 KiB."""
MAX_DELAY_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Rules:
    """The access rules of one site.

    Attributes:
        parsed: its robots.txt, None if it has none.
        is_down: whether robots.txt was unavailable, which forbids everything.
    """

    agent: str
    parsed: Protego | None
    is_down: bool = False

    def allows(self, url: str) -> bool:
        """Return whether an address may be requested."""
        if self.is_down:
            return False
        return self.parsed is None or bool(self.parsed.can_fetch(url, self.agent))

    @property
    def delay_s(self) -> float:
        """The site's crawl delay in seconds, 0 without one."""
        delay_s = self.parsed.crawl_delay(self.agent) if self.parsed else None
        return min(float(delay_s or 0.0), MAX_DELAY_S)

    @property
    def sitemaps(self) -> list[str]:
        """The sitemaps listed by the site."""
        return list(self.parsed.sitemaps) if self.parsed else []


class Robots:
    """Rules by site, each requested once."""

    def __init__(self, downloader: Downloader, agent: str) -> None:
        """Store the client.

        Args:
            downloader: fetches robots.txt.
            agent: the product token to look for in robots.txt.
        """
        self._downloader = downloader
        self._agent = agent
        self._rules: dict[str, asyncio.Task[Rules]] = {}

    async def rules(self, url: str) -> Rules:
        """Return the rules of an address's site."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._rules:
            self._rules[site] = asyncio.create_task(self._fetch(site))
        return await asyncio.shield(self._rules[site])

    async def _fetch(self, site: str) -> Rules:
        try:
            fetched = await self._downloader.fetch(f"{site}/robots.txt", max_bytes=MAX_BYTES)
        except DownloadError as error:
            # A site without the file (4xx) allows everything, one that fails to answer nothing.
            absent = error.reason in {"gone", "forbidden", "bad_status", "redirects"}
            return Rules(self._agent, None, is_down=not absent)
        text = fetched.body.decode("utf-8", "replace")
        return Rules(self._agent, await asyncio.to_thread(Protego.parse, text))
