"""The closet in a chat: garments are added, shown, corrected, worn and deleted."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from bot.handlers.closet.callback_data import ItemAction, SaveChosen, SetField, ShowItem
from bot.ui.callback_data import pack
from config.settings import Settings
from db.models import (
    ClosetBatch,
    ClosetConsent,
    ClosetItem,
    ClosetPicture,
    ClosetUpload,
    PhotoAnswer,
    SavedOutfit,
    WornDay,
)
from simulator import LocalTelegram, Message, Person
from simulator.scripting import until
from tests.support.bot import (
    HOODIE,
    JEANS,
    PHOTO,
    Bot,
    FakePipeline,
    a_running_bot,
    garment,
    picture,
)
from tests.support.closet import photo_of_garment, start_adding
from tests.support.patience import patient


@pytest.fixture
def minji(bot: Bot) -> Person:
    return bot.telegram.person("민지", language_code="ko")


@pytest.fixture
def jun(bot: Bot) -> Person:
    return bot.telegram.person("준", language_code="ko")


def words(message: Message) -> str:
    return message.text or message.caption or ""


def texts(message: Message) -> list[str]:
    return [button["text"] for button in message.buttons]


async def press(person: Person, label: str, message: Message) -> None:
    """Press a button as soon as the message has it."""
    await until(person.chat.world, lambda: message.button(label))
    await person.press(label, message)


async def add_hoodie(bot: Bot, person: Person) -> ClosetItem:
    """Add a hoodie to a person's closet and close the batch."""
    bot.pipeline.garments = (HOODIE,)
    await start_adding(person)
    await person.send_photo(photo_of_garment())
    await person.wait_for("1벌을 옷장에 담았어요")
    await person.press("다 보냈어요")
    items: list[ClosetItem] = await bot.rows(ClosetItem)
    return items[-1]


# -- adding -----------------------------------------------------------------------------------


async def test_empty_closet_offers_to_add_clothes(minji: Person) -> None:
    await minji.say("/closet")
    empty = await minji.wait_for("옷장이 아직 비어 있어요")
    assert ["옷 추가" in text for text in texts(empty)] == [True]


async def test_photo_is_stored_as_the_engine_describes_it(bot: Bot, minji: Person) -> None:
    item = await add_hoodie(bot, minji)
    assert (item.category, item.pattern, item.fit, item.warmth) == ("hoodie", "solid", "over", 2)
    assert item.seasons == ["spring", "autumn", "winter"]
    assert item.colours[0]["name"] == "black"
    assert item.style["street"] == pytest.approx(0.82)
    pictures = await bot.rows(ClosetPicture)
    for kept in pictures:
        assert Image.open(io.BytesIO(kept.webp)).size == (kept.width, kept.height)
    assert [kept.kind for kept in pictures] == ["original", "cutout"]


async def test_progress_message_becomes_the_page_of_the_batch(bot: Bot, minji: Person) -> None:
    bot.pipeline.garments = (HOODIE,)
    prompt = await start_adding(minji)
    await minji.send_photo(PHOTO)
    added = await minji.wait_for("1벌을 옷장에 담았어요")
    assert "① 후드티 · 검정 · 봄·가을·겨울" in words(added)
    assert prompt not in minji.chat.bot_messages, "one message tells of the batch"
    assert texts(added) == ["✏️ 후드티 보기·고치기", "✔ 다 보냈어요", "◀ 옷장"]


async def test_album_is_added_in_one_batch(bot: Bot, minji: Person) -> None:
    bot.pipeline.garments = (HOODIE,)
    await start_adding(minji)
    await minji.send_album([picture(colour=c) for c in ("#aa0000", "#00aa00", "#0000aa")])
    added = await minji.wait_for("3벌을 옷장에 담았어요")
    assert len(await bot.rows(ClosetItem)) == 3
    assert [u.outcome for u in await bot.rows(ClosetUpload)] == ["saved"] * 3
    assert added.buttons


async def test_31st_photo_of_a_batch_is_refused(bot: Bot, minji: Person) -> None:
    bot.pipeline.garments = (HOODIE,)
    await start_adding(minji)
    for _ in range(4):
        await minji.send_album([PHOTO] * 8)
    await minji.wait_for("한 번에 30장까지")
    added = await minji.wait_for("30벌을 옷장에 담았어요", timeout_s=patient(30))
    assert "2장은 한 번에 받을 수 있는 수를 넘어서" in words(added)
    assert len(await bot.rows(ClosetItem)) == 30


async def test_photo_without_garment_is_reported(bot: Bot, minji: Person) -> None:
    bot.pipeline.garments = (replace(garment(score=0.2), score=0.1),)
    await start_adding(minji)
    await minji.send_photo(PHOTO)
    said = await minji.wait_for("옷을 찾지 못했어요")
    assert "크게 나오게" in words(said)
    assert await bot.rows(ClosetItem) == []


