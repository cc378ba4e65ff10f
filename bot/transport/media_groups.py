"""Collect the messages of a media group: Telegram sends each photo of an album as its own update.

The Bot API has no field that says how many messages a media group has, so one is complete when no
further message has come for a while.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, Generic, TypeVar

MEDIA_GROUP_WINDOW_S: Final = 0.7
"""A media group is complete when nothing of it has come for so long."""

T = TypeVar("T")
Sleep = Callable[[float], Awaitable[None]]


class MediaGroupCollector(Generic[T]):
    """Collects items by the key of their media group.

    Args:
        window_s: how long to wait after the last item.
        sleep: waits for some seconds; a test passes its own.
    """

    def __init__(
        self, window_s: float = MEDIA_GROUP_WINDOW_S, sleep: Sleep = asyncio.sleep
    ) -> None:
        self._window_s = window_s
        self._sleep = sleep
        self._open: dict[str, list[T]] = {}

    def add(self, key: str, item: T) -> bool:
        """Add an item; return whether it is the first of its key, which must be collected."""
        is_first = key not in self._open
        self._open.setdefault(key, []).append(item)
        return is_first

    async def collect(self, key: str) -> list[T]:
        """Wait until the media group is complete; return its items in the order they came."""
        items, count = self._open[key], -1
        while count != len(items):
            count = len(items)
            await self._sleep(self._window_s)
        del self._open[key]
        return items
