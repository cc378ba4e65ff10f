"""The demo: a sample shop, a local Telegram and the bot, started and stopped together."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Final

from config.errors import CoordiError
from config.settings import PREFIX, TOKEN_ALIAS, load_settings
from db.queries import product_index
from db.session import Database

HOST: Final = "127.0.0.1"
TOKEN: Final = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"  # noqa: S105 - of Telegram's manual
_READY: Final = "is ready"
_LISTENING: Final = "Chat page"
_START_TIMEOUT_S: Final = 120.0
_STOP_TIMEOUT_S: Final = 10.0
_REFRESH_MINUTES: Final = "5"


class DemoError(CoordiError):
    """A part of the demo cannot be started, or has stopped by itself."""

    code = "demo"


class Demo:
    """Runs everything that the demo needs, until interrupted.

    Args:
        data_dir: where database and pictures are kept from one demo to the next.
        port: of the chat page.
        say: prints a line for the person at the terminal.
    """

    def __init__(self, data_dir: Path, port: int, *, say: Callable[[str], None]) -> None:
        self._data_dir = data_dir
        self._port = port
        self._say = say

    @property
    def url(self) -> str:
        """Address of the chat page."""
        return f"http://{HOST}:{self._port}"

    def environment(self) -> dict[str, str]:
        """Return the variables for the parts; a real bot's token must not get into the demo."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(f"{PREFIX}TELEGRAM__")}
        kept.pop(TOKEN_ALIAS, None)
        return kept | {
            "PYTHONUNBUFFERED": "1",
            f"{PREFIX}DATA_DIR": str(self._data_dir),
            f"{PREFIX}TELEGRAM__TOKEN": TOKEN,
            f"{PREFIX}TELEGRAM__BASE_URL": f"{self.url}/bot",
            f"{PREFIX}TELEGRAM__BASE_FILE_URL": f"{self.url}/file/bot",
            f"{PREFIX}TELEGRAM__MODE": "polling",
            f"{PREFIX}HEALTH__PORT": "0",
        }

    async def run(self) -> None:
        """Run until SIGINT or SIGTERM.

        Raises:
            DemoError: the port is taken, or a part did not start or has stopped.
        """
        _check_port(self._port)
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(name, stop.set)
        environment = self.environment()
        if await self._is_empty(environment):
            self._say("Filling the sample shop …")
            await _finish("catalog", "import", "sample", environment=environment, stop=stop)
        if stop.is_set():
            return
        async with AsyncExitStack() as stack:
            telegram = await stack.enter_async_context(
                _part(
                    *("simulator", "serve", "--host", HOST, "--port", str(self._port)),
                    *("--token", TOKEN),
                    environment=environment,
                )
            )
            await _until_line(telegram, _LISTENING, "the local Telegram", stop)
            bot = await stack.enter_async_context(_part("run", environment=environment))
            await _until_line(bot, _READY, "the bot", stop)
            # Shops that are listed in the demo's folder come in while one chats.
            keeper = await stack.enter_async_context(
                _part("catalog", "refresh", "--every", _REFRESH_MINUTES, environment=environment)
            )
            if not stop.is_set():
                self._say(f"\nThe chat is at {self.url}\nCtrl-C stops it.")
            draining = asyncio.ensure_future(_drain(keeper))
            try:
                await _watch({"the local Telegram": telegram, "the bot": bot}, stop)
            finally:
                draining.cancel()

    async def _is_empty(self, environment: Mapping[str, str]) -> bool:
        settings = load_settings(environment, data_dir=self._data_dir)
        async with await Database.open(settings) as database, database.session() as session:
            return await product_index.latest_revision(session) == 0


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise DemoError(
                f"port {port} is taken; choose another one: coordi demo --port {port + 1}"
            ) from None


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "coordi", *arguments]


async def _finish(*arguments: str, environment: Mapping[str, str], stop: asyncio.Event) -> None:
    """Run a command to its end, or until `stop`.

    Raises:
        DemoError: it failed.
    """
    process = await asyncio.create_subprocess_exec(*_command(*arguments), env=environment)
    try:
        if await _ended_first(process, stop) and process.returncode != 0:
            raise DemoError(f"`coordi {' '.join(arguments)}` failed")
    finally:
        await _stop(process)


@asynccontextmanager
async def _part(*arguments: str, environment: Mapping[str, str]) -> AsyncIterator[Process]:
    # In a group of its own: Ctrl-C reaches the demo alone, which stops the bot before its Telegram.
    process = await asyncio.create_subprocess_exec(
        *_command(*arguments), env=environment, stdout=PIPE, process_group=0
    )
    try:
        yield process
    finally:
        await _stop(process)


async def _stop(process: Process) -> None:
    if process.returncode is not None:
        return
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(_STOP_TIMEOUT_S):
            await process.wait()
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _ended_first(process: Process, stop: asyncio.Event) -> bool:
    """Wait for the end of a process or for `stop`; return whether the process ended."""
    ended = asyncio.ensure_future(process.wait())
    stopped = asyncio.ensure_future(stop.wait())
    await asyncio.wait({ended, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if not ended.done():
        ended.cancel()
    return process.returncode is not None


async def _until_line(process: Process, words: str, name: str, stop: asyncio.Event) -> None:
    """Read what a part prints until it says that it is ready.

    Raises:
        DemoError: it ended before, or took too long.
    """

    async def read() -> bool:
        assert process.stdout is not None
        async for line in process.stdout:
            if words in line.decode(errors="replace"):
                return True
        return False

    reading = asyncio.ensure_future(read())
    stopped = asyncio.ensure_future(stop.wait())
    done, _ = await asyncio.wait(
        {reading, stopped}, timeout=_START_TIMEOUT_S, return_when=asyncio.FIRST_COMPLETED
    )
    stopped.cancel()
    if reading in done and reading.result():
        return
    reading.cancel()
    if not stop.is_set():
        raise DemoError(f"{name} did not start")


async def _watch(parts: Mapping[str, Process], stop: asyncio.Event) -> None:
    """Wait for `stop`; pass on what the parts print, so that no pipe fills up.

    Raises:
        DemoError: a part has ended by itself.
    """
    drains = [asyncio.ensure_future(_drain(process)) for process in parts.values()]
    stopped = asyncio.ensure_future(stop.wait())
    ends = {asyncio.ensure_future(p.wait()): name for name, p in parts.items()}
    try:
        await asyncio.wait({stopped, *ends}, return_when=asyncio.FIRST_COMPLETED)
        if not stop.is_set():
            names = [name for end, name in ends.items() if end.done()]
            raise DemoError(f"{' and '.join(names)} has stopped")
    finally:
        for task in (*drains, stopped, *ends):
            task.cancel()


async def _drain(process: Process) -> None:
    assert process.stdout is not None
    async for line in process.stdout:
        sys.stdout.write(line.decode(errors="replace"))
