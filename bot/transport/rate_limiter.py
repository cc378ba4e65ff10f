"""Keep to Telegram's flood limits, chat by chat.

python-telegram-bot's own limiter halts all chats when one of them gets a 429; here only that chat
waits, so that the messages to one person do not delay those to everybody else.
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

from bot.transport.message_ids import MessageIds

_MARGIN_S: Final = 0.1
_GROUP_MESSAGES_PER_MIN: Final = 20
_KEPT_GROUPS: Final = 1024
_NEW_MESSAGE_METHODS: Final = ("send", "copy", "forward")
_MESSAGE_METHODS: Final = (*_NEW_MESSAGE_METHODS, "edit")

Response = bool | dict[str, Any] | list[dict[str, Any]]

# Without it the library warns at every 429 that `retry_after` will be a timedelta, see `_seconds`.
os.environ.setdefault("PTB_TIMEDELTA", "1")

_log = logging.getLogger(__name__)


class ChatRateLimiter(BaseRateLimiter[int]):
    """Limits the messages per second of all chats and per minute of a group; retries after a 429.

    Args:
        messages_per_s: how many messages all chats together get in a second.
        max_retries: how often a request that got a 429 is sent again.
        message_ids: records the ids of the messages that are sent.
        sleep: waits for some seconds; a test passes its own.
    """

    def __init__(
        self,
        *,
        messages_per_s: float,
        max_retries: int,
        message_ids: MessageIds | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._all_chats = AsyncLimiter(messages_per_s, 1)
        self._groups: dict[int | str, AsyncLimiter] = {}
        self._max_retries = max_retries
        self._message_ids = message_ids or MessageIds()
        self._sleep = sleep
        self._held_until: dict[object, float] = {}

    async def initialize(self) -> None:
        """Do nothing; the base class demands it."""

    async def shutdown(self) -> None:
        """Do nothing; the base class demands it."""

    async def process_request(  # noqa: PLR0917 - the signature is the library's
        self,
        callback: Callable[..., Coroutine[Any, Any, Response]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Response:
        """Make a request when the limits of its chat allow it.

        Raises:
            telegram.error.RetryAfter: the request got a 429 more than `max_retries` times.
        """
        chat = data.get("chat_id")
        retries = self._max_retries if rate_limit_args is None else rate_limit_args
        counted = endpoint.startswith(_MESSAGE_METHODS) and endpoint != "sendChatAction"
        for attempt in range(retries + 1):
            await self._wait_while_held(chat)
            if counted and chat is not None:
                await self._acquire(chat)
            requested_at = self._message_ids.now()
            try:
                response = await callback(*args, **kwargs)
            except RetryAfter as error:
                if attempt == retries:
                    raise
                self._hold(chat, _seconds(error) + _MARGIN_S)
                _log.info("%s got a 429 and is sent again later", endpoint)
            else:
                # An edited message keeps its id, which says nothing about the newest one.
                if endpoint.startswith(_NEW_MESSAGE_METHODS):
                    self._message_ids.record_response(response, requested_at)
                return response
        raise AssertionError("unreachable")

    async def _acquire(self, chat: int | str) -> None:
        if isinstance(chat, str) or chat < 0:
            await self._group(chat).acquire()
        await self._all_chats.acquire()

    def _group(self, chat: int | str) -> AsyncLimiter:
        limiter = self._groups.pop(chat, None) or AsyncLimiter(_GROUP_MESSAGES_PER_MIN, 60)
        self._groups[chat] = limiter  # to the end: the first one is that unused for longest
        if len(self._groups) > _KEPT_GROUPS:
            del self._groups[next(iter(self._groups))]
        return limiter

    def _hold(self, chat: object, seconds: float) -> None:
        until = asyncio.get_running_loop().time() + seconds
        self._held_until[chat] = max(until, self._held_until.get(chat, until))

    async def _wait_while_held(self, chat: object) -> None:
        """Sleep as long as Telegram demanded for this chat; a later 429 may lengthen it."""
        while (until := self._held_until.get(chat)) is not None:
            left_s = until - asyncio.get_running_loop().time()
            if left_s <= 0:
                self._held_until.pop(chat, None)
                return
            await self._sleep(left_s)


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return float(wait) if isinstance(wait, int) else wait.total_seconds()