async def test_uploaded_outfit_offers_its_garments(bot: Bot, minji: Person) -> None:
    await start_adding(minji)
    await minji.send_photo(PHOTO)
    asked = await minji.wait_for("여러 벌이 보여요")
    assert texts(asked) == ["✅ ① 후드티", "✅ ② 청바지", "👕 2벌 저장하기"]
    await press(minji, "② 청바지", asked)
    await press(minji, "1벌 저장하기", asked)
    await minji.wait_for("1벌을 옷장에 담았어요")
    assert [item.category for item in await bot.rows(ClosetItem)] == ["hoodie"]


async def test_other_messages_get_a_reminder_while_a_batch_is_open(bot: Bot, minji: Person) -> None:
    await start_adding(minji)
    for send in (minji.send_video, minji.send_sticker):
        await send()
        await minji.wait_for("옷 사진만 받을 수 있어요")
    await minji.say("안녕")
    await minji.wait_for("옷 사진만 받을 수 있어요")
    await minji.say("완료")
    await minji.wait_for("아직 담은 옷이 없어요")
    [batch] = await bot.rows(ClosetBatch)
    assert batch.closed_at is not None


async def test_photos_are_answered_after_the_batch_is_closed(bot: Bot, minji: Person) -> None:
    await add_hoodie(bot, minji)
    bot.pipeline.garments = (HOODIE, JEANS)
    await minji.send_photo(PHOTO)
    await minji.wait_for("무드예요")


async def test_cancel_closes_the_batch(bot: Bot, minji: Person) -> None:
    await start_adding(minji)
    await minji.say("/cancel")
    await minji.wait_for("그만뒀어요")
    bot.pipeline.garments = (HOODIE,)
    await minji.send_photo(PHOTO)
    await minji.wait_for("무드예요")


async def test_waiting_photos_are_processed_after_a_restart(
    telegram: LocalTelegram, settings: Settings
) -> None:
    pipeline = FakePipeline(garments=(HOODIE,))
    async with a_running_bot(telegram, settings, pipeline) as bot:
        minji = telegram.person("민지", language_code="ko")
        await start_adding(minji)
        pipeline.go.clear()
        await minji.send_photo(PHOTO)
        await minji.wait_for("살펴보고 있어요")
        await bot.eventually(lambda: _some(bot))
        bot.services.photo_queue._closed = True
    async with a_running_bot(telegram, settings, FakePipeline(garments=(HOODIE,))) as again:
        await minji.wait_for("1벌을 옷장에 담았어요")
        assert len(await again.rows(ClosetItem)) == 1


async def _some(bot: Bot) -> bool:
    return len(await bot.rows(ClosetUpload)) == 1


# -- from an answered photo -------------------------------------------------------------------


async def test_garments_of_an_answer_are_saved(bot: Bot, minji: Person) -> None:
    await minji.send_photo(PHOTO)
    answer = await minji.wait_for("무드예요")
    before = texts(answer)
    await press(minji, "옷장에 저장", answer)
    await minji.chat.wait_for(lambda m: "👕 2벌 저장하기" in texts(m))
    await press(minji, "저장하기", answer)
    saved = await minji.wait_for("2벌을 옷장에 담았어요")
    assert "① 청바지" in words(saved)
    assert texts(answer) == before
    assert [i.category for i in await bot.rows(ClosetItem)] == ["hoodie", "jeans"]


async def test_single_garment_is_saved_without_a_question(bot: Bot, minji: Person) -> None:
    bot.pipeline.garments = (HOODIE,)
    await minji.send_photo(PHOTO)
    await minji.wait_for("무드예요")
    await minji.press("옷장에 저장")
    await minji.wait_for("1벌을 옷장에 담았어요")


async def test_corrected_category_is_saved(bot: Bot, minji: Person) -> None:
    bot.pipeline.garments = (HOODIE,)
    await minji.send_photo(PHOTO)
    answer = await minji.wait_for("무드예요")
    await press(minji, "틀렸나요", answer)
    await press(minji, "맨투맨", answer)
    await press(minji, "옷장에 저장", answer)
    await minji.wait_for("1벌을 옷장에 담았어요")
    [item] = await bot.rows(ClosetItem)
    assert (item.category, item.seen["category"]) == ("sweatshirt", "hoodie")


async def test_similar_garment_is_offered_as_a_twin(bot: Bot, minji: Person) -> None:
    first = await add_hoodie(bot, minji)
    await add_hoodie(bot, minji)
    second = (await bot.rows(ClosetItem))[-1]
    assert second.twin_id == first.id
    await minji.press("이미 있는 옷인가요")
    await minji.wait_for("같은 옷인가요")
    await minji.press("하나만 둘게요")
    await bot.eventually(lambda: _left(bot, 1))


