"""Feeds and refreshes over real HTTP, against the test shop."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from config.settings import Settings
from db.queries import catalogue_runs, leases
from db.session import Database
from scraper.lease import CATALOGUE, LeaseTakenError, catalogue_lease
from scraper.refresh import refresh, refresh_by_the_clock
from scraper.registry import SourceError
from scraper.shops import ShopsFileError
from scraper.verify import problems
from tests.scraper.conftest import Market
from tests.support.patience import patient
from tests.support.scraper import FakeEngine


@pytest.mark.parametrize(
    ("source", "path"),
    [
        ("google_merchant", "feed.xml"),
        ("google_merchant", "feed.xml.gz"),
        ("google_merchant", "feed.tsv"),
        ("naver_ep", "feed.ep"),
    ],
)
async def test_feeds_by_address(market: Market, source: str, path: str):
    url = f"{market.url}{path}"
    report = await market.read(source, url=url)
    rows = await market.visible()
    assert (len(rows), report.rejected) == (24, 0), report.reasons
    assert market.engine.seen == 24
    assert all(row.sizes for row in rows.values()) or source == "naver_ep"
    again = await market.read(source, url=url)
    assert again.unchanged
    assert again.offers == 0
    market.shop.prices = {3: 500}
    changed = await market.read(source, url=url)
    assert (changed.changed, changed.embedded, changed.hidden) == (1, 0, 0)
    (cheap,) = [row for row in (await market.visible()).values() if row.price == 500]
    assert (cheap.list_price or 0) > 500 or path == "feed.tsv"


async def test_sizes_of_an_item_group_are_one_product(market: Market):
    await market.read("google_merchant", url=f"{market.url}feed.xml")
    sizes = {one.title: list(one.drawn.sizes) for one in market.shop.sold()}
    rows = await market.visible()
    assert {row.title: row.sizes for row in rows.values()} == sizes
    market.shop.sold_out = {5}
    await market.read("google_merchant", url=f"{market.url}feed.xml")
    gone = next(row for row in (await market.visible()).values() if row.title.endswith(" 5"))
    assert (gone.sizes, gone.available) == ([], False)
    assert gone.sold_out_sizes == sizes[gone.title]


@pytest.mark.parametrize("trouble", ["500", "private", "elsewhere"])
async def test_a_feed_that_cannot_be_fetched(market: Market, trouble: str):
    await market.read("google_merchant", url=f"{market.url}feed.tsv")
    market.shop.trouble = {"/feed.tsv": trouble}
    with pytest.raises(SourceError, match="cannot fetch"):
        await market.read("google_merchant", url=f"{market.url}feed.tsv")
    assert len(await market.visible()) == 24
    assert not list(market.settings.data_dir.glob("feed-*"))


async def test_a_slow_feed_is_given_up(market: Market):
    market.with_crawl(timeout_s=patient(0.1))
    market.shop.trouble = {"/feed.tsv": "slow"}
    with pytest.raises(SourceError):
        async with asyncio.timeout(patient(20)):
            await market.read("google_merchant", url=f"{market.url}feed.tsv")


async def test_two_sources_of_one_thing_make_one_group(market: Market):
    await market.read("google_merchant", url=f"{market.url}feed.xml", name="첫 상점")
    report = await market.read("naver_ep", url=f"{market.url}feed.ep", name="둘째 상점")
    rows = await market.products()
    assert len(rows) == 48
    assert report.joined == 24
    groups = {row.group_id for row in rows}
    assert len(groups) == 24
    assert groups == {row.id for row in rows[:24]}


@pytest.fixture
def listed(market: Market, monkeypatch: pytest.MonkeyPatch) -> Market:
    monkeypatch.setattr("scraper.refresh.Pipeline.open", lambda _settings: FakeEngine())
    market.settings.shops_file.parent.mkdir(parents=True, exist_ok=True)
    market.settings.shops_file.write_text(
        f"""
        [[shop]]
        name = "숲"
        source = "google_merchant"
        url = "{market.url}feed.xml"
        every_h = 6

        [[shop]]
        name = "바다"
        source = "shop_pages"
        url = "{market.url}"
        product = "/products/"
        """,
        encoding="utf-8",
    )
    return market


async def test_what_is_due_is_refreshed_and_the_rest_is_not(listed: Market):
    first = await refresh(listed.settings)
    assert [(shop.name, error) for shop, _, error in first] == [("숲", None), ("바다", None)]
    assert len(await listed.products()) == 48
    assert await refresh(listed.settings) == []
    (only,) = await refresh(listed.settings, names=["바다"], force=True)
    assert only[0].name == "바다"
    assert not await problems(listed.database, listed.settings)


async def test_a_shop_that_fails_does_not_hold_up_the_next(listed: Market):
    listed.shop.trouble = {"/feed.xml": "500"}
    (woods, sea) = await refresh(listed.settings)
    assert woods[2] is not None
    assert sea[2] is None
    async with listed.database.session() as session:
        runs = {run.shop: run.state for run in await catalogue_runs.last_runs(session)}
    assert runs == {"숲": "failed", "바다": "done"}
    listed.shop.trouble = {}
    assert [shop.name for shop, _, _ in await refresh(listed.settings)] == ["숲"]


async def test_only_one_runs_at_a_time(listed: Market):
    async with catalogue_lease(listed.database, 60):
        with pytest.raises(LeaseTakenError):
            await refresh(listed.settings)
    assert len(await refresh(listed.settings)) == 2


async def test_a_dead_runner_loses_its_lease(database_of: Database):
    async with database_of.session() as session:
        past = timedelta(seconds=-1)
        assert await leases.acquire(session, CATALOGUE, "dead", duration=past)
    async with catalogue_lease(database_of, 60), database_of.session() as session:
        assert await leases.holder_of(session, CATALOGUE) not in {None, "dead"}


async def test_a_killed_process_of_this_machine_does_not_hold_up_the_next(database_of: Database):
    ended = await asyncio.create_subprocess_exec(sys.executable, "-S", "-c", "")
    await ended.wait()
    for pid, taken in ((os.getpid(), True), (ended.pid, False)):
        holder = f"{socket.gethostname()}/{pid}/x"
        async with database_of.session() as session:
            minute = timedelta(minutes=1)
            assert await leases.acquire(session, CATALOGUE, holder, duration=minute)
        if taken:
            with pytest.raises(LeaseTakenError):
                async with catalogue_lease(database_of, 60):
                    pass
            async with database_of.session() as session:
                await leases.release(session, CATALOGUE, holder)
        else:
            async with catalogue_lease(database_of, 60):
                pass


async def test_a_lease_is_prolonged_and_who_loses_it_stops(database_of: Database):
    async def steal() -> None:
        async with database_of.session() as session:
            holder = await leases.holder_of(session, CATALOGUE)
            assert holder is not None
            await leases.release(session, CATALOGUE, holder)
            minute = timedelta(minutes=1)
            assert await leases.acquire(session, CATALOGUE, "thief", duration=minute)

    async def work() -> None:
        async with catalogue_lease(database_of, patient(0.2)):
            await asyncio.sleep(patient(0.3))  # longer than the lease, which is prolonged meanwhile
            async with database_of.session() as session:
                assert await leases.holder_of(session, CATALOGUE) is not None
            await steal()
            await asyncio.Event().wait()

    with pytest.raises(asyncio.CancelledError):
        await work()


@pytest.fixture
async def database_of(market: Market) -> Database:
    return market.database


async def test_the_clock_refreshes(listed: Market, monkeypatch: pytest.MonkeyPatch):
    done = asyncio.Event()

    async def once(settings: Settings) -> list[object]:
        assert settings is listed.settings
        done.set()
        return []

    monkeypatch.setattr("scraper.refresh.refresh", once)
    task = asyncio.create_task(refresh_by_the_clock(listed.settings, every_minutes=60))
    async with asyncio.timeout(patient(20)):
        await done.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[shop]]\nname = 'a'", "source"),
        ("[[shop]]\nname = 'a'\nsource = 'x'\nurl = 'ftp://a'", "address"),
        ("[[shop]]\nname = 'a'\nsource = 'x'\ncolour = 1", "colour"),
        ("[[shop]]\nname = 'a'\nsource = 'x'\nproduct = '('", "regular expression"),
        ("[[shop]]\nname = 'a'\nsource = 'x'\n" * 2, "name of its own"),
        ("[shops]\n", "only"),
        ("[[shop", "array"),
    ],
)
async def test_an_unclear_list_of_shops(market: Market, text: str, message: str):
    market.settings.shops_file.write_text(text, encoding="utf-8")
    with pytest.raises(ShopsFileError, match=message):
        await refresh(market.settings)


async def test_no_list_is_an_empty_one(market: Market, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("scraper.refresh.Pipeline.open", lambda _settings: FakeEngine())
    assert await refresh(market.settings) == []
    with pytest.raises(ShopsFileError, match="없음"):
        await refresh(market.settings, names=["없음"])


def test_the_list_lies_in_the_data_folder(tmp_path: Path):
    settings = Settings(data_dir=tmp_path, _env_file=None)
    assert settings.shops_file == tmp_path / "shops.toml"
