"""Scale time limits to the machine: a busy or slow one gets more time, not a failed test.

A limit in a test is what an idle machine needs with room to spare. `patient` multiplies it by a
factor that is measured once when the tests start, or given by `TEST_PATIENCE`.
"""

from __future__ import annotations

import hashlib
import os
import time
from typing import Final

ENVIRONMENT: Final = "TEST_PATIENCE"
"""Holds the factor; pytest-xdist's workers inherit what their controller has measured."""

_ROOM: Final = 3.0
"""How much busier a machine may get after it was measured."""
_BLOCK: Final = bytes(1 << 19)
_BLOCKS: Final = 60
_REFERENCE_S: Final = 0.1
"""How long an idle core of the year 2020 takes to hash the blocks."""


def _slowness() -> float:
    """Return how many times longer than on an idle reference machine a piece of work takes."""
    begun_s = time.perf_counter()
    for _ in range(_BLOCKS):
        hashlib.blake2s(_BLOCK).digest()
    return (time.perf_counter() - begun_s) / _REFERENCE_S


def factor() -> float:
    """Return by how much limits are longer on this machine; at least 1."""
    given = os.environ.get(ENVIRONMENT)
    if given is None:
        given = os.environ[ENVIRONMENT] = str(_ROOM * max(1.0, _slowness()))
    return max(1.0, float(given))


def patient(limit_s: float) -> float:
    """Return a time limit in seconds, scaled to this machine."""
    return limit_s * factor()