async def test_both_twins_can_be_kept(bot: Bot, minji: Person) -> None:
    await add_hoodie(bot, minji)
    await add_hoodie(bot, minji)
    await minji.press("이미 있는 옷인가요")
    await minji.wait_for("같은 옷인가요")
    await minji.press("둘 다 둘게요")
    await minji.wait_for("담았어요")
    await bot.eventually(lambda: _left(bot, 2))
    assert all(item.twin_id is None for item in await bot.rows(ClosetItem))


async def _left(bot: Bot, count: int) -> bool:
    return sum(item.deleted_at is None for item in await bot.rows(ClosetItem)) == count


# -- a garment --------------------------------------------------------------------------------


async def opened(person: Person, item: ClosetItem) -> Message:
    """Open the page of a garment from the grid."""
    await person.say("/closet")
    grid = await person.wait_for("내 옷장")
    await person.press_raw(pack(ShowItem(item.id, "all")), grid)
    await person.chat.wait_for(lambda m: "🗑 옷장에서 빼기" in texts(m))
    return grid


async def test_the_grid_leads_to_a_garment_and_back(bot: Bot, minji: Person) -> None:
    item = await add_hoodie(bot, minji)
    page = await opened(minji, item)
    assert "후드티" in words(page)
    assert "아직 입은 기록이 없어요" in words(page)
    await press(minji, "◀ 옷장", page)
    await minji.wait_for("내 옷장")
    assert texts(page)[0] == "1"
    assert "• 전체 1" in texts(page)


async def test_wear_is_recorded_once_and_can_be_deleted(bot: Bot, minji: Person) -> None:
    item = await add_hoodie(bot, minji)
    page = await opened(minji, item)
    await press(minji, "오늘 입었어요", page)
    await minji.wait_for("1번 입었어요")
    assert len(await bot.rows(WornDay)) == 1
    await press(minji, "오늘 안 입었어요", page)
    await minji.wait_for("아직 입은 기록이 없어요")
    assert await bot.rows(WornDay) == []


async def test_wash_favourite_and_original(bot: Bot, minji: Person) -> None:
    item = await add_hoodie(bot, minji)
    page = await opened(minji, item)
    await press(minji, "세탁 맡기기", page)
    await minji.wait_for("세탁 중이라")
    await press(minji, "⭐ 즐겨찾기", page)
    await minji.wait_for("⭐ 🧺")
    await press(minji, "원본 보기", page)
    await minji.chat.wait_for(lambda m: "✂️ 배경 지우기" in texts(m))
    [stored] = await bot.rows(ClosetItem)
    assert (stored.in_wash, stored.favourite, stored.shows) == (True, True, "original")


async def test_deleted_garment_can_be_restored(bot: Bot, minji: Person) -> None:
    item = await add_hoodie(bot, minji)
    page = await opened(minji, item)
    await press(minji, "옷장에서 빼기", page)
    await minji.wait_for("하루 안에는 되돌릴 수 있어요")
    await press(minji, "되돌리기", page)
    await minji.chat.wait_for(lambda m: "🗑 옷장에서 빼기" in texts(m))
    [stored] = await bot.rows(ClosetItem)
    assert stored.deleted_at is None


async def test_buttons_of_a_deleted_garment_are_refused(bot: Bot, minji: Person) -> None:
    item = await add_hoodie(bot, minji)
    page = await opened(minji, item)
    await press(minji, "옷장에서 빼기", page)
    await minji.wait_for("되돌릴 수 있어요")
    query = await minji.press_raw(pack(ItemAction(item.id, "all", "wear")), page)
    assert (toast := await query.answered()) is not None
    assert "이제 옷장에 없어요" in (toast.text or "")


async def test_first_correction_asks_for_consent_to_learn(bot: Bot, minji: Person) -> None:
    item = await add_hoodie(bot, minji)
    page = await opened(minji, item)
    await press(minji, "고치기", page)
    await press(minji, "👕 종류", page)
    await press(minji, "맨투맨", page)
    await minji.wait_for("다음 학습에 써도 될까요")
    [stored] = await bot.rows(ClosetItem)
    assert stored.category == "sweatshirt"
    [consent] = await bot.rows(ClosetConsent)
    assert consent.shares is False, "until they say yes"
    await minji.press("그래요")
    await minji.wait_for("배우는 데 쓸게요")
    [consent] = await bot.rows(ClosetConsent)
    assert consent.shares is True
    await minji.say("/privacy")
    await minji.wait_for("저장")
    await minji.press("옷장 학습 그만하기")
    await minji.chat.wait_for(lambda m: "🎓 옷장 학습 허락하기" in texts(m))
    [consent] = await bot.rows(ClosetConsent)
    assert consent.shares is False


