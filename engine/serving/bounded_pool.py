"""A pool of threads whose queue has a limit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from engine.schemas import PhotoError

P = ParamSpec("P")
T = TypeVar("T")


class BoundedPool:
    """Runs functions in threads; refuses more when too many are queued.

    Args:
        threads: how many run at once.
        max_queued: how many may wait or run; None for any number.
        name: prefix of the threads' names.
    """

    def __init__(self, threads: int, max_queued: int | None = None, *, name: str) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._max_queued = max_queued
        self._queued = 0

    @property
    def queued(self) -> int:
        """How many bounded calls wait or run."""
        return self._queued

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a function in the pool.

        Raises:
            PhotoError: with the code `busy` when `max_queued` are queued already.
        """
        if self._max_queued is not None and self._queued >= self._max_queued:
            raise PhotoError("too many photos are waiting", code="busy")
        self._queued += 1
        try:
            return await self.run_unbounded(function, *args, **kwargs)
        finally:
            self._queued -= 1

    async def run_unbounded(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a function that is neither counted nor refused, for work of the program's own."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, lambda: function(*args, **kwargs))

    async def close(self) -> None:
        """Finish what runs, drop what waits."""
        await asyncio.to_thread(self._pool.shutdown, wait=True, cancel_futures=True)
