"""Getting files over HTTP from shops that nobody vouches for."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Final, Self

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from config.settings import Settings
from db.models import utc_now
from scraper.addresses import PublicResolver, RefusedAddressError, is_public
from scraper.fields.link import resolve_link
from scraper.text import web_link

AGENT: Final = "CoordiBot"
"""The name by which robots.txt may speak to us."""
SLOWEST_BYTES_PER_S: Final = 4096
MAX_REDIRECTS: Final = 5
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_CHUNK_BYTES: Final = 64 * 1024
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_STATUS_REASONS: Final[Mapping[int, str]] = MappingProxyType(
    {401: "forbidden", 403: "forbidden", 404: "gone", 410: "gone", 429: "too_many_requests"}
)
TEMPORARY: Final = frozenset({"timeout", "unreachable", "server_error", "too_many_requests"})
"""Reasons for which it is worth to ask again later."""


class DownloadError(Exception):
    """A file that was not got.

    Attributes:
        reason: stable code: `refused` (not a public address), `timeout`, `unreachable`,
            `too_large`, `damaged`, `forbidden`, `gone`, `too_many_requests`, `server_error`,
            `redirects`, `bad_status`.
        retry_after_s: how long the server wants to be left alone, if it said so.
    """

    def __init__(self, reason: str, detail: str, retry_after_s: float | None = None) -> None:
        super().__init__(detail)
        self.reason = reason
        self.retry_after_s = retry_after_s

    @property
    def is_temporary(self) -> bool:
        """Whether it may go better next time."""
        return self.reason in TEMPORARY


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said of a file, so that the next request can ask only for a newer one."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        """Return the headers of a conditional request."""
        found = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in found.items() if value}


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: the file, or that it has not changed.

    Attributes:
        url: where it was in the end.
        body: its bytes, empty when `unchanged`.
        content_type: as the server has it, lower case, with its parameters.
        validators: for the next request.
        unchanged: whether the file is the one that the validators of the request are of.
    """

    url: str
    body: bytes
    content_type: str
    validators: Validators
    unchanged: bool = False


def open_downloader(settings: Settings) -> Downloader:
    """Return a downloader that says who asks, as the settings have it."""
    contact = settings.catalogue.contact or settings.source_url
    return Downloader(
        user_agent=f"{AGENT}/1.0 (+{contact})",
        max_bytes=settings.engine.max_file_bytes,
        timeout_s=settings.crawl.timeout_s,
        private_hosts=settings.crawl.private_hosts,
    )


