"""The wear diary in a chat, and the pictures in an export."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta

import numpy as np
import pytest

from bot.handlers.diary.callback_data import ShowMonth
from bot.services.local_time import today_of
from bot.ui.callback_data import pack
from db.models import ClosetItem, pack_vector
from db.queries import closet, diary, people
from db.queries.closet import CUTOUT, ORIGINAL, Picture
from simulator import Message, Person
from tests.support.bot import Bot, picture


@pytest.fixture
def minji(bot: Bot) -> Person:
    return bot.telegram.person("민지", language_code="ko")


def words(message: Message) -> str:
    return message.text or message.caption or ""


async def fill(bot: Bot, person: Person, count: int = 4) -> list[int]:
    """Put clothes into somebody's closet, of which the first has been worn twice."""
    webp = picture((60, 80), "#334455", "WEBP")
    pictures = [Picture(kind, webp, 60, 80) for kind in (ORIGINAL, CUTOUT)]
    ids = []
    async with bot.database.session() as session:
        await people.touch_user(session, person.id)
        for number in range(count):
            item = ClosetItem(
                user_id=person.id,
                category=("hoodie", "jeans", "coat", "bag")[number % 4],
                colours=[{"name": "black", "hex": "#1a1a1c", "share": 1.0}],
                style={"street": 0.7, "casual": 0.3},
                price=40_000 if number == 0 else None,
                embedding=pack_vector(np.ones(256, np.float32) / 16),
            )
            ids.append((await closet.add_item(session, item, pictures)).id)
        today = await today_of(session, person.id)
        for days in (0, 70):
            await diary.mark_worn(session, person.id, ids[:1], today - timedelta(days=days))
        await diary.mark_worn(session, person.id, ids[1:2], today - timedelta(days=70))
    return ids


async def test_a_diary_without_clothes_says_how_to_begin(minji: Person) -> None:
    await minji.say("/diary")
    said = await minji.wait_for("옷을 옷장에 담으면")
    assert ["옷 추가" in button["text"] for button in said.buttons] == [True]


async def test_a_month_tells_what_was_worn(bot: Bot, minji: Person) -> None:
    await fill(bot, minji)
    await minji.say("/diary")
    shown = await minji.wait_for("검정 후드티 1번")
    assert "이 달에 아직 안 입은 옷이 3벌" in words(shown)
    await minji.press("◀", shown)
    await minji.chat.wait_for(lambda m: "검정 후드티 1번" not in words(m))


async def test_months_beyond_the_calendar_are_kept_within_it(bot: Bot, minji: Person) -> None:
    await fill(bot, minji)
    await minji.say("/diary")
    shown = await minji.wait_for("검정 후드티 1번")
    await minji.press_raw(pack(ShowMonth(2**62)), shown)
    await minji.press_raw(pack(ShowMonth(0)), shown)
    await minji.wait_for("2020년 1월")


async def test_charts_costs_and_what_rests(bot: Bot, minji: Person) -> None:
    await fill(bot, minji)
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


async def test_too_few_clothes_make_no_chart(bot: Bot, minji: Person) -> None:
    await fill(bot, minji, count=2)
    await minji.say("/diary")
    shown = await minji.wait_for("검정 후드티 1번")
    await minji.press("색·스타일", shown)
    await minji.wait_for("3벌은 있어야")


async def test_the_diary_is_told_in_english(bot: Bot) -> None:
    sam = bot.telegram.person("Sam", language_code="en")
    await fill(bot, sam)
    await sam.say("/diary")
    shown = await sam.wait_for("black Hoodie: 1 time")
    assert "3 items not worn yet this month" in words(shown)


async def test_an_export_has_the_pictures_in_an_archive(bot: Bot, minji: Person) -> None:
    ids = await fill(bot, minji)
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
