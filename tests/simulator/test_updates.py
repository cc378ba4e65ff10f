"""The queue of updates: what is kept, for how long, and who may take it."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.errors import ApiError
from simulator.limits import Limits
from simulator.updates import UpdateQueue


def _queue(count: int) -> UpdateQueue:
    queue = UpdateQueue(Limits(), lambda: 0.0)
    for number in range(count):
        queue.push("message", {"n": number})
    return queue


@given(count=st.integers(0, 20), offset=st.integers(-25, 25), limit=st.integers(1, 25))
def test_offset_and_limit(count: int, offset: int, limit: int) -> None:
    queue = _queue(count)
    got = asyncio.run(queue.poll(offset=offset, limit=limit, timeout_s=0))
    ids = list(range(1, count + 1))
    left = ids[offset:] if offset < 0 else [one for one in ids if one >= offset]
    assert [update["update_id"] for update in got] == left[:limit]
    assert len(queue) == len(left)


async def test_unwanted_kinds_are_not_queued() -> None:
    queue = _queue(0)
    queue.push("chat_member", {})
    assert len(queue) == 0
    queue.allow(["chat_member", "nonsense"])
    queue.push("message", {})
    queue.push("chat_member", {})
    assert len(queue) == 1
    queue.allow([])
    queue.push("message", {})
    queue.push("chat_member", {})
    assert len(queue) == 2


async def test_poll_ends_in_time_when_nothing_comes() -> None:
    assert await _queue(0).poll(offset=0, limit=1, timeout_s=0.01) == []


async def test_closing_lets_a_poll_go() -> None:
    queue = _queue(0)
    poll = asyncio.create_task(queue.poll(offset=0, limit=1, timeout_s=50))
    await asyncio.sleep(0)
    queue.close()
    assert await poll == []


async def test_the_later_poll_wins() -> None:
    queue = _queue(0)
    first = asyncio.create_task(queue.poll(offset=0, limit=1, timeout_s=50))
    await asyncio.sleep(0)
    second = asyncio.create_task(queue.poll(offset=0, limit=1, timeout_s=50))
    with pytest.raises(ApiError, match=r"Conflict: terminated by other getUpdates request"):
        await first
    queue.push("message", {})
    assert len(await second) == 1
