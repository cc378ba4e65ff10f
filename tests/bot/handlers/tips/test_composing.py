"""What a tip says: the weather in a line, what is new, and all of it made ahead."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from telegram import Bot as TelegramBot

from bot.handlers.tips.composing import TipComposer, _caption, prepare_tip
from bot.ui.catalogues import Html, texts
from bot.ui.schedule_texts import days_text, moment_text, time_text
from bot.ui.weather import weather_line, weather_page
from db.models import Product, TipDelivery, TipSubscription, utc_now
from db.queries import people, styles, tip_deliveries, tip_subscriptions
from engine.weather.forecast import DayWeather
from tests.support.bot import Bot

KO, EN = texts("ko"), texts("en")
MILD = DayWeather(
    day=date(2026, 11, 21),
    city="seoul",
    temperature_min_c=3.4,
    temperature_max_c=11.0,
    temperature_now_c=4.0,
    feels_like_min_c=2.9,
    feels_like_max_c=11.0,
    relative_humidity_percent=55,
    wind_m_s=2.0,
    precipitation_probability_percent=20,
    precipitation_mm=0,
    sky="clear",
    source="kma",
)


def test_the_weather_in_a_line() -> None:
    assert weather_line(MILD, KO) == "📍 서울 3~11° · ☀️ 맑음"
    assert weather_line(MILD, EN) == "📍 Seoul 3 to 11° · ☀️ clear"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"feels_like_min_c": -4.2}, "체감 -4°"),
        ({"feels_like_max_c": 15.0}, "체감 15°"),
        ({"precipitation_probability_percent": 60, "sky": "rain"}, "🌧 비 · 비 올 확률 60%"),
        ({"precipitation_probability_percent": 60, "sky": "snow"}, "❄️ 눈 · 눈 올 확률 60%"),
        ({"wind_m_s": 9.0}, "바람 강함"),
    ],
)
def test_what_stands_out(changes: dict[str, object], words: str) -> None:
    assert words in weather_line(replace(MILD, **changes), KO)  # type: ignore[arg-type]


def test_a_page_says_who_told_it() -> None:
    assert weather_page(MILD, KO).endswith("<i>자료: 기상청 단기예보</i>")
    assert "지금은 4°예요" in weather_page(MILD, KO)
    assert "평년값" in weather_page(replace(MILD, source="climate"), KO)


def test_times_and_days() -> None:
    assert [time_text(m, KO) for m in (0, 450, 720, 1439)] == [
        *("오전 12:00", "오전 7:30", "오후 12:00", "오후 11:59")
    ]
    assert (days_text(127, EN), days_text(0b10101, EN)) == ("every day", "Mon, Wed, Fri")
    assert (days_text(31, KO), days_text(0b10101, KO)) == ("평일", "월수금")
    at = utc_now().replace(2026, 11, 21, 22, 30)
    assert moment_text(at, "Asia/Seoul", KO) == "11월 22일 (일) 오전 7:30"


async def subscription_of(bot: Bot, user_id: int) -> TipSubscription:
    async with bot.database.session() as session:
        await people.touch_user(session, user_id)
        return await tip_subscriptions.save_subscription(
            session,
            user_id,
            user_id,
            minute_of_day=450,
            days=127,
            zone="Asia/Seoul",
            city="seoul",
            occasion="daily",
            own_only=True,
            language="ko",
            next_due_at=utc_now() + timedelta(minutes=5),
        )


async def test_news_of_followed_shops(shop_bot: Bot) -> None:
    subscription = await subscription_of(shop_bot, 7)
    async with shop_bot.database.session() as session:
        await styles.follow(session, 7, 1)
    tip = await prepare_tip(shop_bot.services, subscription, utc_now())
    assert "🆕 거리상점 새 상품: " in tip.text
    assert "&lt;" in tip.text, "titles come from strangers"
    async with shop_bot.database.session() as session:
        await session.execute(update(Product).values(created_at=utc_now() - timedelta(days=2)))
    tip = await prepare_tip(shop_bot.services, subscription, utc_now())
    assert "🆕" not in tip.text


async def test_a_tip_in_the_language_of_now(bot: Bot) -> None:
    subscription = await subscription_of(bot, 7)
    bot.services.set_language(7, "en")
    assert "outfit for" in (await prepare_tip(bot.services, subscription, utc_now())).text


async def test_made_ahead_and_served_once(shop_bot: Bot) -> None:
    subscription = await subscription_of(shop_bot, 7)
    assert subscription.next_due_at is not None
    composer = TipComposer(shop_bot.services, TelegramBot("1:x"), capacity_bytes=10_000_000)
    assert await composer.prepare() == 1
    assert await composer.prepare() == 0
    delivery = TipDelivery(id=1, due_at=subscription.next_due_at)
    made = dict(composer._prepared)
    tip = await composer.compose(subscription, delivery)
    assert tip.picture is not None
    assert next(iter(made.values())).outfit is not None
    assert tip.text == next(iter(made.values())).text
    assert composer._used_bytes == 0


async def test_what_was_made_ahead_is_served_after_the_claim(shop_bot: Bot) -> None:
    await subscription_of(shop_bot, 7)
    composer = TipComposer(shop_bot.services, TelegramBot("1:x"), capacity_bytes=10_000_000)
    assert await composer.prepare() == 1
    later = utc_now() + timedelta(days=2)
    async with shop_bot.database.session() as session:
        [delivery] = await tip_deliveries.claim_due(
            session,
            now=later,
            owner="me",
            lease=timedelta(minutes=1),
            limit=1,
            plan=lambda _: tip_deliveries.Plan(later, later.date(), is_late=False),
        )
    async with shop_bot.database.session() as session:
        subscription = (
            await tip_subscriptions.subscriptions_by_id(session, [delivery.subscription_id])
        )[delivery.subscription_id]
    await composer.compose(subscription, delivery)
    assert composer._used_bytes == 0


async def test_no_more_is_made_ahead_than_there_is_room(shop_bot: Bot) -> None:
    for person in range(1, 5):
        await subscription_of(shop_bot, person)
    composer = TipComposer(shop_bot.services, TelegramBot("1:x"), capacity_bytes=1)
    assert await composer.prepare() == 1


async def test_one_tip_that_fails_keeps_no_other_from_being_prepared(
    shop_bot: Bot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken, *_ = [await subscription_of(shop_bot, person) for person in range(1, 5)]
    weather_of_day = shop_bot.services.weather.day
    calls = 0

    async def failing(*args: Any) -> DayWeather:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise RuntimeError("no weather")
        return await weather_of_day(*args)

    monkeypatch.setattr(shop_bot.services.weather, "day", failing)
    composer = TipComposer(shop_bot.services, TelegramBot("1:x"), capacity_bytes=10_000_000)
    assert await composer.prepare() == 3
    assert "preparing the tip of subscription" in caplog.text
    assert broken.next_due_at is not None
    assert await composer.prepare() == 1, "it is tried again"


async def test_a_changed_subscription_is_made_anew(shop_bot: Bot) -> None:
    subscription = await subscription_of(shop_bot, 7)
    assert subscription.next_due_at is not None
    composer = TipComposer(shop_bot.services, TelegramBot("1:x"), capacity_bytes=10_000_000)
    await composer.prepare()
    subscription.occasion, subscription.updated_at = "date", utc_now()
    tip = await composer.compose(subscription, TipDelivery(id=1, due_at=subscription.next_due_at))
    assert "데이트 코디" in tip.text


def test_a_caption_keeps_its_advice_however_long_the_links_are() -> None:
    link = Html('<a href="https://shop.example/' + "x" * 900 + '">청바지</a>')
    blocks = [Html("weather"), link, Html("advice"), Html("news")]
    assert _caption(blocks).endswith("advice\n\nnews")
    blocks = [Html("weather"), Html("l" * 950), Html("a" * 40), Html("n" * 200)]
    assert _caption(blocks).endswith("a" * 40)
