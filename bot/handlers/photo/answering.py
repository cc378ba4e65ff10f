"""Answer photos: download, analyse, draw, send; or send why that did not work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Final

from PIL import Image
from telegram import Bot
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError

from bot.context import Services
from bot.handlers.photo.messages import PhotoMessages, WaitingPhoto
from bot.monitoring import metrics
from bot.monitoring.incidents import log_incident
from bot.routing.feature import RESUME_MAX_AGE
from bot.services.photo_answers import new_answer, seen_garments
from bot.transport.files import download
from bot.ui.catalogues import Html, Texts, texts
from bot.ui.garment_boxes import draw_garment_boxes, labels_of
from db.models import PendingPhoto, PhotoAnswer
from db.queries import people
from db.queries import photos as photo_queries
from engine.schemas import PhotoError
from engine.service import AnalyzedPhoto

_DARK_LUMINANCE: Final = 28


class PhotoAnswerer:
    """Answers waiting photos."""

    def __init__(self, services: Services, bot: Bot) -> None:
        self._services = services
        self._bot = bot

    async def store(self, photos: Sequence[WaitingPhoto]) -> None:
        """Store photos of one person, so that they are answered after a restart, too."""
        async with self._services.database.session() as session:
            await people.touch_user(session, photos[0].user_id)
            for photo in photos:
                pending = PendingPhoto(
                    user_id=photo.user_id,
                    chat_id=photo.chat_id,
                    message_id=photo.message_id,
                    progress_id=photo.progress_id,
                    file_id=photo.file_id,
                    language=photo.language,
                )
                await photo_queries.add_pending(session, pending)

    async def resume(self) -> int:
        """Queue the photos that had no answer when the bot stopped; return how many."""
        async with self._services.database.session() as session:
            rows = await photo_queries.list_pending(session, max_age=RESUME_MAX_AGE)
        for row in rows:
            photo = WaitingPhoto(
                user_id=row.user_id,
                chat_id=row.chat_id,
                message_id=row.message_id,
                progress_id=row.progress_id,
                file_id=row.file_id,
                language=row.language,
            )
            self._services.photo_queue.submit(photo.user_id, partial(self._job, photo))
        return len(rows)

    async def _job(self, photo: WaitingPhoto) -> None:
        await self.answer(photo)

    async def answer(self, photo: WaitingPhoto) -> bool:
        """Answer a photo; return whether garments were found.

        Raises nothing of its own: what goes wrong is logged, and the person gets a sentence.
        """
        t = texts(photo.language)
        messages = PhotoMessages(self._bot, self._services.database, photo, t)
        found, outcome, failure = False, "failed", None
        try:
            async with self._services.photo_slots:
                with metrics.ANSWER_SECONDS.time():
                    failure = await self._answer(photo, messages, t)
            found = failure is None
            outcome = "answered" if found else "no_garment"
        except PhotoError as error:
            outcome, failure = error.code, t.error(error.code)
        except Forbidden:
            outcome = "blocked"
            await messages.mark_blocked()
        except Exception as error:
            failure = _unexpected_text(error, t)
        if failure is not None:
            await messages.send_failure(failure)
        async with self._services.database.session() as session:
            await photo_queries.delete_pending(session, photo.chat_id, photo.message_id)
        metrics.ANSWERS.labels(outcome).inc()
        return found

    async def _answer(self, photo: WaitingPhoto, messages: PhotoMessages, t: Texts) -> Html | None:
        """Answer a photo; return why there is no answer if no garment is found."""
        await messages.show_progress(t.html("photo.looking"))
        engine = self._services.engine
        data = await download(
            self._bot, photo.file_id, max_bytes=self._services.settings.engine.max_file_bytes
        )
        analyzed = await engine.analyze(data)
        del data  # megabytes that nobody needs while the answer is drawn and sent
        if not analyzed.analysis.garments:
            dark = await engine.run(is_dark, analyzed.picture)
            return t.html("error.dark") if dark else t.html("error.no_garment")
        answer = await self._save(photo, analyzed)
        picture = await engine.run(
            draw_garment_boxes,
            analyzed.picture,
            labels_of(seen_garments(answer), t),
            width=analyzed.analysis.width,
        )
        try:
            message_id = await messages.send_answer(picture, answer)
        except TelegramError:
            await self._delete(answer)
            raise
        if message_id != answer.message_id:
            await self._set_message(answer, message_id)
        return None

    async def _save(self, photo: WaitingPhoto, analyzed: AnalyzedPhoto) -> PhotoAnswer:
        answer = new_answer(analyzed.analysis, user_id=photo.user_id, chat_id=photo.chat_id)
        answer.message_id = photo.progress_id
        answer.file_id = photo.file_id
        retention = timedelta(hours=self._services.settings.photo.retention_hours)
        async with self._services.database.session() as session:
            await people.touch_user(session, photo.user_id)
            return await photo_queries.save_answer(session, answer, retention=retention)

    async def _delete(self, answer: PhotoAnswer) -> None:
        async with self._services.database.session() as session:
            if (stored := await session.get(PhotoAnswer, answer.id)) is not None:
                await session.delete(stored)

    async def _set_message(self, answer: PhotoAnswer, message_id: int) -> None:
        async with self._services.database.session() as session:
            if (stored := await session.get(PhotoAnswer, answer.id)) is not None:
                stored.message_id = message_id


def _unexpected_text(error: Exception, t: Texts) -> Html:
    """Log an error that nobody foresaw, and return the sentence about it."""
    incident = log_incident(error, "answering a photo")
    # python-telegram-bot counts refused requests among the network errors.
    if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        return t.html("error.network")
    return t.html("error.unexpected", incident=incident)


def is_dark(picture: Image.Image) -> bool:
    """Return whether a photo is too dark to see anything."""
    small = picture.convert("L").resize((16, 16), Image.Resampling.BOX)
    return sum(small.tobytes()) / 256 < _DARK_LUMINANCE
