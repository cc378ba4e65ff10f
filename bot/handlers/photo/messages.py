"""Send the messages about one photo: progress, the answer, or why there is none."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from telegram import Bot, InputMediaPhoto, ReplyParameters
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.handlers.photo.keyboards import answer_keyboard
from bot.handlers.photo.texts import caption
from bot.monitoring.incidents import log_incident
from bot.services.photo_answers import seen_garments
from bot.ui.catalogues import Html, Texts
from db.models import PhotoAnswer
from db.queries import people
from db.session import Database


@dataclass(frozen=True, slots=True)
class WaitingPhoto:
    """A photo that was received and is to be answered.

    Attributes:
        user_id: who sent it.
        chat_id: where.
        message_id: of the message with the photo.
        progress_id: of the message that shows the progress and becomes the answer; None for a
            photo whose answer is a message of its own.
        file_id: Telegram's id of the file.
        language: of the answer.
    """

    user_id: int
    chat_id: int
    message_id: int
    progress_id: int | None
    file_id: str
    language: str


@dataclass(frozen=True, slots=True)
class PhotoMessages:
    """Sends messages about a photo, and edits the one that shows its progress."""

    bot: Bot
    database: Database
    photo: WaitingPhoto
    t: Texts

    async def show_progress(self, text: Html) -> None:
        """Show how far the answer is; best effort."""
        photo = self.photo
        if photo.progress_id is not None:
            with contextlib.suppress(BadRequest):
                await self.bot.edit_message_text(text, photo.chat_id, photo.progress_id)

    async def send_answer(self, picture: bytes, answer: PhotoAnswer) -> int:
        """Turn the progress message into the answer, or send a new one; return its id.

        Raises:
            TelegramError: it cannot be sent.
        """
        photo, text = self.photo, caption(answer, self.t)
        keyboard = answer_keyboard(answer.id, seen_garments(answer), self.t)
        if photo.progress_id is not None:
            media = InputMediaPhoto(picture, caption=text)
            with contextlib.suppress(BadRequest):  # the person deleted that message
                await self.bot.edit_message_media(
                    media, photo.chat_id, photo.progress_id, reply_markup=keyboard
                )
                return photo.progress_id
        message = await self.bot.send_photo(
            photo.chat_id,
            picture,
            caption=text,
            reply_markup=keyboard,
            reply_parameters=self._reply(),
        )
        return message.message_id

    async def send_failure(self, text: Html) -> None:
        """Show why there is no answer; best effort."""
        photo = self.photo
        try:
            if photo.progress_id is not None:
                with contextlib.suppress(BadRequest):
                    await self.bot.edit_message_text(text, photo.chat_id, photo.progress_id)
                    return
            await self.bot.send_message(photo.chat_id, text, reply_parameters=self._reply())
        except Forbidden:
            await self.mark_blocked()
        except TelegramError as error:
            log_incident(error, "saying why a photo has no answer")

    async def mark_blocked(self) -> None:
        """Store that the person has blocked the bot, if this is their private chat."""
        if self.photo.chat_id == self.photo.user_id:
            async with self.database.session() as session:
                await people.mark_blocked(session, self.photo.user_id)

    def _reply(self) -> ReplyParameters:
        return ReplyParameters(self.photo.message_id, allow_sending_without_reply=True)
