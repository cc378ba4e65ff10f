"""The local Telegram's view of the bot: counts its tips, and kills it at a given one."""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import dataclass, field
from pathlib import Path

from simulator import LocalTelegram
from simulator.calls import ApiCall, CallLog
from simulator.errors import ApiError
from simulator.limits import Limits
from simulator.throttle import Throttle


@dataclass(slots=True)
class Victim:
    """A process that dies at its `until`th tip: when that has been taken, or right before."""

    process: asyncio.subprocess.Process
    until: int
    unanswered: bool


@dataclass
class Watch(CallLog):
    """Counts what the bot sends to those who wait."""

    waiting: set[int]
    served: set[int] = field(default_factory=set)
    boards: int = 0
    refused_429: int = 0
    cpu_s: float = 0.0
    sent_at_s: list[float] = field(default_factory=list)
    victim: Victim | None = None
    _cpu_before_s: float = 0.0

    def __post_init__(self) -> None:
        super().__init__()

    def begin(self, process: asyncio.subprocess.Process, until: int, *, unanswered: bool) -> None:
        """Watch another life of the bot, and end it at its `until`th tip."""
        self.victim = Victim(process, until, unanswered)
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
            self._add_cpu()
            if self.victim and not self.victim.unanswered:
                self._kill_at(len(self.sent_at_s))

    def kill_before(self, chat_id: int) -> bool:
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

    def _add_cpu(self) -> None:
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


class KillingThrottle(Throttle):
    """Lets messages in as Telegram does, unless the bot dies on the doorstep."""

    def __init__(self, watch: Watch) -> None:
        super().__init__(Limits(), time.time)
        self._watch = watch

    def admit(self, chat_id: int, *, group: bool, messages: int = 1) -> None:
        """Count messages to a chat.

        Raises:
            ApiError: 429 as ever; 500 to the dead.
        """
        if self._watch.kill_before(chat_id):
            raise ApiError(500, "Internal Server Error")
        super().admit(chat_id, group=group, messages=messages)


def watch_telegram(telegram: LocalTelegram, waiting: set[int]) -> Watch:
    watch = Watch(waiting)
    telegram.world.calls, telegram.world.throttle = watch, KillingThrottle(watch)
    return watch
