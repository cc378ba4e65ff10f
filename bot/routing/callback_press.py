"""A pressed button: who pressed what under which message, and how to react."""

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
from db.models import PhotoAnswer, Search
from db.queries import photos
from db.queries.photos import live_search

TOAST_CHARS = 200


class ExpiredError(Exception):
    """What the button belongs to has expired, or is not for the person who pressed it."""


@dataclass(slots=True)
class CallbackPress:
    """One press of a button."""

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
        """Return the press of an update.

        Args:
            query: of the update.
            t: the sentences.
            services: of the bot.
            routes: of all features, see `forward`.

        Raises:
            ExpiredError: the button is not under a message in a chat.
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
        """Who pressed."""
        return self.query.from_user.id

    @property
    def message(self) -> Message | None:
        """The message with the button, None when it is too old to be read."""
        message = self.query.message
        return message if isinstance(message, Message) else None

    async def forward(self, callback_data: CallbackData) -> None:
        """Carry out other callback data, as if its button had been pressed here.

        So one feature has another one do what its buttons do, without importing it.
        """
        await self.routes[type(callback_data)](self, callback_data)

    async def answer(self, text: str | None = None, *, alert: bool = False) -> None:
        """Stop the button's clock, once, with or without a word.

        Telegram forgets a press after some seconds; then there is nobody left to tell.
        """
        if self.answered:
            return
        self.answered = True
        with contextlib.suppress(BadRequest):
            await self.query.answer(text[:TOAST_CHARS] if text else None, show_alert=alert)

    async def answer_of(self, answer_id: int) -> PhotoAnswer:
        """Return a stored answer that this person may use here.

        Raises:
            ExpiredError: it has expired, or belongs to another chat.
        """
        async with self.services.database.session() as session:
            answer = await photos.live_answer(session, answer_id)
        if answer is None or not self._may_use(answer.chat_id, answer.user_id):
            raise ExpiredError
        return answer

    async def own_answer(self, answer_id: int) -> PhotoAnswer:
        """Return the stored answer that the pressed message shows.

        Raises:
            ExpiredError: it has expired, or the button is under another message.
        """
        answer = await self.answer_of(answer_id)
        # A button can be pressed before it is stored where it is.
        if answer.message_id not in {None, self.message_id}:
            raise ExpiredError
        return answer

    async def search_of(self, search_id: int) -> tuple[Search, PhotoAnswer]:
        """Return a stored search and its answer, if this person may use it here.

        Raises:
            ExpiredError: it has expired, or belongs to another chat.
        """
        async with self.services.database.session() as session:
            found = await live_search(session, search_id)
        if found is None or not self._may_use(found[0].chat_id, found[0].user_id):
            raise ExpiredError
        return found

    def _may_use(self, chat_id: int, user_id: int) -> bool:
        """In a group the buttons are everybody's; in private nobody else's are here."""
        return chat_id == self.chat_id and (not self.is_private or user_id == self.user_id)

    async def set_keyboard(self, keyboard: InlineKeyboardMarkup | None) -> None:
        """Change the buttons; that they are already so is no error."""
        with contextlib.suppress(BadRequest):
            await self.bot.edit_message_reply_markup(
                self.chat_id, self.message_id, reply_markup=keyboard
            )

    async def set_text(self, text: Html, keyboard: InlineKeyboardMarkup | None = None) -> None:
        """Change the text and the buttons; that they are already so is no error."""
        with contextlib.suppress(BadRequest):
            await self.bot.edit_message_text(
                text,
                self.chat_id,
                self.message_id,
                reply_markup=keyboard,
            )

    async def set_caption(self, text: Html, keyboard: InlineKeyboardMarkup | None = None) -> None:
        """Change the words and buttons of a picture; that they are already so is no error."""
        with contextlib.suppress(BadRequest):
            await self.bot.edit_message_caption(
                self.chat_id,
                self.message_id,
                caption=text,
                reply_markup=keyboard,
            )


Route: TypeAlias = Callable[[CallbackPress, Any], Awaitable[None]]
"""Carries out one kind of action."""

Routes: TypeAlias = Mapping[type[CallbackData], Route]
"""What a module of buttons carries out."""
