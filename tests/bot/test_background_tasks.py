"""Background tasks are restarted when they fail, and awaited at the end."""

from __future__ import annotations

import asyncio

import pytest

from bot.background_tasks import MAX_DELAY_S, BackgroundTasks


class Delays:
    """Stands in for sleeping, and remembers for how long."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def sleep(self, seconds: float) -> None:
        """Remember the seconds, and let other tasks run."""
        self.seconds.append(seconds)
        await asyncio.sleep(0)


async def test_a_failing_task_is_logged_and_restarted_with_growing_delays(
    caplog: pytest.LogCaptureFixture,
) -> None:
    delays, runs, finished = Delays(), 0, asyncio.Event()

    async def fail_ten_times() -> None:
        nonlocal runs
        runs += 1
        if runs <= 10:
            raise RuntimeError("the camera is away")
        finished.set()

    tasks = BackgroundTasks(delays.sleep)
    tasks.start("watching", fail_ten_times)
    async with asyncio.timeout(5):
        await finished.wait()
    await tasks.close()
    assert delays.seconds == [1, 2, 4, 8, 16, 32, 64, 128, 256, MAX_DELAY_S]
    assert caplog.text.count("while watching") == 10
    assert "the camera is away" in caplog.text


async def test_a_task_that_returns_is_finished() -> None:
    runs, finished = 0, asyncio.Event()

    async def run_once() -> None:
        nonlocal runs
        runs += 1
        finished.set()

    tasks = BackgroundTasks(Delays().sleep)
    tasks.start("warming up", run_once)
    await finished.wait()
    for _ in range(5):
        await asyncio.sleep(0)
    await tasks.close()
    assert runs == 1


async def test_closing_waits_for_what_a_cancelled_task_still_does() -> None:
    started, cleaned_up = asyncio.Event(), False

    async def run() -> None:
        nonlocal cleaned_up
        try:
            started.set()
            await asyncio.Event().wait()
        finally:
            for _ in range(5):
                await asyncio.sleep(0)
            cleaned_up = True

    tasks = BackgroundTasks()
    tasks.start("sending", run)
    await started.wait()
    await tasks.close()
    assert cleaned_up


async def test_a_task_that_fails_while_it_is_cancelled_is_logged_and_not_restarted(
    caplog: pytest.LogCaptureFixture,
) -> None:
    started, runs = asyncio.Event(), 0

    async def run() -> None:
        nonlocal runs
        runs += 1
        try:
            started.set()
            await asyncio.Event().wait()
        finally:
            raise RuntimeError("the database is away")

    tasks = BackgroundTasks(Delays().sleep)
    tasks.start("sending", run)
    await started.wait()
    async with asyncio.timeout(5):
        await tasks.close()
    assert runs == 1
    assert "the database is away" in caplog.text
