"""The page's server: keeps strangers out, streams events and resumes, takes what people send."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest

from simulator.page_server import PAGE_HEADER
from tests.support.patience import patient

HEADERS = {PAGE_HEADER: "1"}


@pytest.fixture
def base(tg) -> str:
    return f"{tg.page_url}/chat"


class Stream:
    """A connection to the events, as a browser keeps one."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response

    async def next(self) -> tuple[str, dict]:
        """Return id and body of the next event."""
        event_id = ""
        async with asyncio.timeout(patient(5)):
            while True:
                line = (await self._response.content.readline()).decode().strip()
                name, _, value = line.partition(": ")
                if name == "id":
                    event_id = value
                elif name == "data":
                    return event_id, json.loads(value)


@pytest.fixture
async def events(base: str, session) -> AsyncIterator:
    opened = []

    async def connect(after: str = "", last_event_id: str = "") -> Stream:
        headers = {"Last-Event-ID": last_event_id} if last_event_id else {}
        response = await session.get(f"{base}/events", params={"after": after}, headers=headers)
        opened.append(response)
        return Stream(response)

    yield connect
    for response in opened:
        response.close()


async def test_page_is_served_under_a_strict_policy(tg, base, session) -> None:
    async with session.get(tg.page_url) as response:
        assert response.url.path == "/chat/"
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        assert '<script type="module" src="static/main.js">' in await response.text()
    for path in ("static/main.js", "static/styles/base.css", "static/emoji/NotoColorEmoji.woff2"):
        async with session.get(f"{base}/{path}") as response:
            assert response.status == 200
            assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:8081", 200),
        ("127.0.0.1", 200),
        ("192.168.0.7:8081", 200),
        ("coordi.localhost", 200),
        ("evil.example.com", 403),
    ],
)
async def test_a_foreign_name_for_this_machine_is_refused(base, session, host, status) -> None:
    async with session.get(f"{base}/state", headers={"Host": host}) as response:
        assert response.status == status


async def test_actions_need_the_header_of_the_page(tg, base, session) -> None:
    person = tg.person("민지")
    url = f"{base}/people/{person.id}/chats/{person.id}/say"
    async with session.post(url, json={"text": "hi"}) as response:
        assert response.status == 403
    assert person.chat.messages == []
    async with session.post(url, json={"text": "hi"}, headers=HEADERS) as response:
        assert response.status == 200
    assert [message.text for message in person.chat.messages] == ["hi"]


async def test_a_person_sees_only_their_own_chats(tg, base, session) -> None:
    minji, junho = tg.person("민지"), tg.person("준호")
    group = tg.group("g", [minji])
    for chat_id, status in ((minji.id, 200), (group.id, 200), (junho.id, 404), ("x", 404)):
        async with session.get(f"{base}/people/{minji.id}/chats/{chat_id}") as response:
            assert response.status == status
    async with session.get(f"{base}/state") as response:
        people = {person["id"]: person for person in (await response.json())["people"]}
    assert [chat["id"] for chat in people[minji.id]["chats"]] == [minji.id, group.id]
    assert [chat["id"] for chat in people[junho.id]["chats"]] == [junho.id]


async def test_events_resume_where_the_page_was(tg, call, base, session, events) -> None:
    person = tg.person("민지")
    async with session.get(f"{base}/state") as response:
        after = (await response.json())["after"]
    await person.say("one")
    stream = await events(after)
    seen, event = await stream.next()
    assert (event["kind"], event["message"]["text"]) == ("message", "one")
    sent = await call("sendMessage", chat_id=person.id, text="two")
    assert (await stream.next())[1]["message"]["text"] == "two"
    await call("deleteMessage", chat_id=person.id, message_id=sent.result["message_id"])
    again = await events(after, last_event_id=seen)
    assert [(await again.next())[1]["kind"] for _ in range(2)] == ["message", "deleted"]


async def test_events_start_over_when_they_do_not_reach_back(tg, events) -> None:
    person = tg.person("민지")
    for after in ("", "another-7", "nonsense"):
        stream = await events(after)
        assert (await stream.next())[1] == {"kind": "reset"}
    await person.say("hi")
    assert (await stream.next())[1]["kind"] == "message"


