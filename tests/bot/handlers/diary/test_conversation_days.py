"""Days of the diary in a chat: wears recorded by button and typed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from bot.conversations.worn_day.callback_data import ChooseDay
from bot.handlers.diary.callback_data import (
    AskDay,
    ChooseWorn,
    MarkWorn,
    PickDay,
    SetWornOn,
    ShowDay,
    ShowMonth,
    UnmarkWorn,
)
from bot.handlers.diary.texts import day_name
from bot.services.local_time import today_of
from bot.ui.callback_data import CallbackData, pack
from bot.ui.catalogues import texts
from db.models import DayQuestion, WornDay, utc_now
from db.queries import closet, diary
from simulator import Message, Person
from simulator.scripting import until
from tests.support.bot import PHOTO, Bot
from tests.support.closet import fill_closet, wait_for_boards

DAY = timedelta(days=1)


@pytest.fixture
def minji(bot: Bot) -> Person:
    return bot.telegram.person("민지", language_code="ko")


async def today(bot: Bot, person: Person) -> date:
    async with bot.database.session() as session:
        return await today_of(session, person.id)


async def worn(bot: Bot) -> list[tuple[int, date]]:
    """Return the recorded wears as garment and day."""
    return sorted((row.item_id, row.worn_on) for row in await bot.rows(WornDay))


def labels(message: Message) -> list[str]:
    return [button["text"] for button in message.buttons]


def is_on(message: Message, label: str) -> bool:
    return f"✓ {label}" in labels(message)


async def garment_page(bot: Bot, person: Person) -> Message:
    """Fill a closet and open the page of its first garment."""
    await fill_closet(bot, person)
    await person.say("/closet")
    page = await person.wait_for("내 옷장")
    await person.press("1", page)
    return await person.wait_for(lambda m: "📅 다른 날 입었어요" in labels(m))


async def open_day_question(bot: Bot, person: Person) -> Message:
    """Open the question on which day a garment was worn."""
    page = await garment_page(bot, person)
    await person.press("📅 다른 날 입었어요", page)
    await person.wait_for(lambda m: "어제" in labels(m))
    await person.press("✍️ 다른 날짜", page)
    asked = await person.wait_for("언제 입으셨어요?")

    async def is_stored() -> bool:
        return len(await bot.rows(DayQuestion)) == 1

    await bot.eventually(is_stored)
    return asked


# -- pressed ----------------------------------------------------------------------------------


async def test_wear_yesterday_is_recorded_once_and_deleted(bot: Bot, minji: Person) -> None:
    page = await garment_page(bot, minji)
    day = await today(bot, minji) - DAY
    await minji.press("📅 다른 날 입었어요", page)
    await minji.wait_for(lambda m: "어제" in labels(m) and not is_on(m, "어제"))
    said = await (await minji.press("어제", page)).answered()
    assert said.text == f"{day_name(day, texts('ko'), today=day)}에 입은 옷으로 적었어요"
    await minji.wait_for(lambda m: is_on(m, "어제") and "1번 입었어요" in m.caption)
    again = pack(SetWornOn("all", page_item(page), day.toordinal(), worn=True))
    await (await minji.press_raw(again, page)).answered()
    assert [on for _, on in await worn(bot)] == [day]
    await minji.press("✓ 어제", page)
    await minji.wait_for(lambda m: "어제" in labels(m) and "1번" not in m.caption)
    assert await worn(bot) == []
    await minji.press("↩ 돌아가기", page)
    await minji.wait_for(lambda m: "✅ 오늘 입었어요" in labels(m))


def page_item(page: Message) -> int:
    """Return the id of the garment of a page, from one of its buttons."""
    data = next(b["callback_data"] for b in page.buttons if b["callback_data"].startswith("1.d"))
    return int(data.split(".")[3])


async def test_wear_of_an_outfit_is_recorded_for_all_its_garments(bot: Bot, minji: Person) -> None:
    await fill_closet(bot, minji)
    await minji.say("/coordi 출근 15도")
    board = (await wait_for_boards(minji, 2))[0]
    await minji.press("📅 다른 날 입었어요", board)
    await minji.wait_for(lambda m: m is board and "그저께" in labels(m))
    await minji.press("그저께", board)
    await minji.wait_for(lambda m: m is board and is_on(m, "그저께"))
    day = await today(bot, minji) - 2 * DAY
    noted = await bot.rows(WornDay)
    assert len(noted) > 1
    assert {row.worn_on for row in noted} == {day}
    assert {row.outfit_id for row in noted} == {1}
    await minji.press("✓ 그저께", board)
    await minji.wait_for(lambda m: m is board and not is_on(m, "그저께") and "어제" in labels(m))
    assert await worn(bot) == []
    await minji.press("↩ 돌아가기", board)
    await minji.wait_for(lambda m: m is board and "⭐ 저장" in labels(m))


async def test_day_is_ticked_when_every_garment_was_worn(bot: Bot, minji: Person) -> None:
    await fill_closet(bot, minji)
    await minji.say("/coordi 출근 15도")
    board = (await wait_for_boards(minji, 2))[0]
    await (await minji.press("👕 오늘 입기", board)).answered()
    [first, *_] = await worn(bot)
    async with bot.database.session() as session:
        await diary.unmark_worn(session, minji.id, [first[0]], first[1])
    await minji.press("📅 다른 날 입었어요", board)
    await minji.wait_for(lambda m: m is board and "오늘" in labels(m))
    await minji.press("오늘", board)
    await minji.wait_for(lambda m: m is board and is_on(m, "오늘"))
    assert first in await worn(bot)


async def test_back_shows_the_buttons_of_a_kept_outfit(bot: Bot, minji: Person) -> None:
    await fill_closet(bot, minji)
    await minji.say("/coordi")
    asked = await minji.wait_for("어떤 코디가 필요하세요?")
    await minji.press("☕ 데일리", asked)
    for board in await wait_for_boards(minji, 2):
        await minji.press("⭐ 저장", board)
        await minji.wait_for(lambda m, board=board: m is board and "저장됨" in str(m.buttons))
    await minji.press("⭐ 저장한 코디", asked)
    kept = await minji.wait_for("저장한 코디 1/2")
    await minji.press("📅 다른 날 입었어요", kept)
    await minji.wait_for(lambda m: m is kept and "어제" in labels(m))
    await minji.press("↩ 돌아가기", kept)
    await minji.wait_for(lambda m: m is kept and "다음 ▶" in labels(m))


# -- typed ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "days_ago"), [("3일 전", 3), ("2주 전이요", 14), ("어제", 1)])
async def test_a_typed_day(bot: Bot, minji: Person, text: str, days_ago: int) -> None:
    asked = await open_day_question(bot, minji)
    await minji.say(text)
    said = await minji.wait_for("에 입은 옷으로 적었어요")
    now = await today(bot, minji)
    day = now - days_ago * DAY
    assert day_name(day, texts("ko"), today=now) in said.text
    assert [on for _, on in await worn(bot)] == [day]
    assert await bot.rows(DayQuestion) == []
    assert labels(asked) == []
    await minji.press("📅 그날 보기", said)
    await minji.wait_for(lambda m: "에 입은 옷" in m.caption and "✓ 1" in labels(m))


async def test_two_typed_days_of_an_outfit(bot: Bot, minji: Person) -> None:
    await fill_closet(bot, minji)
    await minji.say("/coordi 출근 15도")
    board = (await wait_for_boards(minji, 2))[0]
    await minji.press_raw(pack(AskDay("outfit", 1)), board)
    await minji.wait_for("이 코디, 언제 입으셨어요?")
    await minji.say("10일 전")
    said = await minji.wait_for("에 입은 옷으로 적었어요")
    await minji.press("다른 날도", said)
    await minji.wait_for("이 코디, 언제 입으셨어요?")
    await minji.say("10일 전")
    await minji.wait_for("이미 적혀 있어요")
    noted = await worn(bot)
    assert len(noted) == len(set(noted)) > 1
    assert {day for _, day in noted} == {await today(bot, minji) - 10 * DAY}


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("내일", "아직 오지 않은 날이에요"),
        ("2999-01-01", "아직 오지 않은 날이에요"),
        ("2019-12-31", "2020년부터"),
        ("2월 30일", "달력에 없는 날이에요"),
        ("지난주쯤", "어느 날인지 못 알아들었어요"),
    ],
)
async def test_unusable_typed_day_keeps_the_question_open(
    bot: Bot, minji: Person, text: str, answer: str
) -> None:
    await open_day_question(bot, minji)
    await minji.say(text)
    await minji.wait_for(answer)
    await minji.say("어제")  # the question is open still
    await minji.wait_for("에 입은 옷으로 적었어요")
    assert len(await worn(bot)) == 1


@pytest.mark.parametrize("text", ["검정색으로", "5만원 이하", "1.5만원"])
async def test_text_about_something_else_closes_the_question(
    bot: Bot, minji: Person, text: str
) -> None:
    await open_day_question(bot, minji)
    await minji.say(text)
    await minji.wait_for(lambda _: True)
    assert await bot.rows(DayQuestion) == []
    await minji.say("어제")
    await minji.wait_for(lambda _: True)
    assert await worn(bot) == []


async def test_question_expires(bot: Bot, minji: Person) -> None:
    await open_day_question(bot, minji)
    async with bot.database.session() as session:
        long_ago = utc_now() - timedelta(minutes=11)
        await session.execute(update(DayQuestion).values(created_at=long_ago))
    await minji.say("취소")
    said = await minji.wait_for(lambda _: True)
    assert "그만 물어볼게요" not in said.text  # there is nothing to leave any more
    await minji.say("어제")
    await minji.wait_for(lambda _: True)
    assert await worn(bot) == []


@pytest.mark.parametrize("way", ["/cancel", "취소", "button", "/help", "photo"])
async def test_question_is_cancelled(bot: Bot, minji: Person, way: str) -> None:
    asked = await open_day_question(bot, minji)
    if way == "button":
        await minji.press("✖ 그만두기", asked)
        await until(minji.chat.world, lambda: asked.deleted)
    elif way == "photo":
        await minji.send_photo(PHOTO)
        await minji.wait_for("①")
    else:
        await minji.say(way)
        await minji.wait_for("/coordi" if way == "/help" else "그만 물어볼게요")
    assert await bot.rows(DayQuestion) == []


async def test_garment_deleted_while_the_question_is_open(bot: Bot, minji: Person) -> None:
    await open_day_question(bot, minji)
    [question] = await bot.rows(DayQuestion)
    async with bot.database.session() as session:
        await closet.delete_item(session, minji.id, question.item_id)
    await minji.say("어제")
    await minji.wait_for("그 옷은 이제 없어요")
    assert await worn(bot) == []


# -- in the calendar --------------------------------------------------------------------------


async def test_garments_are_marked_and_unmarked_on_a_picked_day(bot: Bot, minji: Person) -> None:
    await fill_closet(bot, minji)
    now = await today(bot, minji)
    day = (now.replace(day=1) - DAY).replace(day=17)  # a month that is over
    await minji.say("/diary")
    month = await minji.wait_for("📅")
    await minji.press("🗓 날짜 고르기", month)
    await minji.wait_for(lambda m: "1" in labels(m) and str(now.day) in labels(m))
    assert str(now.day + 1) not in labels(month)
    await minji.press_raw(pack(PickDay(ShowMonth.of(day).month_id)), month)
    await minji.wait_for(lambda m: "28" in labels(m) and "17" in labels(m))
    await minji.press("17", month)
    await minji.wait_for("무엇을 입으셨어요?")
    await minji.press("2", month)
    await minji.wait_for(lambda m: "✓ 2" in labels(m) and "1벌 적었어요" in m.caption)
    await minji.press("5", month)
    await minji.wait_for("2벌 적었어요")
    assert {on for _, on in await worn(bot)} == {day}
    await minji.press("✓ 5", month)
    await minji.wait_for("1벌 적었어요")
    await minji.press("✔ 다 됐어요", month)
    await minji.wait_for(lambda m: "에 입은 옷" in m.caption)
    await minji.press("✓ 1", month)
    await minji.wait_for(lambda m: "무엇을 입으셨어요?" in m.caption and "✓ 2" not in labels(m))
    assert await worn(bot) == []
    await minji.press("📅 달력", month)
    await minji.wait_for("기록이 없어요")


async def test_days_with_wears_are_dotted_in_the_picker(bot: Bot, minji: Person) -> None:
    [item, *_] = await fill_closet(bot, minji)
    now = await today(bot, minji)
    async with bot.database.session() as session:
        await diary.mark_worn(session, minji.id, [item], now)
    await minji.say("/diary")
    month = await minji.wait_for("📅")
    await minji.press("🗓 날짜 고르기", month)
    await minji.wait_for(lambda m: f"•{now.day}" in labels(m))
    await minji.press("↩ 돌아가기", month)
    await minji.wait_for(lambda m: "🗓 날짜 고르기" in labels(m))


# -- made up ----------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [1, 10_000_000, -36_500])
@pytest.mark.parametrize("kind", ["garment", "shown", "chosen", "marked", "taken"])
async def test_days_outside_the_diary_are_refused(
    bot: Bot, minji: Person, days: int, kind: str
) -> None:
    [item, *_] = await fill_closet(bot, minji)
    day_id = (await today(bot, minji)).toordinal() + days
    action: CallbackData = {
        "garment": SetWornOn("all", item, day_id, worn=True),
        "shown": ShowDay(day_id),
        "chosen": ChooseWorn(day_id, "all", 0),
        "marked": MarkWorn(day_id, item, True, "all", 0),
        "taken": UnmarkWorn(day_id, item),
    }[kind]
    await minji.say("/diary")
    month = await minji.wait_for("📅")
    said = await (await minji.press_raw(pack(action), month)).answered()
    assert said.show_alert
    assert await worn(bot) == []


@pytest.mark.parametrize("place", ["all", "outfit"])
async def test_records_of_another_person_are_refused(bot: Bot, minji: Person, place: str) -> None:
    [item, *_] = await fill_closet(bot, minji)
    await minji.say("/coordi 데일리 15도")
    await wait_for_boards(minji, 2)
    subject = 1 if place == "outfit" else item
    other = bot.telegram.person("수아", language_code="ko")
    await other.say("/help")
    helped = await other.wait_for(lambda _: True)
    day_id = (await today(bot, minji)).toordinal()
    actions: list[CallbackData] = [
        ChooseDay(place, subject),  # type: ignore[arg-type]
        SetWornOn(place, subject, day_id, worn=True),  # type: ignore[arg-type]
        AskDay(place, subject),  # type: ignore[arg-type]
        MarkWorn(day_id, item, True, "all", 0),
        UnmarkWorn(day_id, item),
    ]
    for action in actions:
        said = await (await other.press_raw(pack(action), helped)).answered()
        assert said.show_alert
    assert await worn(bot) == []
    assert await bot.rows(DayQuestion) == []


async def test_in_english(bot: Bot) -> None:
    sam = bot.telegram.person("Sam", language_code="en")
    await fill_closet(bot, sam)
    await sam.say("/diary")
    month = await sam.wait_for("📅")
    now = await today(bot, sam)
    await sam.press_raw(pack(ShowDay(now.toordinal())), month)
    await sam.wait_for("what did you wear?")
    await sam.press("3", month)
    await sam.wait_for("1 item noted")
    await sam.press("✔ Done", month)
    await sam.wait_for("What you wore on")
