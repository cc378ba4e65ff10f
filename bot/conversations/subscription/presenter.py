"""The subscription dialog in a chat: its questions as messages, and its runner."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telegram import Bot, ReplyKeyboardRemove

from bot.conversations.runner import DialogRunner, Reply
from bot.conversations.storage import TableStore
from bot.conversations.subscription.keyboards import question_keyboard
from bot.conversations.subscription.state import Step, SubscriptionState, from_json, to_json
from bot.conversations.subscription.texts import answer_text, question_text
from bot.conversations.turn import Note, Option, Turn
from bot.ui.catalogues import Html, Texts, escape
from db.models import TipDialog
from db.session import Database

OnFinish = Callable[[SubscriptionState], Awaitable[None]]
"""Called with the state whose questions are all answered."""


@dataclass(frozen=True, slots=True)
class SubscriptionPresenter:
    """Texts and keyboards of the subscription dialog.

    Attributes:
        t: texts in the person's language.
        on_finish: stores and shows what was chosen.
    """

    t: Texts
    on_finish: OnFinish

    def question(self, dialog_id: int, state: SubscriptionState, note: Note | None) -> Reply:
        """Return the open question with its options."""
        keyboard = question_keyboard(dialog_id, state, self.t)
        return Reply(question_text(state, note, self.t), keyboard)

    def answered(
        self,
        before: SubscriptionState,
        turn: Turn[SubscriptionState],
        option: Option | None,  # noqa: ARG002 - typed answers are shown, too
    ) -> Reply | None:
        """Show what an answer was understood as; None if it did not answer the question."""
        step = before.step
        if step is None or turn.state.at <= before.at:
            return None
        text = Html(f"→ <b>{escape(answer_text(turn.state, step, self.t))}</b>")
        # The keys below the chat are removed by a message, and the next one has its own buttons.
        return Reply(text, ReplyKeyboardRemove() if step is Step.CITY else None)

    def cancelled(self) -> Reply:
        """Return what to say when the person has ended the dialog."""
        return Reply(self.t.html("tips.cancelled"), ReplyKeyboardRemove())

    async def finish(self, state: SubscriptionState) -> None:
        """Store and show what was chosen."""
        await self.on_finish(state)


def subscription_store(database: Database) -> TableStore[SubscriptionState]:
    """Return the store of subscription dialogs."""
    return TableStore(database, TipDialog, to_json, from_json)


def subscription_dialog(
    database: Database, bot: Bot, user_id: int, t: Texts, on_finish: OnFinish
) -> DialogRunner[SubscriptionState]:
    """Return the subscription dialog with a person."""
    presenter = SubscriptionPresenter(t, on_finish)
    return DialogRunner(subscription_store(database), presenter, bot, user_id, t.language)
