"""Answers a photo: download, look, draw, send; or says in a sentence why that did not work."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

from PIL import Image
from telegram import Bot, InlineKeyboardMarkup, InputMediaPhoto, ReplyParameters
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError

from bot.context import Services
from bot.handlers.photo.keyboards import answer_keyboard
from bot.handlers.photo.texts import caption
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


@dataclass(frozen=True, slots=True)
class WaitingPhoto:
    """A photo that was received and wants an answer.

    Attributes:
        message_id: of the message with the photo.
        progress_id: the message that tells of the progress and becomes the answer; None for a
            photo whose answer is a message of its own.
        file_id: Telegram's name of the file.
    """

    user_id: int
    chat_id: int
    message_id: int
    progress_id: int | None
    file_id: str
    language: str


class PhotoAnswerer:
    """Answers waiting photos, in the order in which each person sent them."""

    def __init__(self, services: Services, bot: Bot) -> None:
        self._services = services
        self._bot = bot

    async def remember(self, photos: list[WaitingPhoto]) -> None:
        """Note photos in the database, so that a restart does not lose them."""
        async with self._services.database.session() as session:
            await people.touch_user(session, photos[0].user_id)
            for photo in photos:
                await photo_queries.add_pending(
                    session,
                    PendingPhoto(
                        user_id=photo.user_id,
                        chat_id=photo.chat_id,
                        message_id=photo.message_id,
                        progress_id=photo.progress_id,
                        file_id=photo.file_id,
                        language=photo.language,
                    ),
                )

    async def resume(self) -> int:
        """Take up the photos that had no answer when the bot stopped; return how many."""
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
        """Answer a photo; return whether garments were found. Never raises but when cancelled."""
        t = texts(photo.language)
        outcome = "failed"
        try:
            async with self._services.photo_slots:
                with metrics.ANSWER_SECONDS.time():
                    found = await self._answer(photo, t)
            outcome = "answered" if found else "no_garment"
        except PhotoError as error:
            outcome = error.code
            found = await self._sorry(photo, t.error(error.code))
        except Forbidden:
            outcome = "blocked"
            found = await self._blocked(photo)
        except Exception as error:
            incident = log_incident(error, "answering a photo")
            # python-telegram-bot counts refused requests among the network errors.
            is_network = isinstance(error, NetworkError) and not isinstance(error, BadRequest)
            text = (
                t.html("error.network")
                if is_network
                else t.html("error.unexpected", incident=incident)
            )
            found = await self._sorry(photo, text)
        async with self._services.database.session() as session:
            await photo_queries.delete_pending(session, photo.chat_id, photo.message_id)
        metrics.ANSWERS.labels(outcome).inc()
        return found

    async def _answer(self, photo: WaitingPhoto, t: Texts) -> bool:
        await self._tell(photo, t.html("photo.looking"))
        data = await download(
            self._bot, photo.file_id, max_bytes=self._services.settings.engine.max_file_bytes
        )
        seen = await self._services.engine.analyze(data)
        del data
        if not seen.analysis.garments:
            dark = await self._services.engine.run(is_dark, seen.picture)
            return await self._sorry(
                photo, t.html("error.dark") if dark else t.html("error.no_garment")
            )
        answer = await self._save(photo, seen)
        picture = await self._services.engine.run(
            draw_garment_boxes,
            seen.picture,
            labels_of(seen_garments(answer), t),
            width=seen.analysis.width,
        )
        try:
            message_id = await self._send(photo, picture, answer, t)
        except TelegramError:
            await self._drop(answer)
            raise
        if message_id != answer.message_id:
            async with self._services.database.session() as session:
                if (stored := await session.get(PhotoAnswer, answer.id)) is not None:
                    stored.message_id = message_id
        return True

    async def _save(self, photo: WaitingPhoto, seen: AnalyzedPhoto) -> PhotoAnswer:
        answer = new_answer(seen.analysis, user_id=photo.user_id, chat_id=photo.chat_id)
        answer.message_id = photo.progress_id
        answer.file_id = photo.file_id
        retention = timedelta(hours=self._services.settings.photo.retention_hours)
        async with self._services.database.session() as session:
            await people.touch_user(session, photo.user_id)
            return await photo_queries.save_answer(session, answer, retention=retention)

    async def _drop(self, answer: PhotoAnswer) -> None:
        async with self._services.database.session() as session:
            if (stored := await session.get(PhotoAnswer, answer.id)) is not None:
                await session.delete(stored)

    async def _send(
        self, photo: WaitingPhoto, picture: bytes, answer: PhotoAnswer, t: Texts
    ) -> int:
        """Turn the progress message into the answer, or send one; return its id."""
        text = caption(answer, t)
        keyboard = answer_keyboard(answer.id, seen_garments(answer), t)
        if photo.progress_id is not None:
            media = InputMediaPhoto(picture, caption=text)
            with contextlib.suppress(BadRequest):  # the person deleted that message
                await self._bot.edit_message_media(
                    media, photo.chat_id, photo.progress_id, reply_markup=keyboard
                )
                return photo.progress_id
        return await self._send_new(photo, picture, text, keyboard)

    async def _send_new(
        self, photo: WaitingPhoto, picture: bytes, text: Html, keyboard: InlineKeyboardMarkup
    ) -> int:
        message = await self._bot.send_photo(
            photo.chat_id,
            picture,
            caption=text,
            reply_markup=keyboard,
            reply_parameters=reply_to(photo),
        )
        return message.message_id

    async def _tell(self, photo: WaitingPhoto, text: Html) -> None:
        """Say how far we are; that it cannot be said is no reason not to go on."""
        if photo.progress_id is not None:
            with contextlib.suppress(BadRequest):
                await self._bot.edit_message_text(text, photo.chat_id, photo.progress_id)

    async def _sorry(self, photo: WaitingPhoto, text: Html) -> bool:
        """Say why there is no answer; return False."""
        try:
            if photo.progress_id is not None:
                with contextlib.suppress(BadRequest):
                    await self._bot.edit_message_text(text, photo.chat_id, photo.progress_id)
                    return False
            await self._bot.send_message(photo.chat_id, text, reply_parameters=reply_to(photo))
        except Forbidden:
            await self._blocked(photo)
        except TelegramError as error:
            log_incident(error, "saying why a photo has no answer")
        return False

    async def _blocked(self, photo: WaitingPhoto) -> bool:
        if photo.chat_id == photo.user_id:
            async with self._services.database.session() as session:
                await people.mark_blocked(session, photo.user_id)
        return False

    async def answer_all(
        self, photos: list[WaitingPhoto], progress: tuple[int, int] | None, t: Texts
    ) -> None:
        """Answer the photos of an album one by one.

        Args:
            photos: in the order of the album.
            progress: chat and message that tells how far we are.
            t: the sentences.
        """
        found = 0
        for number, photo in enumerate(photos, 1):
            if progress is not None:
                await self._album_progress(
                    progress, t.html("album.looking", number=number, n=len(photos))
                )
            found += await self.answer(photo)
        if progress is not None:
            await self._album_progress(progress, t.plural("album.done", len(photos), found=found))

    async def _album_progress(self, progress: tuple[int, int], text: Html) -> None:
        with contextlib.suppress(TelegramError):
            await self._bot.edit_message_text(text, *progress)


def reply_to(photo: WaitingPhoto) -> ReplyParameters:
    """Return what makes a message an answer to the photo, if that is still there."""
    return ReplyParameters(photo.message_id, allow_sending_without_reply=True)


def is_dark(picture: Image.Image) -> bool:
    """Return whether a photo is too dark to see anything."""
    small = picture.convert("L").resize((16, 16), Image.Resampling.BOX)
    return sum(small.tobytes()) / 256 < _DARK_LUMINANCE
