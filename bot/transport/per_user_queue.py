"""The photos that wait for their answer: each person's in order, people side by side."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

Job = Callable[[], Awaitable[None]]


@dataclass(slots=True)
class _Line:
    jobs: deque[Job] = field(default_factory=deque)
    worker: asyncio.Task[None] | None = None
    free: asyncio.Event = field(default_factory=asyncio.Event)


class PhotoQueue:
    """Runs jobs in the background, those of one person one after the other.

    A job must deal with its own errors; one that does not ends its person's line.

    Args:
        max_per_person: how many jobs of one person may wait.
    """

    def __init__(self, max_per_person: int) -> None:
        self._max_per_person = max_per_person
        self._lines: dict[int, _Line] = {}
        self._closed = False

    def waiting(self, person_id: int | None = None) -> int:
        """Return how many jobs of this person wait or run, of everybody when None."""
        if person_id is None:
            return sum(len(line.jobs) for line in self._lines.values())
        line = self._lines.get(person_id)
        return 0 if line is None else len(line.jobs)

    def submit(self, person_id: int, job: Job) -> bool:
        """Put a job at the end of the person's line; return False when that is too long.

        After `close` nothing is begun any more; the database knows what has no answer.
        """
        if self._closed:
            return True
        line = self._lines.setdefault(person_id, _Line())
        if len(line.jobs) >= self._max_per_person:
            return False
        line.jobs.append(job)
        if line.worker is None:
            line.worker = asyncio.create_task(self._work(person_id, line))
        return True

    async def _work(self, person_id: int, line: _Line) -> None:
        try:
            while line.jobs:
                await line.jobs[0]()
                line.jobs.popleft()
        finally:
            if self._lines.get(person_id) is line:
                del self._lines[person_id]
            line.free.set()

    async def settled(self, person_id: int) -> None:
        """Wait until nothing of this person waits or runs."""
        line = self._lines.get(person_id)
        if line is not None:
            await line.free.wait()

    async def cancel(self, person_id: int) -> None:
        """Drop what waits of this person and stop what runs."""
        line = self._lines.pop(person_id, None)
        if line is not None and line.worker is not None:
            line.worker.cancel()
            await asyncio.gather(line.worker, return_exceptions=True)

    async def close(self) -> None:
        """Stop everything; what had no answer yet is taken up after the next start."""
        self._closed = True
        for person_id in list(self._lines):
            await self.cancel(person_id)
