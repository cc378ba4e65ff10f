"""Subscribing to a daily tip, changing it and getting it, in the chat and in both languages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, select

from bot.handlers.tips import outfit, outfit_buttons
from bot.handlers.tips.callback_data import (
    AnotherTip,
    ChangeTip,
    RateTip,
    ResumeTip,
    SendTip,
    ShowTip,
    StopTip,
    WearTip,
)
from bot.handlers.tips.composing import prepare_tip
from bot.ui.callback_data import pack
from config.settings import Settings
from db.models import (
    HomePlace,
    OutfitFeedback,
    SavedOutfit,
    TipDelivery,
    TipDialog,
    TipSubscription,
)
from db.queries import outfits
from simulator import LocalTelegram, Message, Person
from tests.support.bot import Bot, FakePipeline, a_running_bot


@pytest.fixture
def minji(bot: Bot) -> Person:
    return bot.telegram.person("민지", language_code="ko")


@pytest.fixture
def sam(bot: Bot) -> Person:
    return bot.telegram.person("Sam", language_code="en")


def texts(message: Message) -> list[str]:
    return [button["text"] for button in message.buttons]


async def subscribe(person: Person, occasion: str = "출근") -> Message:
    """Answer all questions of /subscribe in Korean; return the settings."""
    await person.say("/subscribe")
    await person.wait_for("몇 시")
    await person.say("7시 반")
    await person.press("매일", await person.wait_for("어느 요일"))
    await person.wait_for("어디")
    await person.say("서울")
    await person.press(occasion, await person.wait_for("어떤 날"))
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


async def test_subscribing_in_english(bot: Bot, sam: Person) -> None:
    await sam.say("/subscribe")
    await sam.press("7:00 AM", await sam.wait_for("When"))
    await sam.wait_for("which days")
    await sam.say("mon, wed and fri")
    await sam.wait_for("Where")
    await sam.say("haeundae")
    await sam.press("Work", await sam.wait_for("What for"))
    await sam.press("only my own", await sam.wait_for("which clothes"))
    kept = await sam.wait_for("Saved!")
    assert "⏰ 7:00 AM · Mon, Wed, Fri" in kept.text
    assert "📍 Haeundae-gu, Busan" in kept.text


async def test_a_place_on_the_map(bot: Bot, minji: Person) -> None:
    await minji.say("/subscribe 아침")
    await minji.press("주말", await minji.wait_for("어느 요일"))
    await minji.wait_for("어디")
    await minji.press_key("지금 위치 보내기", coordinates=(40.7, -74.0))
    await minji.wait_for("한국 밖인 것 같아요")
    await minji.press_key("지금 위치 보내기", coordinates=(35.1587, 129.1604))
    await minji.wait_for("→ 부산 해운대구")


async def test_back_cancel_and_old_buttons(bot: Bot, minji: Person) -> None:
    await minji.say("/subscribe")
    first = await minji.wait_for("몇 시")
    pressed = await minji.press("오전 8:00", first)
    days = await minji.wait_for("어느 요일")
    await minji.press("뒤로", days)
    again = await minji.wait_for(lambda m: m is not first and "몇 시" in m.text)
    old = await minji.press_raw(pressed.data, again)
    assert (await old.answered()).text == "이미 답한 질문이에요."
    await minji.say("/cancel")
    await minji.wait_for("그만둘게요")
    assert await bot.rows(TipDialog) == []
    assert await bot.rows(TipSubscription) == []
    late = await minji.press_raw(pressed.data, again)
    assert (await late.answered()).show_alert


async def test_after_a_restart_the_dialog_goes_on(
    telegram: LocalTelegram, settings: Settings
) -> None:
    minji = telegram.person("민지", language_code="ko")
    async with a_running_bot(telegram, settings, FakePipeline()):
        await minji.say("/subscribe")
        await minji.wait_for("몇 시")
    async with a_running_bot(telegram, settings, FakePipeline()) as second:
        await minji.say("저녁 7시")
        await minji.wait_for("어느 요일")
        async with second.database.session() as session:
            (await session.get_one(TipDialog, 1)).message_id = None
    async with a_running_bot(telegram, settings, FakePipeline()):
        await minji.wait_for(lambda m: m.id > minji.chat.messages[-2].id and "어느 요일" in m.text)


async def test_changing_pausing_and_stopping(bot: Bot, minji: Person) -> None:
    await subscribe(minji)
    await minji.say("/tips")
    page = await minji.wait_for("다음 팁")
    await minji.press("⏰ 시간", page)
    await minji.press("오전 9:00", await minji.wait_for("몇 시"))
    page = await minji.wait_for("⏰ 오전 9:00")
    await minji.press("🕰 시간대", page)
    await minji.press("뉴욕", await minji.wait_for("어느 곳의 시간"))
    page = await minji.wait_for("오전 9:00 · 매일 (뉴욕)")
    [row] = await bot.rows(TipSubscription)
    assert row.next_due_at.astimezone(ZoneInfo("America/New_York")).hour == 9
    before = row.next_due_at
    await minji.press("잠시 쉬기", page)
    await minji.wait_for("언제까지")
    await minji.say("2월 30일")
    await minji.wait_for("달력에 없거나")
    await minji.say("2주")
    page = await minji.wait_for("쉬는 중이에요")
    [row] = await bot.rows(TipSubscription)
    assert row.next_due_at - before >= timedelta(days=12)
    await minji.press("쉬기 끝내기", page)
    await minji.wait_for(lambda m: m is page and "쉬는 중" not in m.text)
    await minji.press("그만 받기", page)
    await minji.wait_for(lambda m: m is page and "보내지 않아요" in m.text)
    assert [row.next_due_at for row in await bot.rows(TipSubscription)] == [None]
    await minji.press("다시 받기", page)
    await minji.wait_for(lambda m: m is page and "다음 팁" in m.text)


async def test_a_tip_now_without_any_clothes(bot: Bot, minji: Person) -> None:
    page = await subscribe(minji)
    await minji.press("지금 하나 보기", page)
    tip = await minji.wait_for("출근 코디")
    assert "📍 서울의 이맘때는 보통" in tip.text
    assert "💡" in tip.text
    assert texts(tip) == ["👍", "👎", "⚙️ 설정"]
    said = await (await minji.press("👍", tip)).answered()
    assert said.text == "좋아요! 이런 코디를 더 보여 드릴게요."
    await minji.wait_for(lambda m: m is tip and "👍 ✓" in texts(m))
    again = await (await minji.press("지금 하나 보기", page)).answered()
    assert again.text == "방금 보냈어요. 잠시 뒤에 다시 눌러 주세요."
    await minji.press("설정", tip)
    await minji.wait_for("다음 팁")


async def test_a_tip_from_the_shops(shop_bot: Bot, minji: Person) -> None:
    page = await subscribe(minji, "데일리")
    await minji.press("지금 하나 보기", page)
    tip = await minji.wait_for("데일리 코디")
    assert tip.media is not None
    assert "①" in tip.caption
    assert "원" in tip.caption
    labels = texts(tip)
    assert labels == ["🔄 다른 코디", "👍", "👎", "⚙️ 설정"]
    await minji.press("👎", tip)
    await minji.wait_for(lambda m: m is tip and "👎 ✓" in texts(m))
    [rated] = await shop_bot.rows(OutfitFeedback)
    assert rated.liked is False
    first = tip.caption
    await minji.press("🔄 다른 코디", tip)
    await minji.wait_for(lambda m: m is tip and m.caption != first)


async def test_another_outfit_differs_on_every_date(
    shop_bot: Bot, minji: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also after a dislike, when outfits are no longer those for people of whom nothing is known.

    Boards are not drawn, since only the garments matter.
    """
    monkeypatch.setattr(outfit, "render_board", lambda *_: b"")
    await subscribe(minji, "데일리")
    [subscription] = await shop_bot.rows(TipSubscription)
    noon = datetime(2026, 1, 1, 3, tzinfo=UTC)
    same = []
    for due_at in (noon + timedelta(days=day) for day in range(40)):
        async with shop_bot.database.session() as session:
            for table in (OutfitFeedback, SavedOutfit):
                await session.execute(delete(table))
        first = await prepare_tip(shop_bot.services, subscription, due_at)
        async with shop_bot.database.session() as session:
            [stored] = await session.scalars(select(SavedOutfit))
            await outfits.rate(session, minji.id, stored.id, liked=False)
        tip = TipDelivery(
            id=1, subscription_id=subscription.id, due_at=due_at, content=first.content
        )
        press = SimpleNamespace(services=shop_bot.services, user_id=minji.id)
        second, _ = await outfit_buttons._prepare_another(press, tip, subscription)  # type: ignore[arg-type]
        assert first.outfit is not None
        assert second.outfit is not None
        if second.outfit.lines == first.outfit.lines:
            same.append(due_at.date())
    assert same == []


