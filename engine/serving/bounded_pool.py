"""A pool of threads with a queue that has an end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from config.settings import EngineSettings
from engine.schemas import PhotoError

P = ParamSpec("P")
T = TypeVar("T")


class Workers:
    """Runs work on pictures; refuses it when `queue_size` pieces wait already."""

    def __init__(self, settings: EngineSettings) -> None:
        self._pool = ThreadPoolExecutor(settings.workers, thread_name_prefix="engine")
        self._limit = settings.queue_size
        self.queued = 0

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a function in the pool.

        Raises:
            PhotoError: with the code `busy` when too many wait.
        """
        if self.queued >= self._limit:
            raise PhotoError("too many photos are waiting", code="busy")
        self.queued += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._pool, lambda: function(*args, **kwargs))
        finally:
            self.queued -= 1

    async def close(self) -> None:
        """Finish what runs, drop what waits."""
        await asyncio.to_thread(self._pool.shutdown, wait=True, cancel_futures=True)
