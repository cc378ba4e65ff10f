"""A numbered log of events, which the chat page and the scripts follow without polling."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import Any

_KEPT = 2000


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that somebody can see.

    Attributes:
        number: rises by one with every event.
        kind: `message`, `edited`, `deleted`, `action`, `answer`, `keyboard`, `commands`, `people`.
        chat_id: the chat it happens in; None when it concerns all.
        person_id: the only person who sees it; None when every member of the chat does.
        data: a JSON object that depends on the kind.
    """

    number: int
    kind: str
    chat_id: int | None = None
    person_id: int | None = None
    data: dict[str, Any] = field(default_factory=dict)


class EventLog:
    """The last events, and a way to wait for the next ones."""

    def __init__(self) -> None:
        self._events: deque[Event] = deque(maxlen=_KEPT)
        self._happened = asyncio.Event()
        self.last_number = 0
        self.closed = False

    def publish(
        self,
        kind: str,
        *,
        chat_id: int | None = None,
        person_id: int | None = None,
        **data: Any,
    ) -> int:
        """Append an event, wake everybody who waits, and return its number."""
        self.last_number += 1
        self._events.append(Event(self.last_number, kind, chat_id, person_id, data))
        self._wake()
        return self.last_number

    def close(self) -> None:
        """Let everybody who waits go, for good."""
        self.closed = True
        self._wake()

    def knows(self, number: int) -> bool:
        """Return whether every event after this number is still kept."""
        first = self._events[0].number if self._events else self.last_number + 1
        return first - 1 <= number <= self.last_number

    def after(self, number: int) -> list[Event]:
        """Return the kept events after a number."""
        return [event for event in self._events if event.number > number]

    async def wait(self, number: int) -> list[Event]:
        """Return the events after a number, waiting until there is one; empty once closed."""
        while self.last_number <= number and not self.closed:
            await self._happened.wait()
        return self.after(number)

    async def changed(self) -> None:
        """Wait for the next event or the next call of the bot's."""
        await self._happened.wait()

    def touch(self) -> None:
        """Wake everybody who waits, without an event."""
        self._wake()

    def _wake(self) -> None:
        happened, self._happened = self._happened, asyncio.Event()
        happened.set()
