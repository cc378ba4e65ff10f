"""The simulator from the command line, as a process of its own."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
import urllib.request

import pytest
from click.testing import CliRunner

from simulator.cli import simulator
from tests.support.patience import patient


@pytest.mark.slow
async def test_serves_until_it_is_asked_to_end(unused_tcp_port: int) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "simulator", "serve", "--port", str(unused_tcp_port)),
        *("--token", "7:secret"),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    async with asyncio.timeout(patient(30)):
        first = (await process.stdout.readline()).decode()
        url = first.split()[-1]
        assert url == f"http://127.0.0.1:{unused_tcp_port}"

        def get(path: str) -> dict:
            with urllib.request.urlopen(url + path) as response:
                return dict(json.load(response))

        me = await asyncio.to_thread(get, "/bot7:secret/getMe")
        state = await asyncio.to_thread(get, "/chat/state")
        process.send_signal(signal.SIGTERM)
        rest = await process.stdout.read()
        assert await process.wait() == 0
    assert me["result"]["id"] == 7
    assert [person["first_name"] for person in state["people"]] == ["민지", "준호", "Alex"]
    assert len(state["people"][0]["chats"]) == 3
    assert b"secret" not in rest


def test_bad_token_and_taken_port(unused_tcp_port_factory) -> None:
    result = CliRunner().invoke(simulator, ["serve", "--token", "nonsense", "--port", "0"])
    assert result.exit_code == 2
    assert "a bot token is a number, a colon and a secret" in result.output
    result = CliRunner().invoke(simulator, ["serve", "--host", "203.0.113.1", "--port", "0"])
    assert result.exit_code == 1
    assert "cannot listen on 203.0.113.1" in result.output
