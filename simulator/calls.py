"""The log of every call to the Bot API, for checks against its published description."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class ApiCall:
    """One call as it came in and what was answered.

    Attributes:
        method: name as published, or as called when there is no such method.
        parameters: decoded values by name; an upload is `<file name, n bytes>`.
        status: HTTP status of the answer.
        description: why it was refused, None when it was not.
        result: what was answered, None when it was refused.
        at_s: when, in seconds since 1970.
    """

    method: str
    parameters: dict[str, Any]
    status: int
    description: str | None
    result: Any
    at_s: float


class CallLog:
    """The last calls, oldest first."""

    def __init__(self) -> None:
        self._calls: deque[ApiCall] = deque(maxlen=_KEPT)

    def __iter__(self) -> Iterator[ApiCall]:
        return iter(list(self._calls))

    def __len__(self) -> int:
        return len(self._calls)

    def append(self, call: ApiCall) -> None:
        """Add a call."""
        self._calls.append(call)

    def of(self, *methods: str) -> list[ApiCall]:
        """Return the calls of some methods."""
        return [call for call in self._calls if call.method in methods]

    def refused(self) -> list[ApiCall]:
        """Return the calls that were answered with an error."""
        return [call for call in self._calls if call.status >= 400]

    def clear(self) -> None:
        """Forget all calls so far."""
        self._calls.clear()
