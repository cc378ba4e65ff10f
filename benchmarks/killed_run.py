"""Sends daily tips that are all due at once through the local Telegram, and kills the bot on it.

The bot is the real one, a process of its own. It dies of SIGKILL at the very moment in which
Telegram has taken a tip, or is about to take one and then does not: so the questions that a crash
leaves open are asked in both ways, run after run.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.closet import cutout_webp
from benchmarks.outfits import a_closet
from config.settings import Settings, load_settings
from db.models import (
    ClosetItem,
    ClosetPicture,
    TipDelivery,
    TipSubscription,
    User,
    pack_vector,
    utc_now,
)
from db.queries.tip_deliveries import OPEN_STATES
from db.session import Database
from engine.models.embedding_version import embedding_version
from simulator import LocalTelegram, Person
from simulator.calls import ApiCall, CallLog
from simulator.errors import ApiError
from simulator.limits import Limits
from simulator.throttle import Throttle

BOT: Final = (sys.executable, "-m", "coordi", "run")
WARDROBE: Final = ("t_shirt", "shirt", "sweater", "jeans", "trousers", "coat", "sneakers", "boots")

_PATIENCE_S: Final = 180.0
_STOPPING_S: Final = 60.0
_LOOK_S: Final = 0.2
_QUIET_S: Final = 5.0
_TALK_EVERY_S: Final = 2.0
_PAUSE_S: Final = 1.0
_PACE: Final = "29"
"""Messages a second that the bot allows itself; Telegram allows 30."""
_LOG: Final = "bot.log"
_LOG_CHARS: Final = 4000


class StuckError(RuntimeError):
    """The bot did not get on; the message says how things stood."""


@dataclass(frozen=True, slots=True)
class KilledRun:
    """What became of tips that were all due at once.

    Attributes:
        received: how many tips each person got.
        boards: how many of all tips were pictures.
        refused: answers of the local Telegram with status 429.
        busy_s: time in which the bot was sending, without the pauses between two lives of it.
        total_s: from the first tip to the last.
        cpu_s: processor time of the bot in `busy_s`, of all its threads.
        kills: how often it was killed.
    """

    received: tuple[int, ...]
    boards: int
    refused: int
    busy_s: float
    total_s: float
    cpu_s: float
    kills: int

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
            "tips_with_board": self.boards,
            "tips_a_second": sent / self.busy_s,
            "tips_a_second_with_restarts": sent / self.total_s,
            "tips_a_second_of_cpu": sent / self.cpu_s,
            "tips_lost": self.lost,
            "tips_doubled": self.doubled,
            "tips_refused_429": self.refused,
            "killed": self.kills,
        }


async def killed_run(
    folder: Path,
    *,
    tips: int,
    kills: int,
    dressed: int = 0,
    due_in_s: float = 0.0,
    environment: Mapping[str, str] | None = None,
    patience_s: float = _PATIENCE_S,
) -> KilledRun:
    """Send tips that are all due at once, and kill the bot with SIGKILL on the way.

    Args:
        folder: for the bot's database and its log.
        tips: how many people wait.
        kills: how often the bot is killed, evenly over what is to be sent.
        dressed: every so manieth person has a closet, so that their tip is a board; 0 for nobody.
        due_in_s: how long before the tips are due the bot is started.
        environment: further settings of the bot.
        patience_s: how long nothing may happen.

    Raises:
        StuckError: nothing happened for so long, or the bot ended by itself.
    """
    async with LocalTelegram() as telegram:
        people = [telegram.person(f"손님 {n}", language_code="ko") for n in range(tips)]
        for person in people:
            person.chat.chat.open = True  # they have written to the bot some day
        due_at = utc_now() + timedelta(seconds=due_in_s)
        await _subscribe(folder, people, due_at, dressed)
        watch = _watched(telegram, {person.id for person in people})
        post = _PostOffice(telegram, folder, watch, due_at, environment or {}, patience_s)
        for life in range(kills):
            until = max(1, (life + 1) * tips // (kills + 1))
            await post.live(until, unanswered=bool(life % 2))
        await post.live_to_the_end()
        return KilledRun(
            received=tuple(len(person.chat.bot_messages) for person in people),
            boards=watch.boards,
            refused=watch.refused_429,
            busy_s=_busy_s(watch.sent_at_s),
            total_s=watch.sent_at_s[-1] - watch.sent_at_s[0],
            cpu_s=watch.cpu_s,
            kills=kills,
        )


def _busy_s(sent_at_s: list[float]) -> float:
    """Return the time between tips, without the pauses."""
    gaps = [after - before for before, after in pairwise(sent_at_s)]
    return sum(gap for gap in gaps if gap <= _PAUSE_S)


# -- who waits --------------------------------------------------------------------------------


def settings_in(folder: Path) -> Settings:
    """Return the settings of a bot whose data is in a folder."""
    return load_settings({}, _env_file=None, data_dir=folder)


async def _subscribe(
    folder: Path, people: Sequence[Person], due_at: datetime, dressed: int
) -> None:
    """Let everybody's tip be due at a moment, and give some of them clothes."""
    now = utc_now()
    subscription = {
        "minute_of_day": 450,
        "days": 0b111_1111,
        "zone": "Asia/Seoul",
        "city": "seoul",
        "occasion": "daily",
        "own_only": True,
        "language": "ko",
        "next_due_at": due_at,
        "created_at": now,
        "updated_at": now,
    }
    rows = [{"user_id": person.id, "chat_id": person.id, **subscription} for person in people]
    owners = [person.id for person in people[::dressed]] if dressed else []
    clothes, pictures = _clothes(owners)
    async with (
        await Database.open(settings_in(folder)) as database,
        database.session() as session,
    ):
        await session.execute(insert(User), [{"id": person.id} for person in people])
        await session.execute(insert(TipSubscription), rows)
        if clothes:
            await session.execute(insert(ClosetItem), clothes)
            await session.execute(insert(ClosetPicture), pictures)


