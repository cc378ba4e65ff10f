"""The press of an inline keyboard button, and the answers that it can get."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from telegram import Bot, CallbackQuery, InlineKeyboardMarkup, Message
from telegram.constants import ChatType
from telegram.error import BadRequest

from bot.context import Services
from bot.ui.callback_data import CallbackData
from bot.ui.catalogues import Html, Texts

TOAST_CHARS = 200


class ExpiredError(Exception):
    """The record of a button has expired, or is not for the person who pressed it."""


@dataclass(slots=True)
class CallbackPress:
    """A callback query with all that its route needs.

    Attributes:
        t: sentences in the language of the user.
        routes: of all features, see `forward`.
        answered: whether the query has been answered; a query is answered once.
    """

    query: CallbackQuery
    chat_id: int
    message_id: int
    is_private: bool
    t: Texts
    services: Services
    bot: Bot
    routes: Routes
    answered: bool = False

    @classmethod
    def of(
        cls, query: CallbackQuery, t: Texts, services: Services, routes: Routes
    ) -> CallbackPress:
        """Return the press of a callback query.

        Args:
            query: of the update.
            t: sentences in the language of the user.
            services: of the bot.
            routes: of all features, see `forward`.

        Raises:
            ExpiredError: the button is not under a message of a chat.
        """
        message = query.message
        if message is None:
            raise ExpiredError
        return cls(
            query=query,
            chat_id=message.chat.id,
            message_id=message.message_id,
            is_private=message.chat.type == ChatType.PRIVATE,
            t=t,
            services=services,
            bot=query.get_bot(),
            routes=routes,
        )

    @property
    def user_id(self) -> int:
        """The id of the user who pressed."""
        return self.query.from_user.id

    @property
    def message(self) -> Message | None:
        """The message with the button; None if it is too old for the Bot API to send it."""
        message = self.query.message
        return message if isinstance(message, Message) else None

    async def forward(self, callback_data: CallbackData) -> None:
        """Carry out other callback data, as if its button had been pressed here.

        A feature uses it to do what the button of another feature does, without importing it.
        """
        await self.routes[type(callback_data)](self, callback_data)

    async def answer(self, text: str | None = None, *, alert: bool = False) -> None:
        """Answer the callback query, unless it has been answered.

        Args:
            text: shown as a toast; None only ends the progress bar of the button.
            alert: show the text as an alert instead.
        """
        if self.answered:
            return
        self.answered = True
        # Telegram drops a query after some seconds; then nobody waits for the answer.
        with contextlib.suppress(BadRequest):
            await self.query.answer(text[:TOAST_CHARS] if text else None, show_alert=alert)

    def may_use(self, chat_id: int, user_id: int) -> bool:
        """Return whether a record of a chat and user can be used here.

        In a group everybody may press the buttons; in private they are the user's own.
        """
        return chat_id == self.chat_id and (not self.is_private or user_id == self.user_id)

    async def set_keyboard(self, keyboard: InlineKeyboardMarkup | None) -> None:
        """Replace the keyboard of the message; ignore that it is already so."""
        with contextlib.suppress(BadRequest):
            await self.bot.edit_message_reply_markup(
                self.chat_id, self.message_id, reply_markup=keyboard
            )

    async def set_text(self, text: Html, keyboard: InlineKeyboardMarkup | None = None) -> None:
        """Replace the text and keyboard of the message; ignore that they are already so."""
        with contextlib.suppress(BadRequest):
            await self.bot.edit_message_text(
                text,
                self.chat_id,
                self.message_id,
                reply_markup=keyboard,
            )

    async def set_caption(self, text: Html, keyboard: InlineKeyboardMarkup | None = None) -> None:
        """Replace the caption and keyboard of the message; ignore that they are already so."""
        with contextlib.suppress(BadRequest):
            await self.bot.edit_message_caption(
                self.chat_id,
                self.message_id,
                caption=text,
                reply_markup=keyboard,
            )


Route: TypeAlias = Callable[[CallbackPress, Any], Awaitable[None]]
"""Carries out callback data of one type."""

Routes: TypeAlias = Mapping[type[CallbackData], Route]
"""The routes of a module, by the type of callback data."""
