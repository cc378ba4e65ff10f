"""The bot as a process of its own, run until it is killed or done."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    TipDelivery,
    TipSubscription,
)
from db.queries.tip_deliveries import OPEN_STATES
from db.session import Database
from simulator import LocalTelegram, Person
from tests.support.killed_bot.subscribers import settings_in
from tests.support.killed_bot.watch import Watch

BOT: Final = (sys.executable, "-m", "coordi", "run")

_STOPPING_S: Final = 60.0
_POLL_S: Final = 0.2
_QUIET_S: Final = 5.0
_CHAT_EVERY_S: Final = 2.0
_PACE: Final = "29"
"""Messages a second that the bot allows itself; Telegram allows 30."""
_LOG: Final = "bot.log"
_LOG_CHARS: Final = 4000


class StuckError(RuntimeError):
    """The bot did not get on; the message says how things stood."""


@dataclass(frozen=True, slots=True)
class BotProcess:
    """Runs the bot, life after life."""

    telegram: LocalTelegram
    folder: Path
    watch: Watch
    due_at: datetime
    environment: Mapping[str, str]
    patience_s: float

    async def run_until(self, until: int, *, unanswered: bool) -> None:
        """Run the bot until it is killed at its `until`th tip, all lives counted."""
        async with self._running() as process:
            self.watch.begin(process, until, unanswered=unanswered)
            await self._wait(process)
        if process.returncode != -signal.SIGKILL:
            raise StuckError(f"ended with {process.returncode}: {await self._state()}")

    async def run_to_the_end(self) -> None:
        """Run the bot until no tip is open any more, and let it end in peace.

        Meanwhile others talk to it, by which tips of dead processes are found.
        """
        passer_by = self.telegram.person("지나가던 사람", language_code="ko")
        async with self._running() as process:
            self.watch.begin(process, sys.maxsize, unanswered=False)
            chatting = asyncio.create_task(chat_regularly(passer_by))
            try:
                await self._wait(process)
            finally:
                chatting.cancel()
                await asyncio.gather(chatting, return_exceptions=True)
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
            await asyncio.sleep(_POLL_S)

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


async def chat_regularly(person: Person) -> None:
    """Talk to the bot every now and then, for ever."""
    while True:
        await asyncio.sleep(_CHAT_EVERY_S)
        await person.say("/help")
