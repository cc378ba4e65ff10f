"""What goes with a garment: what the button under a list brings."""

from __future__ import annotations

import re

from sqlalchemy import delete

from bot.actions.photos import ShowMatching
from bot.callbacks import pack
from config.settings import Settings
from config.taxonomy import COLOUR_HEX
from db import catalogue
from db.models import Feedback, PhotoAnswer, Product, pack_vector, utc_now
from simulator import LocalTelegram, Message, Person
from tests.bot.staging import (
    PHOTO,
    Bot,
    FakePipeline,
    a_running_bot,
    fill_catalogue,
    picture,
    vector,
)

WITH_A_HOODIE = ("sneakers", "bag", "coat")


async def fill_the_other_slots(bot: Bot) -> None:
    """Put shoes, bags and coats of two shops beside the hoodies and jeans of the catalogue."""
    await fill_catalogue(bot.database, bot.settings.pictures_dir)
    number = 100
    async with bot.database.session() as session:
        for place in range(2):
            shop = await catalogue.upsert_shop(
                session,
                slug=f"more{place}",
                name=f"잡화{place}",
                url="https://m.example/",
                source="t",
            )
            rows = []
            for kind, category in enumerate(WITH_A_HOODIE):
                number += 1
                file = f"{number}.webp"
                (bot.settings.pictures_dir / file).write_bytes(picture((90, 90), "#333333", "WEBP"))
                rows.append(
                    {
                        "shop_id": shop,
                        "external_id": str(number),
                        "title": f"{category} <{number}>",
                        "brand": None,
                        "url": f"https://more{place}.example/p/{number}",
                        "price": 1000 * number,
                        "currency": "KRW",
                        "gender": "unisex",
                        "category": category,
                        "colours": ["black"],
                        "pattern": "solid",
                        "fit": None,
                        "warmth": 2,
                        "sizes": [],
                        "available": True,
                        "picture": file,
                        "picture_sha256": f"{number:064d}",
                        "embedding": pack_vector(
                            vector(kind + 5, list(COLOUR_HEX).index("black") + place)
                        ),
                        "style": {"street": 1.0},
                    }
                )
            await catalogue.upsert_products(session, rows)


def kinds(message: Message) -> list[str]:
    return re.findall(r"(\w+) <\d+>", message.text)


def numbers(message: Message) -> list[str]:
    return re.findall(r"<(\d+)>", message.text)


async def listed(person: Person) -> Message:
    """Open the list of the first garment."""
    await person.send_photo(PHOTO)
    answer = await person.wait_for("무드예요")
    await person.press("🔎 ①", answer)
    return await person.wait_for("비슷한 상품이에요")


async def test_an_outfit_around_the_garment(bot: Bot) -> None:
    await fill_the_other_slots(bot)
    minji = bot.telegram.person("민지", language_code="ko")
    found = await listed(minji)
    seen = len(minji.chat.bot_messages)
    query = await minji.press("👗 어울리는 상품", found)
    outfit = await minji.wait_for("이렇게 입어 보세요")
    assert (await query.answered()).text in {None, ""}
    assert outfit.text.startswith("① 후드티와 이렇게 입어 보세요\n\n① ")
    assert {"jeans", "sneakers"} <= set(kinds(outfit)) <= {"jeans", *WITH_A_HOODIE}
    boards = [m for m in minji.chat.bot_messages[seen:] if m.media]
    assert len(boards) == 1
    assert boards[0].reply_to is found
    labels = [button["text"] for button in outfit.buttons]
    assert labels.count("🛒 ①") == labels.count("🙈 ①") == 1
    assert "🧥 비슷한 옷을 입은 코디" in labels


async def test_in_english(bot: Bot) -> None:
    await fill_the_other_slots(bot)
    sam = bot.telegram.person("Sam", language_code="en")
    await sam.send_photo(PHOTO)
    answer = await sam.wait_for("Street mood")
    await sam.press("🔎 ②", answer)
    await sam.press("👗 What goes with it", await sam.wait_for("Items like ② Jeans"))
    outfit = await sam.wait_for("with these")
    assert outfit.text.startswith("Wear ② Jeans with these\n\n① ")
    assert {"hoodie", "sneakers"} <= set(kinds(outfit)) <= {"hoodie", *WITH_A_HOODIE}


async def test_outfits_that_wear_something_like_it(bot: Bot) -> None:
    await fill_the_other_slots(bot)
    minji = bot.telegram.person("민지", language_code="ko")
    await minji.press("👗 어울리는 상품", await listed(minji))
    await minji.press("🧥 비슷한 옷을 입은 코디", await minji.wait_for("이렇게 입어 보세요"))
    outfit = await minji.wait_for("쇼핑 합계")
    assert "hoodie" in outfit.caption


async def test_a_hidden_product_is_struck_out_and_stays_away(bot: Bot) -> None:
    await fill_the_other_slots(bot)
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


async def test_nothing_to_wear_with_it(bot: Bot) -> None:
    await fill_catalogue(bot.database, bot.settings.pictures_dir)
    minji = bot.telegram.person("민지", language_code="ko")
    found = await listed(minji)
    async with bot.database.session() as session:
        await session.execute(delete(Product).where(Product.category != "hoodie"))
    await minji.press("👗 어울리는 상품", found)
    await minji.wait_for("아직 후드티와 어울리는 상품이 없어요")


async def test_after_a_restart_and_after_its_time(
    telegram: LocalTelegram, settings: Settings
) -> None:
    minji = telegram.person("민지", language_code="ko")
    async with a_running_bot(telegram, settings, FakePipeline()) as first:
        await fill_the_other_slots(first)
        found = await listed(minji)
    async with a_running_bot(telegram, settings, FakePipeline()) as second:
        await minji.press("👗 어울리는 상품", found)
        await minji.wait_for("이렇게 입어 보세요")
        async with second.database.session() as session:
            (await session.get_one(PhotoAnswer, 1)).expires_at = utc_now()
        said = await (await minji.press("👗 어울리는 상품", found)).answered()
        assert said.show_alert
        assert said.text == "시간이 지나 이 버튼은 쓸 수 없어요. 사진을 다시 보내 주세요."


async def test_the_list_of_somebody_else(bot: Bot) -> None:
    await fill_the_other_slots(bot)
    minji = bot.telegram.person("민지", language_code="ko")
    await listed(minji)
    other = bot.telegram.person("수아", language_code="ko")
    await other.say("/help")
    helped = await other.wait_for("이렇게 써 보세요")
    said = await (await other.press_raw(pack(ShowMatching(1)), helped)).answered()
    assert said.show_alert
