"""The demo starts and stops its parts together, and says what is wrong."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

import pytest

from bot import demo
from bot.demo import Demo, DemoError

PARTS = {
    "catalog": "print('imported')",
    "simulator": "import time; print('Chat page  http://…', flush=True); time.sleep(60)",
    "run": "import time; print('@coordi_bot is ready', flush=True); time.sleep(60)",
}


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Stand-ins for the parts; a test changes what they do."""
    scripts = dict(PARTS)

    def command(*arguments: str) -> list[str]:
        return [sys.executable, "-S", "-c", scripts[arguments[0]]]

    monkeypatch.setattr(demo, "_command", command)
    return scripts


async def test_everything_starts_says_where_and_stops(
    parts: dict[str, str], tmp_path: Path, unused_tcp_port: int
) -> None:
    said: list[str] = []

    def say(line: str) -> None:
        said.append(line)
        if "http" in line:
            os.kill(os.getpid(), signal.SIGTERM)

    await Demo(tmp_path, unused_tcp_port, show=say).run()
    assert said[0] == "Filling the sample shop …"
    assert f"http://127.0.0.1:{unused_tcp_port}" in said[1]


async def test_a_part_that_dies_ends_the_demo(
    parts: dict[str, str], tmp_path: Path, unused_tcp_port: int
) -> None:
    parts["run"] = "print('@coordi_bot is ready', flush=True)"
    with pytest.raises(DemoError, match="the bot has stopped"):
        await Demo(tmp_path, unused_tcp_port, show=lambda _line: None).run()


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ("catalog", "catalog import sample` failed"),
        ("simulator", "the local Telegram did not start"),
        ("run", "the bot did not start"),
    ],
)
async def test_a_part_that_does_not_start(
    parts: dict[str, str], tmp_path: Path, unused_tcp_port: int, part: str, message: str
) -> None:
    parts[part] = "import sys; sys.exit(3)"
    with pytest.raises(DemoError, match=message):
        await Demo(tmp_path, unused_tcp_port, show=lambda _line: None).run()


async def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(DemoError, match=f"port {port} is taken"):
            await Demo(tmp_path, port, show=lambda _line: None).run()


async def test_it_can_be_stopped_while_it_starts(
    parts: dict[str, str], tmp_path: Path, unused_tcp_port: int
) -> None:
    parts["catalog"] = "import time; time.sleep(60)"

    def say(_line: str) -> None:
        asyncio.get_running_loop().call_later(0.2, os.kill, os.getpid(), signal.SIGINT)

    await Demo(tmp_path, unused_tcp_port, show=say).run()


def test_a_real_token_does_not_get_into_the_demo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:real")
    monkeypatch.setenv("COORDI_TELEGRAM__TOKEN", "1:real")
    monkeypatch.setenv("COORDI_TELEGRAM__WEBHOOK_URL", "https://bot.example.com/")
    environment = Demo(tmp_path, 8081, show=print).environment()
    assert "TELEGRAM_BOT_TOKEN" not in environment
    assert "1:real" not in environment.values()
    assert "COORDI_TELEGRAM__WEBHOOK_URL" not in environment