async def test_another_outfit_comes_as_long_as_there_is_one(shop_bot: Bot, minji: Person) -> None:
    page = await subscribe(minji, "데일리")
    await minji.press("지금 하나 보기", page)
    tip = await minji.wait_for("데일리 코디")
    await minji.press("👎", tip)
    await minji.wait_for(lambda m: m is tip and "👎 ✓" in texts(m))
    for _ in range(5):
        before = garments_of(tip)
        await minji.press("🔄 다른 코디", tip)
        await minji.wait_for(lambda m, before=before: m is tip and garments_of(m) != before)


def garments_of(tip: Message) -> list[str]:
    """Return the lines of a tip that name garments."""
    return [line for line in tip.caption.splitlines() if line[:1] in {"①", "②", "③", "④"}]


async def test_a_press_confirms_a_tip_that_was_interrupted(shop_bot: Bot, minji: Person) -> None:
    page = await subscribe(minji)
    await minji.press("지금 하나 보기", page)
    tip = await minji.wait_for("출근 코디")
    await shop_bot.eventually(lambda: is_in_state(shop_bot, "sent"))
    async with shop_bot.database.session() as session:
        row = await session.get_one(TipDelivery, 1)
        row.state, row.message_id = "sending", None
    await minji.press("👍", tip)
    await minji.wait_for(lambda m: m is tip and "👍 ✓" in texts(m))
    [row] = await shop_bot.rows(TipDelivery)
    assert (row.state, row.message_id) == ("sent", tip.id)


