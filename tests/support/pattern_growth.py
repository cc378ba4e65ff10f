"""Measures how the time of a regular expression grows with the length of hostile text."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

AnyPattern = re.Pattern[str] | re.Pattern[bytes]

LENGTH = 4096
"""A Telegram message has no more characters."""
UNITS = (
    *("9", " ", "a", "가", "만", "일", "십", "-", ",", ".", "$", "~", "남", "키"),
    *("9 ", "1,", "1.", "1,234", "9만 ", "1만1천", "9k", "jan", "mar1", "mon ", "1:", "월", "월~"),
    *("3'", "1m", "키 1", "-5", "허리 ", "under ", "what ", "x", "size ", "xxs", "영하 ", "열 한"),
    *("<", "a.", "a@", "http://", "//", "[", "&", "%3A", "_", "/", "a:", "A", "1x", "\t", "\n"),
    *("#", "a ", "\u00e9"),
)
GROWTH = 3.0
"""Twice the text takes a linear pattern twice the time, a quadratic one four times."""
_ATTEMPTS = 5
_RUNS = 2


def patterns_in(value: Any) -> Iterator[AnyPattern]:
    """Yield the compiled patterns of a value, however deep in tuples and mappings."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Mapping):
        yield from patterns_in(list(value.values()))
    elif isinstance(value, tuple | list | frozenset):
        for part in value:
            yield from patterns_in(part)


def slow_units(pattern: AnyPattern) -> dict[str, float]:
    """Return the units whose repetition takes a pattern more than linear time."""
    rates = {unit: growth(pattern, unit) for unit in UNITS}
    return {unit: rate for unit, rate in rates.items() if rate >= GROWTH}


def growth(pattern: AnyPattern, unit: str) -> float:
    """Return how many times as long a pattern runs over a text of twice the length.

    The least of some attempts, since a busy machine only ever adds time.
    """
    half, whole = _search(pattern, unit, LENGTH // 2), _search(pattern, unit, LENGTH)
    least = float("inf")
    for _ in range(_ATTEMPTS):
        least = min(least, _seconds(whole) / max(_seconds(half), 1e-6))
        if least < GROWTH:
            break
    return least


def _search(pattern: AnyPattern, unit: str, length: int) -> Callable[[], object]:
    text: Any = (unit * length)[:length]
    if isinstance(pattern.pattern, bytes):
        text = text.encode()[:length]
    anywhere: Any = pattern
    return lambda: (sum(1 for _ in anywhere.finditer(text)), anywhere.fullmatch(text))


def _seconds(work: Callable[[], object]) -> float:
    """Return the processor time of the fastest of some runs."""
    fastest = float("inf")
    for _ in range(_RUNS):
        start = time.thread_time()
        work()
        fastest = min(fastest, time.thread_time() - start)
    return fastest
