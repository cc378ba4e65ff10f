"""`LocalTelegram`: the whole local Telegram in one process, to be scripted from a test.

async with LocalTelegram() as tg:
application = ApplicationBuilder().token(tg.token)
.base_url(tg.base_url).base_file_url(tg.base_file_url).build()
...
minji = tg.person("minji", language_code="ko")
await minji.say("/start")
hello = await minji.wait_for(lambda message: "안녕" in message.text)
query = await minji.press("❤️", message=hello)
assert (await query.answered()).text == "고마워요!"
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from aiohttp import web

from simulator import actions
from simulator.calls import CallLog
from simulator.limits import MEBIBYTE, Limits
from simulator.model import Bot
from simulator.page_server import page_application
from simulator.scripting import Group, Person, until
from simulator.server import WORLD, bot_api_routes
from simulator.world import World

DEMO_TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"  # noqa: S105 - of Telegram's manual

T = TypeVar("T")


class LocalTelegram:
    """The local Telegram and its HTTP server; an asynchronous context manager.

    Args:
        token: the bot's token; calls with another one get a 401.
        host: address to listen on.
        port: port to listen on; any free one when 0.
        limits: sizes, rates and lifetimes.
        clock: seconds since 1970; dates, rates and lifetimes follow it, so that a test need not
            sleep.
        files_dir: folder for contents of files; memory when None.
        bot_name: first name of the bot.
        bot_username: its username, without the @.
        privacy_mode: whether groups hide ordinary messages from the bot.
        page_hosts: names the chat page is opened by besides localhost and IP addresses.
        webhook_hosts: hosts a webhook may point to besides this machine.
        patience_s: how long scripted people wait for the bot unless a call says otherwise.
    """

    def __init__(
        self,
        *,
        token: str = DEMO_TOKEN,
        host: str = "127.0.0.1",
        port: int = 0,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.time,
        files_dir: Path | None = None,
        bot_name: str = "Coordi",
        bot_username: str = "coordi_bot",
        privacy_mode: bool = True,
        page_hosts: Iterable[str] = (),
        webhook_hosts: Iterable[str] = (),
        patience_s: float = 10.0,
    ) -> None:
        bot_id, _, secret = token.partition(":")
        if not bot_id.isdigit() or not secret:
            raise ValueError("a bot token is a number, a colon and a secret")
        bot = Bot(
            int(bot_id), bot_name, username=bot_username, is_bot=True, privacy_mode=privacy_mode
        )
        self.world = World(
            bot,
            token,
            limits=limits or Limits(),
            clock=clock,
            files_dir=files_dir,
            webhook_hosts=webhook_hosts,
            patience_s=patience_s,
        )
        self._host = host
        self._page_hosts = tuple(page_hosts)
        self._port = port
        self._runner: web.AppRunner | None = None

    @property
    def token(self) -> str:
        """The bot's token."""
        return self.world.token

    @property
    def calls(self) -> CallLog:
        """Every call the bot has made."""
        return self.world.calls

    @property
    def page_url(self) -> str:
        """Address of the chat page."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self._host, self._host)  # noqa: S104
        host = f"[{host}]" if ":" in host else host
        return f"http://{host}:{self._port}"

    @property
    def base_url(self) -> str:
        """What python-telegram-bot takes as `base_url`."""
        return f"{self.page_url}/bot"

    @property
    def base_file_url(self) -> str:
        """What python-telegram-bot takes as `base_file_url`."""
        return f"{self.page_url}/file/bot"

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.stop()

    def application(self) -> web.Application:
        """Return the aiohttp application with the Bot API and the chat page."""
        app = web.Application(client_max_size=2 * self.world.limits.upload_bytes + MEBIBYTE)
        app[WORLD] = self.world
        app.add_routes(bot_api_routes())
        # Mounted last: what is no call of the Bot API belongs to the page.
        app.add_subapp("/chat/", page_application(self.world, self._page_hosts))
        app.router.add_get("/", _to_page)
        return app

    async def start(self) -> None:
        """Listen.

        Raises:
            OSError: the port is taken.
        """
        # Access logs would show the token, which is a part of every path.
        runner = web.AppRunner(self.application(), access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        site = web.TCPSite(runner, self._host, self._port)
        try:
            await site.start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner
        self._port = runner.addresses[0][1]

    async def stop(self) -> None:
        """Let everybody who waits go, and close."""
        self.world.updates.close()
        self.world.events.close()
        if self.world.webhook is not None:
            await self.world.webhook.stop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def person(
        self,
        name: str,
        *,
        language_code: str | None = None,
        username: str | None = None,
        last_name: str | None = None,
    ) -> Person:
        """Add a person, who has not written to the bot yet."""
        user = self.world.add_person(
            name, last_name=last_name, username=username, language_code=language_code
        )
        return Person(self.world, user)

    def group(self, title: str, members: Sequence[Person], *, basic: bool = False) -> Group:
        """Create a group with the bot in it; its first member owns it."""
        people = [member.user for member in members]
        return Group(self.world, actions.create_group(self.world, title, people, basic=basic))

    def channel(self, title: str, owner: Person, *, username: str | None = None) -> Group:
        """Create a channel; the bot is an administrator of it."""
        chat = self.world.add_chat("channel", title, {owner.id: "creator"})
        chat.username = username
        actions.add_bot(self.world, chat, owner.user)
        return Group(self.world, chat)

    async def until(self, condition: Callable[[], T | None], timeout_s: float | None = None) -> T:
        """Wait until a condition of the world holds; see `simulator.scripting.until`."""
        return await until(self.world, condition, timeout_s)


async def _to_page(_: web.Request) -> web.StreamResponse:
    raise web.HTTPFound("/chat/")
