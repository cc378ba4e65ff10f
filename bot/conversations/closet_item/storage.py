"""Stores the open question for a field of a closet item, and the answer in the item."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.conversations.closet_item.state import ItemState, from_row
from bot.conversations.storage import OpenDialog
from db.models import ClosetQuestion, utc_now
from db.queries import closet, closet_uploads
from db.session import Database

QUESTION_MAX_AGE: Final = timedelta(hours=1)
"""After that long a text is no answer any more."""


@dataclass(frozen=True, slots=True)
class ClosetItemStore:
    """Stores one open question a person."""

    database: Database

    async def load(self, user_id: int) -> OpenDialog[ItemState] | None:
        """Return the question that the person was asked within the last hour, or None."""
        async with self.database.session() as session:
            since = utc_now() - QUESTION_MAX_AGE
            question = await closet_uploads.question_of(session, user_id, since=since)
        return None if question is None else _opened(question)

    async def open(
        self,
        user_id: int,
        state: ItemState,
        *,
        language: str,  # noqa: ARG002 - the question is not sent again after a restart
    ) -> tuple[OpenDialog[ItemState], int | None]:
        """Store a question in place of the one that may be open."""
        asked_at = utc_now()
        async with self.database.session() as session:
            await closet_uploads.open_question(session, user_id, state.item_id, state.field, None)
            question = await closet_uploads.question_of(session, user_id, since=asked_at)
            assert question is not None
        return _opened(question), None

    async def save_answer(
        self, user_id: int, dialog: OpenDialog[ItemState], state: ItemState
    ) -> None:
        """Store the answer in the item, and delete the question."""
        values = {str(dialog.state.field): state.value}
        async with self.database.session() as session:
            await closet.update_item(session, user_id, state.item_id, **values)
            await closet_uploads.close_question(session, user_id)

    async def save_question(self, dialog_id: int, message_id: int) -> None:
        """Store which message asks the question."""
        async with self.database.session() as session:
            question = await session.get(ClosetQuestion, dialog_id)
            if question is not None:
                question.message_id = message_id

    async def close(self, dialog_id: int) -> None:
        """Delete a question that was cancelled; an answered one is deleted with its answer."""
        async with self.database.session() as session:
            question = await session.get(ClosetQuestion, dialog_id)
            if question is not None:
                await session.delete(question)


def _opened(question: ClosetQuestion) -> OpenDialog[ItemState]:
    return OpenDialog(question.id, from_row(question), question.message_id, question.created_at)
