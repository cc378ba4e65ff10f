"""Commands, corrections, feedback, privacy, groups."""

from __future__ import annotations

import json

import pytest

from bot.application import load_features
from bot.handlers.account.callback_data import DeleteEverything
from bot.handlers.photo.callback_data import ChooseCategory, Correct, Rate
from bot.ui.callback_data import pack
from config.taxonomy import NO_GARMENT
from db.models import Feedback, PendingPhoto, PhotoAnswer, Search, User
from simulator import Group, Message, Person
from tests.support.bot import HOODIE, PHOTO, SHIRT, Bot


@pytest.fixture
def minji(bot: Bot) -> Person:
    return bot.telegram.person("민지", language_code="ko")


@pytest.fixture
def jun(bot: Bot) -> Person:
    return bot.telegram.person("준", language_code="ko")


def texts(message: Message) -> list[str]:
    return [button["text"] for button in message.buttons]


async def answered(person: Person) -> Message:
    await person.send_photo(PHOTO)
    return await person.wait_for("무드예요")


# -- commands ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "korean", "english"),
    [
        ("/start", "안녕하세요", "Hi "),
        ("/help", "이렇게 써 보세요", "How it works"),
        ("/lang", "어떤 언어로", "Which language"),
        ("/privacy", "3일 동안만", "kept for 3 days"),
        ("/source", "소스 코드는 여기", "Its source code is here"),
        ("/delete_me", "모두 지울까요", "Delete everything"),
        ("/nonsense", "그런 명령은 없어요", "no such command"),
    ],
)
async def test_commands_in_both_languages(
    bot: Bot, command: str, korean: str, english: str
) -> None:
    minji = bot.telegram.person("민지", language_code="ko-KR")
    sam = bot.telegram.person("Sam", language_code="de")
    await minji.say(command)
    await minji.wait_for(korean)
    await sam.say(command)
    await sam.wait_for(english)


async def test_names_are_escaped(bot: Bot) -> None:
    odd = bot.telegram.person("<b>A & B</b>", language_code="ko")
    await odd.say("/start")
    await odd.wait_for("<b>A & B</b>님")


async def test_telegram_knows_the_commands_in_both_languages(bot: Bot) -> None:
    calls = bot.telegram.calls.of("setMyCommands")
    names = {
        call.parameters.get("language_code"): [c["command"] for c in commands_of(call.parameters)]
        for call in calls
    }
    assert names.keys() == {None, "ko"}
    assert names["ko"] == names[None]
    assert names["ko"] == [command.name for command in load_features().menu]


def commands_of(parameters: dict[str, object]) -> list[dict[str, str]]:
    commands = parameters["commands"]
    if isinstance(commands, str):
        commands = json.loads(commands)
    assert isinstance(commands, list)
    return commands


async def test_the_language_can_be_chosen_and_stays(bot: Bot, minji: Person) -> None:
    await minji.say("/lang")
    question = await minji.wait_for("어떤 언어로")
    query = await minji.press("English", question)
    assert (await query.answered()).text == "I'll speak English from now on."
    await minji.wait_for("You can change it at any time")
    await minji.say("/help")
    await minji.wait_for("How it works")
    await minji.press("Same as Telegram", question)
    await minji.wait_for("이제 한국어로 이야기할게요")
    await minji.say("/help")
    await minji.wait_for("이렇게 써 보세요")


# -- corrections and feedback -----------------------------------------------------------------


async def test_a_wrong_name_is_corrected(bot: Bot, minji: Person) -> None:
    answer = await answered(minji)
    await minji.press("틀렸나요?", answer)
    await minji.wait_for(lambda m: texts(m) == ["① 후드티", "② 청바지", "↩ 돌아가기"])
    query = await minji.press("① 후드티", answer)
    assert (await query.answered()).text == "그럼 무슨 옷인가요?"
    await minji.wait_for(lambda m: texts(m)[0] == "맨투맨")
    assert "후드티" not in texts(answer)
    query = await minji.press("맨투맨", answer)
    assert "고마워요" in ((await query.answered()).text or "")
    changed = await minji.wait_for("① 맨투맨 · 검정 · 오버핏 확실해요")
    assert changed is answer
    assert "알려 주신 대로 고쳤어요" in changed.caption
    assert texts(changed)[0] == "🔎 ①"
    [said] = await bot.rows(Feedback)
    assert (said.kind, said.value, said.garment) == ("category", "sweatshirt", 0)
    await minji.press("🔎 ①", answer)
    await minji.wait_for("아직 맨투맨 중에 비슷한 상품이 없어요")


async def test_the_picture_is_drawn_again_with_the_right_name(bot: Bot, minji: Person) -> None:
    bot.pipeline.garments = (SHIRT,)
    answer = await answered(minji)
    before = answer.media
    await minji.press("① 블라우스", answer)
    await bot.telegram.until(lambda: (answer.media is not before) or None)
    assert "① 블라우스" in answer.caption


