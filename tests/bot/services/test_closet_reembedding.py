"""Garments that were embedded by a model that has been replaced."""

from __future__ import annotations

import logging

import numpy as np
import pytest

from bot.services.closet_reembedding import BATCH, refresh_embeddings
from db.models import ClosetItem, pack_vector, unpack_vector
from db.queries import closet, people
from db.queries.closet import ORIGINAL, Picture
from engine.schemas import PhotoError
from tests.support.bot import HOODIE, Bot, picture

MINJI = 7
TINY = picture((30, 12), form="WEBP")
VERSION = "new"


async def add_outdated(bot: Bot, webps: list[bytes]) -> list[int]:
    """Store garments that other weights embedded; return their ids."""
    bot.pipeline.garments = (HOODIE,)
    ids = []
    async with bot.database.session() as session:
        await people.touch_user(session, MINJI)
        for number, webp in enumerate(webps):
            item = ClosetItem(
                user_id=MINJI,
                category="hoodie",
                embedding=pack_vector(np.zeros(256, np.float32)),
                embedded_by="old" if number % 2 else None,
            )
            await closet.add_item(session, item, [Picture(ORIGINAL, webp, 30, 12)])
            ids.append(item.id)
    return ids


async def refresh(bot: Bot) -> int:
    return await refresh_embeddings(bot.database, bot.services.engine, VERSION, busy_wait_s=0)


async def embedded_ids(bot: Bot) -> list[int]:
    return [item.id for item in await bot.rows(ClosetItem) if item.embedded_by == VERSION]


async def test_garments_of_other_weights_are_embedded_once(bot: Bot) -> None:
    ids = await add_outdated(bot, [TINY] * (BATCH + 2))
    assert await refresh(bot) == BATCH + 2
    assert await refresh(bot) == 0
    assert await embedded_ids(bot) == ids
    for item in await bot.rows(ClosetItem):
        assert unpack_vector(item.embedding) @ HOODIE.embedding > 0.99


async def test_an_unreadable_picture_is_skipped_and_logged(
    bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    webps = [TINY] * (BATCH + 2)
    webps[1] = TINY[:20]
    webps[BATCH] = b"no picture"
    ids = await add_outdated(bot, webps)
    with caplog.at_level(logging.WARNING):
        assert await refresh(bot) == BATCH
    broken = [ids[1], ids[BATCH]]
    assert await embedded_ids(bot) == [item_id for item_id in ids if item_id not in broken]
    logged = [record.args for record in caplog.records if "unreadable" in record.message]
    assert [args[0] for args in logged if isinstance(args, tuple)] == broken


async def test_a_busy_engine_is_asked_again(bot: Bot) -> None:
    ids = await add_outdated(bot, [TINY])
    closeups, refusals = bot.pipeline.closeups, [PhotoError("wait", code="busy")] * 2

    def closeups_when_free(*args: object) -> object:
        if refusals:
            raise refusals.pop()
        return closeups(*args)  # type: ignore[arg-type]

    bot.pipeline.closeups = closeups_when_free  # type: ignore[method-assign, assignment]
    assert await refresh(bot) == 1
    assert await embedded_ids(bot) == ids
