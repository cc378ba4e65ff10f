"""Editing: what changes, and what Telegram refuses."""

from __future__ import annotations

import json

import pytest

BUTTONS = {"inline_keyboard": [[{"text": "a", "callback_data": "a"}]]}


@pytest.fixture
async def person(tg):
    someone = tg.person("alex")
    await someone.say("/start")
    return someone


@pytest.fixture
async def text(call, person) -> dict:
    reply = await call("sendMessage", chat_id=person.id, text="one", reply_markup=BUTTONS)
    return {"chat_id": person.id, "message_id": reply.result["message_id"]}


@pytest.fixture
async def photo_message(call, person, picture) -> dict:
    reply = await call("sendPhoto", chat_id=person.id, caption="one", files={"photo": picture()})
    return {"chat_id": person.id, "message_id": reply.result["message_id"]}


async def test_new_text_takes_the_buttons_away(call, clock, text) -> None:
    clock.advance(60)
    edited = (await call("editMessageText", **text, text="<b>two</b>", parse_mode="HTML")).result
    assert (edited["text"], edited["entities"][0]["type"]) == ("two", "bold")
    assert "reply_markup" not in edited
    assert edited["edit_date"] == edited["date"] + 60


async def test_same_content_is_not_modified(call, text, photo_message) -> None:
    same = await call("editMessageText", **text, text=" one ", reply_markup=BUTTONS)
    assert same.status == 400
    assert same.error == (
        "Bad Request: message is not modified: specified new message content and reply markup are "
        "exactly the same as a current content and reply markup of the message"
    )
    assert (
        "not modified" in (await call("editMessageCaption", **photo_message, caption="one")).error
    )
    same = await call("editMessageReplyMarkup", **text, reply_markup=BUTTONS)
    assert "not modified" in same.error


async def test_buttons_alone(call, text) -> None:
    edited = (await call("editMessageReplyMarkup", **text)).result
    assert "reply_markup" not in edited
    assert "edit_date" not in edited


async def test_caption_and_media(call, photo_message, picture) -> None:
    edited = (await call("editMessageCaption", **photo_message, caption="two")).result
    assert edited["caption"] == "two"
    media = json.dumps({"type": "photo", "media": "attach://new", "caption": "three"})
    edited = (
        await call("editMessageMedia", **photo_message, media=media, files={"new": picture(90, 80)})
    ).result
    assert (edited["caption"], edited["photo"][-1]["width"]) == ("three", 90)


async def test_text_message_becomes_a_photo(call, text, picture) -> None:
    media = json.dumps({"type": "photo", "media": "attach://new"})
    edited = (await call("editMessageMedia", **text, media=media, files={"new": picture()})).result
    assert "text" not in edited
    assert edited["photo"]


async def test_refused_edits(call, person, text, photo_message) -> None:
    chat_id = person.id
    own = await person.say("mine")
    another = {"chat_id": chat_id, "message_id": 999}
    poll = {"type": "poll", "media": "x"}
    refused = [
        ("Text", {**photo_message, "text": "x"}, "there is no text in the message to edit"),
        ("Caption", {**text, "caption": "x"}, "there is no caption in the message to edit"),
        ("Text", {**another, "text": "x"}, "message to edit not found"),
        ("Text", {**another, "message_id": own.id, "text": "x"}, "message can't be edited"),
        ("Text", {"text": "x"}, "message identifier is not specified"),
        ("Text", {**text, "text": ""}, "message text is empty"),
        ("Text", {**text, "text": "x" * 4097}, "message is too long"),
        ("Media", {**text, "media": poll}, "can't parse InputMedia: type poll is unsupported"),
    ]
    for method, params, reason in refused:
        reply = await call(f"editMessage{method}", **params)
        assert (reply.status, reply.error) == (400, f"Bad Request: {reason}")


async def test_failed_edit_changes_nothing(call, person, text) -> None:
    bad = {"inline_keyboard": [[{"text": "a"}]]}
    assert (await call("editMessageText", **text, text="two", reply_markup=bad)).status == 400
    [message] = person.chat.bot_messages
    assert (message.text, message.edit_date, len(message.buttons)) == ("one", None, 1)


async def test_deleted_message_cannot_be_edited(call, person, text) -> None:
    await call("deleteMessage", **text)
    reply = await call("editMessageText", **text, text="two")
    assert reply.error == "Bad Request: message to edit not found"