async def test_every_category_can_be_reached(bot: Bot, minji: Person) -> None:
    bot.pipeline.garments = (HOODIE,)
    answer = await answered(minji)
    await minji.press("틀렸나요?", answer)
    await minji.wait_for(lambda m: "맨투맨" in texts(m))
    await minji.press("바지 ▶", answer)
    await minji.wait_for(lambda m: "청바지" in texts(m))
    await minji.press("◀ 비슷한 종류", answer)
    await minji.wait_for(lambda m: "맨투맨" in texts(m))
    await minji.press("↩ 돌아가기", answer)
    await minji.wait_for(lambda m: "틀렸나요?" in texts(m))


async def test_what_is_no_garment_disappears(bot: Bot, minji: Person) -> None:
    answer = await answered(minji)
    await minji.press("틀렸나요?", answer)
    await minji.press("② 청바지", await minji.wait_for(lambda m: "② 청바지" in texts(m)))
    await minji.press("옷이 아니에요", await minji.wait_for(lambda m: "긴바지" in texts(m)))
    changed = await minji.wait_for(lambda m: "청바지" not in m.caption)
    assert "🔎 ②" not in texts(changed)
    [said] = await bot.rows(Feedback)
    assert (said.kind, said.value, said.garment) == ("category", NO_GARMENT, 1)


async def test_thumbs_the_last_word_counts(bot: Bot, minji: Person) -> None:
    answer = await answered(minji)
    assert "기뻐요" in ((await (await minji.press("👍", answer)).answered()).text or "")
    await minji.wait_for(lambda m: "👍 ✓" in texts(m))
    assert "아쉬워요" in ((await (await minji.press("👎", answer)).answered()).text or "")
    await minji.wait_for(lambda m: "👎 ✓" in texts(m))
    assert [row.kind for row in await bot.rows(Feedback)] == ["dislike"]


async def test_a_correction_of_a_garment_that_is_not_there(bot: Bot, minji: Person) -> None:
    answer = await answered(minji)
    for action in (Correct(1, 9, "shirt"), ChooseCategory(1, 9, 0), Rate(99, liked=True)):
        said = await (await minji.press_raw(pack(action), answer)).answered()
        assert said.show_alert
    assert await bot.rows(Feedback) == []


# -- privacy ----------------------------------------------------------------------------------


async def test_export_holds_everything_and_only_that(bot: Bot, minji: Person, jun: Person) -> None:
    await answered(jun)
    answer = await answered(minji)
    await minji.press("👍", answer)
    await minji.wait_for(lambda m: "👍 ✓" in texts(m))
    await minji.press("🔎 ①", answer)
    await minji.wait_for("비슷한 상품이 없어요")
    await minji.say("/export")
    document = await minji.wait_for("저장된 데이터는 이게 전부예요")
    assert document.media is not None
    assert document.media.file is not None
    assert document.media.file.name == "coordi-export.json"
    data = json.loads(await bot.telegram.world.files.content(document.media.file))
    assert [row["id"] for row in data["users"]] == [minji.id]
    assert {row["user_id"] for row in data["photo_answers"]} == {minji.id}
    assert [row["kind"] for row in data["feedback"]] == ["like"]
    assert len(data["searches"]) == 1
    assert str(jun.id) not in json.dumps(data)


async def test_delete_me_deletes_everything_of_one_person(
    bot: Bot, minji: Person, jun: Person
) -> None:
    await answered(jun)
    answer = await answered(minji)
    await minji.press("👍", answer)
    await minji.press("🔎 ①", answer)
    await minji.wait_for("비슷한 상품이 없어요")
    await minji.say("/delete_me")
    question = await minji.wait_for("모두 지울까요")
    await minji.press("네, 모두 지워 주세요", question)
    await minji.wait_for("모두 지웠어요")
    assert [row.id for row in await bot.rows(User)] == [jun.id]
    for table in (PhotoAnswer, Feedback, Search, PendingPhoto):
        assert all(row.user_id == jun.id for row in await bot.rows(table))
    said = await (await minji.press("🔎 ①", answer)).answered()
    assert "시간이 지나" in (said.text or "")
    assert [row.id for row in await bot.rows(User)] == [jun.id], "nothing came back"


async def test_delete_me_also_stops_photos_that_wait(bot: Bot, minji: Person) -> None:
    bot.pipeline.go.clear()
    await minji.send_photo(PHOTO)
    await minji.send_photo(PHOTO)
    await minji.wait_for("앞에 1장이 있어요")
    await minji.say("/delete_me")
    await minji.press("네, 모두 지워 주세요", await minji.wait_for("모두 지울까요"))
    await minji.wait_for("모두 지웠어요")
    bot.pipeline.go.set()
    await minji.say("/help")
    await minji.wait_for("이렇게 써 보세요")
    for table in (User, PhotoAnswer, PendingPhoto):
        assert await bot.rows(table) == []


async def test_delete_me_can_be_left(bot: Bot, minji: Person) -> None:
    await minji.say("/start")
    await minji.say("/delete_me")
    await minji.press("아니요", await minji.wait_for("모두 지울까요"))
    await minji.wait_for("그대로 둘게요")
    assert len(await bot.rows(User)) == 1


