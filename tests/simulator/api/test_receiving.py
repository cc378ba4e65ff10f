"""getUpdates, webhooks and files, as a bot receives them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import aiohttp
import pytest
from aiohttp import web

from simulator import Limits, LocalTelegram
from tests.support.patience import patient


async def test_me_and_wrong_tokens(tg, call, session) -> None:
    me = (await call("getMe")).result
    assert (me["id"], me["is_bot"], me["username"]) == (110201543, True, "coordi_bot")
    for token in ("1:x", tg.token + "x"):
        async with session.get(f"{tg.base_url}{token}/getMe") as response:
            assert response.status == 401
            assert await response.json() == {
                "ok": False,
                "error_code": 401,
                "description": "Unauthorized",
            }


async def test_unknown_method_and_case(tg, call) -> None:
    reply = await call("sendTelepathy")
    assert (reply.status, reply.error) == (404, "Not Found")
    assert (await call("GETME")).status == 200
    assert [(one.method, one.status) for one in tg.calls] == [
        ("sendTelepathy", 404),
        ("getMe", 200),
    ]


async def test_parameters_in_the_query_string_and_as_form(tg, session) -> None:
    person = tg.person("alex")
    await person.say("one")
    await person.say("two")
    url = f"{tg.base_url}{tg.token}/getUpdates"
    async with session.get(url, params={"offset": 2}) as response:
        assert [u["message"]["text"] for u in (await response.json())["result"]] == ["two"]
    async with session.post(url, data={"limit": "1"}) as response:
        assert len((await response.json())["result"]) == 1
    async with session.post(
        url, data=b"{", headers={"Content-Type": "application/json"}
    ) as response:
        assert response.status == 400


async def test_offset_confirms_and_negative_offset_keeps_the_last(tg, call) -> None:
    person = tg.person("alex")
    for text in "abcd":
        await person.say(text)

    async def texts(**params) -> list[str]:
        return [update["message"]["text"] for update in (await call("getUpdates", **params)).result]

    assert await texts() == ["a", "b", "c", "d"]
    assert await texts(limit=2) == ["a", "b"]
    assert await texts(offset=2) == ["b", "c", "d"]
    assert await texts() == ["b", "c", "d"]
    assert await texts(offset=-1) == ["d"]
    assert await texts() == ["d"]


async def test_long_poll_wakes_up_at_once(tg, call) -> None:
    poll = asyncio.create_task(call("getUpdates", timeout=50))
    person = tg.person("alex")
    await asyncio.sleep(0)
    await person.say("hi")
    assert [update["message"]["text"] for update in (await poll).result] == ["hi"]


async def test_second_poll_ends_the_first(tg, call) -> None:
    first = asyncio.create_task(call("getUpdates", timeout=50))
    second = asyncio.create_task(call("getUpdates", timeout=50))
    done, _ = await asyncio.wait({first, second}, return_when=asyncio.FIRST_COMPLETED)
    loser = done.pop().result()
    assert loser.status == 409
    assert loser.error == (
        "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running"
    )
    await tg.person("alex").say("hi")
    winner = await (first if not first.done() or first.result() is not loser else second)
    assert winner.status == 200


async def test_allowed_updates(tg, call) -> None:
    person = tg.person("alex")
    await call("getUpdates", allowed_updates=["my_chat_member"])
    await person.say("hi")
    await person.block()
    assert [list(update)[1] for update in (await call("getUpdates")).result] == ["my_chat_member"]
    await call("getUpdates", offset=-1, allowed_updates=[])
    await person.unblock()
    await person.say("hi")
    assert [list(update)[1] for update in (await call("getUpdates")).result][-1] == "message"


async def test_updates_wait_for_a_day(tg, call, clock) -> None:
    await tg.person("alex").say("hi")
    clock.advance(25 * 3600)
    assert (await call("getUpdates")).result == []


@dataclass
class BotServer:
    """A bot's web server that answers as it is told to."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    answer: dict | None = None
    got: asyncio.Queue = field(default_factory=asyncio.Queue)

    async def handle(self, request: web.Request) -> web.Response:
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
        await self.got.put((secret, await request.json()))
        status = self.statuses.pop(0) if self.statuses else 200
        return web.json_response(self.answer or {}, status=status)


