"""Process photos uploaded for a closet, one after the other for each person."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

from telegram import Bot
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError

from bot.context import Services
from bot.handlers.closet.upload_messages import UploadMessages
from bot.monitoring.incidents import log_incident
from bot.routing.feature import RESUME_MAX_AGE
from bot.services.closet_items import add_garments, new_garment
from bot.services.photo_answers import new_answer
from bot.transport.files import download
from bot.ui.catalogues import texts
from db.models import ClosetBatch, ClosetUpload, PhotoAnswer, utc_now
from db.queries import closet_uploads, photos
from engine.models.embedding_version import embedding_version
from engine.schemas import Analysis, PhotoError
from engine.vision.closet_photo import PhotoContent

IDLE: Final = timedelta(minutes=30)
"""After so long without a photo a batch is over, and the next photo is one to be answered."""

_PROGRESS_EVERY: Final = 3
_RETRY_S: Final = 2.0


@dataclass(frozen=True, slots=True)
class UploadWorker:
    """Queues, analyses and stores photos of closet batches.

    A photo is a row in the database until it has an outcome, so that a restart loses none.
    """

    services: Services
    bot: Bot

    async def receive(self, batch: ClosetBatch, upload: ClosetUpload) -> None:
        """Store a photo of a batch, acknowledge it and queue it; beyond the limit, refuse it."""
        limit = self.services.settings.photo.max_album_photos
        async with self.services.database.session() as session:
            outcomes = await closet_uploads.outcomes_of(session, batch.id)
            if outcomes.total() >= limit:
                upload.outcome = "too_many"
            stored = await closet_uploads.add_upload(session, upload)
        if stored is None:
            return
        messages = self._messages(batch)
        if stored.outcome == "too_many":
            if not outcomes["too_many"]:
                await messages.refuse(upload.message_id, limit)
            return
        if not outcomes[None]:
            await messages.acknowledge(stored.message_id)
        self._submit(stored)

    async def resume(self) -> int:
        """Queue the photos that were waiting when the bot stopped; return how many."""
        since = utc_now() - RESUME_MAX_AGE
        async with self.services.database.session() as session:
            uploads = await closet_uploads.waiting_uploads(session, since=since)
        for upload in uploads:
            self._submit(upload)
        return len(uploads)

    def _messages(self, batch: ClosetBatch) -> UploadMessages:
        return UploadMessages(self.services, self.bot, batch, texts(batch.language))

    def _submit(self, upload: ClosetUpload) -> None:
        if not self.services.photo_queue.submit(upload.user_id, partial(self._process, upload)):
            # The person's queue is full of photos to be answered: try again when some are.
            asyncio.get_running_loop().call_later(_RETRY_S, self._submit, upload)

    async def _process(self, upload: ClosetUpload) -> None:
        """Process one photo, store its outcome and show it; errors become outcomes."""
        async with self.services.database.session() as session:
            if not await closet_uploads.is_waiting(session, upload.id):
                return  # cancelled
        try:
            async with self.services.photo_slots:
                outcome = await self._analyse(upload)
        except PhotoError as error:
            outcome = error.code
        except Forbidden:
            outcome = "blocked"
        except Exception as error:
            log_incident(error, "taking a garment in")
            is_network = isinstance(error, NetworkError) and not isinstance(error, BadRequest)
            outcome = "network" if is_network else "unexpected"
        async with self.services.database.session() as session:
            await closet_uploads.set_outcome(session, upload.id, outcome)
        try:
            await self._show_progress(upload)
        except TelegramError as error:
            log_incident(error, "telling of clothes taken in")

    async def _analyse(self, upload: ClosetUpload) -> str:
        """Analyse one photo; store its garment, or ask which of several; return the outcome."""
        settings = self.services.settings.engine
        photo = await download(self.bot, upload.file_id, max_bytes=settings.max_file_bytes)
        classified = await self.services.engine.classify_closet_photo(photo)
        if classified.content is PhotoContent.SEVERAL and classified.outfit is not None:
            await self._ask_which(upload, classified.outfit, photo)
        elif classified.garment is not None:
            version = embedding_version(settings.models_dir)
            garment = new_garment(
                classified.garment, upload.user_id, upload.batch_id, version=version
            )
            await add_garments(self.services.database, self.services.engine, [garment])
            return "saved"
        return "several" if classified.content is PhotoContent.SEVERAL else "no_garment"

    async def _ask_which(self, upload: ClosetUpload, outfit: Analysis, photo: bytes) -> None:
        """Store an outfit as an answered photo, and ask which of its garments to save."""
        answer = new_answer(outfit, user_id=upload.user_id, chat_id=upload.chat_id)
        answer.file_id = upload.file_id
        retention = timedelta(hours=self.services.settings.photo.retention_hours)
        async with self.services.database.session() as session:
            batch = await closet_uploads.batch_of(session, upload.user_id, upload.batch_id)
            if batch is None:
                return
            await photos.save_answer(session, answer, retention=retention)
        message_id = await self._messages(batch).ask_which(answer, photo, upload.message_id)
        async with self.services.database.session() as session:
            if (stored := await session.get(PhotoAnswer, answer.id)) is not None:
                stored.message_id = message_id

    async def _show_progress(self, upload: ClosetUpload) -> None:
        """Show how far a batch is, and what it added once none of its photos is waiting."""
        async with self.services.database.session() as session:
            batch = await closet_uploads.batch_of(session, upload.user_id, upload.batch_id)
            if batch is None:
                return
            outcomes = await closet_uploads.outcomes_of(session, batch.id)
            newest_message_id = await closet_uploads.newest_upload(session, batch.id)
        messages = self._messages(batch)
        if not outcomes[None]:
            await messages.show_added(newest_message_id)
            return
        total = outcomes.total() - outcomes["too_many"]
        done = total - outcomes[None]
        if done % _PROGRESS_EVERY == 0:
            await messages.show_progress(done + 1, total)
