"""How the whole bot feels: start, sign of life, answer and memory, through the local Telegram."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from simulator import LocalTelegram, Person
from tests.support.photos import photo_bytes

QUEUED_PHOTOS: Final = 16
ANSWERS: Final = 5
TIMEOUT_S: Final = 120.0


def measure() -> dict[str, float]:
    """Measure a bot process that answers real photos from a filled catalogue."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        _coordi(folder, "db", "upgrade")
        _coordi(folder, "catalog", "import", "sample")
        filled_s = time.perf_counter() - start
        return {"fill_catalogue_s": filled_s} | asyncio.run(_measure(folder))


def _environment(folder: str) -> dict[str, str]:
    return {**os.environ, "COORDI_DATA_DIR": folder}


def _coordi(folder: str, *arguments: str) -> None:
    command = [sys.executable, "-m", "coordi", *arguments]
    subprocess.run(command, check=True, env=_environment(folder), stderr=subprocess.DEVNULL)  # noqa: S603


@contextlib.asynccontextmanager
async def _bot(telegram: LocalTelegram, folder: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "coordi",
        "run",
        env={
            **_environment(folder),
            "COORDI_TELEGRAM__TOKEN": telegram.token,
            "COORDI_TELEGRAM__BASE_URL": telegram.base_url,
            "COORDI_TELEGRAM__BASE_FILE_URL": telegram.base_file_url,
        },
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        await process.wait()


async def _measure(folder: str) -> dict[str, float]:
    photo = photo_bytes()
    async with LocalTelegram() as telegram:
        person = telegram.person("민지", language_code="ko")
        start = time.perf_counter()
        async with _bot(telegram, folder) as process:
            await person.say("/help")
            await person.wait_for(timeout_s=TIMEOUT_S)
            figures = {"ready_s": time.perf_counter() - start}
            figures["answer_s"] = await _answer_s(person, photo)
            figures["sign_of_life_busy_ms"] = await _sign_of_life_ms(telegram, photo)
            figures["memory_mb"] = _memory_mb(process.pid)
    return figures


async def _answer_s(person: Person, photo: bytes) -> float:
    times = []
    for _ in range(ANSWERS):
        start = time.perf_counter()
        await person.send_photo(photo)
        await person.wait_for(lambda message: message.media is not None, timeout_s=TIMEOUT_S)
        times.append(time.perf_counter() - start)
        await asyncio.sleep(1.1)  # Telegram lets one message a second into a chat
    return sorted(times)[len(times) // 2]


async def _sign_of_life_ms(telegram: LocalTelegram, photo: bytes) -> float:
    """Return how long the first reaction to a photo takes behind many that wait.

    The clock starts when the photo has reached Telegram, whose own work on it is not the bot's.
    """
    crowd = [telegram.person(f"손님 {n}") for n in range(QUEUED_PHOTOS)]
    await asyncio.gather(*(person.send_photo(photo) for person in crowd))
    late = telegram.person("늦은 손님")
    await late.send_photo(photo)
    start = time.perf_counter()
    await late.wait_for(timeout_s=TIMEOUT_S)
    spent_ms = (time.perf_counter() - start) * 1000
    await asyncio.gather(
        *(
            person.wait_for(lambda message: message.media is not None, timeout_s=TIMEOUT_S)
            for person in (*crowd, late)
        )
    )
    return spent_ms


def _memory_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    (peak,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(peak.split()[1]) / 1024
