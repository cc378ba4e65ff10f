"""The local Telegram with a real python-telegram-bot application over real HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from simulator import LocalTelegram, NothingCame, PictureError, PressError

EchoBot = Callable[[LocalTelegram], AbstractAsyncContextManager[Any]]


@pytest.fixture
async def minji(tg: LocalTelegram, echo_bot: EchoBot):
    async with echo_bot(tg):
        yield tg.person("minji", language_code="ko")


async def test_says_something_and_gets_an_answer(minji) -> None:
    await minji.say("오늘 뭐 입지? 😀")
    answer = await minji.wait_for()
    assert answer.text == "오늘 뭐 입지? 😀"
    assert [message.from_bot for message in minji.chat.messages] == [False, True]


async def test_html_comes_out_as_entities(minji) -> None:
    await minji.say("/start")
    hello = await minji.wait_for("안녕")
    assert hello.text == "안녕하세요 & hello"
    assert hello.api()["entities"] == [{"type": "bold", "offset": 0, "length": 5}]


async def test_presses_a_button_by_text_or_data(minji) -> None:
    for button in ("❤️ like", "like", "❤️"):
        await minji.say("/start")
        hello = await minji.wait_for("hello")
        query = await minji.press(button, message=hello)
        answer = await query.answered()
        assert (answer.text, answer.show_alert) == ("고마워요!", False)
        edited = await minji.wait_for("pressed")
        assert edited is hello
        assert edited.buttons == []
        assert edited.edit_date is not None


async def test_presses_data_made_up_by_hand(minji) -> None:
    await minji.say("/start")
    await minji.wait_for("hello")
    query = await minji.press_raw("alert")
    assert (await query.answered()).show_alert


async def test_buttons_that_are_not_there_or_open_links(minji) -> None:
    await minji.say("/start")
    await minji.wait_for("hello")
    with pytest.raises(PressError, match=r"no button 'dislike'; there are"):
        await minji.press("dislike")
    with pytest.raises(PressError, match=r"shop\.example\.com"):
        await minji.press("site")


async def test_photo_is_fetched_and_comes_back_as_album(tg, minji, photo: bytes) -> None:
    sent = await minji.send_photo(photo, "봐 줘")
    await minji.wait_for("album")
    album = await tg.until(lambda: len(minji.chat.bot_messages) == 2 and minji.chat.bot_messages)
    assert len({message.media_group_id for message in album}) == 1
    sizes = [(size["width"], size["height"]) for size in album[0].media.value]
    assert sizes == [(68, 90), (240, 320), (600, 800), (810, 1080)]
    assert album[1].file is sent.file
    assert [call.parameters["action"] for call in tg.calls.of("sendChatAction")] == ["upload_photo"]


async def test_own_album_arrives_as_single_updates_of_one_group(tg, picture) -> None:
    person = tg.person("minji")
    messages = await person.send_album([picture(width=40 + i) for i in range(12)], "many")
    groups = [message.media_group_id for message in messages]
    assert [groups.count(group) for group in dict.fromkeys(groups)] == [10, 2]
    assert [message.caption for message in messages[:2]] == ["many", ""]
    assert len(tg.world.updates) == 12


async def test_document_goes_there_and_back(minji, photo: bytes) -> None:
    sent = await minji.send_document(photo, "출근룩.jpg")
    answer = await minji.wait_for("출근룩.jpg")
    document = answer.media.value
    assert document["mime_type"] == "image/jpeg"
    assert document["file_size"] == len(photo)
    assert document["thumbnail"]["height"] == 320
    assert answer.file is sent.file


async def test_other_kinds_of_messages_have_their_fields(tg) -> None:
    person = tg.person("alex")
    kinds = {
        "sticker": await person.send_sticker(),
        "video": await person.send_video(),
        "animation": await person.send_animation(),
        "voice": await person.send_voice(),
        "location": await person.send_location(37.5, 127.0),
    }
    for kind, message in kinds.items():
        assert kind in message.api()
    assert "document" in kinds["animation"].api()


async def test_no_answer_tells_what_came_instead(minji) -> None:
    await minji.say("hello")
    await minji.wait_for("hello")
    with pytest.raises(NothingCame, match=r"came: \['hello'\]"):
        await minji.wait_for("good bye", timeout_s=0.05)


async def test_an_old_answer_is_not_taken_for_a_new_one(minji) -> None:
    await minji.say("one")
    first = await minji.wait_for("one")
    await minji.say("one")
    second = await minji.wait_for("one")
    assert second is not first


async def test_bytes_that_are_no_photo_are_not_sent(tg) -> None:
    person = tg.person("alex")
    with pytest.raises(PictureError):
        await person.send_photo(b"this is text")
    assert person.chat.messages == []


async def test_long_text_is_cut_as_apps_do(tg) -> None:
    person = tg.person("alex")
    await person.say("😀" * 3000)
    assert [message.body.units for message in person.chat.messages] == [4096, 1904]


async def test_blocked_bot_cannot_write(tg, call) -> None:
    person = tg.person("alex")
    refused = await call("sendMessage", chat_id=person.id, text="hi")
    assert (refused.status, refused.error) == (
        403,
        "Forbidden: bot can't initiate conversation with a user",
    )
    await person.say("/start")
    assert (await call("sendMessage", chat_id=person.id, text="hi")).status == 200
    await person.block()
    refused = await call("sendMessage", chat_id=person.id, text="hi")
    assert (refused.status, refused.error) == (403, "Forbidden: bot was blocked by the user")
    with pytest.raises(PermissionError):
        await person.say("hello?")
    await person.unblock()
    assert (await call("sendMessage", chat_id=person.id, text="hi")).status == 200
    updates = (await call("getUpdates")).result
    changes = [update["my_chat_member"] for update in updates if "my_chat_member" in update]
    assert [change["new_chat_member"]["status"] for change in changes] == ["kicked", "member"]


async def test_keyboard_under_the_chat(tg, call) -> None:
    person = tg.person("alex")
    await person.say("/start")
    keyboard = [[{"text": "👗 Photo"}, "Closet"], [{"text": "Here", "request_location": True}]]
    markup = {"keyboard": keyboard, "one_time_keyboard": True}
    await call("sendMessage", chat_id=person.id, text="choose", reply_markup=markup)
    assert person.chat.keyboard == [["👗 Photo", "Closet"], ["Here"]]
    assert (await person.press_key("Photo")).text == "👗 Photo"
    assert person.chat.keyboard == []
    await call("sendMessage", chat_id=person.id, text="choose", reply_markup=markup)
    here = await person.press_key("Here", coordinates=(33.5, 126.5))
    assert here.api()["location"] == {"latitude": 33.5, "longitude": 126.5}
    with pytest.raises(PressError):
        await person.press_key("Photo")


async def test_person_edits_and_deletes(tg, call) -> None:
    person = tg.person("alex")
    message = await person.say("helo")
    await person.edit(message, "hello")
    await person.delete(message)
    updates = (await call("getUpdates")).result
    assert [update["edited_message"]["text"] for update in updates[1:]] == ["hello"]
    assert person.chat.messages == []


async def test_inline_query(tg, call) -> None:
    person = tg.person("alex")

    async def answer() -> None:
        [update] = (await call("getUpdates", timeout=5)).result
        query = update["inline_query"]
        assert query["query"] == "black coat"
        article = {"type": "article", "id": "1", "title": "coat"}
        assert (
            await call("answerInlineQuery", inline_query_id=query["id"], results=[article])
        ).result

    answering = asyncio.create_task(answer())
    results = await person.ask_inline("black coat")
    await answering
    assert [result["title"] for result in results] == ["coat"]


async def test_a_bad_token_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="bot token"):
        LocalTelegram(token="nonsense")
