"""Puts albums back together: Telegram sends each photo of one as an update of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

ALBUM_WINDOW_S: Final = 0.7
"""An album is complete when no photo of it has come for so long."""

T = TypeVar("T")
Sleep = Callable[[float], Awaitable[None]]
Done = Callable[[list[T]], Awaitable[None]]


@dataclass(slots=True)
class _Album(Generic[T]):
    items: list[T] = field(default_factory=list)
    arrivals: int = 0


class AlbumCollector(Generic[T]):
    """Collects what belongs together by a key.

    Args:
        window_s: how long to wait after the last item.
        sleep: waits for some seconds; a test hands in its own.
    """

    def __init__(self, window_s: float = ALBUM_WINDOW_S, sleep: Sleep = asyncio.sleep) -> None:
        self._window_s = window_s
        self._sleep = sleep
        self._open: dict[str, _Album[T]] = {}

    def add(self, key: str, item: T) -> bool:
        """Add an item; return whether it is the first of its key, which must then be `closed`."""
        first = key not in self._open
        album = self._open.setdefault(key, _Album())
        album.items.append(item)
        album.arrivals += 1
        return first

    async def closed(self, key: str) -> list[T]:
        """Wait until no item of this key came for a while; return all of them in order."""
        album = self._open[key]
        seen = -1
        while seen != album.arrivals:
            seen = album.arrivals
            await self._sleep(self._window_s)
        del self._open[key]
        return album.items
