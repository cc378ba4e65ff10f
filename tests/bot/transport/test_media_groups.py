"""Albums are put together by time, and no test has to wait for it."""

from __future__ import annotations

import asyncio

from bot.transport.media_groups import MediaGroupCollector


class Clock:
    """Lets a test say when a window has passed."""

    def __init__(self) -> None:
        self.waiting: list[asyncio.Event] = []

    async def sleep(self, _seconds: float) -> None:
        event = asyncio.Event()
        self.waiting.append(event)
        await event.wait()

    async def pass_by(self) -> None:
        await asyncio.sleep(0)
        self.waiting.pop().set()
        await asyncio.sleep(0)
        await asyncio.sleep(0)


async def test_items_that_come_in_time_belong_together() -> None:
    clock = Clock()
    groups: MediaGroupCollector[int] = MediaGroupCollector(1, clock.sleep)
    assert groups.add("a", 1)
    album = asyncio.create_task(groups.collect("a"))
    await asyncio.sleep(0)
    assert not groups.add("a", 2)
    await clock.pass_by()
    assert not album.done(), "something came meanwhile, so the window begins again"
    assert not groups.add("a", 3)
    await clock.pass_by()
    await clock.pass_by()
    assert await album == [1, 2, 3]


async def test_albums_do_not_mix_and_a_late_item_begins_anew() -> None:
    clock = Clock()
    groups: MediaGroupCollector[int] = MediaGroupCollector(1, clock.sleep)
    assert groups.add("a", 1)
    assert groups.add("b", 2)
    album = asyncio.create_task(groups.collect("a"))
    await asyncio.sleep(0)
    await clock.pass_by()
    assert await album == [1]
    assert groups.add("a", 3)
