"""Saved products: the heart, the list, and one word when a price drops."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from telegram.ext import ExtBot

from bot.handlers.products.price_alerts import is_quiet, send_price_alerts
from bot.transport.defaults import DEFAULTS
from db.models import PricePoint, Product, SavedProduct, utc_now
from simulator import Message, Person
from tests.support.bot import PHOTO, Bot

NOON = datetime(2026, 11, 21, 3, tzinfo=UTC)  # in Seoul
NIGHT = datetime(2026, 11, 21, 14, tzinfo=UTC)


@pytest.fixture
def minji(shop_bot: Bot) -> Person:
    return shop_bot.telegram.person("민지", language_code="ko")


async def save_first(person: Person) -> None:
    await person.send_photo(PHOTO)
    answer = await person.wait_for("무드예요")
    await person.press("🔎 ①", answer)
    found = await person.wait_for("비슷한 상품이에요")
    query = await person.press("♥ ①", found)
    assert "찜했어요" in str((await query.answered()).text)


async def saved_list(person: Person) -> Message:
    await person.say("/saved")
    return await person.wait_for("찜한 상품")


async def set_price(bot: Bot, price: int, *, available: bool = True) -> None:
    async with bot.database.session() as session:
        product = (await session.scalars(select(Product).join(SavedProduct))).one()
        product.price, product.available = price, available
        session.add(PricePoint(product_id=product.id, price=price, seen_at=utc_now()))


async def test_save_see_and_remove(shop_bot: Bot, minji: Person) -> None:
    await save_first(minji)
    page = await saved_list(minji)
    assert "♥ 찜한 상품 1개" in page.text
    assert "17,000원 · 거리상점" in page.text
    await set_price(shop_bot, 15_300)
    page = await saved_list(minji)
    assert "10% ↓ 찜할 때 17,000원" in page.text
    await set_price(shop_bot, 15_300, available=False)
    page = await saved_list(minji)
    assert "품절" in page.text
    await minji.press("🗑 ①", page)
    await minji.wait_for("아직 찜한 상품이 없어요")
    assert await shop_bot.rows(SavedProduct) == []


async def test_a_drop_is_told_once_by_day_and_not_when_muted(shop_bot: Bot, minji: Person) -> None:
    token = shop_bot.settings.telegram.token
    assert token is not None
    base_url = shop_bot.settings.telegram.base_url

    async def tell(now: datetime) -> int:
        sender = ExtBot(token.get_secret_value(), base_url=base_url, defaults=DEFAULTS)
        async with sender:
            return await send_price_alerts(shop_bot.services, sender, now)

    await save_first(minji)
    assert await tell(NOON) == 0
    await set_price(shop_bot, 14_000)
    assert await tell(NIGHT) == 0
    assert await tell(NOON) == 1
    message = await minji.wait_for("값이 내렸어요")
    assert "17,000원 → 14,000원" in message.text
    assert await tell(NOON) == 0
    await minji.press("🔕 가격 알림 끄기", message)
    await minji.wait_for("♥ 찜한 상품 1개")
    await set_price(shop_bot, 10_000)
    assert await tell(NOON) == 0


@pytest.mark.parametrize(
    ("zone", "quiet"), [("Asia/Seoul", False), ("America/New_York", True), ("Mars/One", False)]
)
def test_night_is_where_the_person_is(zone: str, quiet: bool) -> None:
    assert is_quiet(NOON, zone) is quiet
