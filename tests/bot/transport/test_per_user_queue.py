"""Photos of one person in line, people side by side."""

from __future__ import annotations

import asyncio

from bot.transport.per_user_queue import PerUserQueue


async def test_in_line_for_one_and_side_by_side_for_others() -> None:
    queue = PerUserQueue(5)
    done: list[str] = []
    may_end = asyncio.Event()

    async def first() -> None:
        await may_end.wait()
        done.append("first")

    async def second() -> None:
        done.append("second")

    async def other() -> None:
        done.append("other")
        may_end.set()

    assert queue.submit(1, first)
    assert queue.submit(1, second)
    assert queue.waiting(1) == 2
    assert queue.submit(2, other)
    await queue.wait_until_idle(1)
    assert done == ["other", "first", "second"]
    assert queue.waiting(1) == 0
    await queue.wait_until_idle(1)


async def test_a_line_has_an_end() -> None:
    queue = PerUserQueue(2)

    async def stuck() -> None:
        await asyncio.Event().wait()

    assert [queue.submit(1, stuck) for _ in range(3)] == [True, True, False]
    assert queue.submit(2, stuck)
    assert queue.waiting() == 3
    await queue.close()
    assert queue.submit(3, stuck)
    assert queue.waiting() == 0, "a closed queue begins nothing"


async def test_cancel_drops_what_waits_of_one_person_only() -> None:
    queue = PerUserQueue(5)
    done: list[int] = []
    may_end = asyncio.Event()

    async def job(number: int) -> None:
        await may_end.wait()
        done.append(number)

    for person in (1, 1, 2):
        queue.submit(person, lambda person=person: job(person))
    await asyncio.sleep(0)
    waiter = asyncio.create_task(queue.wait_until_idle(1))
    await asyncio.sleep(0)
    await queue.cancel(1)
    await waiter
    may_end.set()
    await queue.wait_until_idle(2)
    assert done == [2]
    await queue.cancel(1)
