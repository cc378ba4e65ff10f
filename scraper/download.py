"""Downloading of pictures from shops that nobody vouches for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from ipaddress import ip_address
from types import TracebackType
from typing import Final, Self
from urllib.parse import urljoin

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from scraper.addresses import PublicResolver, RefusedAddressError, is_public
from scraper.text import web_link

MAX_REDIRECTS: Final = 5
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_CHUNK_BYTES: Final = 64 * 1024


class DownloadError(Exception):
    """A picture that was not got; `reason` is its stable code."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


class Downloader:
    """Gets small files over HTTP from public addresses, as an async context manager."""

    def __init__(
        self,
        *,
        user_agent: str,
        max_bytes: int,
        timeout_s: float = 20.0,
        resolver: AbstractResolver | None = None,
        is_allowed: Callable[[str], bool] = is_public,
    ) -> None:
        """Prepare a session.

        Args:
            user_agent: says who asks and where to complain.
            max_bytes: of one file.
            timeout_s: for one file, redirects included.
            resolver: turns names into addresses; must refuse those that `is_allowed` does.
            is_allowed: says of an address literal whether it may be asked.
        """
        self._user_agent = user_agent
        self._max_bytes = max_bytes
        self._timeout_s = timeout_s
        self._resolver = resolver or PublicResolver()
        self._is_allowed = is_allowed

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=self._resolver, limit=16, limit_per_host=4, use_dns_cache=False
            ),
            # A packed body would unpack without limit; pictures gain nothing from packing.
            headers={"User-Agent": self._user_agent, "Accept-Encoding": "identity"},
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
        )
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._session.close()

    async def get(self, url: str) -> bytes:
        """Return what is at an address.

        Raises:
            DownloadError: it is refused, too large, too slow or not there.
        """
        try:
            async with asyncio.timeout(self._timeout_s):
                return await self._followed(url)
        except TimeoutError as error:
            raise DownloadError("picture_timeout", url) from error
        except RefusedAddressError as error:
            raise DownloadError("picture_refused", str(error)) from error
        except aiohttp.ClientConnectorError as error:
            # aiohttp wraps what the resolver raised.
            refused = isinstance(error.os_error, RefusedAddressError)
            reason = "picture_refused" if refused else "picture_unreachable"
            raise DownloadError(reason, f"{url}: {error}") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise DownloadError("picture_unreachable", f"{url}: {error}") from error

    async def _followed(self, url: str) -> bytes:
        for _ in range(MAX_REDIRECTS + 1):
            self._check(url)
            async with self._session.get(url, allow_redirects=False) as response:
                if response.status in _REDIRECTS and "Location" in response.headers:
                    url = urljoin(url, response.headers["Location"])
                    continue
                if response.status != 200:
                    raise DownloadError("picture_unreachable", f"{url}: HTTP {response.status}")
                return await self._body(url, response)
        raise DownloadError("picture_unreachable", f"{url}: too many redirects")

    def _check(self, url: str) -> None:
        if web_link(url) is None:
            raise DownloadError("picture_refused", url)
        host = URL(url).host or ""
        try:
            ip_address(host.partition("%")[0])
        except ValueError:
            return  # a name: the resolver checks what it stands for
        if not self._is_allowed(host):
            raise DownloadError("picture_refused", f"{host} is not public")

    async def _body(self, url: str, response: aiohttp.ClientResponse) -> bytes:
        if (response.content_length or 0) > self._max_bytes:
            raise DownloadError("picture_too_large", f"{url}: {response.content_length} bytes")
        body = bytearray()
        async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
            body += chunk
            if len(body) > self._max_bytes:
                raise DownloadError("picture_too_large", f"{url}: over {self._max_bytes} bytes")
        return bytes(body)
