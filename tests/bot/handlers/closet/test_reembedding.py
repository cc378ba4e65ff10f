"""Clothes that were embedded by a model that has been replaced."""

from __future__ import annotations

import numpy as np

from bot.handlers.closet.reembedding import BATCH, refresh_embeddings
from db.models import ClosetItem, pack_vector, unpack_vector
from db.queries import closet, people
from db.queries.closet import ORIGINAL, Picture
from engine.models.embedding_version import embedding_version
from tests.support.bot import HOODIE, Bot, picture

MINJI = 7


async def test_what_is_of_other_weights_is_embedded_anew_once(bot: Bot) -> None:
    bot.pipeline.garments = (HOODIE,)
    tiny = Picture(ORIGINAL, picture((30, 12), form="WEBP"), 30, 12)
    async with bot.database.session() as session:
        await people.touch_user(session, MINJI)
        for number in range(BATCH + 2):
            item = ClosetItem(
                user_id=MINJI,
                category="hoodie",
                embedding=pack_vector(np.zeros(256, np.float32)),
                embedded_by="old" if number % 2 else None,
            )
            await closet.add_item(session, item, [tiny])
    assert await refresh_embeddings(bot.services) == BATCH + 2
    assert await refresh_embeddings(bot.services) == 0
    for item in await bot.rows(ClosetItem):
        assert item.embedded_by == embedding_version()
        assert unpack_vector(item.embedding) @ HOODIE.embedding > 0.99
