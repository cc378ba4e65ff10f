"""A daily look for a channel or group: only its administrators, only where the bot may post."""

from __future__ import annotations

import pytest

from bot.handlers.tips.callback_data import SetUpChat
from bot.ui.callback_data import pack
from db.models import TipSubscription
from simulator import Message, Person
from tests.support.bot import Bot


@pytest.fixture
async def minji(shop_bot: Bot) -> Person:
    """Somebody who has talked to the bot."""
    person = shop_bot.telegram.person("민지", language_code="ko")
    await person.say("/start")
    await person.wait_for("코디")
    return person


async def answer_all(person: Person) -> Message:
    """Answer all questions about a chat; return the settings."""
    await person.press("오전 8:00", await person.wait_for("몇 시"))
    await person.press("매일", await person.wait_for("어느 요일"))
    await person.wait_for("날씨에 맞춰 올릴까요")
    await person.say("부산")
    await person.press("데일리", await person.wait_for("어떤 날"))
    return await person.wait_for("저장했어요")


async def test_a_channel_is_set_up_when_the_bot_becomes_its_administrator(
    shop_bot: Bot, minji: Person
) -> None:
    channel = shop_bot.telegram.channel("데일리 <코디>", minji)
    await minji.press("매일 코디 올리기", await minji.wait_for("데일리 <코디>에 매일"))
    page = await answer_all(minji)
    assert "데일리 <코디>에 올리는 매일 코디" in page.text
    assert not any("옷" in button["text"] for button in page.buttons), "nobody's own clothes"
    [row] = await shop_bot.rows(TipSubscription)
    assert (row.chat_id, row.user_id, row.city) == (channel.id, minji.id, "busan")
    await minji.press("지금 하나 보기", page)
    look = await channel.wait_for("부산")
    assert look.media is not None
    assert [button for button in look.buttons if "callback_data" in button] == []
    assert look.buttons[-1]["url"].startswith("https://t.me/coordi_bot?start=tip")
    assert look.buttons[0]["text"].startswith("🛒")


async def test_a_public_channel_by_its_name(shop_bot: Bot, minji: Person) -> None:
    shop_bot.telegram.channel("코디 채널", minji, username="daily_look")
    await minji.wait_for("코디 채널에 매일")
    await minji.say("/channel @daily_look")
    await minji.press("매일 코디 올리기", await minji.wait_for("코디 채널에 매일"))
    await answer_all(minji)
    await minji.say("/channel t.me/daily_look")
    await minji.press("코디 채널", await minji.wait_for("어느 것을"))
    await minji.wait_for("코디 채널에 올리는 매일 코디")
    await minji.say("/tips")
    await minji.wait_for("코디 채널에 올리는")


async def test_others_cannot_set_it_up(shop_bot: Bot, minji: Person) -> None:
    channel = shop_bot.telegram.channel("코디 채널", minji, username="daily_look")
    other = shop_bot.telegram.person("수아", language_code="ko")
    await other.say("/channel @daily_look")
    await other.wait_for("관리자만 설정할 수 있어요")
    said = await (await other.press_raw(pack(SetUpChat(-channel.id)))).answered()
    assert said.show_alert
    assert said.text == "그곳의 관리자만 설정할 수 있어요."
    assert await shop_bot.rows(TipSubscription) == []


async def test_a_channel_without_the_bot(shop_bot: Bot, minji: Person) -> None:
    channel = shop_bot.telegram.channel("코디 채널", minji, username="daily_look")
    offer = await minji.wait_for("코디 채널에 매일")
    channel.remove_bot()
    await minji.say("/channel @daily_look")
    await minji.wait_for(lambda m: m is not offer and "올릴 수 없는 곳" in m.text)
    said = await (await minji.press("매일 코디 올리기", offer)).answered()
    assert said.show_alert
    await minji.say("/channel @there_is_none")
    await minji.wait_for("@there_is_none 채널을 찾지 못했어요")
    await minji.say("/channel 안녕하세요")
    await minji.wait_for("채널이나 그룹에 매일 코디를 올려 드려요")


async def test_when_the_bot_is_thrown_out_it_stops(shop_bot: Bot, minji: Person) -> None:
    channel = shop_bot.telegram.channel("코디 채널", minji)
    await minji.press("매일 코디 올리기", await minji.wait_for("코디 채널에 매일"))
    await answer_all(minji)
    channel.remove_bot()

    async def is_stopped() -> bool:
        [row] = await shop_bot.rows(TipSubscription)
        return row.next_due_at is None and row.stopped_at is not None

    await shop_bot.eventually(is_stopped)


async def test_a_group_goes_on_in_private(shop_bot: Bot, minji: Person) -> None:
    junho = shop_bot.telegram.person("준호", language_code="ko")
    group = shop_bot.telegram.group("옷 이야기", [minji, junho])
    await group.say(junho, "/channel@coordi_bot")
    await group.wait_for("관리자만 설정할 수 있어요")
    await group.say(minji, "/channel@coordi_bot")
    await group.wait_for("1:1 대화로 보냈어요")
    await minji.press("매일 코디 올리기", await minji.wait_for("옷 이야기에 매일"))
    page = await answer_all(minji)
    await minji.press("지금 하나 보기", page)
    await group.wait_for("데일리 코디")


async def test_an_administrator_who_never_wrote_is_asked_to(shop_bot: Bot) -> None:
    boss = shop_bot.telegram.person("대표", language_code="ko")
    group = shop_bot.telegram.group("회사", [boss])
    await group.say(boss, "/channel@coordi_bot")
    await group.wait_for("먼저 저와 1:1 대화를 시작해 주세요")


async def test_how_in_english(shop_bot: Bot) -> None:
    sam = shop_bot.telegram.person("Sam", language_code="en")
    await sam.say("/channel")
    await sam.wait_for("I can post a daily look to a channel or group.")
