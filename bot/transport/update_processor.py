"""Who waits for whom: one person's updates come in order, people do not wait for each other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from telegram import Update
from telegram.ext import BaseUpdateProcessor

MAX_CONCURRENT_UPDATES: Final = 4096
"""Updates in memory; those that wait for their turn count, so it is far above the busiest hour."""


@dataclass(slots=True)
class _Lane:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0


class Lanes:
    """First come, first served, for each key by itself; idle keys cost nothing."""

    def __init__(self) -> None:
        self._lanes: dict[int, _Lane] = {}

    def __len__(self) -> int:
        return len(self._lanes)

    @asynccontextmanager
    async def turn(self, key: int) -> AsyncIterator[None]:
        """Wait until everyone who came before with this key is done."""
        lane = self._lanes.setdefault(key, _Lane())
        lane.users += 1
        try:
            async with lane.lock:
                yield
        finally:
            lane.users -= 1
            if not lane.users:
                del self._lanes[key]


def lane_of(update: object) -> int | None:
    """Return whose update it is: the person's id, or the chat's when nobody is named."""
    if not isinstance(update, Update):
        return None
    if update.effective_user is not None:
        return update.effective_user.id
    return update.effective_chat.id if update.effective_chat is not None else None


class PersonalUpdateProcessor(BaseUpdateProcessor):
    """Handles the updates of one person in order, those of different people side by side."""

    __slots__ = ("_lanes",)

    def __init__(self) -> None:
        super().__init__(MAX_CONCURRENT_UPDATES)
        self._lanes = Lanes()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Await `coroutine` when it is the person's turn."""
        key = lane_of(update)
        if key is None:
            await coroutine
            return
        async with self._lanes.turn(key):
            await coroutine

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to give back."""
