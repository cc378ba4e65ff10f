"""Send and edit the messages about photos uploaded for a closet."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from telegram import Bot, ReplyParameters
from telegram.error import BadRequest, TelegramError

from bot.context import Services
from bot.handlers.closet.callback_data import garment_bits
from bot.handlers.closet.keyboards import adding_keyboard, saving_keyboard
from bot.handlers.closet.pages import ClosetPages
from bot.services.photo_answers import seen_garments
from bot.ui.catalogues import Texts
from bot.ui.garment_boxes import draw_garment_boxes, labels_of
from db.models import ClosetBatch, PhotoAnswer
from db.queries import closet_uploads
from engine.vision.decode import decode


@dataclass(frozen=True, slots=True)
class UploadMessages:
    """The messages about one batch of photos.

    One message shows the progress of the batch and becomes the page of what it added; it stays
    below the newest photo.
    """

    services: Services
    bot: Bot
    batch: ClosetBatch
    t: Texts

    async def acknowledge(self, photo_message_id: int) -> None:
        """Send the progress message below a photo, unless it stands there already."""
        if self.batch.message_id is not None and self.batch.message_id > photo_message_id:
            return
        sent = await self.bot.send_message(self.batch.chat_id, self.t.html("closet.looking"))
        await self._replace_message(sent.message_id)

    async def refuse(self, photo_message_id: int, limit: int) -> None:
        """Reply to the first photo beyond the limit of a batch."""
        await self.bot.send_message(
            self.batch.chat_id,
            self.t.html("closet.too_many", limit=limit),
            reply_markup=adding_keyboard(self.batch.id, self.t),
            reply_parameters=_reply_to(photo_message_id),
        )

    async def show_progress(self, number: int, total: int) -> None:
        """Show which photo of how many is processed; an error to do so changes nothing."""
        if self.batch.message_id is None:
            return
        with contextlib.suppress(BadRequest):
            await self.bot.edit_message_text(
                self.t.html("closet.looking_at", number=number, n=total),
                self.batch.chat_id,
                self.batch.message_id,
            )

    async def show_added(self, newest_message_id: int) -> None:
        """Show the garments that the batch added, below its newest photo."""
        message_id = self.batch.message_id
        if message_id is not None and message_id <= newest_message_id:
            message_id = None
        pages = ClosetPages(self.services, self.bot, self.batch.user_id, self.t)
        await self._replace_message(await pages.show_batch(self.batch, 0, message_id))

    async def ask_which(self, answer: PhotoAnswer, photo: bytes, photo_message_id: int) -> int:
        """Ask which garments of a photo to save; return the id of the question's message.

        Args:
            answer: the stored answer of the photo.
            photo: the photo's file.
            photo_message_id: the message to reply to.
        """
        garments, engine = seen_garments(answer), self.services.engine
        decoded = await engine.run(decode, photo, self.services.settings.engine)
        picture = await engine.run(
            draw_garment_boxes,
            decoded.picture,
            labels_of(garments, self.t),
            width=decoded.width,
        )
        chosen = garment_bits(garment.number for garment in garments)
        sent = await self.bot.send_photo(
            answer.chat_id,
            picture,
            caption=self.t.html("closet.which"),
            reply_markup=saving_keyboard(answer.id, garments, chosen, self.t, back=False),
            reply_parameters=_reply_to(photo_message_id),
        )
        return sent.message_id

    async def _replace_message(self, message_id: int) -> None:
        """Store the message that shows the batch, and delete the one that did before."""
        old_message_id = self.batch.message_id
        async with self.services.database.session() as session:
            stored = await closet_uploads.batch_of(session, self.batch.user_id, self.batch.id)
            if stored is not None:
                stored.message_id = message_id
        self.batch.message_id = message_id
        if old_message_id is not None and old_message_id != message_id:
            with contextlib.suppress(TelegramError):
                await self.bot.delete_message(self.batch.chat_id, old_message_id)


def _reply_to(message_id: int) -> ReplyParameters:
    """Reply to a message, or send without reply when it has been deleted."""
    return ReplyParameters(message_id, allow_sending_without_reply=True)
