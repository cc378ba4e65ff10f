"""Holds a guided dialog in a private chat: the one runner for all dialogs.

Every answer is in the database before anything is sent, so that a restart at any moment goes on
with the right question. What a dialog asks is decided by its `transitions`, how that reads by the
`Presenter` of its feature.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, Protocol

from telegram import Bot, InlineKeyboardMarkup, ReplyKeyboardMarkup, ReplyKeyboardRemove
from telegram.error import BadRequest, TelegramError

from bot.conversations.storage import DialogStore, OpenDialog, S, TableStore
from bot.conversations.turn import Next, Note, Option, Turn
from bot.monitoring.incidents import log_incident
from bot.ui.catalogues import Html

Keyboard = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove


@dataclass(frozen=True, slots=True)
class Reply:
    """A message to be sent."""

    text: Html
    keyboard: Keyboard | None = None


class DialogOverError(Exception):
    """A pressed button belongs to a dialog that has ended."""


class AlreadyAnsweredError(Exception):
    """A pressed button belongs to a question that is not open any more."""


class Presenter(Protocol[S]):
    """Words and keyboards of one dialog, and what its end leads to."""

    def question(self, dialog_id: int, state: S, note: Note | None) -> Reply:
        """Return the open question, after a note about the last answer."""

    def answered(self, before: S, turn: Turn[S], option: Option | None) -> Reply | None:
        """Return how an answered question is closed; None only removes its buttons.

        The text is added to the question. A reply with a keyboard is sent as a message instead:
        that is how the keyboard below the chat is removed.
        """

    def cancelled(self) -> Reply:
        """Return what to say when the person has ended the dialog."""

    async def finish(self, state: S) -> None:
        """Do what the answers are for. After a crash it may be done a second time."""


@dataclass(frozen=True, slots=True)
class DialogRunner(Generic[S]):
    """One dialog with one person.

    Attributes:
        store: of this kind of dialog.
        presenter: of this kind of dialog, in the person's language.
        bot: sends the messages.
        user_id: the person, and their private chat.
        language: stored with the dialog, for a restart.
    """

    store: DialogStore[S]
    presenter: Presenter[S]
    bot: Bot
    user_id: int
    language: str

    async def open(self) -> OpenDialog[S] | None:
        """Return the person's open dialog, or None."""
        return await self.store.load(self.user_id)

    async def open_at(self, dialog_id: int, turn: int) -> OpenDialog[S]:
        """Return the open dialog if a pressed button belongs to its open question.

        Raises:
            DialogOverError: the button's dialog has ended.
            AlreadyAnsweredError: its question has been answered.
        """
        current = await self.open()
        if current is None or current.id != dialog_id or current.state.step is None:
            raise DialogOverError
        if current.state.turn != turn:
            raise AlreadyAnsweredError
        return current

    async def begin(self, state: S) -> None:
        """Store a dialog in place of the open one, and ask its first question."""
        current, replaced_message_id = await self.store.open(
            self.user_id, state, language=self.language
        )
        await self.remove_keyboard(replaced_message_id)
        await self.proceed(current)

    async def consume(
        self, current: OpenDialog[S], turn: Turn[S], *, option: Option | None = None
    ) -> None:
        """Store an answer, then ask the next question or finish.

        Args:
            current: the dialog before the answer.
            turn: what the answer led to.
            option: the pressed button; None for text and places.
        """
        if turn.cancelled:
            await self.cancel(current)
            return
        if turn.next is Next.STAY:
            await self.send(self.presenter.question(current.id, turn.state, turn.note))
            return
        await self.store.save_answer(self.user_id, current, turn.state)
        after = replace(current, state=turn.state)
        if turn.next is Next.EDIT and current.message_id is not None:
            await self._edit_options(after, current.message_id)
            return
        await self.close_question(current, turn, option)
        await self.proceed(replace(after, message_id=None), turn.note)

    async def proceed(self, current: OpenDialog[S], note: Note | None = None) -> None:
        """Ask the open question; when none is left, finish and delete the dialog."""
        if current.state.step is None:
            await self.presenter.finish(current.state)
            await self.store.close(current.id)
            return
        message_id = await self.send(self.presenter.question(current.id, current.state, note))
        await self.store.save_question(current.id, message_id)

    async def repeat(self) -> None:
        """Ask the open question once more, if an answer is still expected."""
        current = await self.open()
        if current is None or not current.is_waiting:
            return
        await self.remove_keyboard(current.message_id)
        await self.proceed(current)

    async def cancel(self, current: OpenDialog[S]) -> None:
        """Delete the dialog; answers that were stored elsewhere stay."""
        await self.store.close(current.id)
        await self.remove_keyboard(current.message_id)
        await self.send(self.presenter.cancelled())

    async def close_question(
        self, current: OpenDialog[S], turn: Turn[S], option: Option | None
    ) -> None:
        """Remove the buttons of an answered question, and show the answer."""
        answer = self.presenter.answered(current.state, turn, option)
        if answer is None or answer.keyboard is not None:
            await self.remove_keyboard(current.message_id)
            if answer is not None:
                await self.send(answer)
        elif current.message_id is not None:
            question = self.presenter.question(current.id, current.state, None)
            with contextlib.suppress(BadRequest):
                await self.bot.edit_message_text(
                    f"{question.text}\n\n{answer.text}",
                    self.user_id,
                    current.message_id,
                )

    async def remove_keyboard(self, message_id: int | None) -> None:
        """Remove the buttons of a message, if there is one."""
        if message_id is not None:
            with contextlib.suppress(BadRequest):
                await self.bot.edit_message_reply_markup(
                    self.user_id, message_id, reply_markup=None
                )

    async def send(self, reply: Reply) -> int:
        """Send a message to the person; return its id."""
        message = await self.bot.send_message(self.user_id, reply.text, reply_markup=reply.keyboard)
        return message.message_id

    async def _edit_options(self, current: OpenDialog[S], message_id: int) -> None:
        keyboard = self.presenter.question(current.id, current.state, None).keyboard
        assert keyboard is None or isinstance(keyboard, InlineKeyboardMarkup)
        with contextlib.suppress(BadRequest):
            await self.bot.edit_message_reply_markup(
                self.user_id, message_id, reply_markup=keyboard
            )
        await self.store.save_question(current.id, message_id)


async def resume(store: TableStore[S], runner_for: Callable[[int, str], DialogRunner[S]]) -> int:
    """Ask the questions that were decided but not sent when the bot stopped.

    Args:
        store: of one kind of dialog.
        runner_for: returns the runner for a person and a language.

    Returns:
        How many there were.
    """
    unasked = await store.unasked()
    for user_id, language, dialog in unasked:
        try:
            await runner_for(user_id, language).proceed(dialog)
        except TelegramError as error:
            log_incident(error, f"resuming a dialog of {store.table.__tablename__}")
    return len(unasked)
