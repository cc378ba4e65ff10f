"""Similar products and shops: what pressing and writing brings."""

from __future__ import annotations

import re

import pytest

from bot.handlers.products.callback_data import Dismiss, SetOrder, ShowSimilar, TurnPage
from bot.handlers.shops.callback_data import ShowShops
from bot.ui.callback_data import pack
from config.settings import Settings
from db.models import Feedback, PhotoAnswer, Search, utc_now
from simulator import LocalTelegram, Message, Person
from tests.support.bot import (
    HOODIE,
    PHOTO,
    Bot,
    FakePipeline,
    a_running_bot,
    fill_catalogue,
    garment,
)


@pytest.fixture
def minji(shop_bot: Bot) -> Person:
    return shop_bot.telegram.person("민지", language_code="ko")


def texts(message: Message) -> list[str]:
    return [button["text"] for button in message.buttons]


def links(message: Message) -> list[str]:
    return [button["url"] for button in message.buttons if "url" in button]


def numbers(message: Message) -> list[str]:
    """Return the product numbers in a list, as the titles of the sample catalogue have them."""
    return re.findall(r"<(\d+)>", message.text)


async def answered(person: Person, pattern: str = "무드예요") -> Message:
    await person.send_photo(PHOTO)
    return await person.wait_for(pattern)


async def opened(person: Person, button: str = "🔎 ①") -> Message:
    answer = await answered(person)
    await person.press(button, answer)
    return await person.wait_for("비슷한 상품이에요")


async def test_similar_items_are_an_album_and_a_list(shop_bot: Bot, minji: Person) -> None:
    answer = await answered(minji)
    query = await minji.press("🔎 ①", answer)
    found = await minji.wait_for("비슷한 상품이에요")
    assert (await query.answered()).text in {None, ""}
    album = [m for m in minji.chat.bot_messages if m.media_group_id]
    assert len(album) == 5
    assert all(m.reply_to is answer for m in album[:1])
    lines = found.text.split("\n")
    assert lines[0] == "① 후드티와 비슷한 상품이에요"
    assert lines[2].startswith("① hoodie <")
    assert lines[3] == "17,000원 · 거리상점"
    assert texts(found)[:4] == ["🛒 ①", "📏 ①", "♥ ①", "🙈 ①"]
    assert len(links(found)) == 5
    assert all(link.startswith("https://shop") for link in links(found))


async def test_a_colour_that_no_shop_has_is_said(shop_bot: Bot, minji: Person) -> None:
    shop_bot.pipeline.garments = (garment("hoodie", colour="red"),)
    found = await opened(minji)
    line = "빨강 후드티는 지금 없어서 가까운 상품부터 보여 드려요."
    assert found.text.split("\n")[1] == line
    await minji.press("▶", found)
    page = await minji.wait_for(lambda m: "비슷한 상품이에요" in m.text and m is not found)
    assert line not in page.text, "once is enough"


async def test_a_colour_that_is_not_among_the_narrowed_is_said_of_these(minji: Person) -> None:
    await opened(minji)
    await minji.say("거리상점 2만원 이상")
    found = await minji.wait_for("🔎")
    assert "이 조건에는 검정 후드티가 없어서 가까운 상품부터" in found.text


async def test_black_hoodies_come_before_others(shop_bot: Bot, minji: Person) -> None:
    found = await opened(minji)
    async with shop_bot.database.session() as session:
        products = await _products(session, numbers(found))
    assert [p.category for p in products] == ["hoodie"] * 5
    assert [p.colours[0] for p in products[:4]] == ["black"] * 4


async def _products(session, ids):
    from db.queries.products import products_by_id

    found = await products_by_id(session, [int(n) for n in ids])
    return [found[int(n)] for n in ids]


async def test_pages_neither_repeat_nor_skip(minji: Person) -> None:
    page = await opened(minji)
    seen = numbers(page)
    assert "◀ 이전" not in texts(page)
    while "다음 ▶" in texts(page):
        await minji.press("다음 ▶", page)
        page = await minji.wait_for("비슷한 상품이에요")
        assert "◀ 이전" in texts(page)
        seen += numbers(page)
    assert len(seen) == len(set(seen)) == 12
    await minji.press("◀ 이전", page)
    page = await minji.wait_for("비슷한 상품이에요")
    assert numbers(page) == seen[5:10]


