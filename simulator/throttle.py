"""Rate limits of a bot: over all chats, to one chat, to one group."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from simulator.errors import too_many_requests
from simulator.limits import Limits


@dataclass(slots=True)
class TokenBucket:
    """A token bucket: `capacity` at once, `rate_per_s` in the long run.

    A cost above what is left is let through as long as one token is there, and leaves a debt: an
    album of ten is one call, and the next call waits for it.
    """

    rate_per_s: float
    capacity: float
    tokens: float
    filled_at_s: float

    def wait_s(self, now_s: float) -> float:
        """Return how long until the next message may go; 0 when it may go now."""
        passed_s = max(0.0, now_s - self.filled_at_s)
        self.tokens = min(self.capacity, self.tokens + passed_s * self.rate_per_s)
        self.filled_at_s = now_s
        # Rounding of a clock in seconds since 1970 must not cost a whole second of waiting.
        return max(0.0, 1.0 - self.tokens - 1e-6) / self.rate_per_s

    def take(self, cost: float) -> None:
        """Consume tokens."""
        self.tokens -= cost


class Throttle:
    """Decides whether a message may go now.

    Args:
        limits: the rates.
        clock: seconds; a test hands in its own.
    """

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._all = self._bucket(limits.messages_per_s, limits.messages_per_s)
        self._chats: dict[int, list[TokenBucket]] = {}

    def admit(self, chat_id: int, *, group: bool, messages: int = 1) -> None:
        """Count messages to a chat.

        Raises:
            ApiError: 429 with `retry_after`, when one of the rates is used up.
        """
        now_s = self._clock()
        buckets = [self._all, *self._of_chat(chat_id, group=group)]
        wait_s = max(bucket.wait_s(now_s) for bucket in buckets)
        if wait_s > 0:
            raise too_many_requests(max(1, math.ceil(wait_s)))
        for bucket in buckets:
            bucket.take(messages)

    def _of_chat(self, chat_id: int, *, group: bool) -> list[TokenBucket]:
        if chat_id not in self._chats:
            limits = self._limits
            buckets = [self._bucket(limits.chat_messages_per_s, limits.chat_burst)]
            if group:
                per_minute = limits.group_messages_per_min
                buckets.append(self._bucket(per_minute / 60, per_minute))
            self._chats[chat_id] = buckets
        return self._chats[chat_id]

    def _bucket(self, rate_per_s: float, capacity: float) -> TokenBucket:
        return TokenBucket(rate_per_s, capacity, capacity, self._clock())
