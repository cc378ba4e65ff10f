"""The wear diary in a chat: months, charts and lists; the pictures in an export."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from bot.handlers.diary.callback_data import ShowMonth
from bot.ui.callback_data import pack
from db.queries.closet import CUTOUT, ORIGINAL
from simulator import Message, Person
from tests.support.bot import Bot
from tests.support.closet import fill_worn_closet


@pytest.fixture
def minji(bot: Bot) -> Person:
    return bot.telegram.person("민지", language_code="ko")


def words(message: Message) -> str:
    return message.text or message.caption or ""


async def test_diary_of_an_empty_closet_offers_to_add_clothes(minji: Person) -> None:
    await minji.say("/diary")
    said = await minji.wait_for("옷을 옷장에 담으면")
    assert ["옷 추가" in button["text"] for button in said.buttons] == [True]


async def test_month_names_the_most_worn_garments(bot: Bot, minji: Person) -> None:
    await fill_worn_closet(bot, minji)
    await minji.say("/diary")
    shown = await minji.wait_for("검정 후드티 1번")
    assert "이 달에 아직 안 입은 옷이 3벌" in words(shown)
    await minji.press("◀", shown)
    await minji.chat.wait_for(lambda m: "검정 후드티 1번" not in words(m))


async def test_months_beyond_the_calendar_are_clamped(bot: Bot, minji: Person) -> None:
    await fill_worn_closet(bot, minji)
    await minji.say("/diary")
    shown = await minji.wait_for("검정 후드티 1번")
    await minji.press_raw(pack(ShowMonth(2**62)), shown)
    await minji.press_raw(pack(ShowMonth(0)), shown)
    await minji.wait_for("2020년 1월")


async def test_charts_costs_and_garments_not_worn_for_long(bot: Bot, minji: Person) -> None:
    await fill_worn_closet(bot, minji)
    await minji.say("/diary")
    shown = await minji.wait_for("검정 후드티 1번")
    await minji.press("색·스타일", shown)
    charts = await minji.wait_for("가장 많은 색은")
    assert "검정 (100%)" in words(charts)
    assert "가장 강한 무드는 스트리트" in words(charts)
    await minji.press("한 번 값", shown)
    costs = await minji.wait_for("한 번 입는 데 든 값")
    assert "① 검정 후드티 · 20,000원 (2번)" in words(costs)
    assert "가격이 없는 옷 3벌은 뺐어요" in words(costs)
    await minji.press("오래 쉰 옷", shown)
    resting = await minji.wait_for("오래 안 입은 옷 1벌")
    assert "① 검정 청바지 · 70일 전에 입었어요" in words(resting)


async def test_too_few_garments_have_no_chart(bot: Bot, minji: Person) -> None:
    await fill_worn_closet(bot, minji, count=2)
    await minji.say("/diary")
    shown = await minji.wait_for("검정 후드티 1번")
    await minji.press("색·스타일", shown)
    await minji.wait_for("3벌은 있어야")


async def test_diary_in_english(bot: Bot) -> None:
    sam = bot.telegram.person("Sam", language_code="en")
    await fill_worn_closet(bot, sam)
    await sam.say("/diary")
    shown = await sam.wait_for("black Hoodie: 1 time")
    assert "3 items not worn yet this month" in words(shown)


async def test_export_contains_the_pictures_in_an_archive(bot: Bot, minji: Person) -> None:
    ids = await fill_worn_closet(bot, minji)
    await minji.say("/export")
    archive = await file_of(bot, minji, "coordi-closet-1.zip")
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        names = set(opened.namelist())
    assert names == {f"closet/{i}-{kind}.webp" for i in ids for kind in (ORIGINAL, CUTOUT)}
    rows = json.loads(await file_of(bot, minji, "coordi-export.json"))["closet_pictures"]
    assert {row["file"] for row in rows} == names
    assert all("webp" not in row for row in rows)


async def file_of(bot: Bot, person: Person, name: str) -> bytes:
    """Wait for a document of this name and return what is in it."""
    message = await person.chat.wait_for(
        lambda m: m.media is not None and m.media.file is not None and m.media.file.name == name
    )
    assert message.media is not None
    assert message.media.file is not None
    content: bytes = await bot.telegram.world.files.content(message.media.file)
    return content
