"""Process the updates of one user in order, and those of different users concurrently."""

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
class _CountedLock:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0
    """How many tasks hold it or wait for it."""


class KeyedLocks:
    """A fair lock for each key; keys that nobody holds take no memory."""

    def __init__(self) -> None:
        self._locks: dict[int, _CountedLock] = {}

    def __len__(self) -> int:
        return len(self._locks)

    @asynccontextmanager
    async def hold(self, key: int) -> AsyncIterator[None]:
        """Hold the lock of a key; tasks get it in the order in which they asked for it."""
        counted = self._locks.setdefault(key, _CountedLock())
        counted.users += 1
        try:
            async with counted.lock:
                yield
        finally:
            counted.users -= 1
            if not counted.users:
                del self._locks[key]


def update_key(update: object) -> int | None:
    """Return the id of the user an update is from, else of its chat; None if it has neither."""
    if not isinstance(update, Update):
        return None
    if update.effective_user is not None:
        return update.effective_user.id
    return update.effective_chat.id if update.effective_chat is not None else None


class PerUserUpdateProcessor(BaseUpdateProcessor):
    """Serialises updates per user, as a concurrent update processor of python-telegram-bot."""

    __slots__ = ("_locks",)

    def __init__(self) -> None:
        super().__init__(MAX_CONCURRENT_UPDATES)
        self._locks = KeyedLocks()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Await `coroutine` when the earlier updates of the user have been processed."""
        key = update_key(update)
        if key is None:
            await coroutine
            return
        async with self._locks.hold(key):
            await coroutine

    async def initialize(self) -> None:
        """Do nothing; the base class demands it."""

    async def shutdown(self) -> None:
        """Do nothing; the base class demands it."""
