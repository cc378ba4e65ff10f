"""Daily tips: finding who is due among a million, and ten thousand sent while the bot is killed."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from sqlalchemy import insert, text

from config.settings import Settings, load_settings
from db.models import TipSubscription, User, utc_now
from db.session import Database
from db.tips import due_statement
from simulator import LocalTelegram, Person

SUBSCRIBERS: Final = 1_000_000
TIPS: Final = 10_000
KILLS: Final = 5

_LOOKUPS: Final = 50
_LOOKUP_LIMIT: Final = 32
_START_TIMEOUT_S: Final = 180.0
_PACE: Final = "29"
"""Messages a second that the bot allows itself; Telegram allows 30."""
_POLLS_A_RUN: Final = 1000
"""The one who looks is also the local Telegram, which must not wait for it."""


def measure() -> dict[str, float]:
    """Measure both; the second takes as long as Telegram's limits make it, some six minutes."""
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(_measure_lookup(Path(folder)))
    with tempfile.TemporaryDirectory() as folder:
        run = asyncio.run(killed_run(Path(folder), tips=TIPS, kills=KILLS))
    return figures | run.figures()


# -- who is due -------------------------------------------------------------------------------


def _settings(folder: Path, **more: Any) -> Settings:
    return load_settings({}, _env_file=None, data_dir=folder, **more)


def _due_subscription(user_id: int) -> dict[str, Any]:
    now = utc_now()
    return {
        "user_id": user_id,
        "chat_id": user_id,
        "minute_of_day": 450,
        "days": 0b111_1111,
        "zone": "Asia/Seoul",
        "city": "seoul",
        "occasion": "daily",
        "own_only": True,
        "language": "ko",
        "next_due_at": now,
        "created_at": now,
        "updated_at": now,
    }


_MANY: Final = text(
    """
    WITH RECURSIVE many(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM many WHERE n + 1 < :count)
    INSERT INTO tip_subscriptions (user_id, chat_id, minute_of_day, days, zone, city, occasion,
                                   own_only, language, next_due_at, created_at, updated_at)
    SELECT 1, n, 450, 127, 'Asia/Seoul', 'seoul', 'daily', 1, 'ko',
           strftime('%Y-%m-%d %H:%M:%f000', 'now', (n * 86400.0 / :count - 30) || ' seconds'),
           strftime('%Y-%m-%d %H:%M:%f000', 'now'), strftime('%Y-%m-%d %H:%M:%f000', 'now')
    FROM many
    """
)
"""Subscriptions that are due over the coming day, but for a few hundred that are due now."""