async def is_in_state(bot: Bot, state: str) -> bool:
    return [row.state for row in await bot.rows(TipDelivery)] == [state]


async def test_the_buttons_of_somebody_else(shop_bot: Bot, minji: Person) -> None:
    page = await subscribe(minji)
    await minji.press("지금 하나 보기", page)
    tip = await minji.wait_for("출근 코디")
    other = shop_bot.telegram.person("수아", language_code="ko")
    await other.say("/help")
    helped = await other.wait_for("사진")
    actions = (
        *(RateTip(1, liked=True), WearTip(1), AnotherTip(1), ShowTip(1), SendTip(1)),
        *(ChangeTip(1, "time"), StopTip(1, stop=True), ResumeTip(1)),
    )
    for action in actions:
        said = await (await other.press_raw(pack(action), helped)).answered()
        assert said.show_alert, action
    assert tip.buttons
    [row] = await shop_bot.rows(TipSubscription)
    assert row.stopped_at is None


async def test_everything_goes_with_the_person(bot: Bot, minji: Person) -> None:
    page = await subscribe(minji)
    await minji.press("지금 하나 보기", page)
    await minji.wait_for("출근 코디")
    await minji.say("/delete_me")
    await minji.press("네, 모두", await minji.wait_for("지울까요"))
    await minji.wait_for("모두 지웠어요")
    for table in (TipSubscription, TipDelivery, HomePlace):
        assert await bot.rows(table) == []
