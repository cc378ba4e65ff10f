"""The size dialog, the profile and what was bought, in the chat and in both languages."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import update
from telegram.ext import ExtBot

from bot.conversations.size.callback_data import AnswerSize
from bot.handlers.size.callback_data import RateWorn
from bot.handlers.size.purchases import ask_about_purchases
from bot.transport.defaults import DEFAULTS
from bot.ui.callback_data import pack
from config.settings import Settings
from db.models import BodyProfile, Product, SizeDialog, WornSize, utc_now
from db.queries import people, sizes
from simulator import LocalTelegram, Message, Person
from tests.support.bot import PHOTO, Bot, FakePipeline, a_running_bot


@pytest.fixture
def minji(bot: Bot) -> Person:
    return bot.telegram.person("민지", language_code="ko")


@pytest.fixture
def sam(bot: Bot) -> Person:
    return bot.telegram.person("Sam", language_code="en")


def texts(message: Message) -> list[str]:
    return [button["text"] for button in message.buttons]


async def has_told(bot: Bot, person: Person, **changes: object) -> None:
    """Let a person have a profile."""
    values: dict[str, object] = {"gender": "male", "height_cm": 173.0, "weight_kg": 68.0, **changes}
    async with bot.database.session() as session:
        await people.touch_user(session, person.id)
        await sizes.save_profile(session, person.id, **values)


async def offer_sizes(bot: Bot, labels: list[str]) -> None:
    """Let every product of the catalogue come in these sizes."""
    async with bot.database.session() as session:
        await session.execute(update(Product).values(sizes=labels))


async def is_over(bot: Bot) -> bool:
    """Return whether no dialog is open."""
    return await bot.rows(SizeDialog) == []


async def is_asked(bot: Bot) -> bool:
    """Return whether the open question is known to have been sent."""
    return [row.message_id for row in await bot.rows(SizeDialog)] != [None]


# -- the dialog -------------------------------------------------------------------------------


async def test_a_size_in_korean(bot: Bot, minji: Person) -> None:
    await minji.say("/size")
    question = await minji.wait_for("성별")
    assert texts(question) == ["여성", "남성", "말하지 않을래요", "그만두기"]
    await minji.press("남성", question)
    await minji.wait_for("키가 어떻게")
    assert question.text.endswith("→ 남성")
    assert question.buttons == []
    await minji.say("173")
    await minji.wait_for("몸무게가 어떻게")
    await minji.say("68kg")
    await minji.press("건너뛰기", await minji.wait_for("나이"))
    await minji.press("건너뛰기", await minji.wait_for("재 본"))
    await minji.press("티셔츠", await minji.wait_for("어떤 옷"))
    await minji.press("무신사 스탠다드", await minji.wait_for("브랜드"))
    await minji.press("건너뛰기", await minji.wait_for("핏으로"))
    result = await minji.wait_for("추천 사이즈: L")
    assert result.media is not None, "the chart is a picture"
    assert "두 사이즈 사이예요. L 46%, M 40%" in result.caption
    assert "L: 가슴 +" in result.caption
    assert "총장" in result.caption
    assert texts(result) == ["📏 다른 옷", "👤 프로필"]
    [profile] = await bot.rows(BodyProfile)
    assert (profile.gender, profile.height_cm, profile.weight_kg) == ("male", 173, 68)
    await bot.eventually(partial(is_over, bot))


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
    await sam.wait_for("brand")
    await sam.say("Uniqlo")
    await sam.press("Skip", await sam.wait_for("fit do you"))
    result = await sam.wait_for("Your size of Uniqlo Jeans: M")
    assert "Probably: M" in result.caption


async def test_one_sentence_says_it_all(bot: Bot, minji: Person) -> None:
    await minji.say("키 173, 몸무게 68, 남자인데 이 티셔츠 사이즈 뭐 사지?")
    await minji.wait_for("나이")
    [profile] = await bot.rows(BodyProfile)
    assert (profile.gender, profile.height_cm, profile.weight_kg) == ("male", 173, 68)
    for question in ("나이", "재 본", "브랜드", "핏으로"):
        await minji.wait_for(question)
        await minji.say("건너뛰기")
    await minji.wait_for("반팔 티셔츠 추천 사이즈: L")


async def test_later_answers_given_early_are_not_asked_for(bot: Bot, minji: Person) -> None:
    await minji.say("/size")
    await minji.wait_for("성별")
    await minji.say("남자 173에 68")
    await minji.wait_for("나이")
    assert not [m for m in minji.chat.bot_messages if "몸무게가 어떻게" in m.text]


async def test_back_skip_and_cancel(bot: Bot, minji: Person) -> None:
    await minji.say("/size")
    await minji.wait_for("성별")
    await minji.say("남자 173에 68")
    await minji.wait_for("나이")
    await minji.say("뒤로")
    question = await minji.wait_for("몸무게가 어떻게")
    assert "그대로 68 kg" in texts(question)
    await minji.press("◀ 뒤로", question)
    question = await minji.wait_for("키가 어떻게")
    await minji.say("패스")
    await minji.wait_for("이건 꼭 알아야 해요")
    await minji.say("/cancel")
    await minji.wait_for("그만둘게요")
    await bot.eventually(partial(is_over, bot))
    await minji.say("/cancel")
    await minji.wait_for("지금 하고 있는 질문이 없어요")
    [profile] = await bot.rows(BodyProfile)
    assert profile.height_cm == 173, "what was answered stays"


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("17 cm", "120~225cm"),
        ("1750", "120~225cm"),
        ("키 큼", "잘 모르겠어요"),
        ("😀", "잘 모르겠어요"),
        ("가" * 4000, "너무 길어서"),
    ],
)
async def test_nonsense_gets_a_sentence_and_is_not_stored(
    bot: Bot, minji: Person, said: str, answer: str
) -> None:
    await minji.say("/size")
    await minji.wait_for("성별")
    await minji.say("남자")
    await minji.wait_for("키가 어떻게")
    await minji.say(said)
    again = await minji.wait_for(answer)
    assert "키가 어떻게" in again.text, "the question comes again"
    [profile] = await bot.rows(BodyProfile)
    assert profile.height_cm is None


async def test_swapped_figures_are_asked_back(bot: Bot, minji: Person) -> None:
    await minji.say("/size")
    await minji.wait_for("성별")
    await minji.say("남자 68에 173")
    question = await minji.wait_for("혹시 키 173 cm, 몸무게 68 kg 맞나요?")
    [profile] = await bot.rows(BodyProfile)
    assert profile.height_cm is None
    await minji.press("네, 맞아요", question)
    await minji.wait_for("나이")


async def test_a_photo_in_between_is_answered_and_the_question_repeated(
    bot: Bot, minji: Person
) -> None:
    await minji.say("/size")
    first = await minji.wait_for("성별")
    await minji.send_photo(PHOTO)
    await minji.wait_for("무드예요")
    again = await minji.wait_for(lambda m: "성별" in m.text and m is not first)
    assert first.buttons == []
    await minji.press("남성", again)
    await minji.wait_for("키가 어떻게")


async def test_a_photo_in_a_group_leaves_the_dialog_alone(bot: Bot, minji: Person) -> None:
    await minji.say("/size")
    first = await minji.wait_for("성별")
    group = bot.telegram.group("옷장", [minji])
    await group.send_photo(minji, PHOTO, f"@{bot.telegram.world.bot.username}")
    await group.wait_for("무드예요")
    await bot.services.photo_queue.wait_until_idle(minji.id)
    assert minji.chat.bot_messages == [first]


async def test_size_again_repeats_the_open_question(bot: Bot, minji: Person) -> None:
    await minji.say("/size")
    first = await minji.wait_for("성별")
    await minji.say("/size")
    again = await minji.wait_for(lambda m: "성별" in m.text and m is not first)
    query = await minji.press_raw(pack(AnswerSize(99, 0, 0)), again)
    assert "만료" in ((await query.answered()).text or "") or (await query.answered()).show_alert


async def test_after_a_long_silence_it_begins_anew(bot: Bot, minji: Person) -> None:
    await minji.say("/size")
    await minji.wait_for("성별")
    await minji.say("남자")
    await minji.wait_for("키가 어떻게")
    await bot.eventually(partial(is_asked, bot))
    async with bot.database.session() as session:
        await session.execute(update(SizeDialog).values(updated_at=utc_now() - timedelta(days=2)))
    await minji.say("173")
    await minji.wait_for("무슨 말인지 잘 모르겠어요")
    await minji.say("/size")
    await minji.wait_for(lambda m: "키가 어떻게" in m.text and m.id > 6)


async def test_words_about_a_list_are_no_answer(bot: Bot, minji: Person) -> None:
    await minji.say("/size")
    await minji.wait_for("성별")
    await minji.say("검정색으로")
    await minji.wait_for("먼저 코디 사진을")


async def test_known_answers_are_offered(bot: Bot, minji: Person) -> None:
    await has_told(bot, minji, age=31.0)
    await minji.say("/size")
    question = await minji.wait_for("남성 · 173 cm · 68 kg · 31살")
    await minji.press("네, 맞아요", question)
    await minji.wait_for("어떤 옷")


async def test_a_restart_goes_on_where_it_was(telegram: LocalTelegram, settings: Settings) -> None:
    minji = telegram.person("민지", language_code="ko")
    async with a_running_bot(telegram, settings, FakePipeline()):
        await minji.say("/size")
        await minji.wait_for("성별")
        await minji.say("남자 173에 68")
        question = await minji.wait_for("나이")
    async with a_running_bot(telegram, settings, FakePipeline()):
        await minji.press("건너뛰기", question)
        await minji.wait_for("재 본")


async def test_a_question_that_was_never_sent_is_sent_after_a_restart(
    telegram: LocalTelegram, settings: Settings
) -> None:
    minji = telegram.person("민지", language_code="ko")
    async with a_running_bot(telegram, settings, FakePipeline()) as bot:
        await minji.say("/size")
        first = await minji.wait_for("성별")
        await bot.eventually(partial(is_asked, bot))
        async with bot.database.session() as session:
            await session.execute(update(SizeDialog).values(message_id=None))
    async with a_running_bot(telegram, settings, FakePipeline()):
        await minji.wait_for(lambda m: "성별" in m.text and m is not first)


async def test_sizes_are_private(bot: Bot, minji: Person) -> None:
    group = bot.telegram.group("옷장", [minji])
    await group.say(minji, f"/size@{bot.telegram.world.bot.username}")
    await group.wait_for("개인")
    assert await bot.rows(SizeDialog) == []


# -- products and photos ----------------------------------------------------------------------


async def test_a_card_shows_ones_size_and_asks_nothing_known(shop_bot: Bot, minji: Person) -> None:
    await has_told(shop_bot, minji)
    await offer_sizes(shop_bot, ["S", "M", "L"])
    await minji.send_photo(PHOTO)
    await minji.press("🔎 ①", await minji.wait_for("무드예요"))
    found = await minji.wait_for("비슷한 상품이에요")
    assert "나에게: L" in found.text
    await minji.press("📏 ①", found)
    result = await minji.wait_for("후드티 추천 사이즈: L")
    assert texts(result)[:2] == ["🛒 상품 보기", "🛍 샀어요"]
    others = await minji.wait_for("내 사이즈가 있는 후드티")
    assert "나에게: L" in others.text


async def test_what_is_not_there_in_ones_size_is_said_and_not_offered(
    shop_bot: Bot, minji: Person
) -> None:
    await has_told(shop_bot, minji)
    await offer_sizes(shop_bot, ["XS", "S"])
    await minji.send_photo(PHOTO)
    await minji.press("🔎 ①", await minji.wait_for("무드예요"))
    found = await minji.wait_for("비슷한 상품이에요")
    assert "나에게: L (없음)" in found.text
    await minji.press("📏 ①", found)
    await minji.wait_for("추천 사이즈")
    assert not [m for m in minji.chat.bot_messages if "내 사이즈가 있는" in m.text]


async def test_a_stranger_to_the_bot_is_asked_for_their_body_first(
    shop_bot: Bot, minji: Person
) -> None:
    await minji.send_photo(PHOTO)
    answer = await minji.wait_for("무드예요")
    await minji.press("📏 내 사이즈", answer)
    await minji.wait_for(lambda m: texts(m)[:2] == ["① 후드티", "② 청바지"])
    await minji.press("② 청바지", answer)
    await minji.wait_for("성별")
    await minji.say("남자 173에 68")
    await minji.press("건너뛰기", await minji.wait_for("나이"))
    await minji.press("건너뛰기", await minji.wait_for("재 본"))
    await minji.wait_for("청바지 추천 사이즈")


# -- the profile ------------------------------------------------------------------------------


async def test_the_profile_is_seen_changed_and_deleted(bot: Bot, minji: Person) -> None:
    await minji.say("/profile")
    await minji.wait_for("아직 아는 게 없어요")
    await has_told(bot, minji, measured_cm={"waist": 80.0})
    await minji.say("/profile")
    page = await minji.wait_for("키: 173 cm")
    assert "허리 80 cm" in page.text
    await minji.press("📐 단위", page)
    await minji.wait_for("키: 5'8\"")
    assert "몸무게: 150 lb" in page.text
    await minji.press("📐 단위", page)
    await minji.wait_for("키: 173 cm")
    await minji.press("몸무게", page)
    await minji.wait_for("몸무게가 어떻게")
    await minji.say("70")
    page = await minji.wait_for("몸무게: 70 kg")
    query = await minji.press("🤝 내 사이즈로 배우게 하기", page)
    assert "고마워요" in ((await query.answered()).text or "")
    await minji.wait_for(lambda m: "🤝 그만 배우게 하기" in texts(m))
    assert [p.shares_sizes for p in await bot.rows(BodyProfile)] == [True]
    await minji.press("🗑 프로필 지우기", page)
    await minji.wait_for("모두 지울까요")
    await minji.press("네, 모두 지워 주세요", page)
    await minji.wait_for("모두 지웠어요")
    assert await bot.rows(BodyProfile) == []


async def test_a_brands_size_that_fits_counts_from_the_next_answer_on(
    bot: Bot, minji: Person
) -> None:
    await has_told(bot, minji)
    await minji.say("/profile")
    page = await minji.wait_for("키: 173 cm")
    for _ in range(2):
        await minji.press("📝 잘 맞는 옷 알려 주기", page)
        await minji.press("반팔 티셔츠", await minji.wait_for("어떤 옷의 사이즈"))
        await minji.press("무신사 스탠다드", await minji.wait_for("브랜드 옷인가요"))
        await minji.wait_for("어떤 사이즈")
        await minji.say("2XL")
        await minji.press("딱이에요", await minji.wait_for("그 사이즈"))
        page = await minji.wait_for("입어 본 옷")
    assert [w.label for w in await bot.rows(WornSize)] == ["2XL", "2XL"]
    await minji.say("/size 반팔 티셔츠 무신사")
    await minji.press("네, 맞아요", await minji.wait_for("그대로인가요"))
    await minji.press("건너뛰기", await minji.wait_for("핏으로"))
    result = await minji.wait_for("추천 사이즈")
    assert "옆 사이즈 XL" in result.caption, "without them it was M"
    assert "옷 2벌을 보고" in result.caption


async def test_what_was_bought_is_asked_about_once(shop_bot: Bot, minji: Person) -> None:
    bot = shop_bot
    await has_told(bot, minji)
    await offer_sizes(bot, ["S", "M", "L"])
    await minji.send_photo(PHOTO)
    await minji.press("🔎 ①", await minji.wait_for("무드예요"))
    await minji.press("📏 ①", await minji.wait_for("비슷한 상품이에요"))
    await minji.press("🛍 샀어요", await minji.wait_for("추천 사이즈"))
    question = await minji.wait_for("어떤 사이즈로 사셨어요")
    assert texts(question) == ["S", "M", "✓ L", "벌써 입어 봤어요"]
    await minji.press("M", question)
    await minji.wait_for(lambda m: "✓ M" in texts(m))
    async with bot.database.session() as session:
        await session.execute(update(WornSize).values(ask_at=utc_now() - timedelta(minutes=1)))
    token = bot.settings.telegram.token
    assert token is not None
    base_url = bot.settings.telegram.base_url
    sender = ExtBot(token.get_secret_value(), base_url=base_url, defaults=DEFAULTS)
    async with sender:
        asked = [await ask_about_purchases(bot.services, sender) for _ in range(2)]
    assert asked == [1, 0]
    question = await minji.wait_for("어땠어요?")
    assert texts(question) == ["컸어요", "딱이에요", "작았어요", "🗑 이 옷은 빼 주세요"]
    await minji.press("작았어요", question)
    await minji.wait_for("다음 추천에 반영할게요")
    [worn] = await bot.rows(WornSize)
    assert (worn.label, worn.verdict) == ("M", "small")
    query = await minji.press_raw(pack(RateWorn(worn.id + 1, "fit")), question)
    assert (await query.answered()).show_alert, "nobody rates what is not theirs"