@pytest.fixture
async def bot_server() -> AsyncIterator[BotServer]:
    server = BotServer()
    app = web.Application()
    app.router.add_post("/hook", server.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield server
    await runner.cleanup()


async def test_webhook_delivers_with_its_secret_and_in_order(tg, call, bot_server) -> None:
    person = tg.person("alex")
    assert (await call("setWebhook", url=bot_server.url, secret_token="s-1")).result is True
    for text in "abc":
        await person.say(text)
    got = [await bot_server.got.get() for _ in range(3)]
    assert [(secret, update["message"]["text"]) for secret, update in got] == [
        ("s-1", "a"),
        ("s-1", "b"),
        ("s-1", "c"),
    ]
    polled = await call("getUpdates")
    assert polled.status == 409
    assert "while webhook is active" in polled.error
    assert (await call("deleteWebhook")).result is True
    assert (await call("getWebhookInfo")).result["url"] == ""
    assert (await call("getUpdates")).status == 200


async def test_webhook_tries_again_until_it_is_taken(tg, call, bot_server) -> None:
    bot_server.statuses = [500, 302]
    await call("setWebhook", url=bot_server.url)
    await tg.person("alex").say("hi")
    tries = [await bot_server.got.get() for _ in range(3)]
    assert len({update["update_id"] for _, update in tries}) == 1
    async with asyncio.timeout(patient(5)):
        while (info := (await call("getWebhookInfo")).result)["pending_update_count"]:
            pass
    assert info["last_error_message"] == "Wrong response from the webhook: 302 Found"


async def test_webhook_may_answer_with_a_call(tg, call, bot_server) -> None:
    person = tg.person("alex")
    bot_server.answer = {"method": "sendMessage", "chat_id": person.id, "text": "from the answer"}
    await call("setWebhook", url=bot_server.url)
    await person.say("hi")
    await person.wait_for("from the answer")


async def test_unreachable_webhook_keeps_the_updates(tg, call, bot_server, unused_tcp_port) -> None:
    await call("setWebhook", url=f"http://127.0.0.1:{unused_tcp_port}/")
    await tg.person("alex").say("hi")
    async with asyncio.timeout(patient(5)):
        while "last_error_message" not in (info := (await call("getWebhookInfo")).result):
            pass
    assert (info["last_error_message"], info["pending_update_count"]) == ("Connection refused", 1)
    await call("setWebhook", url=bot_server.url)
    assert (await bot_server.got.get())[1]["message"]["text"] == "hi"
    await call("deleteWebhook", drop_pending_updates=True)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://127.0.0.1/", "An HTTPS URL must be provided for webhook"),
        ("https://93.184.216.34/", "IP address 93.184.216.34 is reserved"),
        ("https://bot.example.com/", "Failed to resolve host"),
    ],
)
async def test_no_update_leaves_the_machine(call, url: str, reason: str) -> None:
    reply = await call("setWebhook", url=url)
    assert reply.error == f"Bad Request: bad webhook: {reason}"


async def test_set_webhook_ends_a_poll(call, bot_server) -> None:
    poll = asyncio.create_task(call("getUpdates", timeout=50))
    await call("getMe")  # answered after the poll has arrived on its own connection
    await call("setWebhook", url=bot_server.url)
    assert (await poll).status == 409


async def test_secret_token_is_checked(call, bot_server) -> None:
    reply = await call("setWebhook", url=bot_server.url, secret_token="가")
    assert reply.error == "Bad Request: secret token contains unallowed characters"


async def test_file_link(tg, call, session, clock, photo: bytes) -> None:
    sent = await tg.person("alex").send_document(photo, "bus.jpg")
    file = (await call("getFile", file_id=sent.file.file_id)).result
    url = f"{tg.base_file_url}{tg.token}/{file['file_path']}"
    async with session.get(url) as response:
        assert (response.status, await response.read()) == (200, photo)
    wrong = url.replace(tg.token, "1:x")
    async with session.get(wrong) as response:
        assert response.status == 401
    clock.advance(3601)
    async with session.get(url) as response:
        assert response.status == 404
    reply = await call("getFile", file_id="AgACAgnonsense")
    assert reply.error == "Bad Request: wrong file_id or the file is temporarily unavailable"


async def test_file_over_20_mb(clock, session) -> None:
    async with LocalTelegram(clock=clock, limits=Limits(download_bytes=10)) as tg:
        sent = await tg.person("alex").send_document(b"eleven bytes", "a.txt")
        url = f"{tg.base_url}{tg.token}/getFile"
        async with session.post(url, json={"file_id": sent.file.file_id}) as response:
            assert (await response.json())["description"] == "Bad Request: file is too big"


async def test_contents_in_a_folder(tmp_path, session) -> None:
    async with LocalTelegram(files_dir=tmp_path) as tg:
        sent = await tg.person("alex").send_document(b"hello", "../../a.txt")
        path = tg.world.files.link(sent.file)
        async with session.get(f"{tg.base_file_url}{tg.token}/{path}") as response:
            assert await response.read() == b"hello"
    assert [file.read_bytes() for file in tmp_path.rglob("*.txt")] == [b"hello"]


async def test_a_call_outlives_its_client(tg, session) -> None:
    person = tg.person("alex")
    await person.say("/start")
    url = f"{tg.base_url}{tg.token}/sendMessage"
    with pytest.raises((TimeoutError, aiohttp.ServerTimeoutError)):
        async with asyncio.timeout(0):
            await session.post(url, json={"chat_id": person.id, "text": "hi"})
    async with session.post(url, json={"chat_id": person.id, "text": "again"}) as response:
        assert response.status == 200