class Downloader:
    """Gets files over HTTP from public addresses, as an async context manager."""

    def __init__(
        self,
        *,
        user_agent: str,
        max_bytes: int,
        timeout_s: float = 20.0,
        resolver: AbstractResolver | None = None,
        is_allowed: Callable[[str], bool] = is_public,
        private_hosts: Collection[str] = (),
    ) -> None:
        """Prepare a session.

        Args:
            user_agent: says who asks and where to complain.
            max_bytes: of one file that is read into memory.
            timeout_s: for one such file, redirects included; a saved one may take longer while it
                keeps coming.
            resolver: turns names into addresses; must refuse those that `is_allowed` does.
            is_allowed: says of an address literal whether it may be asked.
            private_hosts: `host:port` that the operator allows to be private.
        """
        self._user_agent = user_agent
        self._max_bytes = max_bytes
        self._timeout_s = timeout_s
        self._private_hosts = frozenset(private_hosts)
        self._resolver = resolver or PublicResolver(private_hosts)
        self._is_allowed = is_allowed

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=self._resolver, limit=16, limit_per_host=4, use_dns_cache=False
            ),
            # A packed body would unpack without limit; what comes packed anyway is bounded below.
            headers={"User-Agent": self._user_agent, "Accept-Encoding": "identity"},
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None),
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
        return (await self.fetch(url)).body

    async def fetch(
        self,
        url: str,
        *,
        validators: Validators | None = None,
        headers: Mapping[str, str] = _NOTHING,
        max_bytes: int | None = None,
    ) -> Fetched:
        """Return what is at an address, unless it is still what `validators` are of.

        Raises:
            DownloadError: it is refused, too large, too slow or not there.
        """
        limit = max_bytes or self._max_bytes
        asked = {**headers, **(validators or Validators()).headers()}
        async with (
            _failures(url),
            asyncio.timeout(self._timeout_s),
            self._followed(url, asked) as (final_url, response),
        ):
            if response.status == 304:
                return _fetched(final_url, response, b"", unchanged=True)
            body = await self._body(final_url, response, limit)
            return _fetched(final_url, response, body)

    async def save(
        self,
        url: str,
        path: Path,
        *,
        validators: Validators | None = None,
        max_bytes: int,
    ) -> Fetched:
        """Write what is at an address to a file, however large it is.

        A server that sends less than `SLOWEST_BYTES_PER_S` over `timeout_s` is given up.

        Raises:
            DownloadError: as `fetch`.
            OSError: the file cannot be written.
        """
        asked = (validators or Validators()).headers()
        async with _failures(url), self._followed(url, asked) as (final_url, response):
            if response.status == 304:
                return _fetched(final_url, response, b"", unchanged=True)
            file = await asyncio.to_thread(path.open, "wb")
            try:
                size = 0
                async for chunk in self._steady_chunks(url, response):
                    size += len(chunk)
                    if size > max_bytes:
                        raise DownloadError("too_large", f"{url}: over {max_bytes} bytes")
                    await asyncio.to_thread(file.write, chunk)
            finally:
                await asyncio.to_thread(file.close)
            return _fetched(final_url, response, b"")

    @asynccontextmanager
    async def _followed(
        self, url: str, headers: Mapping[str, str]
    ) -> AsyncIterator[tuple[str, aiohttp.ClientResponse]]:
        for _ in range(MAX_REDIRECTS + 1):
            self._check(url)
            async with asyncio.timeout(self._timeout_s):
                response = await self._session.get(url, allow_redirects=False, headers=headers)
            async with response:
                if response.status in _REDIRECTS and "Location" in response.headers:
                    target = resolve_link(response.headers["Location"], url)
                    if target is None:
                        raise DownloadError("refused", f"{url} redirects to no web address")
                    url = target
                    continue
                if response.status not in {200, 304}:
                    raise _of_status(url, response)
                yield url, response
                return
        raise DownloadError("redirects", f"{url}: too many redirects")

    def _check(self, url: str) -> None:
        if web_link(url) is None:
            raise DownloadError("refused", url)
        host = URL(url).host or ""
        try:
            ip_address(host.partition("%")[0])
        except ValueError:
            return  # a name: the resolver checks what it stands for
        if not self._is_allowed(host) and f"{host}:{URL(url).port}" not in self._private_hosts:
            raise DownloadError("refused", f"{host} is not public")

    async def _body(self, url: str, response: aiohttp.ClientResponse, limit: int) -> bytes:
        if (response.content_length or 0) > limit:
            raise DownloadError("too_large", f"{url}: {response.content_length} bytes")
        body = bytearray()
        async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
            body += chunk
            if len(body) > limit:
                raise DownloadError("too_large", f"{url}: over {limit} bytes")
        if response.headers.get("Content-Encoding", "identity").lower() in {"gzip", "deflate"}:
            return unpacked(bytes(body), limit)
        return bytes(body)

    async def _steady_chunks(
        self, url: str, response: aiohttp.ClientResponse
    ) -> AsyncIterator[bytes]:
        loop = asyncio.get_running_loop()
        since, received = loop.time(), 0
        while True:
            async with asyncio.timeout(self._timeout_s):
                chunk = await response.content.read(_CHUNK_BYTES)
            if not chunk:
                return
            yield chunk
            received += len(chunk)
            if loop.time() - since > self._timeout_s:
                if received < SLOWEST_BYTES_PER_S * self._timeout_s:
                    raise DownloadError("timeout", f"{url}: too slow")
                since, received = loop.time(), 0


def unpacked(data: bytes, limit: int) -> bytes:
    """Return gzip or zlib data unpacked.

    Raises:
        DownloadError: `too_large` over `limit` bytes, `damaged` where it cannot be unpacked.
    """
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    try:
        body = unpacker.decompress(data, limit + 1)
    except zlib.error as error:
        raise DownloadError("damaged", str(error)) from error
    if len(body) > limit:
        raise DownloadError("too_large", f"unpacks to over {limit} bytes")
    return body


@asynccontextmanager
async def _failures(url: str) -> AsyncIterator[None]:
    """Turn what may go wrong on the way into `DownloadError`."""
    try:
        yield
    except TimeoutError as error:
        raise DownloadError("timeout", url) from error
    except RefusedAddressError as error:
        raise DownloadError("refused", str(error)) from error
    except aiohttp.ClientConnectorError as error:
        # aiohttp wraps what the resolver raised.
        refused = isinstance(error.os_error, RefusedAddressError)
        raise DownloadError("refused" if refused else "unreachable", f"{url}: {error}") from error
    except (aiohttp.ClientError, ConnectionError, ValueError) as error:
        raise DownloadError("unreachable", f"{url}: {error}") from error


def _fetched(
    url: str, response: aiohttp.ClientResponse, body: bytes, *, unchanged: bool = False
) -> Fetched:
    etag, modified = (response.headers.get(name) for name in ("ETag", "Last-Modified"))
    return Fetched(
        url=url,
        body=body,
        content_type=response.headers.get("Content-Type", "").lower()[:200],
        validators=Validators(
            etag if etag and len(etag) <= 200 else None,
            modified if modified and len(modified) <= 64 else None,
        ),
        unchanged=unchanged,
    )


def _of_status(url: str, response: aiohttp.ClientResponse) -> DownloadError:
    status = response.status
    fallback = "server_error" if status >= 500 else "bad_status"
    reason = _STATUS_REASONS.get(status, fallback)
    retry_after_s = _seconds(response.headers.get("Retry-After", ""))
    return DownloadError(reason, f"{url}: HTTP {status}", retry_after_s)


def _seconds(retry_after: str) -> float | None:
    """Return the seconds of a `Retry-After` header: a number or a date."""
    if retry_after.strip().isdigit():
        return min(float(retry_after), 86_400.0)
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max((moment - utc_now()).total_seconds(), 0.0) if moment.tzinfo else None
