"""Subscribing to a daily tip, changing it and getting it, in the chat and in both languages."""

from __future__ import annotations

import pytest

from db.models import HomePlace, TipDialog, TipSubscription
from simulator import Message, Person
from tests.bot.staging import Bot


@pytest.fixture
def minji(bot: Bot) -> Person:
    return bot.telegram.person("민지", language_code="ko")


@pytest.fixture
def sam(bot: Bot) -> Person:
    return bot.telegram.person("Sam", language_code="en")


def texts(message: Message) -> list[str]:
    return [button["text"] for button in message.buttons]


async def subscribe(person: Person) -> Message:
    """Answer all questions of /subscribe in Korean; return the settings."""
    await person.say("/subscribe")
    await person.wait_for("몇 시")
    await person.say("7시 반")
    await person.press("매일", await person.wait_for("어느 요일"))
    await person.wait_for("어디")
    await person.say("서울")
    await person.press("출근", await person.wait_for("어떤 날"))
    await person.press("내 옷으로만", await person.wait_for("어떤 옷"))
    return await person.wait_for("저장했어요")


async def test_subscribing_in_korean(bot: Bot, minji: Person) -> None:
    await minji.say("/subscribe")
    question = await minji.wait_for("몇 시")
    assert texts(question)[:3] == ["오전 6:30", "오전 7:00", "오전 7:30"]
    await minji.say("25:00")
    assert (await minji.wait_for("그런 시간은 없어요")).text.endswith("처럼 써 주세요.")
    await minji.say("7시 반")
    days = await minji.wait_for("어느 요일")
    assert question.buttons == []
    await minji.press("평일", days)
    place = await minji.wait_for("어디")
    assert days.text.endswith("→ 평일")
    assert minji.chat.keyboard[0] == ["📍 지금 위치 보내기"]
    assert place.buttons == []
    await minji.say("아틀란티스")
    await minji.wait_for("그런 도시는 못 찾았어요")
    await minji.say("광주")
    several = await minji.wait_for("같은 이름이 여러 곳")
    assert texts(several)[:2] == ["광주", "경기 광주"]
    await minji.press("경기 광주", several)
    await minji.wait_for("→ 경기 광주")
    assert minji.chat.keyboard == []
    await minji.press("데이트", await minji.wait_for("어떤 날"))
    await minji.press("상품", await minji.wait_for("어떤 옷"))
    kept = await minji.wait_for("저장했어요")
    assert "⏰ 오전 7:30 · 평일" in kept.text
    assert "📍 경기 광주" in kept.text
    [row] = await bot.rows(TipSubscription)
    assert (row.minute_of_day, row.days, row.city) == (450, 0b11111, "gyeonggi-gwangju-si")
    assert (row.occasion, row.own_only, row.zone) == ("date", False, "Asia/Seoul")
    assert row.next_due_at is not None
    assert [home.city for home in await bot.rows(HomePlace)] == ["gyeonggi-gwangju-si"]
    assert await bot.rows(TipDialog) == []