async def test_nobody_deletes_somebody_else(bot: Bot, minji: Person, jun: Person) -> None:
    await answered(minji)
    await jun.say("/start")
    hello = await jun.wait_for("안녕하세요")
    data = pack(DeleteEverything(minji.id, sure=True))
    said = await (await jun.press_raw(data, hello)).answered()
    assert said.show_alert
    assert minji.id in {row.id for row in await bot.rows(User)}


async def test_who_blocks_is_noted_and_welcomed_back(bot: Bot, minji: Person) -> None:
    await minji.say("/start")
    await minji.wait_for("안녕하세요")
    await minji.block()
    await blocked(bot, True)
    await minji.unblock()
    await blocked(bot, False)


async def blocked(bot: Bot, wanted: bool) -> None:
    async def is_so() -> bool:
        [user] = await bot.rows(User)
        return (user.blocked_at is not None) is wanted

    await bot.eventually(is_so)


# -- groups -----------------------------------------------------------------------------------


@pytest.fixture
def group(bot: Bot, minji: Person, jun: Person) -> Group:
    group = bot.telegram.group("친구들", [minji, jun])
    group.promote_bot()  # so that it sees what is not meant for it, too
    return group


async def silent(bot: Bot, group: Group, person: Person) -> None:
    """Fail if the bot wrote into the group: ask something in private, which comes after."""
    await person.say("/help")
    await person.wait_for("이렇게 써 보세요")
    assert group.bot_messages == []


async def test_in_a_group_it_is_silent_unless_asked(bot: Bot, group: Group, minji: Person) -> None:
    await group.say(minji, "안녕 다들")
    await group.say(minji, "/help")
    await group.say(minji, "/help@other_bot")
    await group.send_photo(minji, PHOTO, "오늘 코디 어때?")
    await minji.send_sticker(chat=group)
    await minji.send_video(chat=group)
    await minji.send_album([PHOTO, PHOTO], chat=group)
    await silent(bot, group, minji)
    assert bot.pipeline.looked_at == 0


async def test_in_a_group_a_mention_is_answered(bot: Bot, group: Group, minji: Person) -> None:
    sent = await group.send_photo(minji, PHOTO, "@coordi_bot 이거 뭐야?")
    answer = await group.wait_for("무드예요")
    assert answer.reply_to is sent


async def test_in_a_group_an_album_with_a_mention_is_answered(
    bot: Bot, group: Group, minji: Person
) -> None:
    await minji.send_album([PHOTO, PHOTO], "@coordi_bot", chat=group)
    await group.wait_for("사진 2장을 모두 봤어요")


async def test_in_a_group_a_mention_under_somebodys_photo_is_answered(
    bot: Bot, group: Group, minji: Person, jun: Person
) -> None:
    sent = await group.send_photo(minji, PHOTO)
    await group.say(jun, "@Coordi_Bot", reply_to=sent)
    answer = await group.wait_for("무드예요")
    assert answer.reply_to is sent
    [stored] = await bot.rows(PhotoAnswer)
    assert stored.user_id == jun.id, "who asked has the answer"


async def test_in_a_group_commands_need_the_name(bot: Bot, group: Group, minji: Person) -> None:
    await group.say(minji, "/help@coordi_bot")
    await group.wait_for("이렇게 써 보세요")


@pytest.mark.parametrize("command", ["/export", "/delete_me"])
async def test_what_is_personal_is_not_for_groups(
    bot: Bot, group: Group, minji: Person, command: str
) -> None:
    await group.say(minji, f"{command}@coordi_bot")
    sorry = await group.wait_for("1:1 대화에서만")
    assert sorry.buttons[0]["url"] == "https://t.me/coordi_bot"


async def test_in_a_group_everybody_may_press_in_their_own_language(
    bot: Bot, group: Group, minji: Person
) -> None:
    sam = bot.telegram.person("Sam", language_code="en")
    group.add(sam)
    await group.send_photo(minji, PHOTO, "@coordi_bot")
    answer = await group.wait_for("무드예요")
    await group.press(sam, "🔎 ①", answer)
    await group.wait_for("There is nothing like this hoodie")
    said = await (await group.press(sam, "👍", answer)).answered()
    assert said.text == "Glad you like it! 💛"
    [liked] = await bot.rows(Feedback)
    assert liked.user_id == sam.id


async def test_in_a_group_only_who_asked_changes_the_answer(
    bot: Bot, group: Group, minji: Person, jun: Person
) -> None:
    await group.send_photo(minji, PHOTO, "@coordi_bot")
    answer = await group.wait_for("무드예요")
    data = pack(Correct(1, 0, "shirt"))
    assert "고마워요" in ((await (await jun.press_raw(data, answer)).answered()).text or "")
    assert "후드티" in answer.caption
    await minji.press_raw(data, answer)
    await group.wait_for("① 셔츠")
    assert [row.user_id for row in await bot.rows(Feedback)] == [jun.id, minji.id]


async def test_in_a_group_a_reply_narrows(bot: Bot, group: Group, minji: Person) -> None:
    await group.send_photo(minji, PHOTO, "@coordi_bot")
    answer = await group.wait_for("무드예요")
    await group.say(minji, "검정색으로", reply_to=answer)
    await group.wait_for("검정 조건에 맞는 상품이 없어요")
