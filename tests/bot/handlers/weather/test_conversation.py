"""The weather where one lives: asked for once, by name or by a point on the map."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.services.local_time import today_in_korea
from bot.ui.catalogues import Texts
from bot.ui.weather import date_text
from db.models import HomePlace
from simulator import Person
from tests.support.bot import Bot


@pytest.fixture
def minji(bot: Bot) -> Person:
    return bot.telegram.person("민지", language_code="ko")


async def homes(bot: Bot) -> list[str]:
    return [home.city for home in await bot.rows(HomePlace)]


async def test_the_city_is_asked_for_once(bot: Bot, minji: Person) -> None:
    await minji.say("/weather")
    await minji.wait_for("어디")
    await minji.say("강릉이요")
    page = await minji.wait_for("강릉의 이맘때는 보통")
    assert "기상청 30년 평년값" in page.text
    assert await homes(bot) == ["gangwon-gangneung"]
    await minji.say("/weather")
    await minji.wait_for("강릉의 이맘때")
    await minji.press("도시 바꾸기")
    await minji.wait_for("어디")
    await minji.press_key("제주")
    await minji.wait_for("제주의 이맘때")


async def test_names_that_are_not_clear(bot: Bot, minji: Person) -> None:
    await minji.say("/weather 중구")
    several = await minji.wait_for("같은 이름이 여러 곳")
    assert len(several.buttons) == 6
    await minji.press("대구 중구", several)
    await minji.wait_for("대구 중구의 이맘때")
    await minji.say("/weather 서을")
    await minji.press("서울", await minji.wait_for("혹시 이곳인가요"))
    await minji.wait_for("서울의 이맘때")
    await minji.say("/weather 아틀란티스")
    await minji.wait_for("그런 도시는 못 찾았어요")
    assert await homes(bot) == ["seoul"]


async def test_a_sentence_names_the_day_and_the_city_and_moves_nobody(
    bot: Bot, minji: Person
) -> None:
    tomorrow = date_text(today_in_korea() + timedelta(days=1), Texts("ko"))
    await minji.say("내일 부산 날씨 어때?")
    page = await minji.wait_for("부산의 이맘때")
    assert tomorrow in page.text
    assert await homes(bot) == []
    await minji.say("날씨 알려줘")
    await minji.wait_for("어디")
    await minji.say("강릉")
    await minji.wait_for("강릉의 이맘때")
    await minji.say("내일 날씨")
    page = await minji.wait_for("강릉의 이맘때")
    assert tomorrow in page.text
    assert await homes(bot) == ["gangwon-gangneung"]


async def test_a_point_on_the_map_moves_one(bot: Bot, minji: Person) -> None:
    await minji.send_location(35.1587, 129.1604)
    await minji.wait_for("부산 해운대구의 이맘때")
    await minji.send_location(48.85, 2.35)
    await minji.wait_for("한국 날씨만")
    assert await homes(bot) == ["busan-haeundae-gu"]


async def test_in_english_and_in_a_group(bot: Bot, minji: Person) -> None:
    sam = bot.telegram.person("Sam", language_code="en")
    await sam.say("/weather Busan")
    await sam.wait_for("Busan is usually")
    group = bot.telegram.group("옷", [minji, sam])
    await group.say(minji, "/weather@coordi_bot")
    await group.wait_for("1:1")