def _clothes(owners: Sequence[int]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the rows of small closets, everybody's the same, and of their pictures."""
    drawn = {piece.category: piece for piece in reversed(a_closet())}
    cutouts = {category: cutout_webp(number) for number, category in enumerate(WARDROBE)}
    version = embedding_version()
    clothes, pictures = [], []
    for number, (owner, category) in enumerate(
        ((owner, category) for owner in owners for category in WARDROBE), 1
    ):
        piece = drawn[category]
        (colour, share), *_ = piece.colours
        clothes.append(
            {
                "id": number,
                "user_id": owner,
                "category": category,
                "colours": [{"name": piece.colour_names[0], "hex": colour, "share": share}],
                "embedding": pack_vector(piece.embedding),
                "embedded_by": version,
            }
        )
        pictures.append(
            {
                "user_id": owner,
                "item_id": number,
                "kind": "cutout",
                "webp": cutouts[category],
                "width": 480,
                "height": 640,
            }
        )
    return clothes, pictures


# -- what Telegram sees, and when it lets the bot die -----------------------------------------


@dataclass(slots=True)
class _Victim:
    """A process that dies at its `until`th tip: when that has been taken, or right before."""

    process: asyncio.subprocess.Process
    until: int
    unanswered: bool


@dataclass
class _Watch(CallLog):
    """Counts what the bot sends to those who wait."""

    waiting: set[int]
    served: set[int] = field(default_factory=set)
    boards: int = 0
    refused_429: int = 0
    cpu_s: float = 0.0
    sent_at_s: list[float] = field(default_factory=list)
    victim: _Victim | None = None
    _cpu_before_s: float = 0.0

    def __post_init__(self) -> None:
        super().__init__()

    def begin(self, process: asyncio.subprocess.Process, until: int, *, unanswered: bool) -> None:
        """Watch another life of the bot, and end it at its `until`th tip."""
        self.victim = _Victim(process, until, unanswered)
        self._cpu_before_s = 0.0

    def append(self, call: ApiCall) -> None:
        """Note a call; Telegram has run it and has not answered yet."""
        super().append(call)
        self.refused_429 += call.status == 429
        if call.method not in {"sendMessage", "sendPhoto"} or call.status != 200:
            return
        chat_id = int(call.parameters["chat_id"])
        if chat_id in self.waiting:
            self.served.add(chat_id)
            self.sent_at_s.append(call.at_s)
            self.boards += call.method == "sendPhoto"
            self._note_cpu()
            if self.victim and not self.victim.unanswered:
                self._kill_at(len(self.sent_at_s))

    def dies_before(self, chat_id: int) -> bool:
        """Kill the bot if the next tip is its last; return whether that has been done."""
        victim = self.victim
        is_tip = chat_id in self.waiting and chat_id not in self.served
        if victim is None or not victim.unanswered or not is_tip:
            return False
        return self._kill_at(len(self.sent_at_s) + 1)

    def _kill_at(self, tips: int) -> bool:
        if self.victim is None or tips < self.victim.until:
            return False
        self.victim.process.kill()
        self.victim = None
        return True

    def _note_cpu(self) -> None:
        """Add what the bot has worked since its last tip; before its first one it was starting."""
        if self.victim is not None:
            now_s = _cpu_s(self.victim.process.pid)
            self.cpu_s += now_s - (self._cpu_before_s or now_s)
            self._cpu_before_s = now_s


def _cpu_s(pid: int) -> float:
    """Return the processor time of a process, where the kernel tells."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class _Door(Throttle):
    """Lets messages in as Telegram does, unless the bot dies on the doorstep."""

    def __init__(self, watch: _Watch) -> None:
        super().__init__(Limits(), time.time)
        self._watch = watch

    def admit(self, chat_id: int, *, group: bool, messages: int = 1) -> None:
        """Count messages to a chat.

        Raises:
            ApiError: 429 as ever; 500 to the dead.
        """
        if self._watch.dies_before(chat_id):
            raise ApiError(500, "Internal Server Error")
        super().admit(chat_id, group=group, messages=messages)


def _watched(telegram: LocalTelegram, waiting: set[int]) -> _Watch:
    watch = _Watch(waiting)
    telegram.world.calls, telegram.world.throttle = watch, _Door(watch)
    return watch


# -- the bot ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _PostOffice:
    """Runs the bot, life after life."""

    telegram: LocalTelegram
    folder: Path
    watch: _Watch
    due_at: datetime
    environment: Mapping[str, str]
    patience_s: float

    async def live(self, until: int, *, unanswered: bool) -> None:
        """Run the bot until it is killed at its `until`th tip, all lives counted."""
        async with self._running() as process:
            self.watch.begin(process, until, unanswered=unanswered)
            await self._wait(process)
        if process.returncode != -signal.SIGKILL:
            raise StuckError(f"ended with {process.returncode}: {await self._state()}")

    async def live_to_the_end(self) -> None:
        """Run the bot until no tip is open any more, and let it end in peace.

        Meanwhile others talk to it, by which tips of dead processes are found.
        """
        passer_by = self.telegram.person("지나가던 사람", language_code="ko")
        async with self._running() as process:
            self.watch.begin(process, sys.maxsize, unanswered=False)
            talking = asyncio.create_task(_talk(passer_by))
            try:
                await self._wait(process)
            finally:
                talking.cancel()
                await asyncio.gather(talking, return_exceptions=True)
            if process.returncode is not None:
                raise StuckError(f"ended with {process.returncode}: {await self._state()}")
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), _STOPPING_S)
            except TimeoutError:
                raise StuckError(f"does not stop: {await self._state()}") from None

    @asynccontextmanager
    async def _running(self) -> AsyncIterator[asyncio.subprocess.Process]:
        """Run a process of the bot; at the end of the block it is dead."""
        settings = {
            "COORDI_DATA_DIR": str(self.folder),
            "COORDI_HEALTH__PORT": "0",
            "COORDI_TELEGRAM__MESSAGES_PER_S": _PACE,
            "COORDI_TELEGRAM__TOKEN": self.telegram.token,
            "COORDI_TELEGRAM__BASE_URL": self.telegram.base_url,
            "COORDI_TELEGRAM__BASE_FILE_URL": self.telegram.base_file_url,
        }
        with (self.folder / _LOG).open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *BOT,
                env={**os.environ, **settings, **self.environment},
                stdout=asyncio.subprocess.DEVNULL,
                stderr=log,
            )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()

    async def _wait(self, process: asyncio.subprocess.Process) -> None:
        """Wait until the bot has ended, or no tip is open; not longer than it gets on."""
        before, changed_at = -1, time.monotonic()
        while process.returncode is None and len(self.watch.served) < len(self.watch.waiting):
            if len(self.watch.sent_at_s) != before:
                before, changed_at = len(self.watch.sent_at_s), time.monotonic()
            quiet_s = time.monotonic() - changed_at
            if quiet_s > self.patience_s:
                raise StuckError(f"nothing happens: {await self._state()}")
            if quiet_s > _QUIET_S and not await self._open_tips():
                return
            await asyncio.sleep(_LOOK_S)

    async def _open_tips(self) -> int:
        """Return how many tips will still be sent, or perhaps."""
        is_open = select(func.count(TipDelivery.id)).where(TipDelivery.state.in_(OPEN_STATES))
        is_due = select(func.count(TipSubscription.id)).where(
            TipSubscription.next_due_at <= self.due_at
        )
        async with self._database() as session:
            return (await session.scalars(is_open)).one() + (await session.scalars(is_due)).one()

    @asynccontextmanager
    async def _database(self) -> AsyncIterator[AsyncSession]:
        async with (
            await Database.open(settings_in(self.folder)) as database,
            database.session() as session,
        ):
            yield session

    async def _state(self) -> str:
        """Say how things stand."""
        count = select(TipDelivery.state, func.count()).group_by(TipDelivery.state)
        async with self._database() as session:
            states = [f"{number} {state}" for state, number in await session.execute(count)]
        log = (self.folder / _LOG).read_text(encoding="utf-8", errors="replace")
        served, waiting = len(self.watch.served), len(self.watch.waiting)
        return f"{served} of {waiting} have a tip; {', '.join(states)}; {log[-_LOG_CHARS:]}"


async def _talk(person: Person) -> None:
    """Talk to the bot every now and then, for ever."""
    while True:
        await asyncio.sleep(_TALK_EVERY_S)
        await person.say("/help")
