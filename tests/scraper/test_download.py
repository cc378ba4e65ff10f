"""Downloads from a server on the loopback, which only these tests allow."""

from __future__ import annotations

import asyncio
import gzip
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.test_utils import TestServer

from scraper.addresses import RefusedAddressError
from scraper.download import Downloader, DownloadError, Validators
from tests.support.patience import patient

PICTURE = b"\x89PNG" + b"x" * 1000


class LoopbackResolver(AbstractResolver):
    """Knows one public name, at the loopback; everything else is private."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        if host != "shop.example":
            raise RefusedAddressError(f"{host} is not public")
        return [
            ResolveResult(
                hostname=host, host="127.0.0.1", port=port, family=family, proto=6, flags=0
            )
        ]

    async def close(self) -> None: ...


@pytest.fixture
async def server() -> AsyncIterator[TestServer]:
    async def picture(_request: web.Request) -> web.Response:
        return web.Response(body=PICTURE)

    async def redirect(request: web.Request) -> web.Response:
        raise web.HTTPFound(request.query.get("to", "/redirect"))

    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while True:
                await response.write(b"x" * 65536)
        except ConnectionError:
            return response

    async def slow(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while True:
                await response.write(b"x")
                await asyncio.sleep(0.02)
        except ConnectionError:
            return response

    async def agent(request: web.Request) -> web.Response:
        return web.Response(text=f"{request.headers['User-Agent']} {request.headers.get('Cookie')}")

    async def busy(request: web.Request) -> web.Response:
        return web.Response(status=429, headers={"Retry-After": "7"})

    async def secret(request: web.Request) -> web.Response:
        return web.Response(status=403)

    async def failing(request: web.Request) -> web.Response:
        return web.Response(status=502)

    async def packed(request: web.Request) -> web.Response:
        body = {"/bomb": gzip.compress(bytes(9_000_000)), "/torn": b"no gzip"}.get(
            request.path, gzip.compress(PICTURE)
        )
        return web.Response(body=body, headers={"Content-Encoding": "gzip"})

    async def fresh(request: web.Request) -> web.Response:
        if request.headers.get("If-None-Match") == '"1"':
            return web.Response(status=304)
        return web.Response(body=PICTURE, headers={"ETag": '"1"', "Last-Modified": "yesterday"})

    app = web.Application()
    app.router.add_get("/busy", busy)
    app.router.add_get("/secret", secret)
    app.router.add_get("/failing", failing)
    for path in ("/packed", "/bomb", "/torn"):
        app.router.add_get(path, packed)
    app.router.add_get("/fresh", fresh)
    app.router.add_get("/picture", picture)
    app.router.add_get("/redirect", redirect)
    app.router.add_get("/endless", endless)
    app.router.add_get("/slow", slow)
    app.router.add_get("/agent", agent)
    async with TestServer(app) as running:
        yield running


@pytest.fixture
async def downloader() -> AsyncIterator[Downloader]:
    async with Downloader(
        user_agent="Coordi test",
        max_bytes=100_000,
        timeout_s=patient(0.3),
        resolver=LoopbackResolver(),
    ) as made:
        yield made


def at(server: TestServer, path: str) -> str:
    return f"http://shop.example:{server.port}{path}"


async def test_a_picture(server: TestServer, downloader: Downloader):
    assert await downloader.get(at(server, "/picture")) == PICTURE


async def test_a_redirect_is_followed(server: TestServer, downloader: Downloader):
    assert await downloader.get(at(server, "/redirect?to=/picture")) == PICTURE


async def test_who_asks_is_said(server: TestServer, downloader: Downloader):
    assert await downloader.get(at(server, "/agent")) == b"Coordi test None"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/picture",
        "http://[::1]/picture",
        "http://[::ffff:127.0.0.1]/picture",
        "http://169.254.169.254/latest/meta-data",
        "http://inside.example/picture",
        "file:///etc/passwd",
        "ftp://shop.example/picture",
        "http://user:secret@shop.example/picture",
        "not a link",
    ],
)
async def test_what_is_not_public_is_refused(server: TestServer, downloader: Downloader, url: str):
    with pytest.raises(DownloadError) as direct:
        await downloader.get(url)
    assert direct.value.reason == "refused"


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.1/x", "http://inside.example/x", "file:///etc/passwd", "http://[::1]/x"],
)
async def test_a_redirect_to_what_is_not_public_is_refused(
    server: TestServer, downloader: Downloader, target: str
):
    with pytest.raises(DownloadError) as redirected:
        await downloader.get(at(server, f"/redirect?to={target}"))
    assert redirected.value.reason == "refused"


async def test_a_circle_of_redirects_ends(server: TestServer, downloader: Downloader):
    with pytest.raises(DownloadError, match="redirects"):
        await downloader.get(at(server, "/redirect"))


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/endless", "too_large"),
        ("/slow", "timeout"),
        ("/nothing", "gone"),
        ("/busy", "too_many_requests"),
        ("/secret", "forbidden"),
        ("/failing", "server_error"),
        ("/bomb", "too_large"),
        ("/torn", "damaged"),
    ],
)
async def test_what_cannot_be_had(
    server: TestServer, downloader: Downloader, path: str, reason: str
):
    with pytest.raises(DownloadError) as failed:
        await downloader.get(at(server, path))
    assert failed.value.reason == reason


async def test_a_server_that_is_down(downloader: Downloader):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(DownloadError) as failed:
        await downloader.get(f"http://shop.example:{port}/picture")
    assert failed.value.reason == "unreachable"


async def test_what_comes_packed_is_unpacked(server: TestServer, downloader: Downloader):
    assert await downloader.get(at(server, "/packed")) == PICTURE


async def test_only_a_newer_file_is_sent(server: TestServer, downloader: Downloader):
    first = await downloader.fetch(at(server, "/fresh"))
    assert first.validators == Validators('"1"', "yesterday")
    again = await downloader.fetch(at(server, "/fresh"), validators=first.validators)
    assert (again.unchanged, again.body) == (True, b"")


async def test_how_long_to_wait_is_told(server: TestServer, downloader: Downloader):
    with pytest.raises(DownloadError) as failed:
        await downloader.get(at(server, "/busy"))
    assert (failed.value.retry_after_s, failed.value.is_temporary) == (7.0, True)


async def test_a_large_file_is_saved_in_pieces(
    server: TestServer, downloader: Downloader, tmp_path: Path
):
    await downloader.save(at(server, "/picture"), tmp_path / "file", max_bytes=10**6)
    assert (tmp_path / "file").read_bytes() == PICTURE
    with pytest.raises(DownloadError, match="over"):
        await downloader.save(at(server, "/endless"), tmp_path / "file", max_bytes=10**6)
    with pytest.raises(DownloadError, match="too slow"):
        await downloader.save(at(server, "/slow"), tmp_path / "file", max_bytes=10**6)


async def test_a_private_host_of_the_operators_may_be_asked(server: TestServer):
    allowed = (f"127.0.0.1:{server.port}",)
    async with Downloader(user_agent="t", max_bytes=10**6, private_hosts=allowed) as downloader:
        assert await downloader.get(f"http://127.0.0.1:{server.port}/picture") == PICTURE
        for other in ("http://127.0.0.1:1/", f"http://[::1]:{server.port}/"):
            with pytest.raises(DownloadError, match="not public"):
                await downloader.get(other)
