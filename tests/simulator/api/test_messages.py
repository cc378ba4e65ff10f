"""Sending and deleting: what Telegram takes, and its words for what it does not."""

from __future__ import annotations

import json

import pytest


@pytest.fixture
async def chat_id(tg) -> int:
    person = tg.person("민지", language_code="ko")
    await person.say("/start")
    return person.id


def _photos(count: int) -> list[dict]:
    return [{"type": "photo", "media": f"attach://p{i}"} for i in range(count)]


async def test_html_mentions_and_the_logged_call(tg, call, chat_id) -> None:
    text = f'<a href="tg://user?id={chat_id}">민지</a> /help'
    reply = await call("sendMessage", chat_id=chat_id, text=text, parse_mode="HTML")
    assert reply.result["text"] == "민지 /help"
    assert [e["type"] for e in reply.result["entities"]] == ["text_mention", "bot_command"]
    assert reply.result["entities"][0]["user"]["first_name"] == "민지"
    [logged] = tg.calls.of("sendMessage")
    assert (logged.status, logged.parameters["text"]) == (200, text)


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "message text is empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "message text is empty"),
        ({}, "message text is empty"),
        ({"text": "😀" * 2049}, "message is too long"),
        (
            {"text": "1 < 2", "parse_mode": "HTML"},
            'can\'t parse entities: Unsupported start tag "" at byte offset 2',
        ),
        ({"text": "x", "parse_mode": "WordPerfect"}, "unsupported parse_mode"),
        ({"text": "x", "chat_id": 1}, "chat not found"),
        ({"text": "x", "chat_id": "@nobody"}, "chat not found"),
        ({"text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ({"text": "x", "reply_markup": []}, "object expected as reply markup"),
    ],
)
async def test_refused_texts(call, chat_id, params: dict, reason: str) -> None:
    reply = await call("sendMessage", **({"chat_id": chat_id} | params))
    assert (reply.status, reply.error) == (400, f"Bad Request: {reason}")


async def test_limit_counts_after_parsing(call, chat_id) -> None:
    text = "<b>" + "&amp;" * 4096 + "</b>"
    reply = await call("sendMessage", chat_id=chat_id, text=text, parse_mode="html")
    assert len(reply.result["text"]) == 4096


