"""Crawls of the test shop over real HTTP."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from db.models import CatalogueRun, CrawlPage, PricePoint, Snap
from scraper.registry import SourceError
from scraper.report import ImportReport
from tests.scraper.conftest import Market
from tests.support.patience import patient
from tests.support.shop.server import PRODUCTS

PAGES = {"product": "/products/", "snap": "/snaps/"}


async def test_a_crawl_by_the_sitemaps_finds_everything(market: Market):
    report = await market.read("shop_pages", **PAGES)
    rows = await market.visible()
    assert len(rows) == 24, report.reasons
    assert (report.imported, report.rejected, market.engine.seen) == (24, 0, 24)
    assert any("CoordiBot" in agent and "+http" in agent for agent in market.shop.agents)
    titles = {row.title for row in rows.values()}
    assert titles == {one.title for one in market.shop.sold()}
    assert all(row.size_chart["M"] == {"length": 68.0, "chest": 110.0} for row in rows.values())
    assert "/private/" not in "".join(market.shop.asked)
    assert market.shop.asked["/login"] == 0


async def test_what_the_pages_say_is_understood(market: Market):
    await market.read("shop_pages", **PAGES)
    rows = await market.visible()
    json_ld = rows["0"]
    assert json_ld.materials == ["linen", "cotton"]
    assert {"데일리", "기본", "여름"} <= set(json_ld.hashtags)
    assert json_ld.seasons == ["summer"]
    assert json_ld.shop_words["category"].startswith("패션의류")
    sized = next(row for row in rows.values() if row.variant_group == "G1")
    assert sized.sold_out_sizes
    assert sized.sizes
    assert not set(sized.sizes) & set(sized.sold_out_sizes)
    assert rows["2"].brand == "숲"  # microdata
    assert rows["3"].price == next(o.drawn.price for o in market.shop.sold() if o.number == 3)


async def test_listings_lead_page_by_page_to_products(market: Market):
    market.shop.shown = 200
    report = await market.read(
        "shop_pages", listings=["/"], listing="/c/", product="/products/", max_pages=60
    )
    assert report.partial  # 60 pages were not enough
    assert report.imported > 20
    report = await market.read("shop_pages", listings=["/"], listing="/c/", product="/products/")
    assert not report.partial
    assert len(await market.visible()) == 200
    assert not any("utm_source" in path for path in market.shop.asked)


async def test_a_second_crawl_asks_whether_pages_have_changed(market: Market):
    await market.read("shop_pages", **PAGES)
    market.shop.asked.clear()
    report = await market.read("shop_pages", **PAGES)
    assert (report.imported, report.changed, market.engine.seen) == (24, 0, 0)
    assert sum(market.shop.answered_304.values()) >= 24
    assert not any(path.startswith("/pictures/") for path in market.shop.asked)


async def test_prices_stock_and_absence_are_followed(market: Market):
    await market.read("shop_pages", **PAGES)
    market.shop.prices = {0: 1000, 2: 2000}
    market.shop.sold_out = {4}
    market.shop.taken_down = {8, 9}
    report = await market.read("shop_pages", **PAGES)
    assert (report.changed, report.embedded, report.hidden) == (3, 0, 2)
    rows = await market.visible()
    assert (rows["0"].price, rows["2"].price) == (1000, 2000)
    assert rows["0"].list_price is not None
    assert rows["0"].list_price > 1000
    assert not rows["4"].available
    async with market.database.session() as session:
        points = await session.scalars(
            select(PricePoint.price).where(PricePoint.product_id == rows["0"].id)
        )
    assert len(points.all()) == 2
    market.shop.taken_down = set()
    await market.read("shop_pages", **PAGES)
    assert len(await market.visible()) == 24


async def test_whatever_is_wrong_with_pages_the_others_come_in(market: Market):
    market.with_crawl(timeout_s=patient(0.3), attempts=2)
    market.shop.trouble = {
        "/products/0": "500",
        "/products/1": "slow",
        "/products/2": "login",
        "/products/3": "elsewhere",
        "/products/4": "private",
        "/products/5": "broken",
        "/products/6": "deep",
        "/products/7": "huge",
        "/pictures/8.jpg": "html",
        "/pictures/9.jpg": "huge",
        "/pictures/10.jpg": "private",
        "/products/11": "once",
    }
    report = await market.read("shop_pages", **PAGES)
    assert {row.title.rsplit(" ", 1)[1] for row in (await market.visible()).values()} == {
        str(number) for number in range(11, 24)
    }
    assert dict(report.reasons) == {
        "page_server_error": 1,
        "page_timeout": 1,
        "page_led_away": 1,
        "page_unreachable": 1,
        "page_refused": 1,
        "page_no_product": 1,
        "page_too_deep": 1,
        "page_too_large": 1,
        "picture_not_a_picture": 1,
        "picture_too_large": 1,
        "picture_refused": 1,
    } | {name: n for name, n in report.reasons.items() if name.startswith("picture_")}


async def test_products_of_pages_that_fail_for_the_moment_stay(market: Market):
    await market.read("shop_pages", **PAGES)
    market.shop.trouble = {"/products/0": "500", "/products/2": "broken"}
    market.shop.taken_down = {4}
    report = await market.read("shop_pages", **PAGES)
    assert report.hidden == 1
    assert {"0", "2"} <= set(await market.visible())


async def test_a_killed_crawl_goes_on_where_it_was(market: Market):
    class Killed(BaseException):
        pass

    seen = 0
    describe = market.engine.describe

    def dying(pictures):
        nonlocal seen
        seen += len(pictures)
        if seen > 60:  # in the second batch
            raise Killed
        return describe(pictures)

    market.shop.shown = 120
    market.engine.describe = dying
    with pytest.raises(Killed):
        await market.read("shop_pages", **PAGES)
    first = len(await market.visible())
    assert 0 < first < 120
    market.engine.describe = describe
    market.shop.asked.clear()
    report = await market.read("shop_pages", **PAGES)
    assert len(await market.visible()) == 120
    assert report.hidden == 0
    asked = [path for path in market.shop.asked if path.startswith("/products/")]
    assert len(asked) == 120 - first
    assert market.shop.asked["/sitemap.xml"] == 0


@pytest.mark.parametrize("robots", ["down", "deny"])
async def test_what_robots_forbids_is_left_alone(market: Market, robots: str):
    await market.read("shop_pages", **PAGES)
    market.shop.robots = robots
    market.shop.asked.clear()
    if robots == "down":
        with pytest.raises(SourceError, match="robots"):
            await market.read("shop_pages", **PAGES)
    else:
        report = await market.read("shop_pages", **PAGES)
        assert report.reasons == {"page_robots": 1}
    assert set(market.shop.asked) == {"/robots.txt"}
    assert len(await market.visible()) == 24


async def test_a_shop_without_robots_may_be_asked(market: Market):
    market.shop.robots = "missing"
    await market.read("shop_pages", **PAGES)
    assert len(await market.visible()) == 24


async def test_the_pace_that_robots_asks_for_is_kept(market: Market):
    market.shop.shown = 2
    market.shop.crawl_delay_s = 0.1
    loop = asyncio.get_running_loop()
    started = loop.time()
    await market.read("shop_pages", sitemaps=["/sitemap-0.xml"], product="/products/")
    asked = sum(market.shop.asked.values()) - market.shop.asked["/robots.txt"]
    assert loop.time() - started > 0.1 * (asked - 1)


async def test_a_shop_that_stops_answering_is_left_and_taken_up_again(market: Market):
    market.with_crawl(give_up_after=3, attempts=1)
    market.shop.trouble = {f"/products/{number}": "500" for number in range(24)}
    with pytest.raises(SourceError, match="does not answer"):
        await market.read("shop_pages", **PAGES)
    async with market.database.session() as session:
        run = (await session.scalars(select(CatalogueRun))).one()
        left = await session.scalars(select(CrawlPage).where(CrawlPage.state == "queued"))
        assert (run.state, run.errors["page_server_error"]) == ("failed", 3)
        assert len(left.all()) > 0


async def test_a_lost_list_hides_nothing(market: Market):
    await market.read("shop_pages", **PAGES)
    market.shop.trouble = {"/sitemap-1.xml.gz": "500"}
    report = await market.read("shop_pages", **PAGES)
    assert report.partial
    assert len(await market.visible()) == 24


async def test_an_empty_sitemap_does_not_empty_the_catalogue(market: Market):
    market.shop.shown = 60
    await market.read("shop_pages", **PAGES)
    market.shop.shown = 4
    report = await market.read("shop_pages", **PAGES)
    assert report.reasons["too_many_gone"] == 1
    assert len(await market.visible()) == 60


async def test_snaps_come_with_their_styles_and_what_is_worn(market: Market):
    await market.read("shop_pages", **PAGES)
    async with market.database.session() as session:
        snaps = await session.scalars(select(Snap).options(selectinload(Snap.items)))
        found = snaps.all()
    assert len(found) == 10
    assert all(snap.hidden_at is None for snap in found)
    assert all(snap.styles == ["street", "casual"] and snap.gender == "female" for snap in found)
    assert all(item.product_id is not None for snap in found for item in snap.items)
    assert all((market.settings.pictures_dir / (snap.picture or "")).is_file() for snap in found)


@pytest.mark.slow
async def test_all_five_hundred(market: Market):
    market.shop.shown = PRODUCTS
    market.with_crawl(concurrency=8)
    report = ImportReport()
    await market.read_into(report, "shop_pages", **PAGES)
    assert len(await market.visible()) == PRODUCTS, report.reasons
