"""Work that several ask for at the same time is done once."""

from __future__ import annotations

import asyncio

import pytest

from engine.serving.single_flight import SingleFlight


async def test_who_asks_meanwhile_waits_with_the_first() -> None:
    made: list[str] = []
    go = asyncio.Event()

    async def make() -> str:
        made.append("x")
        await go.wait()
        return "look"

    work = SingleFlight[str](4)
    asking = [asyncio.create_task(work.get("key", make)) for _ in range(5)]
    await asyncio.sleep(0)
    asking[0].cancel()  # who gives up does not take it from the others
    go.set()
    assert await asyncio.gather(*asking[1:]) == ["look"] * 4
    assert await work.get("key", make) == "look"
    assert made == ["x"]


async def test_a_failure_is_not_kept() -> None:
    results: list[int] = []

    async def make() -> int:
        results.append(1)
        if len(results) == 1:
            raise ValueError("the catalogue is away")
        return 7

    work = SingleFlight[int](4)
    with pytest.raises(ValueError, match="away"):
        await work.get("key", make)
    assert await work.get("key", make) == 7


async def test_a_failure_is_not_kept_when_its_asker_was_cancelled() -> None:
    go = asyncio.Event()

    async def fail() -> int:
        await go.wait()
        raise ValueError("the catalogue is away")

    async def make() -> int:
        return 7

    work = SingleFlight[int](4)
    asking = asyncio.create_task(work.get("key", fail))
    await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    go.set()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert await work.get("key", make) == 7


async def test_closing_cancels_what_is_going_on() -> None:
    never = asyncio.Event()

    async def make() -> None:
        await never.wait()

    work = SingleFlight[None](4)
    asking = asyncio.create_task(work.get("key", make))
    await asyncio.sleep(0)
    await work.close()
    with pytest.raises(asyncio.CancelledError):
        await asking


async def test_what_was_asked_for_longest_ago_goes_first() -> None:
    made: list[str] = []

    async def get(key: str) -> None:
        async def make() -> None:
            made.append(key)

        await work.get(key, make)

    work = SingleFlight[None](2)
    for key in ("a", "b", "a", "c", "a", "b"):
        await get(key)
    assert made == ["a", "b", "c", "b"]