@pytest.mark.parametrize(
    ("button", "reason"),
    [
        ({"text": "a", "callback_data": "가" * 22}, "BUTTON_DATA_INVALID"),
        ({"text": "a", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        (
            {"text": "a"},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "a", "url": "http://localhost/"},
            "inline keyboard button URL 'http://localhost/' is invalid: Wrong HTTP URL",
        ),
        ({"text": " ", "callback_data": "x"}, "inline keyboard button text must be non-empty"),
        (
            {"callback_data": "x"},
            'can\'t parse inline keyboard button: Field "text" must be of type String',
        ),
    ],
)
async def test_refused_buttons(call, chat_id, button: dict, reason: str) -> None:
    markup = {"inline_keyboard": [[button]]}
    reply = await call("sendMessage", chat_id=chat_id, text="x", reply_markup=markup)
    assert (reply.status, reply.error) == (400, f"Bad Request: {reason}")


async def test_callback_data_of_64_bytes(call, chat_id) -> None:
    button = {"text": "a", "callback_data": "가" * 21 + "x"}
    markup = {"inline_keyboard": [[button]]}
    reply = await call("sendMessage", chat_id=chat_id, text="x", reply_markup=markup)
    assert reply.result["reply_markup"]["inline_keyboard"] == [[button]]


async def test_photo_uploaded_and_sent_again(call, chat_id, picture) -> None:
    reply = await call(
        "sendPhoto", chat_id=chat_id, caption="봐", files={"photo": picture(400, 300)}
    )
    [*_, largest] = reply.result["photo"]
    assert (largest["width"], largest["height"]) == (400, 300)
    for size in reply.result["photo"]:
        again = await call("sendPhoto", chat_id=chat_id, photo=size["file_id"])
        assert again.result["photo"] == reply.result["photo"]
    same = await call("sendPhoto", chat_id=chat_id, files={"photo": picture(400, 300)})
    assert same.result["photo"][-1]["file_unique_id"] == largest["file_unique_id"]
    assert same.result["photo"][-1]["file_id"] != largest["file_id"]


async def test_refused_photos(call, chat_id, picture) -> None:
    refused = {
        "IMAGE_PROCESS_FAILED": b"text",
        "PHOTO_INVALID_DIMENSIONS": picture(2100, 100),
        "file must be non-empty": b"",
        "file of size 10485761 bytes is too big for a photo; the maximum size is 10485760 bytes": (
            bytes(10 * 1024 * 1024 + 1)
        ),
    }
    for reason, content in refused.items():
        reply = await call("sendPhoto", chat_id=chat_id, files={"photo": content})
        assert (reply.status, reply.error) == (400, f"Bad Request: {reason}")
    caption = await call(
        "sendPhoto", chat_id=chat_id, caption="가" * 1025, files={"photo": picture()}
    )
    assert caption.error == "Bad Request: message caption is too long"
    for photo, reason in {
        "AgACAgnonsense": "wrong file identifier/HTTP URL specified",
        "https://example.com/a.jpg": "failed to get HTTP URL content",
    }.items():
        reply = await call("sendPhoto", chat_id=chat_id, photo=photo)
        assert reply.error == f"Bad Request: {reason}"
    assert (await call("sendPhoto", chat_id=chat_id)).status == 400


async def test_body_over_50_mb(call, chat_id) -> None:
    reply = await call("sendDocument", chat_id=chat_id, files={"document": bytes(52 * 2**20)})
    assert (reply.status, reply.error) == (413, "Request Entity Too Large")


async def test_document_is_kept_as_it_is(tg, call, chat_id, picture) -> None:
    content = picture(640, 480, kind="PNG")
    reply = await call("sendDocument", chat_id=chat_id, files={"document": content})
    document = reply.result["document"]
    assert document["file_size"] == len(content)
    as_photo = await call("sendPhoto", chat_id=chat_id, photo=document["file_id"])
    assert as_photo.error == "Bad Request: can't use file of type Document as Photo"


async def test_album(call, chat_id, picture) -> None:
    media = _photos(3)
    media[0]["caption"], media[0]["parse_mode"] = "<i>셋</i>", "HTML"
    files = {f"p{i}": picture(100 + i) for i in range(3)}
    reply = await call("sendMediaGroup", chat_id=chat_id, media=json.dumps(media), files=files)
    assert len({part["media_group_id"] for part in reply.result}) == 1
    assert [part.get("caption") for part in reply.result] == ["셋", None, None]
    assert reply.result[0]["caption_entities"][0]["type"] == "italic"


async def test_refused_albums(call, chat_id, picture) -> None:
    for count in (1, 11):
        files = {f"p{i}": picture() for i in range(count)}
        media = json.dumps(_photos(count))
        reply = await call("sendMediaGroup", chat_id=chat_id, media=media, files=files)
        assert "album must be between 2 and 10" in reply.error
    mixed = [*_photos(1), {"type": "document", "media": "attach://p0"}]
    reply = await call(
        "sendMediaGroup", chat_id=chat_id, media=json.dumps(mixed), files={"p0": picture()}
    )
    assert "can't be mixed" in reply.error
    reply = await call("sendMediaGroup", chat_id=chat_id, media=_photos(2))
    assert "wasn't attached" in reply.error


async def test_location_and_action(tg, call, chat_id) -> None:
    reply = await call("sendLocation", chat_id=chat_id, latitude=37.5, longitude=127)
    assert reply.result["location"] == {"latitude": 37.5, "longitude": 127.0}
    assert (await call("sendLocation", chat_id=chat_id, latitude=91, longitude=0)).status == 400
    assert (await call("sendChatAction", chat_id=chat_id, action="typing")).result is True
    assert (await call("sendChatAction", chat_id=chat_id, action="dancing")).status == 400


async def test_deleting(tg, call, clock, chat_id) -> None:
    sent = [
        (await call("sendMessage", chat_id=chat_id, text=str(i))).result["message_id"]
        for i in range(3)
    ]
    assert (await call("deleteMessage", chat_id=chat_id, message_id=sent[0])).result is True
    again = await call("deleteMessage", chat_id=chat_id, message_id=sent[0])
    assert again.error == "Bad Request: message to delete not found"
    assert (await call("deleteMessages", chat_id=chat_id, message_ids=[*sent, 999])).result is True
    assert len(tg.world.chats[chat_id].messages) == 1
    old = (await call("sendMessage", chat_id=chat_id, text="old")).result["message_id"]
    clock.advance(49 * 3600)
    refused = await call("deleteMessage", chat_id=chat_id, message_id=old)
    assert refused.error == "Bad Request: message can't be deleted for everyone"


async def test_flood_says_how_long_to_wait(tg, call, clock, chat_id) -> None:
    for _ in range(tg.world.limits.chat_burst):
        assert (await call("sendMessage", chat_id=chat_id, text="x")).status == 200
    reply = await call("sendMessage", chat_id=chat_id, text="x")
    assert (reply.status, reply.error) == (429, "Too Many Requests: retry after 1")
    assert reply.body["parameters"] == {"retry_after": 1}
    clock.advance(1)
    assert (await call("sendMessage", chat_id=chat_id, text="x")).status == 200