async def test_colours_and_seasons_have_several_values(bot: Bot, minji: Person) -> None:
    item = await add_hoodie(bot, minji)
    page = await opened(minji, item)
    await press(minji, "고치기", page)
    await press(minji, "🍂 계절", page)
    await press(minji, "여름", page)
    await press(minji, "✓ 겨울", page)
    await press(minji, "다 됐어요", page)
    await minji.chat.wait_for(lambda m: "봄·여름·가을" in words(m))
    await press(minji, "고치기", page)
    await press(minji, "🎨 색", page)
    await press(minji, "빨강", page)
    await press(minji, "✓ 검정", page)
    await press(minji, "다 됐어요", page)
    await minji.chat.wait_for(lambda m: "🎨 빨강" in words(m))


async def test_price_and_comment_are_typed(bot: Bot, minji: Person) -> None:
    item = await add_hoodie(bot, minji)
    page = await opened(minji, item)
    await press(minji, "고치기", page)
    await press(minji, "💰 가격", page)
    await minji.wait_for("가격을 보내 주세요")
    await minji.say("싸요")
    await minji.wait_for("가격을 알아듣지 못했어요")
    await minji.say("3만9천원")
    page = await minji.wait_for("💰 39,000원")
    await press(minji, "고치기", page)
    await press(minji, "💬 메모", page)
    await minji.wait_for("메모를 보내 주세요")
    await minji.say("<b>엄마</b>가 준 옷")
    await minji.wait_for("“<b>엄마</b>가 준 옷”")
    [stored] = await bot.rows(ClosetItem)
    assert (stored.price, stored.comment) == (39_000, "<b>엄마</b>가 준 옷")


async def test_similar_products_and_outfits_of_a_garment(shop_bot: Bot) -> None:
    minji = shop_bot.telegram.person("민지", language_code="ko")
    item = await add_hoodie(shop_bot, minji)
    page = await opened(minji, item)
    await press(minji, "비슷한 상품", page)
    await minji.wait_for("① 후드티")
    await press(minji, "어울리는 옷", page)
    await minji.wait_for("쇼핑 합계")
    for stored in await shop_bot.rows(SavedOutfit):
        assert stored.closet_items == [item.id], "whatever goes with it, it is worn"


async def test_outfits_of_a_garment_include_it_from_the_closet(shop_bot: Bot) -> None:
    minji = shop_bot.telegram.person("민지", language_code="ko")
    item = await add_hoodie(shop_bot, minji)
    page = await opened(minji, item)
    await press(minji, "비슷한 상품", page)
    await press(minji, "👗 어울리는 상품", await minji.wait_for("비슷한 상품이에요"))
    outfit = await minji.wait_for("이렇게 입어 보세요")
    assert "날씨" in words(outfit)
    assert "내 옷장의" not in words(outfit), "the garment asked about is no piece of advice"
    [stored] = await shop_bot.rows(SavedOutfit)
    assert (stored.closet_items, stored.photo_garments) == ([item.id], [])


# -- nobody else's clothes --------------------------------------------------------------------


async def test_garment_of_another_person_is_refused(bot: Bot, minji: Person, jun: Person) -> None:
    item = await add_hoodie(bot, minji)
    await jun.say("/closet")
    message = await jun.wait_for("옷장이 아직 비어 있어요")
    for action in (
        ShowItem(item.id, "all"),
        ItemAction(item.id, "all", "delete"),
        ItemAction(item.id, "all", "restore"),
        SetField(item.id, "all", "category", 0),
    ):
        query = await jun.press_raw(pack(action), message)
        assert (toast := await query.answered()) is not None
        assert "이제 옷장에 없어요" in (toast.text or "")
    [stored] = await bot.rows(ClosetItem)
    assert (stored.category, stored.deleted_at) == ("hoodie", None)


async def test_photo_of_another_person_cannot_be_saved(
    bot: Bot, minji: Person, jun: Person
) -> None:
    await minji.send_photo(PHOTO)
    await minji.wait_for("무드예요")
    [answer] = await bot.rows(PhotoAnswer)
    await jun.say("/closet")
    message = await jun.wait_for("옷장이 아직 비어 있어요")
    await jun.press_raw(pack(SaveChosen(answer.id, 3, back=True)), message)
    assert await bot.rows(ClosetItem) == []


async def test_group_is_referred_to_the_private_chat(bot: Bot, minji: Person) -> None:
    group = bot.telegram.group("친구들", [minji])
    await group.say(minji, "/closet@coordi_bot")
    said = await group.wait_for()
    assert [button.get("url") for button in said.buttons] == ["https://t.me/coordi_bot"]
