"""Do work that several ask for at the same time once, and keep the newest results."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from functools import partial
from typing import Generic, TypeVar

T = TypeVar("T")


class SingleFlight(Generic[T]):
    """Results by key; who asks for one that is being made waits for it with the others.

    Args:
        max_results: how many results are kept, those asked for last.
    """

    def __init__(self, max_results: int) -> None:
        self._max_results = max_results
        self._results: OrderedDict[Hashable, asyncio.Future[T]] = OrderedDict()

    async def get(self, key: Hashable, make: Callable[[], Awaitable[T]]) -> T:
        """Return the result of a key, made for the first who asks; a failure is not kept.

        Args:
            key: of the result.
            make: makes the result; it goes on when those who wait for it are cancelled.
        """
        result = self._results.get(key)
        if result is None:
            result = asyncio.ensure_future(make())
            self._results[key] = result
            # Not after the await below, which a cancelled asker never comes back from.
            result.add_done_callback(partial(self._drop_failure, key))
            if len(self._results) > self._max_results:
                self._results.popitem(last=False)
        else:
            self._results.move_to_end(key)
        # Shielded: one asker who is cancelled must not cancel the work of the others.
        return await asyncio.shield(result)

    async def close(self) -> None:
        """Cancel the work that is going on, and wait until it has ended."""
        pending = [result for result in self._results.values() if not result.done()]
        for result in pending:
            result.cancel()
        await asyncio.gather(*pending, return_exceptions=True)

    def _drop_failure(self, key: Hashable, result: asyncio.Future[T]) -> None:
        # Asking for the exception also marks it as seen where nobody waits any more.
        failed = result.cancelled() or result.exception() is not None
        if failed and self._results.get(key) is result:
            del self._results[key]
