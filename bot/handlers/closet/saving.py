"""Save garments of an answered photo to the closet."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Bot

from bot.context import Services
from bot.handlers.closet.uploads import IDLE
from bot.services.closet_items import add_garments, change_category, new_garment
from bot.services.photo_answers import SeenGarment
from bot.transport.files import download
from db.models import ClosetBatch, PhotoAnswer, utc_now
from db.queries import closet_uploads
from engine.models.embedding_version import embedding_version
from engine.schemas import PhotoError


async def save_garments(
    services: Services,
    bot: Bot,
    answer: PhotoAnswer,
    garments: Sequence[SeenGarment],
    *,
    language: str,
) -> ClosetBatch:
    """Store garments of an answered photo, which is downloaded again for it.

    Args:
        services: of the bot.
        bot: that downloads.
        answer: of the person whose closet it is.
        garments: which of its garments.
        language: of the person.

    Returns:
        The batch they were added in: the open one, else a new one.

    Raises:
        PhotoError: the photo is gone, or cannot be read any more.
    """
    if answer.file_id is None:
        raise PhotoError("the photo is gone", code="gone")
    max_bytes = services.settings.engine.max_file_bytes
    photo = await download(bot, answer.file_id, max_bytes=max_bytes)
    pieces = await services.photo_garments.cut(answer, garments, photo)
    batch = await _batch_for(services, answer, language)
    version = embedding_version(services.settings.engine.models_dir)
    added = []
    for piece, garment in zip(pieces, garments, strict=True):
        new = new_garment(piece, answer.user_id, batch.id, version=version)
        if new.item.category != garment.category:
            change_category(new.item, garment.category)
        added.append(new)
    await add_garments(services.database, services.engine, added)
    async with services.database.session() as session:
        await closet_uploads.set_chosen(session, batch.id, answer.file_id)
    return batch


async def _batch_for(services: Services, answer: PhotoAnswer, language: str) -> ClosetBatch:
    """Return the person's open batch, else a new one that takes no photos."""
    async with services.database.session() as session:
        since = utc_now() - IDLE
        batch = await closet_uploads.open_batch_of(session, answer.user_id, since=since)
        if batch is not None:
            return batch
        return await closet_uploads.open_batch(
            session, answer.user_id, answer.chat_id, language=language, closed=True
        )
