"""Run jobs in the background: those of one user in order, those of different users concurrently."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

Job = Callable[[], Awaitable[None]]


@dataclass(slots=True)
class _Queue:
    jobs: deque[Job] = field(default_factory=deque)
    """The first one is running."""
    worker: asyncio.Task[None] | None = None
    idle: asyncio.Event = field(default_factory=asyncio.Event)


class PerUserQueue:
    """A queue of jobs for each user, with a worker while it has jobs.

    A job must handle its own errors; one that raises ends the queue of its user.

    Args:
        max_per_user: how many jobs of one user may wait or run.
    """

    def __init__(self, max_per_user: int) -> None:
        self._max_per_user = max_per_user
        self._queues: dict[int, _Queue] = {}
        self._is_closed = False

    def waiting(self, user_id: int | None = None) -> int:
        """Return how many jobs of a user wait or run, of all users if None."""
        if user_id is None:
            return sum(len(queue.jobs) for queue in self._queues.values())
        queue = self._queues.get(user_id)
        return 0 if queue is None else len(queue.jobs)

    def submit(self, user_id: int, job: Job) -> bool:
        """Append a job to the user's queue; return False if it is full.

        After `close` no job is started; the database knows which photos have no answer.
        """
        if self._is_closed:
            return True
        queue = self._queues.setdefault(user_id, _Queue())
        if len(queue.jobs) >= self._max_per_user:
            return False
        queue.jobs.append(job)
        if queue.worker is None:
            queue.worker = asyncio.create_task(self._work(user_id, queue))
        return True

    async def _work(self, user_id: int, queue: _Queue) -> None:
        try:
            while queue.jobs:
                await queue.jobs[0]()
                queue.jobs.popleft()
        finally:
            if self._queues.get(user_id) is queue:
                del self._queues[user_id]
            queue.idle.set()

    async def wait_until_idle(self, user_id: int) -> None:
        """Wait until no job of this user waits or runs."""
        queue = self._queues.get(user_id)
        if queue is not None:
            await queue.idle.wait()

    async def cancel(self, user_id: int) -> None:
        """Drop the waiting jobs of this user, and cancel and await the running one."""
        queue = self._queues.pop(user_id, None)
        if queue is not None and queue.worker is not None:
            queue.worker.cancel()
            await asyncio.gather(queue.worker, return_exceptions=True)

    async def close(self) -> None:
        """Cancel all jobs; photos that had no answer are resumed after the next start."""
        self._is_closed = True
        for user_id in list(self._queues):
            await self.cancel(user_id)
