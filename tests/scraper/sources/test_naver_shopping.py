"""The client of Naver's search against a local stand-in, over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestServer
from pydantic import SecretStr
from sqlalchemy import select

from config.settings import CrawlSettings, NaverSettings, Settings
from db.models import Shop
from db.queries import api_quota
from db.session import Database
from scraper.registry import SourceError
from scraper.shops import define_shop
from scraper.sources.naver_shopping import API, queries
from tests.scraper.conftest import Market
from tests.support.naver_api import NaverApi
from tests.support.patience import patient
from tests.support.scraper import settings_in
from tests.support.shop.server import Shop as Site

QUERIES = {"categories": ["shirt", "blouse"], "url": ""}


@pytest.fixture
def api() -> NaverApi:
    return NaverApi()


@pytest.fixture
async def naver(tmp_path: Path, api: NaverApi) -> AsyncIterator[Market]:
    async with TestServer(api.application()) as server:
        keys = NaverSettings(
            client_id=SecretStr("id"),
            client_secret=SecretStr("secret"),
            url=f"http://127.0.0.1:{server.port}/v1/search/shop.json",
            calls_per_s=1000,
        )
        crawl = CrawlSettings(private_hosts=(f"127.0.0.1:{server.port}",), timeout_s=patient(2))
        settings = settings_in(tmp_path).model_copy(update={"naver": keys, "crawl": crawl})
        async with await Database.open(settings) as database:
            yield Market(Site(), "", settings, database)


def limited(settings: Settings, **changes: Any) -> Settings:
    return settings.model_copy(update={"naver": settings.naver.model_copy(update=changes)})


async def test_malls_and_their_products_come_in(naver: Market, api: NaverApi):
    report = await naver.read("naver_shopping", pages=2, **QUERIES)
    assert api.keys == {("id", "secret")}
    assert api.queries == [
        ("여성 셔츠", 1),
        ("여성 셔츠", 101),
        ("남성 셔츠", 1),
        ("남성 셔츠", 101),
        ("여성 블라우스", 1),
        ("여성 블라우스", 101),
    ]
    rows = list((await naver.visible()).values())
    assert len(rows) == 3 * 119
    assert report.reasons == {"not_new": 3}
    assert {row.gender for row in rows} == {"female", "male"}
    assert {row.category for row in rows} == {"shirt", "blouse"}
    first = next(row for row in rows if row.price == 10_001 and row.category == "blouse")
    assert first.title == "린넨 블라우스 1 & 밴딩"
    assert first.materials == ["linen"]
    assert first.shop_words["category"] == "패션의류 > 여성의류 > 블라우스"
    async with naver.database.session() as session:
        malls = set(await session.scalars(select(Shop.name)))
    assert malls == {"숲 상점", "네이버", "바다몰"}


async def test_the_calls_of_a_day_are_counted_and_end(naver: Market, api: NaverApi):
    naver.settings = limited(naver.settings, calls_a_day=2)
    report = await naver.read("naver_shopping", **QUERIES)
    assert len(api.queries) == 2
    assert report.reasons["quota_used_up"] == 1
    assert len(await naver.visible()) > 100
    await naver.read("naver_shopping", **QUERIES)  # of the same day: no call is left
    assert len(api.queries) == 2


async def test_a_search_that_finds_less_hides_nothing(naver: Market, api: NaverApi):
    await naver.read("naver_shopping", **QUERIES)
    before = len(await naver.visible())
    api.results = 3
    report = await naver.read("naver_shopping", **QUERIES)
    assert report.hidden == 0
    assert len(await naver.visible()) == before


@pytest.mark.parametrize(
    ("status", "body", "message"),
    [
        (401, None, "HTTP 401"),
        (500, None, "HTTP 500"),
        (200, "<error/>", "answer"),
        (200, '{"items": 3}', "answer"),
        (200, "[" * 100_000, "answer"),
    ],
)
async def test_an_api_that_refuses_or_babbles(
    naver: Market, api: NaverApi, status: int, body: str | None, message: str
):
    api.status, api.body = status, body
    with pytest.raises(SourceError, match=message):
        await naver.read("naver_shopping", **QUERIES)


async def test_without_keys_it_says_which_are_missing(naver: Market):
    naver.settings = limited(naver.settings, client_id=None)
    with pytest.raises(SourceError, match="COORDI_NAVER__CLIENT_ID"):
        await naver.read("naver_shopping", **QUERIES)


def test_men_are_not_searched_dresses():
    shop = define_shop({"name": "n", "source": "naver_shopping", "categories": ["dress", "coat"]})
    assert list(queries(shop)) == [
        ("여성 원피스", "female"),
        ("여성 코트", "female"),
        ("남성 코트", "male"),
    ]
    with pytest.raises(SourceError, match="hats"):
        list(queries(shop.model_copy(update={"categories": ("hats",)})))


async def test_calls_of_two_days_are_counted_apart(naver: Market):
    async with naver.database.session() as session:
        for day, expected in ((1, True), (1, True), (1, False), (2, True)):
            taken = await api_quota.consume(session, API, date(2026, 5, day), limit=2)
            assert taken is expected
        assert await api_quota.calls_on(session, API, date(2026, 5, 1)) == 2
