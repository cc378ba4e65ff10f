"""Updates on their way to the bot: the queue, fetched by long polling or pushed to a webhook."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp

from simulator.errors import conflict
from simulator.limits import Limits

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header

KINDS = frozenset(
    [
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "inline_query",
        "callback_query",
        "my_chat_member",
        "chat_member",
    ]
)
_NOT_BY_DEFAULT = frozenset({"chat_member"})


@dataclass(frozen=True, slots=True)
class Update:
    """One update; `body` is the JSON object as the bot gets it."""

    id: int
    at_s: float
    body: dict[str, Any]


class UpdateQueue:
    """Holds updates until the bot confirms them.

    Args:
        limits: how long updates are kept and a poll is held.
        clock: seconds since 1970.
    """

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._pending: deque[Update] = deque()
        self._next_id = 1
        self._changed = asyncio.Event()
        self._poll = 0
        self._poll_ended_by = ""
        self._closed = False
        self.allowed: frozenset[str] = KINDS - _NOT_BY_DEFAULT
        self.webhook_active = False

    def __len__(self) -> int:
        self._forget_old()
        return len(self._pending)

    def allow(self, kinds: list[str] | None) -> None:
        """Set which kinds of updates come from now on; an empty list is the default set."""
        if kinds is not None:
            self.allowed = frozenset(kinds) & KINDS if kinds else KINDS - _NOT_BY_DEFAULT

    def push(self, kind: str, body: dict[str, Any]) -> None:
        """Queue an update, unless the bot does not want its kind."""
        if kind not in self.allowed:
            return
        update = Update(self._next_id, self._clock(), {"update_id": self._next_id, kind: body})
        self._next_id += 1
        self._pending.append(update)
        self._wake()

    def drop(self) -> None:
        """Forget every pending update."""
        self._pending.clear()

    def close(self) -> None:
        """Let a held poll go; the server is about to stop."""
        self._closed = True
        self._wake()

    def end_polls(self, by: str) -> None:
        """End a held poll with a 409 that says what came instead."""
        self._poll += 1
        self._poll_ended_by = by
        self._wake()

    async def poll(self, *, offset: int, limit: int, timeout_s: float) -> list[dict[str, Any]]:
        """Answer `getUpdates`.

        Args:
            offset: id of the first update wanted, which confirms all before it; a negative one
                keeps only the last so many.
            limit: most updates to return.
            timeout_s: how long to wait for the first one.

        Raises:
            ApiError: 409 while a webhook is set, or when another poll takes over.
        """
        if self.webhook_active:
            raise conflict(
                "can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        self.end_polls("other getUpdates request; make sure that only one bot instance is running")
        mine = self._poll
        self._confirm(offset)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(min(timeout_s, self._limits.poll_timeout_s)):
                while not self._pending and self._poll == mine and not self._closed:
                    await self._changed.wait()
        if self._poll != mine:
            raise conflict(f"terminated by {self._poll_ended_by}")
        return [update.body for update in list(self._pending)[:limit]]

    async def first(self) -> Update:
        """Wait for the oldest pending update, which stays until it is confirmed."""
        while not len(self):
            await self._changed.wait()
        return self._pending[0]

    def confirm_first(self, update: Update) -> None:
        """Forget an update that was delivered."""
        if self._pending and self._pending[0] is update:
            self._pending.popleft()

    def _confirm(self, offset: int) -> None:
        self._forget_old()
        if offset < 0:
            while len(self._pending) > -offset:
                self._pending.popleft()
        while self._pending and self._pending[0].id < offset:
            self._pending.popleft()

    def _forget_old(self) -> None:
        oldest_s = self._clock() - self._limits.update_lifetime_s
        while self._pending and self._pending[0].at_s < oldest_s:
            self._pending.popleft()

    def _wake(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()


@dataclass(slots=True)
class Webhook:
    """Where updates are pushed to, and how that goes.

    Attributes:
        execute: runs the method call that a web server may put into its answer.
    """

    url: str
    secret_token: str | None
    max_connections: int
    queue: UpdateQueue
    limits: Limits
    clock: Callable[[], float]
    execute: Callable[[dict[str, Any]], Awaitable[None]]
    last_error_date: int | None = None
    last_error_message: str | None = None
    _task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to deliver."""
        self._task = asyncio.create_task(self._deliver(), name="webhook")

    async def stop(self) -> None:
        """Stop delivering; what was not accepted stays in the queue."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _deliver(self) -> None:
        # One update at a time: the order that a person's updates arrive in is the order they wrote.
        timeout = aiohttp.ClientTimeout(total=self.limits.webhook_timeout_s)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            tries = 0
            while True:
                update = await self.queue.first()
                error = await self._post(session, update)
                if error is None:
                    tries = 0
                    self.queue.confirm_first(update)
                    continue
                self.last_error_date = int(self.clock())
                self.last_error_message = error
                waits_s = self.limits.webhook_retry_s
                await asyncio.sleep(waits_s[min(tries, len(waits_s) - 1)])
                tries += 1

    async def _post(self, session: aiohttp.ClientSession, update: Update) -> str | None:
        """Deliver one update; return why it failed, or None."""
        headers = {SECRET_HEADER: self.secret_token} if self.secret_token else {}
        try:
            async with session.post(
                self.url, json=update.body, headers=headers, allow_redirects=False
            ) as response:
                if not 200 <= response.status < 300:
                    reason = f"{response.status} {response.reason or ''}".strip()
                    return f"Wrong response from the webhook: {reason}"
                text = await response.text()
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientError:
            return "Connection refused"
        with contextlib.suppress(ValueError):
            call = json.loads(text)
            if isinstance(call, dict) and "method" in call:
                await self.execute(call)
        return None
