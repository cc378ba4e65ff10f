"""The size dialog in a chat: its questions as messages, and its runner."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telegram import Bot

from bot.conversations.runner import DialogRunner, Reply
from bot.conversations.size.keyboards import dialog_keyboard
from bot.conversations.size.state import SizeState
from bot.conversations.size.storage import size_store
from bot.conversations.size.texts import option_text, question_text
from bot.conversations.turn import Note, Option, Turn
from bot.ui.catalogues import Html, Texts, escape
from db.session import Database

OnFinish = Callable[[SizeState], Awaitable[None]]
"""Called with the state whose questions are all answered."""


@dataclass(frozen=True, slots=True)
class SizePresenter:
    """Texts and keyboards of the size dialog.

    Attributes:
        t: texts in the person's language.
        on_finish: sends what the answers are for.
    """

    t: Texts
    on_finish: OnFinish

    def question(self, dialog_id: int, state: SizeState, note: Note | None) -> Reply:
        """Return the open question with its options."""
        keyboard = dialog_keyboard(dialog_id, state, self.t)
        return Reply(question_text(state, note, self.t), keyboard)

    def answered(
        self,
        before: SizeState,
        turn: Turn[SizeState],  # noqa: ARG002 - the pressed option says it all
        option: Option | None,
    ) -> Reply | None:
        """Show a pressed option under its question; a typed answer stands in the chat anyway."""
        if option is None:
            return None
        label = option_text(option, before, self.t)
        return Reply(Html(f"→ <b>{escape(label)}</b>"))

    def cancelled(self) -> Reply:
        """Return what to say when the person has ended the dialog."""
        return Reply(self.t.html("size.cancelled"))

    async def finish(self, state: SizeState) -> None:
        """Send what the answers are for."""
        await self.on_finish(state)


def size_dialog(
    database: Database, bot: Bot, user_id: int, t: Texts, on_finish: OnFinish
) -> DialogRunner[SizeState]:
    """Return the size dialog with a person."""
    return DialogRunner(size_store(database), SizePresenter(t, on_finish), bot, user_id, t.language)


async def repeat_question(database: Database, bot: Bot, user_id: int, t: Texts) -> None:
    """Ask the open question again, if there is one that is still waited on."""
    await size_dialog(database, bot, user_id, t, _nothing_to_finish).repeat()


async def _nothing_to_finish(state: SizeState) -> None:
    raise AssertionError(f"a repeated question does not end a dialog: {state.goal}")
