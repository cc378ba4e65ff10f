"""Show pages in one message of a chat: edit the message in place, or send a new one."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from telegram import Bot, InlineKeyboardMarkup, InputMediaPhoto
from telegram.error import BadRequest

from bot.ui.catalogues import Html


@dataclass(frozen=True, slots=True)
class PageMessage:
    """Edits or sends page messages in one chat.

    Attributes:
        bot: the bot that sends.
        chat_id: the chat; for a private chat, the id of the person.
    """

    bot: Bot
    chat_id: int

    async def show_picture(
        self, picture: bytes, caption: Html, keyboard: InlineKeyboardMarkup, message_id: int | None
    ) -> int:
        """Replace a message by a picture with a caption.

        Args:
            picture: JPEG or PNG bytes.
            caption: below the picture.
            keyboard: below the caption.
            message_id: the message to edit; None, or one that cannot be edited, sends a new one.

        Returns:
            Id of the message that shows the page.
        """
        if message_id is not None:
            media = InputMediaPhoto(picture, caption=caption)
            try:
                await self.bot.edit_message_media(
                    media, self.chat_id, message_id, reply_markup=keyboard
                )
            except BadRequest as error:
                if "not modified" not in error.message.lower():
                    message_id = None  # deleted, or too old to be changed
            if message_id is not None:
                return message_id
        sent = await self.bot.send_photo(
            self.chat_id, picture, caption=caption, reply_markup=keyboard
        )
        return sent.message_id

    async def show_text(
        self, text: Html, keyboard: InlineKeyboardMarkup | None, message_id: int | None = None
    ) -> int:
        """Replace a message by a text.

        Args:
            text: the text.
            keyboard: below it.
            message_id: the message to edit; a message with a picture, which cannot become a text,
                is deleted and a new one sent. None sends a new one.

        Returns:
            Id of the message that shows the text.
        """
        if message_id is not None:
            try:
                await self.bot.edit_message_text(
                    text,
                    self.chat_id,
                    message_id,
                    reply_markup=keyboard,
                )
            except BadRequest as error:
                if "not modified" in error.message.lower():
                    return message_id
                with contextlib.suppress(BadRequest):
                    await self.bot.delete_message(self.chat_id, message_id)
            else:
                return message_id
        sent = await self.bot.send_message(self.chat_id, text, reply_markup=keyboard)
        return sent.message_id