async def test_the_last_page_may_hold_a_single_product(shop_bot: Bot, minji: Person) -> None:
    await opened(minji)
    await minji.say("10만원 이상 20만원 이하")
    await minji.wait_for("100,000원~200,000원")
    await minji.say("17만원 이상")
    one = await minji.wait_for(lambda m: len(numbers(m)) == 1)
    before = minji.chat.bot_messages[minji.chat.bot_messages.index(one) - 1]
    assert before.media is not None
    assert before.media_group_id is None


async def test_narrowing_by_words_adds_up(shop_bot: Bot, minji: Person) -> None:
    await opened(minji)
    await minji.say("검정색으로")
    black = await minji.wait_for("🔎 검정")
    assert len(numbers(black)) == 4
    await minji.say("5만원 이하")
    cheap = await minji.wait_for("🔎 검정 · 50,000원 이하")
    async with shop_bot.database.session() as session:
        products = await _products(session, numbers(cheap))
    assert products
    assert all(p.price <= 50_000 and p.colours[0] == "black" for p in products)


async def test_narrowing_in_english(shop_bot: Bot) -> None:
    sam = shop_bot.telegram.person("Sam", language_code="en")
    await sam.send_photo(PHOTO)
    await sam.wait_for("Street mood")
    await sam.say("under 50,000 won, black")
    found = await sam.wait_for("black · up to ₩50,000")
    assert "₩17,000" in found.text


async def test_words_right_after_the_photo_are_about_its_first_garment(minji: Person) -> None:
    await answered(minji)
    await minji.say("흰색으로")
    found = await minji.wait_for("🔎 흰색")
    assert found.text.startswith("① 후드티")


async def test_words_that_name_another_garment_are_about_that(minji: Person) -> None:
    await opened(minji)
    await minji.say("청바지 파란색")
    found = await minji.wait_for("🔎 청바지 · 파랑")
    assert found.text.startswith("② 청바지")


async def test_words_in_a_reply_are_about_what_they_answer(minji: Person) -> None:
    first = await opened(minji, "🔎 ②")
    answer = minji.chat.bot_messages[0]
    await minji.press("🔎 ①", answer)
    await minji.wait_for("① 후드티와")
    await minji.say("흰색", reply_to=first)
    found = await minji.wait_for("🔎 흰색")
    assert found.text.startswith("② 청바지와")


async def test_words_without_a_photo(minji: Person) -> None:
    await minji.say("검정색으로")
    await minji.wait_for("먼저 코디 사진을 보내 주세요")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("오늘 뭐 입지", "어떤 코디가 필요하세요"),
        ("내 옷장 보여줘", "옷장이 아직 비어 있어요"),
        ("찜한 거 보여줘", "아직 찜한 상품이 없어요"),
        ("뭐 할 수 있어?", "이렇게 써 보세요"),
        ("고마워", "도움이 됐다니 기뻐요"),
        ("안녕", "안녕하세요"),
        ("바보야", "더 잘해 볼게요"),
        ("여자 163에 52", "나이"),
        ("ㅁㄴㅇㄹ", "무슨 말인지 잘 모르겠어요"),
    ],
)
async def test_wishes_without_a_command(minji: Person, text: str, answer: str) -> None:
    await minji.say(text)
    await minji.wait_for(answer)


async def test_cheaper_is_less_than_what_is_shown(shop_bot: Bot, minji: Person) -> None:
    first = await opened(minji)
    await minji.press("▶", first)
    shown = await minji.wait_for(lambda m: "비슷한 상품이에요" in m.text and m is not first)
    lowest = min(_prices(shown))
    await minji.say("더 싼 거")
    cheaper = await minji.wait_for("🔎")
    assert f"🔎 {lowest - 1000:,}원 이하" in cheaper.text
    assert max(_prices(cheaper)) < lowest


def _prices(message: Message) -> list[int]:
    found = re.findall(r"^([\d,]+)원 ·", message.text, re.MULTILINE)
    return [int(price.replace(",", "")) for price in found]


