"""Run the periodic jobs of the features by python-telegram-bot's job queue."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from types import MappingProxyType
from typing import Any, Final

from telegram.ext import JobQueue

from bot.context import BotContext
from bot.routing.feature import PeriodicJob

JOB_OPTIONS: Final = MappingProxyType[str, Any](
    {"misfire_grace_time": 600, "coalesce": True, "max_instances": 1}
)
"""APScheduler skips by default a run that is a second late; these jobs may be late, once."""


class PeriodicJobs:
    """Schedules jobs, and ends them before the database closes.

    An error of a job goes to the application's error handler; the job runs again next time.

    Args:
        queue: of the application, which starts and stops it.
    """

    def __init__(self, queue: JobQueue[BotContext]) -> None:
        self._queue = queue
        self._running: set[asyncio.Future[object]] = set()

    def schedule(self, jobs: Iterable[PeriodicJob]) -> None:
        """Schedule jobs, each for the first time after its interval."""
        for job in jobs:
            self._queue.run_repeating(
                self._callback(job), job.interval, name=job.name, job_kwargs=dict(JOB_OPTIONS)
            )

    def _callback(self, job: PeriodicJob) -> Any:
        async def run(context: BotContext) -> None:
            # A task of its own, because the queue would wait for a job that runs for long.
            task = asyncio.ensure_future(job.run(context))
            self._running.add(task)
            try:
                await asyncio.wait({task})
            finally:
                self._running.discard(task)
            if not task.cancelled():
                task.result()

        return run

    async def close(self) -> None:
        """Start no job any more; cancel those that run and wait until they have ended."""
        for job in self._queue.jobs():
            job.schedule_removal()
        running = list(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