async def _measure_lookup(folder: Path) -> dict[str, float]:
    """Return the median time of the query for the tips that are due, its rows read."""
    async with await Database.open(_settings(folder)) as database:
        async with database.session() as session:
            session.add(User(id=1))
            await session.flush()
            await session.execute(_MANY, {"count": SUBSCRIBERS})
        times = []
        for _ in range(_LOOKUPS):
            async with database.session() as session:
                begun = time.perf_counter()
                rows = (await session.scalars(due_statement(utc_now(), limit=_LOOKUP_LIMIT))).all()
                times.append(1000 * (time.perf_counter() - begun))
            assert len(rows) == _LOOKUP_LIMIT
    return {"due_among_1000000_ms": sorted(times)[len(times) // 2]}


# -- sending while being killed ---------------------------------------------------------------


@dataclass(slots=True)
class KilledRun:
    """What became of tips that were all due at once.

    Attributes:
        received: how many tips each person got.
        refused: answers of the local Telegram with status 429.
        busy_s: time in which the bot was sending, without the pauses between two lives of it.
        total_s: from the first tip to the last.
    """

    received: list[int] = field(default_factory=list)
    refused: int = 0
    busy_s: float = 0.0
    total_s: float = 0.0
    kills: int = 0

    @property
    def lost(self) -> int:
        """How many people got none."""
        return sum(count == 0 for count in self.received)

    @property
    def doubled(self) -> int:
        """How many people got more than one."""
        return sum(count > 1 for count in self.received)

    def figures(self) -> dict[str, float]:
        """Return the figures by name."""
        sent = sum(self.received)
        return {
            "tips_sent": sent,
            "tips_a_second": sent / self.busy_s,
            "tips_a_second_with_restarts": sent / self.total_s,
            "tips_lost": self.lost,
            "tips_doubled": self.doubled,
            "tips_refused_429": self.refused,
            "killed": self.kills,
        }


@dataclass(slots=True)
class _Crowd:
    """People who wait for their tips, and what they got so far."""

    telegram: LocalTelegram
    people: list[Person]
    seen_calls: float = 0.0
    refused: int = 0
    sent_at_s: list[float] = field(default_factory=list)

    @property
    def poll_s(self) -> float:
        """How long to wait before the next look: the larger the crowd, the longer a look takes."""
        return max(0.05, len(self.people) / 20 / _POLLS_A_RUN)

    def watch(self) -> int:
        """Note what has happened since the last look; return how many tips were sent so far."""
        for call in self.telegram.calls:
            if call.at_s <= self.seen_calls:
                continue
            self.refused += call.status == 429
            if call.method in {"sendMessage", "sendPhoto"} and call.status == 200:
                self.sent_at_s.append(call.at_s)
        self.seen_calls = max((call.at_s for call in self.telegram.calls), default=0.0)
        return len(self.sent_at_s)

    def received(self) -> list[int]:
        return [len(person.chat.bot_messages) for person in self.people]


async def killed_run(
    folder: Path, *, tips: int, kills: int, environment: dict[str, str] | None = None
) -> KilledRun:
    """Send tips that are all due at once, and kill the bot with SIGKILL on the way.

    Args:
        folder: for the bot's database.
        tips: how many people wait.
        kills: how often the bot is killed, evenly over what is to be sent.
        environment: further settings of the bot.
    """
    async with LocalTelegram() as telegram:
        people = [telegram.person(f"손님 {n}", language_code="ko") for n in range(tips)]
        for person in people:
            person.chat.chat.open = True  # they have written to the bot some day
        rows = [_due_subscription(person.id) for person in people]
        async with (
            await Database.open(_settings(folder)) as database,
            database.session() as session,
        ):
            await session.execute(insert(User), [{"id": person.id} for person in people])
            await session.execute(insert(TipSubscription), rows)
        crowd = _Crowd(telegram, people)
        run = KilledRun(kills=kills)
        for life in range(kills + 1):
            is_last = life == kills
            until = tips if is_last else (life + 1) * tips // (kills + 2)
            await _live(telegram, folder, crowd, until, environment or {}, is_last=is_last)
        run.received, run.refused = crowd.received(), crowd.refused
        run.total_s = crowd.sent_at_s[-1] - crowd.sent_at_s[0]
        run.busy_s = _busy_s(crowd.sent_at_s)
        return run


def _busy_s(sent_at_s: list[float]) -> float:
    """Return the time between tips, without pauses of more than a second."""
    gaps = [after - before for before, after in pairwise(sent_at_s)]
    return sum(gap for gap in gaps if gap <= 1.0)


async def _live(
    telegram: LocalTelegram,
    folder: Path,
    crowd: _Crowd,
    until: int,
    environment: dict[str, str],
    *,
    is_last: bool,
) -> None:
    """Run the bot until so many tips were sent, then kill it; the last one ends in peace."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "coordi", "run"),
        env={
            **os.environ,
            "COORDI_DATA_DIR": str(folder),
            "COORDI_HEALTH__PORT": "0",
            "COORDI_TELEGRAM__MESSAGES_PER_S": _PACE,
            "COORDI_TELEGRAM__TOKEN": telegram.token,
            "COORDI_TELEGRAM__BASE_URL": telegram.base_url,
            "COORDI_TELEGRAM__BASE_FILE_URL": telegram.base_file_url,
            **environment,
        },
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        if is_last:
            await _all_have_one(telegram, crowd)
        else:
            await _so_many_sent(crowd, until, process)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate() if is_last else process.kill()
        await process.wait()
    crowd.watch()


async def _so_many_sent(crowd: _Crowd, until: int, process: asyncio.subprocess.Process) -> None:
    before, changed_at = crowd.watch(), time.monotonic()
    while (now := crowd.watch()) < until:
        if now != before:
            before, changed_at = now, time.monotonic()
        if process.returncode is not None or time.monotonic() - changed_at > _START_TIMEOUT_S:
            raise RuntimeError(f"the bot stopped after {now} tips")
        await asyncio.sleep(crowd.poll_s)


async def _all_have_one(telegram: LocalTelegram, crowd: _Crowd) -> None:
    """Wait for everybody's tip; other talk goes on, by which tips of dead processes are found."""
    passer_by = telegram.person("지나가던 사람", language_code="ko")
    deadline = time.monotonic() + _START_TIMEOUT_S + len(crowd.people) / 20
    asked_at = time.monotonic()
    while Counter(crowd.received())[0] and time.monotonic() < deadline:
        crowd.watch()
        if time.monotonic() - asked_at > 5:
            asked_at = time.monotonic()
            await passer_by.say("/help")
        await asyncio.sleep(4 * crowd.poll_s)
