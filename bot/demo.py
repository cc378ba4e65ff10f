"""Run the demo: a sample shop, a local Telegram and the bot, started and stopped together."""

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
    """A process of the demo could not be started, or has ended by itself."""

    code = "demo"


class Demo:
    """Runs the processes of the demo until interrupted.

    Args:
        data_dir: where database and pictures are kept between runs.
        port: of the chat page.
        show: prints a line on the terminal.
    """

    def __init__(self, data_dir: Path, port: int, *, show: Callable[[str], None]) -> None:
        self._data_dir = data_dir
        self._port = port
        self._show = show

    @property
    def url(self) -> str:
        """Address of the chat page."""
        return f"http://{HOST}:{self._port}"

    def environment(self) -> dict[str, str]:
        """Return the environment of the processes, without the token of a real bot."""
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
            DemoError: the port is taken, or a process did not start or has ended.
        """
        _check_port(self._port)
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(name, stop.set)
        environment = self.environment()
        if await self._is_empty(environment):
            self._show("Filling the sample shop …")
            await _run_command("catalog", "import", "sample", environment=environment, stop=stop)
        if stop.is_set():
            return
        async with AsyncExitStack() as stack:
            telegram = await stack.enter_async_context(
                _process(
                    *("simulator", "serve", "--host", HOST, "--port", str(self._port)),
                    *("--token", TOKEN),
                    environment=environment,
                )
            )
            await _wait_for_line(telegram, _LISTENING, "the local Telegram", stop)
            bot = await stack.enter_async_context(_process("run", environment=environment))
            await _wait_for_line(bot, _READY, "the bot", stop)
            # Imports shops that are added to the demo's folder during the chat.
            refresher = await stack.enter_async_context(
                _process("catalog", "refresh", "--every", _REFRESH_MINUTES, environment=environment)
            )
            if not stop.is_set():
                self._show(f"\nThe chat is at {self.url}\nCtrl-C stops it.")
            drain = asyncio.ensure_future(_drain(refresher))
            try:
                await _watch({"the local Telegram": telegram, "the bot": bot}, stop)
            finally:
                drain.cancel()

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


async def _run_command(
    *arguments: str, environment: Mapping[str, str], stop: asyncio.Event
) -> None:
    """Run a command until it ends or `stop` is set.

    Raises:
        DemoError: the command failed.
    """
    process = await asyncio.create_subprocess_exec(*_command(*arguments), env=environment)
    try:
        if await _ends_before(process, stop) and process.returncode != 0:
            raise DemoError(f"`coordi {' '.join(arguments)}` failed")
    finally:
        await _stop(process)


@asynccontextmanager
async def _process(*arguments: str, environment: Mapping[str, str]) -> AsyncIterator[Process]:
    # In a process group of its own: Ctrl-C reaches only the demo, which stops the bot before the
    # local Telegram.
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


async def _ends_before(process: Process, stop: asyncio.Event) -> bool:
    """Wait until a process ends or `stop` is set; return whether the process ended."""
    ended = asyncio.ensure_future(process.wait())
    stopped = asyncio.ensure_future(stop.wait())
    await asyncio.wait({ended, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if not ended.done():
        ended.cancel()
    return process.returncode is not None


async def _wait_for_line(process: Process, expected: str, name: str, stop: asyncio.Event) -> None:
    """Read the output of a process until a line shows that it is ready.

    Raises:
        DemoError: the process ended before, or took too long.
    """

    async def read() -> bool:
        assert process.stdout is not None
        async for line in process.stdout:
            if expected in line.decode(errors="replace"):
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


async def _watch(processes: Mapping[str, Process], stop: asyncio.Event) -> None:
    """Wait for `stop`; print the output of the processes, so that no pipe fills up.

    Raises:
        DemoError: a process has ended by itself.
    """
    drains = [asyncio.ensure_future(_drain(process)) for process in processes.values()]
    stopped = asyncio.ensure_future(stop.wait())
    ends = {asyncio.ensure_future(p.wait()): name for name, p in processes.items()}
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
