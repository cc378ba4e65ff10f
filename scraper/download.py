"""Download files over HTTP from untrusted shops, with limits on size and time."""

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
    """A download failed.

    Attributes:
        reason: stable code: `refused` (not a public address), `timeout`, `unreachable`,
            `too_large`, `damaged`, `forbidden`, `gone`, `too_many_requests`, `server_error`,
            `redirects`, `bad_status`.
        retry_after_s: seconds of the server's `Retry-After`, None without one.
    """

    def __init__(self, reason: str, detail: str, retry_after_s: float | None = None) -> None:
        super().__init__(detail)
        self.reason = reason
        self.retry_after_s = retry_after_s

    @property
    def is_temporary(self) -> bool:
        """Whether a retry may succeed."""
        return self.reason in TEMPORARY


@dataclass(frozen=True, slots=True)
class Validators:
    """A file's HTTP validators (ETag, Last-Modified) for conditional requests."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        """Return the headers of a conditional request."""
        found = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in found.items() if value}


@dataclass(frozen=True, slots=True)
class Fetched:
    """A response: the file, or that it has not changed.

    Attributes:
        url: final address after redirects.
        body: content, empty if `unchanged`.
        content_type: the server's header in lower case, with parameters.
        validators: validators for the next request.
        unchanged: whether the request's validators still match (HTTP 304).
    """

    url: str
    body: bytes
    content_type: str
    validators: Validators
    unchanged: bool = False


def open_downloader(settings: Settings) -> Downloader:
    """Return a downloader with the settings' user agent and limits."""
    contact = settings.catalogue.contact or settings.source_url
    return Downloader(
        user_agent=f"{AGENT}/1.0 (+{contact})",
        max_bytes=settings.engine.max_file_bytes,
        timeout_s=settings.crawl.timeout_s,
        private_hosts=settings.crawl.private_hosts,
    )


class Downloader:
    """Downloads files over HTTP from public addresses; an async context manager."""

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
        """Open a session.

        Args:
            user_agent: header that names the operator's contact.
            max_bytes: limit of a file read into memory.
            timeout_s: limit for one such file, redirects included; a file saved to disk may take
                longer while data arrives.
            resolver: resolves host names; must refuse the addresses that `is_allowed` refuses.
            is_allowed: whether an IP address literal may be requested.
            private_hosts: `host:port` pairs that may be private.
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
        """Download a file and return its content.

        Raises:
            DownloadError: the address is refused, or the file too large, too slow or missing.
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
        """Download a file, unless it still matches `validators`.

        Raises:
            DownloadError: the address is refused, or the file too large, too slow or missing.
        """
        limit = max_bytes or self._max_bytes
        request_headers = {**headers, **(validators or Validators()).headers()}
        async with (
            _failures(url),
            asyncio.timeout(self._timeout_s),
            self._followed(url, request_headers) as (final_url, response),
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
        """Download a file to disk without holding it in memory.

        A transfer below `SLOWEST_BYTES_PER_S` over `timeout_s` is aborted.

        Raises:
            DownloadError: as `fetch`.
            OSError: the file cannot be written.
        """
        request_headers = (validators or Validators()).headers()
        async with _failures(url), self._followed(url, request_headers) as (final_url, response):
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
    """Decompress gzip or zlib data.

    Raises:
        DownloadError: `too_large` over `limit` bytes, `damaged` if it cannot be decompressed.
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
    """Convert network errors of the block into `DownloadError`."""
    try:
        yield
    except TimeoutError as error:
        raise DownloadError("timeout", url) from error
    except RefusedAddressError as error:
        raise DownloadError("refused", str(error)) from error
    except aiohttp.ClientConnectorError as error:
        # aiohttp wraps the resolver's error.
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
    """Parse a `Retry-After` header, a number of seconds or a date."""
    if retry_after.strip().isdigit():
        return min(float(retry_after), 86_400.0)
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max((moment - utc_now()).total_seconds(), 0.0) if moment.tzinfo else None
