"""Send tips that are all due at once, killing the bot on the way, and count what arrived."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Final

from db.models import (
    utc_now,
)
from simulator import LocalTelegram
from tests.support.killed_bot.process import BotProcess
from tests.support.killed_bot.subscribers import subscribe
from tests.support.killed_bot.watch import watch_telegram

_PATIENCE_S: Final = 180.0
_PAUSE_S: Final = 1.0


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
        dressed: every how manieth person has a closet, so that their tip is a board; 0: nobody.
        due_in_s: how long after the start of the bot the tips are due.
        environment: further settings of the bot.
        patience_s: after how long without any progress the run is given up.

    Raises:
        StuckError: nothing happened for so long, or the bot ended by itself.
    """
    async with LocalTelegram() as telegram:
        people = [telegram.person(f"손님 {n}", language_code="ko") for n in range(tips)]
        for person in people:
            person.chat.chat.open = True  # they have written to the bot some day
        due_at = utc_now() + timedelta(seconds=due_in_s)
        await subscribe(folder, people, due_at, dressed)
        watch = watch_telegram(telegram, {person.id for person in people})
        bot = BotProcess(telegram, folder, watch, due_at, environment or {}, patience_s)
        for life in range(kills):
            until = max(1, (life + 1) * tips // (kills + 1))
            await bot.run_until(until, unanswered=bool(life % 2))
        await bot.run_to_the_end()
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
