"""A pool refuses what is beyond its limit, and nothing else."""

from __future__ import annotations

import asyncio
import threading

import pytest

from engine.schemas import PhotoError
from engine.serving.bounded_pool import BoundedPool
from tests.support.patience import patient


async def test_more_than_the_limit_is_refused_until_something_ends() -> None:
    gate = threading.Event()
    pool = BoundedPool(1, 2, name="test")
    waiting = [asyncio.create_task(pool.run(gate.wait, patient(10))) for _ in range(2)]
    await asyncio.sleep(0)
    assert pool.queued == 2
    with pytest.raises(PhotoError) as caught:
        await pool.run(gate.wait)
    assert caught.value.code == "busy"
    beside = asyncio.create_task(pool.run_unbounded(int, "7"))
    gate.set()
    assert await asyncio.gather(*waiting) == [True, True]
    assert await beside == 7
    assert pool.queued == 0
    assert await pool.run(sorted, [2, 1], reverse=True) == [2, 1]
    await pool.close()


async def test_without_a_limit_all_are_taken() -> None:
    pool = BoundedPool(2, name="test")
    assert await asyncio.gather(*(pool.run(abs, -n) for n in range(100))) == list(range(100))
    await pool.close()


async def test_an_error_frees_the_place() -> None:
    pool = BoundedPool(1, 1, name="test")
    with pytest.raises(ZeroDivisionError):
        await pool.run(divmod, 1, 0)
    assert pool.queued == 0
    await pool.close()
