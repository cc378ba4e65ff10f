"""Asks shops for pages and pictures the way they want it: what is allowed, slowly, patiently."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from aiolimiter import AsyncLimiter
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt
from tenacity.wait import wait_exponential_jitter

from config.settings import CrawlSettings
from scraper.crawl.robots import Robots, Rules
from scraper.download import AGENT, Downloader, DownloadError, Fetched, Validators

_MAX_WAIT_S: Final = 120.0


@dataclass(frozen=True, slots=True)
class _Host:
    """How often and how many at once one host is asked."""

    pace: AsyncLimiter | None
    places: asyncio.Semaphore


class PoliteClient:
    """Fetches what robots.txt allows, at the host's own pace, again when it fails for a moment."""

    def __init__(
        self, downloader: Downloader, settings: CrawlSettings, *, delay_s: float | None = None
    ) -> None:
        """Prepare.

        Args:
            downloader: does the asking.
            settings: pace, places and patience.
            delay_s: between two requests to a host, in place of the setting; robots.txt may ask
                for more, never for less.
        """
        self._downloader = downloader
        self._settings = settings
        self._delay_s = settings.delay_s if delay_s is None else delay_s
        self._robots = Robots(downloader, AGENT)
        self._hosts: dict[str, _Host] = {}

    async def rules(self, url: str) -> Rules:
        """Return what the site of an address allows."""
        return await self._robots.rules(url)

    async def fetch(
        self, url: str, *, validators: Validators | None = None, max_bytes: int | None = None
    ) -> Fetched:
        """Return what is at an address.

        Raises:
            DownloadError: as `Downloader.fetch`; `robots` where it is not allowed, and
                `robots_down` where nobody can tell.
        """
        rules = await self._allowed(url)
        async for attempt in self._attempts():
            with attempt:
                async with self._turn(url, rules):
                    fetched = await self._downloader.fetch(
                        url, validators=validators, max_bytes=max_bytes
                    )
        if fetched.url != url:
            await self._allowed(fetched.url)
        return fetched

    async def _allowed(self, url: str) -> Rules:
        rules = await self._robots.rules(url)
        if rules.is_down:
            raise DownloadError("robots_down", f"{url}: robots.txt does not answer")
        if not rules.allows(url):
            raise DownloadError("robots", f"{url}: robots.txt forbids it")
        return rules

    def _attempts(self) -> AsyncRetrying:
        backoff = wait_exponential_jitter(
            multiplier=self._settings.backoff_s, max=_MAX_WAIT_S, jitter=self._settings.backoff_s
        )

        def wait_s(state: RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            asked_s = error.retry_after_s if isinstance(error, DownloadError) else None
            return max(backoff(state), min(asked_s or 0.0, _MAX_WAIT_S))

        return AsyncRetrying(
            retry=retry_if_exception(lambda e: isinstance(e, DownloadError) and e.is_temporary),
            stop=stop_after_attempt(self._settings.attempts),
            wait=wait_s,
            reraise=True,
        )

    @asynccontextmanager
    async def _turn(self, url: str, rules: Rules) -> AsyncIterator[None]:
        name = urlsplit(url).netloc
        if name not in self._hosts:
            delay_s = max(self._delay_s, rules.delay_s)
            self._hosts[name] = _Host(
                AsyncLimiter(1, delay_s) if delay_s > 0 else None,
                asyncio.Semaphore(self._settings.concurrency),
            )
        host = self._hosts[name]
        async with host.places:
            if host.pace is not None:
                await host.pace.acquire()
            yield
