"""Processing of uploads: nobody else waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from db.models import ClosetItem
from db.queries import people
from tests.support.bot import HOODIE, Bot
from tests.support.closet import photo_of_garment, start_adding
from tests.support.patience import patient

JUN = 4711


async def test_others_can_write_while_a_garment_waits_to_be_compared(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    minji = bot.telegram.person("민지", language_code="ko")
    bot.pipeline.garments = (HOODIE,)
    await start_adding(minji)
    is_waiting, may_compare = asyncio.Event(), asyncio.Event()
    run = bot.services.engine.run

    async def run_when_free(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        is_waiting.set()
        await may_compare.wait()
        return await run(function, *args, **kwargs)

    monkeypatch.setattr(bot.services.engine, "run", run_when_free)
    await minji.send_photo(photo_of_garment())
    async with asyncio.timeout(patient(5)):
        await is_waiting.wait()
    async with asyncio.timeout(patient(1)):
        async with bot.database.session() as session:
            await people.touch_user(session, JUN)
    assert not await bot.rows(ClosetItem)
    may_compare.set()
    await minji.wait_for("1벌을 옷장에 담았어요")
