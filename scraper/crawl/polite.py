"""An HTTP client that obeys robots.txt, rate limits and `Retry-After`."""

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
    """Rate and concurrency limits of one host."""

    pace: AsyncLimiter | None
    places: asyncio.Semaphore


class PoliteClient:
    """Fetches addresses allowed by robots.txt, rate-limited per host, with retries."""

    def __init__(
        self, downloader: Downloader, settings: CrawlSettings, *, delay_s: float | None = None
    ) -> None:
        """Store the limits.

        Args:
            downloader: sends the requests.
            settings: rate, concurrency and retries.
            delay_s: seconds between two requests to a host, overriding the setting; robots.txt
                may raise it, never lower it.
        """
        self._downloader = downloader
        self._settings = settings
        self._delay_s = settings.delay_s if delay_s is None else delay_s
        self._robots = Robots(downloader, AGENT)
        self._hosts: dict[str, _Host] = {}

    async def rules(self, url: str) -> Rules:
        """Return the robots.txt rules of an address's site."""
        return await self._robots.rules(url)

    async def fetch(
        self, url: str, *, validators: Validators | None = None, max_bytes: int | None = None
    ) -> Fetched:
        """Fetch an address.

        Raises:
            DownloadError: as `Downloader.fetch`; `robots` if it is disallowed, and
                `robots_down` if robots.txt is unavailable.
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
            retry_after_s = error.retry_after_s if isinstance(error, DownloadError) else None
            return max(backoff(state), min(retry_after_s or 0.0, _MAX_WAIT_S))

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
