"""`coordi catalog preview`: what would come in and what would not, without touching anything."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from click.testing import CliRunner

from config.settings import get_settings, load_settings
from scraper.cli import catalog
from scraper.preview import as_json, preview
from scraper.registry import SourceRequest
from tests.scraper.sources.test_feeds import HEADER, ITEM, LINE, rss


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COORDI_DATA_DIR", str(tmp_path / "var"))
    get_settings.cache_clear()

    def preview_of(content: str, source: str, *options: str):
        path = tmp_path / "feed"
        path.write_text(content, encoding="utf-8")
        arguments = ["preview", source, str(path), "--shop", "숲", *options]
        return CliRunner().invoke(catalog, arguments)

    yield preview_of
    get_settings.cache_clear()


def lines_of(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def test_offers_and_what_is_left_out_come_as_json_lines(run, tmp_path: Path) -> None:
    foreign = LINE.replace("A1", "A2").replace("15000", "12.50 USD")
    result = run(f"{HEADER}\n{LINE}\n{foreign}\n", "naver_ep", "--json")
    assert result.exit_code == 0
    rejection, offer = lines_of(result.stdout)
    assert offer == {
        "id": "A1",
        "title": "린넨 셔츠",
        "price_won": 15000,
        "was_won": None,
        "available": True,
        "sizes": [],
        "sold_out_sizes": [],
        "gender": "male",
        "for_children": False,
        "url": "https://shop.example/1",
        "picture": "https://shop.example/1.jpg",
    }
    assert rejection == {"rejected": "A2", "line": 3, "reason": "other_currency: USD"}
    assert not (tmp_path / "var").exists()


def test_a_feed_that_breaks_off_prints_what_came_before(run) -> None:
    result = run(rss(ITEM, ITEM.replace("A1", "A2"))[:-120], "google_merchant", "--json")
    assert result.exit_code == 1
    offer, end = lines_of(result.stdout)
    assert offer["id"] == "A1"
    assert end["rejected"] is None
    assert "feed_damaged" in end["reason"]


def test_the_later_of_two_lines_with_one_id_counts(run) -> None:
    result = run(f"{HEADER}\n{LINE}\n{LINE.replace('15000', '20000')}\n", "naver_ep", "--json")
    rejection, offer = lines_of(result.stdout)
    assert offer["price_won"] == 20000
    assert rejection["reason"].startswith("duplicate_id")


def test_a_person_gets_a_table_and_a_summary(run) -> None:
    odd = [LINE.replace("A1", f"B{n}") for n in range(5)] + [LINE.replace("15000", "1500000")]
    kids = LINE.replace("A1", "K").replace("린넨", "아동 린넨")
    result = run("\n".join([HEADER, *odd, kids]) + "\n", "naver_ep")
    assert result.exit_code == 0
    assert "6 offers" in result.stdout
    assert "left out: 1 for_children, first line 8 (K)" in result.stdout
    assert "odd price: 1,500,000 won, where the median is 15,000" in result.stdout


async def test_one_page_of_a_shop(tmp_path: Path) -> None:
    thing = {
        "@type": "Product",
        "name": "린넨 셔츠",
        "sku": "A1",
        "image": "/1.jpg",
        "offers": {"price": "₩15.000", "availability": "OutOfStock"},
    }

    async def page(request: web.Request) -> web.Response:
        if request.path == "/robots.txt":
            return web.Response(text="User-agent: *\nDisallow: /secret")
        script = f'<script type="application/ld+json">{json.dumps(thing)}</script>'
        body = script if request.path == "/1" else "<p>none</p>"
        return web.Response(text=body, content_type="text/html")

    app = web.Application()
    app.router.add_get("/{path:.*}", page)
    async with TestServer(app) as server:
        host = f"127.0.0.1:{server.port}"
        settings = load_settings(
            {}, _env_file=None, data_dir=tmp_path, crawl={"private_hosts": [host], "delay_s": 0}
        )

        async def read(path: str) -> list[dict[str, Any]]:
            request = SourceRequest(url=f"http://{host}{path}")
            return [as_json(entry) async for entry in preview(settings, "shop_pages", request)]

        [offer] = await read("/1")
        assert (offer["price_won"], offer["available"]) == (15000, False)
        assert offer["picture"] == f"http://{host}/1.jpg"
        [nothing] = await read("/2")
        assert nothing["rejected"] is None
        assert nothing["reason"].startswith("no_product")
