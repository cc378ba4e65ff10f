"""The numbered log of what happens."""

from __future__ import annotations

import asyncio

from simulator.events import EventLog


async def test_waits_for_what_comes_next() -> None:
    log = EventLog()
    waiting = asyncio.create_task(log.wait(0))
    await asyncio.sleep(0)
    assert not waiting.done()
    log.publish("message", chat_id=1, text="hi")
    [event] = await waiting
    assert (event.number, event.kind, event.chat_id, event.data) == (
        1,
        "message",
        1,
        {"text": "hi"},
    )
    assert await log.wait(0) == [event]


async def test_knows_how_far_back_it_reaches() -> None:
    log = EventLog()
    assert log.knows(0)
    for _ in range(2500):
        log.publish("message")
    assert [log.knows(number) for number in (-1, 0, 499, 500, 2500, 2501)] == [
        *(False, False, False),
        *(True, True, False),
    ]
    assert len(log.after(500)) == 2000


async def test_everybody_goes_home_when_it_closes() -> None:
    log = EventLog()
    waiting = [asyncio.create_task(log.wait(0)) for _ in range(3)]
    await asyncio.sleep(0)
    log.close()
    assert await asyncio.gather(*waiting) == [[], [], []]
