"""Photos in a chat, and what comes back."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from config.settings import Settings
from db.models import PendingPhoto, PhotoAnswer
from engine.schemas import PhotoError, Scored
from simulator import LocalTelegram, Message, Person
from tests.support.bot import HOODIE, PHOTO, SHIRT, Bot, FakePipeline, a_running_bot, picture
from tests.support.patience import patient


@pytest.fixture
def minji(bot: Bot) -> Person:
    return bot.telegram.person("민지", language_code="ko")


@pytest.fixture
def sam(bot: Bot) -> Person:
    return bot.telegram.person("Sam", language_code="en-GB")


def buttons(message: Message) -> list[str]:
    return [button["text"] for button in message.buttons]


async def test_a_photo_is_answered_in_korean(bot: Bot, minji: Person) -> None:
    sent = await minji.send_photo(PHOTO)
    answer = await minji.wait_for("스트리트 무드예요")
    assert answer.caption == (
        "✨ 스트리트 무드예요 · 82%\n\n"
        "① 후드티 · 검정 · 오버핏 확실해요\n"
        "② 청바지 · 파랑 · 와이드핏 확실해요\n\n"
        "🔎 번호를 누르면 비슷한 상품이 나와요"
    )
    assert buttons(answer) == [
        "🔎 ①",
        "🔎 ②",
        "🎨 스타일",
        "🛍 이 무드의 쇼핑몰",
        "📏 내 사이즈",
        "👕 옷장에 저장",
        "틀렸나요?",
        "👍",
        "👎",
    ]
    assert answer.reply_to is sent
    assert minji.chat.bot_messages == [answer], "the progress message became the answer"


async def test_a_photo_is_answered_in_english(sam: Person) -> None:
    await sam.send_photo(PHOTO)
    answer = await sam.wait_for("Street mood")
    assert answer.caption == (
        "✨ Street mood · 82%\n\n① Hoodie · black · oversized sure\n② Jeans · blue · wide sure\n\n"
        "Press 🔎 and a number for similar items"
    )
    assert buttons(answer)[0] == "🔎 ①"


async def test_the_first_sign_comes_before_anything_is_downloaded(bot: Bot, minji: Person) -> None:
    await minji.send_photo(PHOTO)
    await minji.wait_for("스트리트 무드예요")
    methods = [
        call.method
        for call in bot.telegram.calls
        if call.method == "getFile" or str(call.parameters.get("chat_id")) == str(minji.id)
    ]
    assert methods == ["sendMessage", "editMessageText", "getFile", "editMessageMedia"]


async def test_everyone_gets_a_first_sign_while_the_engine_is_stuck(bot: Bot) -> None:
    bot.pipeline.go.clear()
    people = [bot.telegram.person(f"p{n}", language_code="ko") for n in range(16)]
    for person in people:
        await person.send_photo(PHOTO)
    for person in people:
        await person.wait_for(lambda m: "사진 받았어요" in m.text or "찾고 있어요" in m.text)
    assert bot.pipeline.looked_at == 0
    assert len(bot.telegram.calls.of("getFile")) <= bot.settings.engine.workers + 1
    bot.pipeline.go.set()
    for person in people:
        await person.wait_for("스트리트 무드예요")


async def test_sixteen_photos_of_one_person_are_answered_in_order(bot: Bot, minji: Person) -> None:
    bot.pipeline.go.clear()
    sent = [await minji.send_photo(PHOTO) for _ in range(16)]
    await bot.telegram.until(lambda: len(minji.chat.bot_messages) == 16 or None)
    bot.pipeline.go.set()
    await bot.telegram.until(
        lambda: all("무드예요" in m.caption for m in minji.chat.bot_messages) or None
    )
    answered = sorted(minji.chat.bot_messages, key=lambda m: m.changed)
    assert [m.reply_to for m in answered] == sent


async def test_too_many_photos_of_one_person_are_refused(
    telegram: LocalTelegram, settings: Settings, pipeline: FakePipeline
) -> None:
    settings = settings.model_copy(
        update={"photo": settings.photo.model_copy(update={"max_per_person_queued": 2})}
    )
    pipeline.go.clear()
    async with a_running_bot(telegram, settings, pipeline):
        minji = telegram.person("민지", language_code="ko")
        for _ in range(3):
            await minji.send_photo(PHOTO)
        await minji.wait_for("너무 많이 밀려 있어요")
        pipeline.go.set()
        await telegram.until(
            lambda: sum("무드예요" in m.caption for m in minji.chat.bot_messages) == 2 or None
        )


async def test_too_many_photos_of_everybody_are_refused(
    telegram: LocalTelegram, settings: Settings, pipeline: FakePipeline
) -> None:
    settings = settings.model_copy(
        update={"engine": settings.engine.model_copy(update={"queue_size": 2})}
    )
    pipeline.go.clear()
    async with a_running_bot(telegram, settings, pipeline) as bot:
        people = [telegram.person(f"p{n}", language_code="ko") for n in range(3)]
        for person in people:
            await person.send_photo(PHOTO)
            await person.wait_for()
        await people[2].wait_for("너무 많이 밀려 있어요")
        pipeline.go.set()
        for person in people[:2]:
            await bot.services.photo_queue.wait_until_idle(person.id)
            await person.wait_for("무드예요")
        await people[2].send_photo(PHOTO)
        await people[2].wait_for("무드예요")


async def test_the_picture_has_marks(bot: Bot, minji: Person) -> None:
    await minji.send_photo(PHOTO)
    answer = await minji.wait_for("스트리트 무드예요")
    assert answer.media is not None
    assert answer.media.file is not None
    drawn = Image.open(io.BytesIO(await bot.telegram.world.files.content(answer.media.file)))
    assert drawn.size == (480, 854)
    colours = drawn.convert("RGB").getcolors(drawn.width * drawn.height)
    assert colours is not None
    assert len(colours) > 50, "boxes and pills were drawn on a plain picture"


async def test_an_unsure_garment_is_asked_back(bot: Bot, minji: Person) -> None:
    bot.pipeline.garments = (SHIRT,)
    await minji.send_photo(PHOTO)
    answer = await minji.wait_for("① 셔츠 또는 블라우스")
    assert "❓ ① 셔츠인가요, 블라우스인가요?" in answer.caption
    assert buttons(answer)[:2] == ["① 셔츠", "① 블라우스"]
    await minji.press("① 블라우스", answer)
    changed = await minji.wait_for("① 블라우스 · 흰색 확실해요")
    assert buttons(changed)[0] == "🔎 ①"


async def test_a_mixed_style_names_two(bot: Bot, minji: Person) -> None:
    bot.pipeline.style = (Scored("street", 0.4), Scored("casual", 0.35))
    await minji.send_photo(PHOTO)
    await minji.wait_for("스트리트에 캐주얼을 더한 무드예요")


async def test_of_several_people_the_largest_is_answered_and_it_says_so(
    bot: Bot, minji: Person, sam: Person
) -> None:
    bot.pipeline.people = 6
    await minji.send_photo(PHOTO)
    await minji.wait_for("6명이 보여서 가장 크게 나온 분의 옷을 봤어요")
    await sam.send_photo(PHOTO)
    await sam.wait_for("I see 6 people, so I looked at the one who is largest")


async def test_more_garments_than_can_be_told_apart(bot: Bot, minji: Person) -> None:
    bot.pipeline.garments = (HOODIE,) * 20
    await minji.send_photo(PHOTO)
    answer = await minji.wait_for("스트리트 무드예요")
    assert "⑧" in answer.caption
    assert "⑨" not in answer.caption


async def test_a_picture_sent_as_a_document(minji: Person) -> None:
    await minji.send_document(picture(form="PNG"), "look.png")
    await minji.wait_for("스트리트 무드예요")


async def test_a_document_whose_type_nobody_told(minji: Person) -> None:
    await minji.send_document(picture(form="WEBP"), "look.webp", "application/octet-stream")
    await minji.wait_for("스트리트 무드예요")


async def test_an_album_is_answered_photo_by_photo(bot: Bot, minji: Person) -> None:
    sent = await minji.send_album([PHOTO] * 3)
    await minji.wait_for("사진 3장을 모두 봤어요. 3장에서 옷을 찾았어요")
    answers = [m for m in minji.chat.bot_messages if "무드예요" in m.caption]
    assert [m.reply_to for m in answers] == sent
    assert len(minji.chat.bot_messages) == 4


def _answers(person: Person) -> list[Message]:
    return [m for m in person.chat.bot_messages if "무드예요" in m.caption]


async def test_thirty_photos_at_once(bot: Bot, minji: Person) -> None:
    sent = await minji.send_album([PHOTO] * 30)
    # How many albums they make is a matter of time: a slow machine takes one for two.
    await bot.telegram.until(lambda: len(_answers(minji)) == 30 or None, patient(60))
    await bot.services.photo_queue.wait_until_idle(minji.id)
    assert [m.reply_to for m in _answers(minji)] == sent
    assert sum("모두 봤어요" in m.text for m in minji.chat.bot_messages) >= 3
    assert await bot.rows(PendingPhoto) == []


async def test_an_album_over_the_limit_says_so(
    telegram: LocalTelegram, settings: Settings, pipeline: FakePipeline
) -> None:
    settings = settings.model_copy(
        update={"photo": settings.photo.model_copy(update={"max_album_photos": 2})}
    )
    async with a_running_bot(telegram, settings, pipeline):
        minji = telegram.person("민지", language_code="ko")
        await minji.send_album([PHOTO] * 4)
        await minji.wait_for("한 번에 2장까지만")
        await minji.wait_for("사진 2장을 모두 봤어요")
    assert pipeline.looked_at == 2


async def test_a_bad_photo_in_an_album_does_not_stop_the_others(bot: Bot, minji: Person) -> None:
    await minji.send_album([PHOTO, picture((10, 10)), PHOTO])
    await minji.wait_for("사진 3장을 모두 봤어요. 2장에서 옷을 찾았어요")
    assert any("너무 작아요" in m.text for m in minji.chat.bot_messages)


BAD = {
    "empty": (b"", "look.jpg", "파일이 비어 있어요"),
    "text": (b"hello, this is no picture", "look.jpg", "사진이 아닌 파일이에요"),
    "truncated": (PHOTO[: len(PHOTO) // 2], "look.jpg", "중간에 끊겼어요"),
    "tiny": (picture((1, 1)), "look.png", "너무 작아요"),
    "pdf": (b"%PDF-1.7", "look.pdf", "사진 파일만 볼 수 있어요"),
}


@pytest.mark.parametrize("kind", BAD)
async def test_bad_files_get_a_sentence_and_the_next_photo_works(minji: Person, kind: str) -> None:
    content, name, sentence = BAD[kind]
    await minji.send_document(content, name)
    await minji.wait_for(sentence)
    assert len(minji.chat.bot_messages) == 1
    await minji.send_photo(PHOTO)
    await minji.wait_for("스트리트 무드예요")


async def test_a_picture_bomb(minji: Person) -> None:
    bomb = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
    await minji.send_document(bomb.getvalue(), "bomb.png")
    await minji.wait_for("가로세로가 너무 커요")


async def test_a_file_of_25_mb_is_refused_before_it_is_downloaded(bot: Bot, minji: Person) -> None:
    await minji.send_document(PHOTO + bytes(25 * 1024 * 1024), "look.jpg")
    await minji.wait_for("20 MB보다 작은 사진을")
    assert bot.telegram.calls.of("getFile") == []


async def test_what_is_no_picture_gets_a_sentence_of_its_own(minji: Person) -> None:
    await minji.send_video()
    await minji.wait_for("동영상은 볼 수 없어요")
    await minji.send_sticker()
    await minji.wait_for("귀여운 스티커네요")
    await minji.send_animation()
    await minji.wait_for("움직이는 GIF는 볼 수 없어요")
    await minji.send_voice()
    await minji.wait_for("소리는 듣지 못해요")
    await minji.send_location(37.5, 127.0)
    await minji.wait_for("서초구")  # a place is good for the weather


async def test_no_garment_gets_a_tip(bot: Bot, minji: Person) -> None:
    bot.pipeline.garments = ()
    await minji.send_photo(PHOTO)
    await minji.wait_for("사진에서 옷을 찾지 못했어요")
    assert await bot.rows(PhotoAnswer) == []


async def test_a_dark_photo_gets_another_tip(bot: Bot, minji: Person) -> None:
    bot.pipeline.garments = ()
    await minji.send_photo(picture(colour="#050505"))
    await minji.wait_for("사진이 너무 어두워요")


async def test_a_full_engine_says_so(bot: Bot, minji: Person) -> None:
    bot.pipeline.error = PhotoError("full", code="busy")
    await minji.send_photo(PHOTO)
    await minji.wait_for("너무 많이 밀려 있어요")


async def test_an_unexpected_error_gives_a_number_and_no_details(
    bot: Bot, minji: Person, caplog: pytest.LogCaptureFixture
) -> None:
    bot.pipeline.error = RuntimeError("weights at /secret/place")
    await minji.send_photo(PHOTO)
    sorry = await minji.wait_for("문제가 생겼어요")
    assert "secret" not in sorry.text
    number = sorry.text.split("번호 ")[1].rstrip(")")
    assert f"incident {number}" in caplog.text
    bot.pipeline.error = None
    await minji.send_photo(PHOTO)
    await minji.wait_for("스트리트 무드예요")


async def test_somebody_who_blocks_the_bot_meanwhile(bot: Bot, minji: Person) -> None:
    bot.pipeline.go.clear()
    await minji.send_photo(PHOTO)
    await minji.wait_for("찾고 있어요")
    await minji.block()
    bot.pipeline.go.set()
    await bot.services.photo_queue.wait_until_idle(minji.id)
    assert await bot.rows(PendingPhoto) == []


async def test_a_deleted_progress_message_is_no_loss(bot: Bot, minji: Person) -> None:
    bot.pipeline.go.clear()
    await minji.send_photo(PHOTO)
    progress = await minji.wait_for("찾고 있어요")
    await minji.delete(progress)
    bot.pipeline.go.set()
    await minji.wait_for("스트리트 무드예요")


async def test_a_photo_that_was_waiting_is_answered_after_a_restart(
    telegram: LocalTelegram, settings: Settings
) -> None:
    stuck = FakePipeline()
    stuck.go.clear()
    minji = telegram.person("민지", language_code="ko")
    async with a_running_bot(telegram, settings, stuck) as first:
        sent = await minji.send_photo(PHOTO)
        await minji.wait_for("찾고 있어요")
        assert [row.message_id for row in await first.rows(PendingPhoto)] == [sent.id]
    async with a_running_bot(telegram, settings, FakePipeline()) as second:
        answer = await minji.wait_for("스트리트 무드예요")
        assert answer.reply_to is sent
        await second.services.photo_queue.wait_until_idle(minji.id)
        assert await second.rows(PendingPhoto) == []
    assert len(minji.chat.bot_messages) == 1


async def test_what_is_stored_is_not_the_photo(bot: Bot, minji: Person) -> None:
    await minji.send_photo(PHOTO)
    answer = await minji.wait_for("스트리트 무드예요")
    [stored] = await bot.rows(PhotoAnswer)
    assert (stored.user_id, stored.chat_id, stored.message_id) == (minji.id, minji.id, answer.id)
    assert len(stored.embeddings) == 2 * 256 * 2
    assert PHOTO[:64] not in (bot.settings.data_dir / "coordi.db").read_bytes()
    names = {p.name for p in bot.settings.data_dir.rglob("*") if p.is_file()}
    assert all(name.startswith("coordi.db") for name in names)


async def test_an_edited_caption_is_no_new_photo(bot: Bot, minji: Person) -> None:
    sent = await minji.send_photo(PHOTO, "hi")
    await minji.wait_for("스트리트 무드예요")
    await minji.edit(sent, "hello")
    await minji.say("/help")
    await minji.wait_for("이렇게 써 보세요")
    assert bot.pipeline.looked_at == 1


async def test_people_do_not_wait_for_each_other(
    telegram: LocalTelegram, settings: Settings, pipeline: FakePipeline
) -> None:
    pipeline.go.clear()
    async with a_running_bot(telegram, settings, pipeline):
        minji = telegram.person("민지", language_code="ko")
        jun = telegram.person("준", language_code="ko")
        await minji.send_photo(PHOTO)
        await minji.wait_for("찾고 있어요")
        await minji.say("검정색으로")  # waits for her photo
        await jun.say("/help")
        await jun.wait_for("이렇게 써 보세요")
        pipeline.go.set()
        await minji.wait_for("검정 조건에 맞는 상품이 없어요")