async def test_a_garment_that_the_photo_lacks_begins_anew(shop_bot: Bot, minji: Person) -> None:
    shop_bot.pipeline.garments = (HOODIE,)
    await opened(minji)
    await minji.say("흰색으로")
    await minji.wait_for("🔎 흰색")
    await minji.say("청바지만")
    jeans = await minji.wait_for("🔎 청바지")
    first, narrowed, *_ = jeans.text.split("\n")
    assert first == "사진에 청바지는 없어서, ① 후드티와 색이 비슷한 상품부터 보여 드려요"
    assert narrowed == "🔎 청바지", "the white was the hoodie's"
    assert "✓ 🎨 같은 색 먼저" in texts(jeans)
    await minji.say("검정색 청바지")
    black = await minji.wait_for("🔎 청바지 · 검정")
    assert black.text.startswith("사진에 청바지는 없지만 찾아봤어요")
    await minji.say("후드티")
    hoodies = await minji.wait_for("🔎 후드티")
    assert "🎨 같은 색 먼저" in texts(hoodies), "not ticked any more"


async def test_words_that_mean_nothing(minji: Person) -> None:
    await answered(minji)
    await minji.say("ㅋㅋㅋㅋ <b>")
    await minji.wait_for("무슨 말인지 잘 모르겠어요")


async def test_nothing_matches_and_it_can_be_loosened(minji: Person) -> None:
    await opened(minji)
    await minji.say("보라색 1000원 이하")
    nothing = await minji.wait_for("보라 · 1,000원 이하 조건에 맞는 상품이 없어요")
    assert texts(nothing) == ["가격 상관없이", "색 상관없이", "조건 모두 빼기"]
    await minji.press("가격 상관없이", nothing)
    still = await minji.wait_for("보라 조건에 맞는 상품이 없어요")
    assert texts(still) == ["색 상관없이"]
    await minji.press("색 상관없이", still)
    await minji.wait_for("① 후드티와 비슷한 상품이에요")


async def test_colour_and_shape_first(shop_bot: Bot, minji: Person) -> None:
    shop_bot.pipeline.garments = (HOODIE,)
    found = await opened(minji)
    await minji.press("🎨 같은 색 먼저", found)
    colour = await minji.wait_for("비슷한 상품이에요")
    assert "✓ 🎨 같은 색 먼저" in texts(colour)
    await minji.press("👕 같은 모양 먼저", colour)
    shape = await minji.wait_for("비슷한 상품이에요")
    assert "✓ 👕 같은 모양 먼저" in texts(shape)
    await minji.press("✓ 👕 같은 모양 먼저", shape)
    both = await minji.wait_for("비슷한 상품이에요")
    assert not any(text.startswith("✓") for text in texts(both))


async def test_not_this_again(shop_bot: Bot, minji: Person) -> None:
    found = await opened(minji)
    gone, *rest = numbers(found)
    query = await minji.press("🙈 ①", found)
    assert "다시 안 보여" in ((await query.answered()).text or "")
    changed = await minji.wait_for("비슷한 상품이에요")
    assert changed is found
    assert "🙈 ①" not in texts(found)
    struck = [e for e in found.body.entities if e.kind == "strikethrough"]
    head = found.text.index("\n\n") + 2
    assert min(e.offset for e in struck) == head, "the product is struck out, not the title"
    await minji.press("다음 ▶", found)
    second = await minji.wait_for("비슷한 상품이에요")
    assert not {gone, *rest} & set(numbers(second))
    [said] = await shop_bot.rows(Feedback)
    assert (said.kind, said.product_id, said.user_id) == ("dismiss", int(gone), minji.id)
    again = await opened(minji)
    assert gone not in numbers(again)


async def test_an_empty_catalogue_says_so(bot: Bot) -> None:
    minji = bot.telegram.person("민지", language_code="ko")
    answer = await answered(minji)
    await minji.press("🔎 ①", answer)
    await minji.wait_for("아직 후드티 중에 비슷한 상품이 없어요")


async def test_a_new_catalogue_is_seen_without_a_restart(bot: Bot) -> None:
    minji = bot.telegram.person("민지", language_code="ko")
    answer = await answered(minji)
    await minji.press("🔎 ①", answer)
    await minji.wait_for("비슷한 상품이 없어요")
    await fill_catalogue(bot.database, bot.settings.pictures_dir)
    await minji.press("🔎 ①", answer)
    await minji.wait_for("비슷한 상품이에요")


