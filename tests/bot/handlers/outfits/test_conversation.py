"""Outfits in a chat: /coordi, its questions, and the buttons below an outfit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.conversations.outfit_request.callback_data import (
    ForOccasion,
    KeepOutfit,
    LockPiece,
    OtherOutfits,
)
from bot.ui.callback_data import CallbackData, pack
from db.models import (
    OutfitFeedback,
    OutfitRequest,
    SavedOutfit,
    WornDay,
    utc_now,
)
from db.queries import closet
from simulator import Message, Person
from tests.support.bot import PHOTO, Bot, fill_catalogue
from tests.support.closet import boards, fill_closet, fill_other_slots, wait_for_boards


async def test_occasion_brings_two_outfits(bot: Bot) -> None:
    minji = bot.telegram.person("민지", language_code="ko")
    await fill_closet(bot, minji)
    await minji.say("/coordi 12도")
    await minji.press("☕ 데일리", await minji.wait_for("어떤 코디가 필요하세요?"))
    first = (await wait_for_boards(minji, 2))[0]
    assert "· " in first.caption
    stored = await bot.rows(SavedOutfit)
    tops = [set(one.closet_items) & {1, 2} for one in stored]
    bottoms = [set(one.closet_items) & {3, 4} for one in stored]
    assert tops[0] != tops[1]
    assert bottoms[0] != bottoms[1]
    assert not any(one.products for one in stored)


async def test_outfit_is_rated_kept_and_worn(bot: Bot) -> None:
    minji = bot.telegram.person("민지", language_code="ko")
    await fill_closet(bot, minji)
    await minji.say("/coordi 출근 15도")
    board = (await wait_for_boards(minji, 2))[0]
    await minji.press("👍", board)
    await minji.wait_for(lambda m: m is board and "👍 ✓" in str(m.buttons))
    await minji.press("⭐ 저장", board)
    await minji.wait_for(lambda m: m is board and "저장됨" in str(m.buttons))
    said = await (await minji.press("👕 오늘 입기", board)).answered()
    assert said.text == "오늘 입은 옷으로 기록했어요 👕"
    again = await (await minji.press("👕 오늘 입기", board)).answered()
    assert again.text == "오늘 기록에 이미 있어요"
    stored = (await bot.rows(SavedOutfit))[0]
    assert stored.saved_at is not None
    assert [row.liked for row in await bot.rows(OutfitFeedback)] == [True]
    assert {row.item_id for row in await bot.rows(WornDay)} == set(stored.closet_items)


async def test_kept_outfits_are_shown_one_by_one(bot: Bot) -> None:
    minji = bot.telegram.person("민지", language_code="ko")
    await fill_closet(bot, minji)
    await minji.say("/coordi")
    asked = await minji.wait_for("어떤 코디가 필요하세요?")
    await minji.press("⭐ 저장한 코디", asked)
    await minji.wait_for("아직 저장한 코디가 없어요")
    await minji.press("☕ 데일리", asked)
    for board in await wait_for_boards(minji, 2):
        await minji.press("⭐ 저장", board)
        await minji.wait_for(lambda m, board=board: m is board and "저장됨" in str(m.buttons))
    await minji.press("⭐ 저장한 코디", asked)
    newest = await minji.wait_for("저장한 코디 1/2")
    assert newest.media
    await minji.press("다음 ▶", newest)
    oldest = await minji.wait_for("저장한 코디 2/2")
    assert "◀ 이전" in str(oldest.buttons)
    assert "다음 ▶" not in str(oldest.buttons)


async def test_required_garment_and_other_outfits(bot: Bot) -> None:
    minji = bot.telegram.person("민지", language_code="ko")
    await fill_closet(bot, minji)
    await minji.say("/coordi 데이트 15도")
    board = (await wait_for_boards(minji, 2))[0]
    await minji.press("🔒 하나 고정", board)
    asked = await minji.wait_for(lambda m: m is board and "청바지" in str(m.buttons) + "청바지")
    label = next(b["text"] for b in asked.buttons if b["text"].startswith("🔒 "))
    await minji.press(label, asked)
    await wait_for_boards(minji, 3)
    stored = await bot.rows(SavedOutfit)
    assert stored[0].closet_items[0] in stored[2].closet_items


async def test_empty_closet_gets_outfits_from_the_shops(bot: Bot) -> None:
    await fill_other_slots(bot)
    minji = bot.telegram.person("민지", language_code="ko")
    await minji.say("/coordi")
    await minji.press("☕ 데일리", await minji.wait_for("쇼핑 상품까지"))
    board = await minji.wait_for("쇼핑 합계")
    assert "원" in board.caption
    assert all(one.products for one in await bot.rows(SavedOutfit))


async def test_thin_closet_is_filled_up_with_a_purchase_advised(bot: Bot) -> None:
    await fill_other_slots(bot)
    minji = bot.telegram.person("민지", language_code="ko")
    await fill_closet(bot, minji, (("jeans", "blue"), ("trousers", "navy")))
    await minji.say("/coordi 데일리 15도")
    await minji.wait_for("옷장의 옷만으로는 한 벌이 안 돼서")
    await minji.wait_for("딱 하나만 산다면")


async def test_no_outfit_without_closet_and_catalogue(bot: Bot) -> None:
    minji = bot.telegram.person("민지", language_code="ko")
    await minji.say("/coordi 데일리")
    await minji.wait_for("아직 입을 옷이 없어요")


async def test_weather_and_budget_are_typed(bot: Bot) -> None:
    await fill_other_slots(bot)
    minji = bot.telegram.person("민지", language_code="ko")
    await minji.say("/coordi")
    asked = await minji.wait_for("어떤 코디가 필요하세요?")
    await minji.press("🌡 날씨 바꾸기", asked)
    await minji.wait_for("날씨를 알려 주세요")
    await minji.say("추워요")
    await minji.wait_for("기온을 못 알아들었어요")
    await minji.say("18도 비")
    again = await minji.wait_for(lambda m: m is not asked and "15° / 21°" in m.text)
    await minji.press("💰 예산 정하기", again)
    await minji.wait_for("얼마까지 괜찮으세요?")
    await minji.say("1만원")
    last = await minji.wait_for("10,000원까지")
    await minji.press("☕ 데일리", last)
    await minji.wait_for(lambda m: ("예산" in m.text and "올려" in m.text) or "없어" in m.text)
    assert (await bot.rows(OutfitRequest))[0].wish["budget"] == 10_000


async def asked_to_type(bot: Bot, person: Person, label: str = "🌡 날씨 바꾸기") -> Message:
    """Open the question for the weather or a budget."""
    await fill_closet(bot, person)
    await person.say("/coordi")
    asked = await person.wait_for("어떤 코디가 필요하세요?")
    await person.press(label, asked)
    await person.wait_for("예:")
    return asked


async def is_asked(bot: Bot) -> bool:
    return any(request.asks for request in await bot.rows(OutfitRequest))


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("🌡 날씨 바꾸기", "검정색으로"),
        ("🌡 날씨 바꾸기", "3만원 이하"),
        ("🌡 날씨 바꾸기", "모르겠어요"),
        ("💰 예산 정하기", "검정 코트 10만원 이하"),
        ("💰 예산 정하기", "18도 비"),
    ],
)
async def test_text_about_something_else_closes_the_question(
    bot: Bot, label: str, text: str
) -> None:
    minji = bot.telegram.person("민지", language_code="ko")
    await asked_to_type(bot, minji, label)
    await minji.say(text)
    said = await minji.wait_for(lambda _: True)
    assert "못 알아들었어요" not in said.text
    assert not await is_asked(bot)
    await minji.say("15도")
    await minji.wait_for(lambda _: True)
    assert "weather" not in (await bot.rows(OutfitRequest))[0].wish


async def test_one_answer_closes_the_question(bot: Bot) -> None:
    minji = bot.telegram.person("민지", language_code="ko")
    asked = await asked_to_type(bot, minji)
    await minji.say("15도")
    await minji.wait_for(lambda m: m is not asked and "12° / 18°" in m.text)
    await minji.say("25도")
    await minji.wait_for(lambda _: True)
    assert (await bot.rows(OutfitRequest))[0].wish["weather"] == "15도"


async def test_question_expires(bot: Bot) -> None:
    minji = bot.telegram.person("민지", language_code="ko")
    await asked_to_type(bot, minji)
    async with bot.database.session() as session:
        long_ago = utc_now() - timedelta(minutes=11)
        await session.execute(update(OutfitRequest).values(updated_at=long_ago))
    await minji.say("15도")
    await minji.wait_for(lambda _: True)
    assert "weather" not in (await bot.rows(OutfitRequest))[0].wish


@pytest.mark.parametrize("way", ["button", "/closet", "photo", "sticker", "/cancel", "그만"])
async def test_other_actions_close_the_question(bot: Bot, way: str) -> None:
    minji = bot.telegram.person("민지", language_code="ko")
    asked = await asked_to_type(bot, minji)
    if way == "button":
        await minji.press("🛍 쇼핑 포함", asked)
        await minji.wait_for("쇼핑 상품까지")
    elif way == "photo":
        await minji.send_photo(PHOTO)
        await minji.wait_for("①")
    elif way == "sticker":
        await minji.send_sticker()
        await minji.wait_for(lambda _: True)
    else:
        await minji.say(way)
        await minji.wait_for("내 옷장" if way == "/closet" else "그만 물어볼게요")
    assert not await is_asked(bot)


@pytest.mark.parametrize(
    "action",
    [ForOccasion(1, "daily"), OtherOutfits(1), KeepOutfit(1, keep=True), LockPiece(1, 0)],
)
async def test_records_of_another_person_are_refused(bot: Bot, action: CallbackData) -> None:
    minji = bot.telegram.person("민지", language_code="ko")
    await fill_closet(bot, minji)
    await minji.say("/coordi 데일리 15도")
    await wait_for_boards(minji, 2)
    other = bot.telegram.person("수아", language_code="ko")
    await other.say("/help")
    helped = await other.wait_for(lambda _: True)
    said = await (await other.press_raw(pack(action), helped)).answered()
    assert said.show_alert
    assert boards(other) == []
    assert all(one.saved_at is None for one in await bot.rows(SavedOutfit))


async def test_deleted_garment_cannot_be_required(bot: Bot) -> None:
    minji = bot.telegram.person("민지", language_code="ko")
    ids = await fill_closet(bot, minji)
    await minji.say("/coordi 데일리 15도")
    board = (await wait_for_boards(minji, 2))[0]
    async with bot.database.session() as session:
        for item in ids:
            await closet.delete_item(session, minji.id, item)
    said = await (await minji.press("🔒 하나 고정", board)).answered()
    assert said.text == "그 옷은 이제 없어요. 다른 코디를 봐 주세요."


async def test_in_english(bot: Bot) -> None:
    await fill_catalogue(bot.database, bot.settings.pictures_dir)
    sam = bot.telegram.person("Sam", language_code="en")
    await sam.say("/coordi everyday 12 degrees")
    await sam.wait_for("Shop total")
