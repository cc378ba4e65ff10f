"""Run background tasks: log their failures, restart them with back-off, await them at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from bot.monitoring.incidents import log_incident

FIRST_DELAY_S: Final = 1.0
MAX_DELAY_S: Final = 300.0

Sleep = Callable[[float], Awaitable[object]]


class BackgroundTasks:
    """Supervises tasks that run beside the updates.

    Args:
        sleep: waits for some seconds before a restart; a test passes its own.
    """

    def __init__(self, sleep: Sleep = asyncio.sleep) -> None:
        self._sleep = sleep
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_closing = False

    def start(self, name: str, run: Callable[[], Awaitable[object]]) -> None:
        """Run a task until it returns; while it fails, run it again after a growing delay."""
        self._tasks.add(asyncio.create_task(self._supervise(name, run), name=name))

    async def _supervise(self, name: str, run: Callable[[], Awaitable[object]]) -> None:
        loop = asyncio.get_running_loop()
        delay_s = FIRST_DELAY_S
        while True:
            started_at = loop.time()
            try:
                await run()
            except Exception as error:
                log_incident(error, name)
            else:
                return
            if self._is_closing:
                return  # it failed while it was being cancelled
            if loop.time() - started_at > MAX_DELAY_S:
                delay_s = FIRST_DELAY_S  # it had been running well for a while
            await self._sleep(delay_s)
            delay_s = min(2 * delay_s, MAX_DELAY_S)

    async def close(self) -> None:
        """Cancel all tasks and wait until each has ended; log what fails meanwhile."""
        self._is_closing = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()
