"""Embeds the clothes of all closets anew when the model that did it has been replaced."""

from __future__ import annotations

import logging
from typing import Final

from bot.context import Services
from config.taxonomy import CATEGORY_SLOT
from db.models import pack_vector
from db.queries import closet
from engine.models.embedding_version import embedding_version

BATCH: Final = 8

_log = logging.getLogger(__name__)


async def refresh_embeddings(services: Services) -> int:
    """Embed what is of other weights, a few garments at a time; return how many there were.

    Vectors of different weights cannot be compared, so until it is done the clothes that are not
    yet embedded anew find no similar products that deserve the name. It may be stopped at any
    moment and goes on from there.
    """
    version = embedding_version(services.settings.engine.models_dir)
    done = 0
    while True:
        async with services.database.session() as session:
            rows = await closet.outdated_items(session, version, limit=BATCH)
        if not rows:
            break
        vectors = await services.engine.embed_garments(
            [(webp, CATEGORY_SLOT[category]) for _, category, webp in rows]
        )
        async with services.database.session() as session:
            for (item_id, _, _), vector in zip(rows, vectors, strict=True):
                await closet.set_embedding(session, item_id, pack_vector(vector), version)
        done += len(rows)
    if done:
        _log.info("embedded %d garments of closets anew", done)
    return done