async def test_a_product_without_a_picture_or_with_a_bad_link_is_still_shown(bot: Bot) -> None:
    await fill_catalogue(bot.database, bot.settings.pictures_dir, a_shop=2)
    for path in bot.settings.pictures_dir.iterdir():
        path.write_bytes(b"no picture")
    async with bot.database.session() as session:
        for product in await _products(session, ["1", "3"]):
            product.url = "javascript:alert(1)"
            product.picture = "../coordi.db"
            product.title = "<script>" + "가" * 250
    minji = bot.telegram.person("민지", language_code="ko")
    found = await opened(minji)
    assert len(numbers(found)) == 2
    assert len(links(found)) == 2
    assert "<script>" in found.text
    assert max(len(line) for line in found.text.split("\n")) < 120


async def test_buttons_work_after_a_restart(telegram: LocalTelegram, settings: Settings) -> None:
    minji = telegram.person("민지", language_code="ko")
    async with a_running_bot(telegram, settings, FakePipeline()) as first:
        await fill_catalogue(first.database, settings.pictures_dir)
        answer = await answered(minji)
        await minji.press("🔎 ①", answer)
        found = await minji.wait_for("비슷한 상품이에요")
    async with a_running_bot(telegram, settings, FakePipeline()):
        await minji.press("다음 ▶", found)
        await minji.wait_for("비슷한 상품이에요")
        await minji.say("검정색으로")
        await minji.wait_for("🔎 검정")
        await minji.press("🛍 이 무드의 쇼핑몰", answer)
        await minji.wait_for("이 무드와 닮은 쇼핑몰")


async def test_an_expired_answer_says_so(shop_bot: Bot, minji: Person) -> None:
    found = await opened(minji)
    answer = minji.chat.bot_messages[0]
    async with shop_bot.database.session() as session:
        (await session.get_one(PhotoAnswer, 1)).expires_at = utc_now()
    for button, message in (
        ("🔎 ①", answer),
        ("🛍 이 무드의 쇼핑몰", answer),
        ("틀렸나요?", answer),
        ("👍", answer),
        ("다음 ▶", found),
        ("🎨 같은 색 먼저", found),
        ("🙈 ①", found),
    ):
        said = await (await minji.press(button, message)).answered()
        assert said.show_alert
        assert said.text == "시간이 지나 이 버튼은 쓸 수 없어요. 사진을 다시 보내 주세요."
    await minji.say("검정색으로")
    await minji.wait_for("먼저 코디 사진을 보내 주세요")


@pytest.mark.parametrize(
    "data",
    [
        "",
        "x",
        "1.s",
        "1.s.1",
        "1.s.1.0.0",
        "2.s.1.0",
        "1.s.-1.0",
        "1.s.1.9999",
        "1.zz.1.1",
        "1.s.٣.0",
    ],
)
async def test_data_made_up_by_hand(minji: Person, data: str) -> None:
    answer = await answered(minji)
    said = await (await minji.press_raw(data or "?", answer)).answered()
    assert said.show_alert
    assert said.text == "이 버튼은 쓸 수 없어요. 사진을 다시 보내 주세요."


async def test_other_peoples_answers_stay_theirs(shop_bot: Bot, minji: Person) -> None:
    await opened(minji)
    thief = shop_bot.telegram.person("도둑", language_code="ko")
    await thief.say("/start")
    hello = await thief.wait_for("안녕하세요")
    [answer], [search] = await shop_bot.rows(PhotoAnswer), await shop_bot.rows(Search)
    for action in (
        ShowSimilar(answer.id, 0),
        ShowShops(answer.id, 0),
        TurnPage(search.id, 0),
        SetOrder(search.id, "colour"),
        Dismiss(search.id, 1),
    ):
        said = await (await thief.press_raw(pack(action), hello)).answered()
        assert said.show_alert
        assert "시간이 지나" in (said.text or "")
    assert thief.chat.bot_messages == [hello]


async def test_a_garment_that_is_not_there(shop_bot: Bot, minji: Person) -> None:
    answer = await answered(minji)
    [stored] = await shop_bot.rows(PhotoAnswer)
    said = await (await minji.press_raw(pack(ShowSimilar(stored.id, 7)), answer)).answered()
    assert said.show_alert
