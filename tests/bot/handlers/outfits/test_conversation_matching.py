"""Outfits around the garment of a product list."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from PIL import Image, ImageColor
from sqlalchemy import delete, select

from bot.conversations.outfit_request.callback_data import ShowMatching
from bot.ui.callback_data import pack
from config.settings import Settings
from config.taxonomy import COLOUR_HEX, Slot
from db.models import (
    Feedback,
    OutfitRequest,
    PhotoAnswer,
    Product,
    SavedOutfit,
    utc_now,
)
from engine.parsing.weather import TypedWeather
from engine.schemas import Scored
from engine.weather.cities import City
from engine.weather.forecast import DayWeather
from engine.weather.typed import day_weather
from simulator import LocalTelegram, Message, Person
from simulator.scripting import until
from tests.support.bot import (
    JEANS,
    PHOTO,
    Bot,
    FakePipeline,
    a_running_bot,
    fill_catalogue,
    garment,
)
from tests.support.closet import OTHER_CATEGORIES, fill_other_slots


def kinds(message: Message) -> list[str]:
    return re.findall(r"(\w+) <\d+>", message.text)


def numbers(message: Message) -> list[str]:
    return re.findall(r"<(\d+)>", message.text)


def photo_of(colour: str) -> bytes:
    """Return a photo of a garment before a green background."""
    photo = Image.new("RGB", (300, 400), "#30c060")
    photo.paste(colour, (60, 60, 240, 340))
    target = io.BytesIO()
    photo.save(target, "JPEG", quality=95)
    return target.getvalue()


async def listed(person: Person) -> Message:
    """Open the list of the first garment."""
    await person.send_photo(PHOTO)
    answer = await person.wait_for("무드예요")
    await person.press("🔎 ①", answer)
    return await person.wait_for("비슷한 상품이에요")


async def test_outfit_around_the_garment(bot: Bot) -> None:
    await fill_other_slots(bot)
    minji = bot.telegram.person("민지", language_code="ko")
    found = await listed(minji)
    seen = len(minji.chat.bot_messages)
    query = await minji.press("👗 어울리는 상품", found)
    outfit = await minji.wait_for("이렇게 입어 보세요")
    assert (await query.answered()).text in {None, ""}
    title, chosen_for, _, first, *_ = outfit.text.splitlines()
    assert title == "① 후드티와 이렇게 입어 보세요"
    assert re.fullmatch(r"🌤 서울 -?\d+° / -?\d+° 날씨와 스트리트 무드에 맞춰 골랐어요", chosen_for)
    assert first.startswith("① ")
    assert {"jeans", "sneakers"} <= set(kinds(outfit)) <= {"jeans", *OTHER_CATEGORIES}
    boards = [m for m in minji.chat.bot_messages[seen:] if m.media]
    assert len(boards) == 1
    assert boards[0].reply_to is found
    labels = [button["text"] for button in outfit.buttons]
    assert labels.count("🛒 ①") == labels.count("🙈 ①") == 1
    assert "🧥 비슷한 옷을 입은 코디" in labels


async def test_in_english(bot: Bot) -> None:
    await fill_other_slots(bot)
    sam = bot.telegram.person("Sam", language_code="en")
    await sam.send_photo(PHOTO)
    answer = await sam.wait_for("Street mood")
    await sam.press("🔎 ②", answer)
    await sam.press("👗 What goes with it", await sam.wait_for("Items like ② Jeans"))
    outfit = await sam.wait_for("with these")
    assert re.match(r"Wear ② Jeans with these\n🌤 Chosen for Seoul, .*°, in a Street", outfit.text)
    assert {"hoodie", "sneakers"} <= set(kinds(outfit)) <= {"hoodie", *OTHER_CATEGORIES}


async def test_outfit_suits_the_weather_of_the_home_city(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    async def frost(city: City, day: date) -> DayWeather:
        asked.append(city.id)
        return replace(day_weather(TypedWeather(-8, -1), day), city=city.id)

    monkeypatch.setattr(bot.services.weather, "day", frost)
    bot.pipeline.garments = (garment("boots", slot=Slot.SHOES, colour="white", shape=9),)
    bot.pipeline.style = (Scored("street", 0.3), Scored("casual", 0.2))
    await fill_other_slots(bot)
    async with bot.database.session() as session:
        for product in await session.scalars(select(Product).where(Product.category == "jeans")):
            product.category = "shorts" if product.price % 2_000 else "jeans"
    minji = bot.telegram.person("민지", language_code="ko")
    await minji.say("/weather 부산")
    await minji.wait_for("부산 -8~-1°")
    await minji.send_photo(PHOTO)
    await minji.press("🔎 ①", await minji.wait_for("① 부츠"))
    await minji.press("👗 어울리는 상품", await minji.wait_for("비슷한 상품"))
    outfit = await minji.wait_for("이렇게 입어 보세요")
    assert outfit.text.splitlines()[1] == "🌤 부산 -8° / -1° 날씨에 맞춰 골랐어요"
    assert {"hoodie", "jeans", "coat"} <= set(kinds(outfit))
    assert asked[-1] == "busan"


def board_of(person: Person, seen: int = 0) -> Message:
    return next(m for m in person.chat.bot_messages[seen:] if m.media and "⭐" in str(m.buttons))


async def pixels_of(bot: Bot, board: Message) -> np.ndarray:
    assert board.media is not None
    assert board.media.file is not None
    content = await bot.telegram.world.files.content(board.media.file)
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB"), int)


def count_like(pixels: np.ndarray, colour: str) -> int:
    return int((np.abs(pixels - ImageColor.getrgb(colour)).max(2) < 12).sum())


async def test_garment_is_cut_out_of_its_photo(bot: Bot) -> None:
    await fill_other_slots(bot)
    minji = bot.telegram.person("민지", language_code="ko")
    bot.pipeline.garments = (garment("hoodie", colour="black", box=(0, 0, 300, 400)),)
    await minji.send_photo(photo_of("#c02040"))
    await minji.press("🔎 ①", await minji.wait_for("무드예요"))
    found = await minji.wait_for("비슷한 상품이에요")
    await minji.press("👗 어울리는 상품", found)
    await minji.wait_for("이렇게 입어 보세요")
    pixels = await pixels_of(bot, board_of(minji))
    garment_px, behind_px = count_like(pixels, "#c02040"), count_like(pixels, "#30c060")
    assert garment_px > 30_000
    assert behind_px < garment_px / 2, "of the photo itself it is more than there is of the garment"


async def test_garment_is_drawn_when_its_photo_is_gone(bot: Bot) -> None:
    await fill_other_slots(bot)
    minji = bot.telegram.person("민지", language_code="ko")
    bot.pipeline.garments = (garment("hoodie", colour="purple"), JEANS)
    found = await listed(minji)
    async with bot.database.session() as session:
        (await session.get_one(PhotoAnswer, 1)).file_id = "gone"
    await minji.press("👗 어울리는 상품", found)
    await minji.wait_for("이렇게 입어 보세요")
    pixels = await pixels_of(bot, board_of(minji))
    assert count_like(pixels, COLOUR_HEX["purple"]) > 20_000


async def test_photographed_garment_stays_when_another_is_required(bot: Bot) -> None:
    await fill_other_slots(bot)
    minji = bot.telegram.person("민지", language_code="ko")
    await minji.press("👗 어울리는 상품", await listed(minji))
    await minji.wait_for("이렇게 입어 보세요")
    board = board_of(minji)
    for count, label in enumerate(("🔒 검정 후드티", "🔒 검정 스니커즈"), 1):
        await minji.press("🔒 하나 고정", board)
        await minji.wait_for(lambda m, label=label: m is board and label in str(m.buttons))
        await minji.press(label, board)

        async def is_answered(count: int = count) -> bool:
            asked = [request.wish["locked"] for request in await bot.rows(OutfitRequest)]
            shown = {outfit.request_id for outfit in await bot.rows(SavedOutfit)}
            return len(asked) == len(shown) == count + 1

        await bot.eventually(is_answered)
        await until(minji.chat.world, lambda: "🔒 하나 고정" in str(board.buttons))
    first, *others = await bot.rows(SavedOutfit)
    [sneakers] = [
        p.id for p in await bot.rows(Product) if p.id in first.products and p.price == 101_000
    ]
    assert [one["key"] for one in first.photo_garments] == ["x1.0"]
    assert all(one.photo_garments == first.photo_garments for one in others)
    asked = [request.wish["locked"] for request in await bot.rows(OutfitRequest)]
    assert asked == [["x1.0"], ["x1.0"], ["x1.0", f"p{sneakers}"]]


async def test_garment_of_an_expired_photo_is_drawn_and_not_required(bot: Bot) -> None:
    await fill_other_slots(bot)
    minji = bot.telegram.person("민지", language_code="ko")
    await minji.press("👗 어울리는 상품", await listed(minji))
    await minji.wait_for("이렇게 입어 보세요")
    board = board_of(minji)
    await minji.press("⭐ 저장", board)
    await minji.wait_for(lambda m: m is board and "저장됨" in str(m.buttons))
    async with bot.database.session() as session:
        await session.execute(delete(PhotoAnswer))
    await minji.say("/coordi")
    await minji.press("⭐ 저장한 코디", await minji.wait_for("어떤 코디가 필요하세요?"))
    kept = await minji.wait_for("저장한 코디 1/1")
    assert count_like(await pixels_of(bot, kept), COLOUR_HEX["black"]) > 20_000
    await minji.press("🔒 하나 고정", board)
    await minji.wait_for(lambda m: m is board and "🔒 검정 후드티" in str(m.buttons))
    await minji.press("🔒 검정 후드티", board)
    await minji.wait_for("고정한 옷을 이제 쓸 수 없어요")


async def test_group_sees_nothing_of_the_person_who_pressed(bot: Bot) -> None:
    await fill_other_slots(bot)
    minji = bot.telegram.person("민지", language_code="ko")
    await minji.say("/weather 부산")
    await minji.wait_for("부산의 이맘때")
    group = bot.telegram.group("친구들", [minji])
    await group.send_photo(minji, PHOTO, f"@{bot.telegram.world.bot.username}")
    answer = await group.wait_for("무드예요")
    await group.press(minji, "🔎 ①", answer)
    found = await group.wait_for("비슷한 상품이에요")
    await group.press(minji, "👗 어울리는 상품", found)
    outfit = await group.wait_for("이렇게 입어 보세요")
    assert outfit.text.splitlines()[1].startswith("🌤 서울 ")
    assert "⭐ 저장" not in str([m.buttons for m in group.bot_messages])
    assert await bot.rows(SavedOutfit) == []


async def test_outfits_with_a_similar_garment(bot: Bot) -> None:
    await fill_other_slots(bot)
    minji = bot.telegram.person("민지", language_code="ko")
    await minji.press("👗 어울리는 상품", await listed(minji))
    await minji.press("🧥 비슷한 옷을 입은 코디", await minji.wait_for("이렇게 입어 보세요"))
    outfit = await minji.wait_for("쇼핑 합계")
    assert "hoodie" in outfit.caption


async def test_dismissed_product_is_struck_out_and_left_out(bot: Bot) -> None:
    await fill_other_slots(bot)
    minji = bot.telegram.person("민지", language_code="ko")
    found = await listed(minji)
    await minji.press("👗 어울리는 상품", found)
    outfit = await minji.wait_for("이렇게 입어 보세요")
    hidden = numbers(outfit)[0]
    said = await (await minji.press("🙈 ①", outfit)).answered()
    assert said.text == "알겠어요. 이 상품은 다시 안 보여 드릴게요."
    await minji.wait_for(lambda m: m is outfit and "🙈 ①" not in str(m.buttons))
    assert [said.kind for said in await bot.rows(Feedback)] == ["dismiss"]
    await minji.press("👗 어울리는 상품", found)
    again = await minji.wait_for(lambda m: m is not outfit and "이렇게 입어" in m.text)
    assert hidden not in numbers(again)


async def test_nothing_matches_the_garment(bot: Bot) -> None:
    await fill_catalogue(bot.database, bot.settings.pictures_dir)
    minji = bot.telegram.person("민지", language_code="ko")
    found = await listed(minji)
    async with bot.database.session() as session:
        await session.execute(delete(Product).where(Product.category != "hoodie"))
    await minji.press("👗 어울리는 상품", found)
    await minji.wait_for("아직 후드티와 어울리는 상품이 없어요")


async def test_buttons_work_after_a_restart_until_they_expire(
    telegram: LocalTelegram, settings: Settings
) -> None:
    minji = telegram.person("민지", language_code="ko")
    async with a_running_bot(telegram, settings, FakePipeline()) as first:
        await fill_other_slots(first)
        found = await listed(minji)
    async with a_running_bot(telegram, settings, FakePipeline()) as second:
        await minji.press("👗 어울리는 상품", found)
        await minji.wait_for("이렇게 입어 보세요")
        async with second.database.session() as session:
            (await session.get_one(PhotoAnswer, 1)).expires_at = utc_now()
        said = await (await minji.press("👗 어울리는 상품", found)).answered()
        assert said.show_alert
        assert said.text == "시간이 지나 이 버튼은 쓸 수 없어요. 사진을 다시 보내 주세요."


async def test_list_of_another_person_is_refused(bot: Bot) -> None:
    await fill_other_slots(bot)
    minji = bot.telegram.person("민지", language_code="ko")
    await listed(minji)
    other = bot.telegram.person("수아", language_code="ko")
    await other.say("/help")
    helped = await other.wait_for("이렇게 써 보세요")
    said = await (await other.press_raw(pack(ShowMatching(1)), helped)).answered()
    assert said.show_alert