async def test_media_of_all_kinds(tg, base, session, picture) -> None:
    person = tg.person("민지")
    url = f"{base}/people/{person.id}/chats/{person.id}/media"

    async def send(*files: tuple[bytes, str, str], **fields: str) -> list[str]:
        before = len(person.chat.messages)
        form = aiohttp.FormData()
        for name, value in fields.items():
            form.add_field(name, value)
        for content, name, content_type in files:
            form.add_field("files", content, filename=name, content_type=content_type)
        async with session.post(url, data=form, headers=HEADERS) as response:
            assert response.status == 200
        return [message.media.kind for message in person.chat.messages[before:]]

    jpeg = (picture(), "a.jpg", "image/jpeg")
    assert await send(jpeg, caption="봐") == ["photo"]
    assert person.chat.messages[-1].caption == "봐"
    assert await send(jpeg, jpeg, jpeg) == ["photo"] * 3
    assert await send(jpeg, as_file="1") == ["document"]
    assert await send((b"text", "renamed.jpg", "image/jpeg")) == ["document"]
    assert await send((b"", "empty.jpg", "image/jpeg")) == ["document"]
    assert await send(jpeg, (b"%PDF", "a.pdf", "application/pdf")) == ["photo", "document"]


async def test_files_of_strangers_are_never_shown_as_pages(tg, base, session, photo) -> None:
    person = tg.person("민지")
    page = await person.send_document(b"<script>alert(1)</script>", '"x".html', "text/html")
    shot = await person.send_photo(photo)
    async with session.get(f"{base}/files/{page.file.file_id}") as response:
        assert response.content_type == "application/octet-stream"
        assert response.headers["Content-Disposition"].startswith("attachment")
    async with session.get(f"{base}/files/{shot.file.file_id}") as response:
        assert response.content_type == "image/jpeg"
    async with session.get(f"{base}/files/none") as response:
        assert response.status == 404


async def test_everything_else_people_do(tg, call, base, session) -> None:
    person = tg.person("민지", language_code="ko")
    await person.say("/start")
    keyboard = {"keyboard": [["옷장"]]}
    await call("sendMessage", chat_id=person.id, text="a", reply_markup=keyboard)
    sent = (await call("sendMessage", chat_id=person.id, text="b")).result["message_id"]
    place = f"{base}/people/{person.id}/chats/{person.id}"

    async def post(url: str, **body) -> tuple[int, dict]:
        async with session.post(url, json=body, headers=HEADERS) as response:
            text = await response.text()
            return response.status, json.loads(text) if response.status == 200 else {}

    _, pressed = await post(f"{place}/press", message_id=sent, data="made up")
    assert tg.world.callback_queries[pressed["query_id"]].data == "made up"
    assert (await post(f"{place}/key", text="옷장"))[0] == 200
    assert (await post(f"{place}/key", text="없음"))[0] == 404
    assert (await post(f"{place}/location", latitude=33.5, longitude=126.5))[0] == 200
    assert (await post(f"{place}/location", latitude=133.5, longitude=126.5))[0] == 400
    own = person.chat.messages[0].id
    assert (await post(f"{place}/edit", message_id=own, text="/help"))[0] == 200
    assert (await post(f"{place}/edit", message_id=sent, text="x"))[0] == 403
    assert (await post(f"{place}/delete", message_id=own))[0] == 200
    assert (await post(f"{place}/press", message_id=own, data="x"))[0] == 404
    assert (await post(f"{base}/people/{person.id}/language", language_code="en"))[0] == 200
    assert person.user.language_code == "en"
    assert (await post(f"{base}/people/{person.id}/block", blocked=True))[0] == 200
    assert (await post(f"{place}/say", text="hi"))[0] == 403
    assert (await post(f"{base}/people/{person.id}/block", blocked=False))[0] == 200
    assert (await post(f"{base}/people", first_name=" "))[0] == 400
    status, added = await post(f"{base}/people", first_name="Sam", language_code="en")
    assert status == 200
    assert tg.world.people[added["id"]].first_name == "Sam"
    assert (await post(f"{base}/people/1/block", blocked=True))[0] == 404


async def test_only_the_owner_writes_in_a_channel(tg, base, session) -> None:
    minji, junho = tg.person("민지"), tg.person("준호")
    channel = tg.channel("c", minji)
    channel.chat.members[junho.id] = "member"
    for person, status in ((minji, 200), (junho, 403)):
        url = f"{base}/people/{person.id}/chats/{channel.id}/say"
        async with session.post(url, json={"text": "hi"}, headers=HEADERS) as response:
            assert response.status == status


async def test_korean_fonts_of_the_page(base, session) -> None:
    for weight in ("Regular", "Bold"):
        url = f"{base}/static/fonts/CoordiGothic-{weight}.woff2"
        async with session.get(url) as response:
            assert response.status == 200
            assert (await response.read())[:4] == b"wOF2"


@pytest.mark.parametrize("path", ["static/../page_server.py", "static/%2e%2e/cli.py", "static/"])
async def test_no_way_out_of_the_page_folder(base, session, path: str) -> None:
    from yarl import URL

    async with session.get(URL(f"{base}/{path}", encoded=True)) as response:
        assert response.status in {403, 404}
