"""Periodic jobs run again and again, survive errors, and end before the database closes."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.context import BotContext
from bot.periodic_jobs import PeriodicJobs
from bot.routing.feature import PeriodicJob
from tests.support.bot import Bot

OFTEN = timedelta(seconds=0.02)


def jobs_of(bot: Bot) -> PeriodicJobs:
    assert bot.application.job_queue is not None
    return PeriodicJobs(bot.application.job_queue)


async def test_a_job_that_fails_is_logged_and_runs_again(
    bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    runs, ran_twice = 0, asyncio.Event()

    async def run(context: BotContext) -> None:
        nonlocal runs
        assert context.services is bot.services
        runs += 1
        if runs == 2:
            ran_twice.set()
        raise RuntimeError("nothing to count")

    jobs = jobs_of(bot)
    jobs.schedule([PeriodicJob("counting", OFTEN, run)])
    async with asyncio.timeout(10):
        await ran_twice.wait()
    await jobs.close()
    assert "while counting" in caplog.text
    assert "nothing to count" in caplog.text
    assert bot.telegram.calls.of("sendMessage") == [], "nobody is written to"


async def test_closing_cancels_and_awaits_a_running_job(bot: Bot) -> None:
    started, ended = asyncio.Event(), False

    async def run(_context: BotContext) -> None:
        nonlocal ended
        try:
            started.set()
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended = True

    jobs = jobs_of(bot)
    jobs.schedule([PeriodicJob("waiting", OFTEN, run)])
    async with asyncio.timeout(10):
        await started.wait()
        await jobs.close()
    assert ended


async def test_a_job_may_be_late_but_not_twice_at_once(bot: Bot) -> None:
    assert bot.application.job_queue is not None
    jobs = {job.name: job.job for job in bot.application.job_queue.jobs()}
    assert {"composing tips ahead", "purging expired answers"} <= jobs.keys()
    for job in jobs.values():
        assert job.misfire_grace_time == 600
        assert job.coalesce
        assert job.max_instances == 1
