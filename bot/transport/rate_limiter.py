"""Keeps to Telegram's flood limits, chat by chat.

python-telegram-bot's own limiter stops every chat when one of them is told to wait; here only the
chat that wrote too much waits, so that one person's album does not hold up everybody else.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final

from aiolimiter import AsyncLimiter
from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.transport.message_ids import MessageNumbers

_MARGIN_S: Final = 0.1
_GROUP_MESSAGES_PER_MIN: Final = 20
_KEPT_GROUPS: Final = 1024
_NEW_MESSAGE_METHODS: Final = ("send", "copy", "forward")
_MESSAGE_METHODS: Final = (*_NEW_MESSAGE_METHODS, "edit")

Answer = bool | dict[str, Any] | list[dict[str, Any]]

# The library warns of every 429 unless told that we read its waits as the next version has them.
os.environ.setdefault("PTB_TIMEDELTA", "1")

_log = logging.getLogger(__name__)


class ChatRateLimiter(BaseRateLimiter[int]):
    """Spends a budget over all chats and one per group, and waits out a 429 per chat.

    Args:
        messages_per_s: messages a second over all chats.
        max_retries: how often a request that got a 429 is sent again.
        numbers: notes the numbers of the messages that are sent.
        sleep: waits for some seconds; a test hands in its own.
    """

    def __init__(
        self,
        *,
        messages_per_s: float,
        max_retries: int,
        numbers: MessageNumbers | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._everything = AsyncLimiter(messages_per_s, 1)
        self._groups: dict[int | str, AsyncLimiter] = {}
        self._max_retries = max_retries
        self._numbers = numbers or MessageNumbers()
        self._sleep = sleep
        self._waits: dict[object, float] = {}

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to give back."""

    async def process_request(  # noqa: PLR0917 - the signature is the library's
        self,
        callback: Callable[..., Coroutine[Any, Any, Answer]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Answer:
        """Make a request when its chat may be written to.

        Raises:
            telegram.error.RetryAfter: Telegram said so more than `max_retries` times.
        """
        chat = data.get("chat_id")
        retries = self._max_retries if rate_limit_args is None else rate_limit_args
        counted = endpoint.startswith(_MESSAGE_METHODS) and endpoint != "sendChatAction"
        for attempt in range(retries + 1):
            await self._wait_out(chat)
            if counted and chat is not None:
                await self._spend(chat)
            asked_at = self._numbers.now()
            try:
                answer = await callback(*args, **kwargs)
            except RetryAfter as error:
                if attempt == retries:
                    raise
                self._hold(chat, _seconds(error) + _MARGIN_S)
                _log.info("chat told us to wait, so %s is sent again later", endpoint)
            else:
                # A changed message has a number of old, which says nothing about the newest.
                if endpoint.startswith(_NEW_MESSAGE_METHODS):
                    self._numbers.note_answer(answer, asked_at)
                return answer
        raise AssertionError("unreachable")

    async def _spend(self, chat: int | str) -> None:
        if isinstance(chat, str) or chat < 0:
            await self._group(chat).acquire()
        await self._everything.acquire()

    def _group(self, chat: int | str) -> AsyncLimiter:
        limiter = self._groups.pop(chat, None) or AsyncLimiter(_GROUP_MESSAGES_PER_MIN, 60)
        self._groups[chat] = limiter  # last again: the front is what was unused for longest
        if len(self._groups) > _KEPT_GROUPS:
            del self._groups[next(iter(self._groups))]
        return limiter

    def _hold(self, chat: object, seconds: float) -> None:
        until = asyncio.get_running_loop().time() + seconds
        self._waits[chat] = max(until, self._waits.get(chat, until))

    async def _wait_out(self, chat: object) -> None:
        """Sleep for as long as Telegram asked for this chat; a later 429 may lengthen it."""
        while (until := self._waits.get(chat)) is not None:
            left_s = until - asyncio.get_running_loop().time()
            if left_s <= 0:
                self._waits.pop(chat, None)
                return
            await self._sleep(left_s)


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return float(wait) if isinstance(wait, int) else wait.total_seconds()
