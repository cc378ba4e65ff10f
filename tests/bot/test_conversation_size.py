"""The size dialog in the chat, in both languages."""

from __future__ import annotations

import pytest

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


async def test_a_size_in_korean(bot: Bot, minji: Person) -> None:
    await minji.say("/size")
    question = await minji.wait_for("성별")
    assert texts(question) == ["여성", "남성", "말하지 않을래요", "그만두기"]
    await minji.press("남성", question)
    await minji.wait_for("키가 어떻게")
    await minji.say("173")
    await minji.wait_for("몸무게가 어떻게")
    await minji.say("68kg")
    await minji.press("건너뛰기", await minji.wait_for("나이"))
    await minji.press("건너뛰기", await minji.wait_for("재 본"))
    await minji.press("티셔츠", await minji.wait_for("어떤 옷"))
    await minji.press("무신사 스탠다드", await minji.wait_for("브랜드"))
    await minji.press("건너뛰기", await minji.wait_for("핏으로"))
    result = await minji.wait_for("추천 사이즈: L")
    print(result.caption)
    assert result.media is not None


async def test_a_size_in_english(bot: Bot, sam: Person) -> None:
    await sam.say("/size")
    await sam.press("man", await sam.wait_for("gender"))
    await sam.wait_for("tall")
    await sam.say("5'8\"")
    await sam.wait_for("weigh")
    await sam.say("150 lbs")
    await sam.press("Skip", await sam.wait_for("age"))
    await sam.press("Skip", await sam.wait_for("measured"))
    await sam.press("Jeans", await sam.wait_for("buy"))
    await sam.say("Uniqlo")
    await sam.press("Skip", await sam.wait_for("fit do you"))
    result = await sam.wait_for("Your size of Uniqlo Jeans: M")
    print(result.caption)
