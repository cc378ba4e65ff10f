"""Does work that many ask for once, and keeps what came of it for a while."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class SharedWork(Generic[T]):
    """Results by key; who asks for one that is being made waits for it with the others.

    Args:
        kept: how many results are kept, those asked for last.
    """

    def __init__(self, kept: int) -> None:
        self._kept = kept
        self._results: OrderedDict[Hashable, asyncio.Future[T]] = OrderedDict()

    async def get(self, key: Hashable, make: Callable[[], Awaitable[T]]) -> T:
        """Return the result of a key, made by the first who asks; a failure is not kept."""
        known = self._results.get(key)
        if known is None:
            known = asyncio.ensure_future(make())
            self._results[key] = known
            if len(self._results) > self._kept:
                self._results.popitem(last=False)
        else:
            self._results.move_to_end(key)
        try:
            # Shielded: who gives up waiting must not take it from the others.
            return await asyncio.shield(known)
        finally:
            failed = known.done() and (known.cancelled() or known.exception() is not None)
            if failed and self._results.get(key) is known:
                del self._results[key]
