"""Embed the garments of all closets again after the garment model has been replaced."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Final

from PIL import Image

from config.taxonomy import CATEGORY_SLOT
from db.models import pack_vector
from db.queries import closet
from db.queries.closet import OutdatedItem
from db.session import Database
from engine.schemas import PhotoError, Vector
from engine.service import EngineService

BATCH: Final = 8
"""Garments embedded at once; between batches other work gets its turn."""

_BUSY_WAIT_S: Final = 30.0
_UNREADABLE: Final = (PhotoError, OSError, ValueError, SyntaxError, Image.DecompressionBombError)
"""What decoding a damaged picture raises; Pillow's plugins do not agree on one error."""

_log = logging.getLogger(__name__)


async def refresh_embeddings(
    database: Database, engine: EngineService, version: str, *, busy_wait_s: float = _BUSY_WAIT_S
) -> int:
    """Embed every garment whose embedding is of other weights.

    Vectors of different weights cannot be compared, so until a garment is embedded again it finds
    no similar products. The work can be stopped at any moment and resumes after the next start. A
    garment whose picture cannot be read is logged and skipped until then.

    Args:
        database: where the closets are.
        engine: that embeds.
        version: of the weights in use, see `embedding_version`.
        busy_wait_s: seconds to wait before a busy engine is asked again.

    Returns:
        How many garments were embedded.
    """
    embedded, last_id = 0, 0
    while True:
        async with database.session() as session:
            items = await closet.outdated_items(session, version, after_id=last_id, limit=BATCH)
        if not items:
            break
        try:
            vectors = await _embed(engine, items)
        except PhotoError as error:
            _log.info("embedding of closets waits %.0f s: %s", busy_wait_s, error)
            await asyncio.sleep(busy_wait_s)
            continue
        async with database.session() as session:
            for item_id, vector in vectors.items():
                await closet.set_embedding(session, item_id, pack_vector(vector), version)
        embedded += len(vectors)
        last_id = items[-1].id
    if embedded:
        _log.info("embedded %d garments of closets again", embedded)
    return embedded


async def _embed(engine: EngineService, items: Sequence[OutdatedItem]) -> dict[int, Vector]:
    """Return the embeddings of garments by id, without those whose picture cannot be read.

    Raises:
        PhotoError: the engine is busy.
    """
    try:
        vectors = await engine.embed_garments(
            [(item.webp, CATEGORY_SLOT[item.category]) for item in items]
        )
    except _UNREADABLE as error:
        if isinstance(error, PhotoError) and error.code == "busy":
            raise
        if len(items) == 1:
            _log.warning("skipping closet garment %d, unreadable: %r", items[0].id, error)
            return {}
        # The whole batch failed: one by one, only the damaged picture is left out.
        embedded: dict[int, Vector] = {}
        for item in items:
            embedded |= await _embed(engine, [item])
        return embedded
    return {item.id: vector for item, vector in zip(items, vectors, strict=True)}
