"""Cut garments out of answered photos, which are fetched again for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias

from bot.services.photo_answers import SeenGarment, seen_garments
from config.taxonomy import CATEGORY_SLOT, Slot
from db.models import PhotoAnswer
from db.queries import photos
from db.session import Database
from engine.schemas import PhotoError
from engine.service import EngineService
from engine.vision.closet_photo import GarmentCutout

FetchFile: TypeAlias = Callable[[str], Awaitable[bytes | None]]
"""Returns the content of a file by Telegram's id of it, None where it cannot be had."""


class PhotoGarments:
    """Cuts garments out of photos.

    Args:
        database: of the answers.
        engine: that cuts.
        slots: bounds how many photos are decoded at the same time.
    """

    def __init__(self, database: Database, engine: EngineService, slots: asyncio.Semaphore) -> None:
        self._database = database
        self._engine = engine
        self._slots = slots

    async def cut(
        self, answer: PhotoAnswer, garments: Sequence[SeenGarment], photo: bytes
    ) -> list[GarmentCutout]:
        """Return garments of an answered photo without their background.

        Args:
            answer: that the garments are of.
            garments: the garments.
            photo: the photo's file.

        Raises:
            PhotoError: the photo cannot be read any more.
        """
        parts = [(garment.box, _slot_of(answer, garment)) for garment in garments]
        async with self._slots:
            return await self._engine.cut_garments(photo, parts)

    async def picture_of(self, answer_id: int, garment: int, fetch: FetchFile) -> bytes | None:
        """Return a garment, counted from 0, without its background as WebP.

        None where the answer has expired or its photo cannot be had or read.
        """
        async with self._database.session() as session:
            answer = await photos.live_answer(session, answer_id)
        if answer is None or answer.file_id is None or garment >= len(answer.garments):
            return None
        photo = await fetch(answer.file_id)
        if photo is None:
            return None
        try:
            [piece] = await self.cut(answer, [seen_garments(answer)[garment]], photo)
        except PhotoError:
            return None
        return (piece.cutout or piece.original).webp


def _slot_of(answer: PhotoAnswer, garment: SeenGarment) -> Slot:
    """Return where a garment is worn, a correction included."""
    stored = answer.garments[garment.number - 1]
    if stored.get("corrected"):
        return CATEGORY_SLOT[garment.category]
    return Slot(stored["slot"])
