"""Stores open dialogs, so that a restart goes on where they were."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Generic, Protocol, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from bot.routing.feature import RESUME_MAX_AGE
from db.models import utc_now
from db.models.dialogs import StoredDialog
from db.queries import dialogs, people
from db.session import Database


class DialogState(Protocol):
    """What the runner needs to know of a state."""

    @property
    def step(self) -> object | None:
        """The open question; None when every one is answered."""

    @property
    def turn(self) -> int:
        """Number of the open question; buttons of older questions carry another one."""


S = TypeVar("S", bound=DialogState)

SILENCE: Final = timedelta(days=1)
"""After that long without an answer, text is about something else."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OpenDialog(Generic[S]):
    """A stored dialog.

    Attributes:
        id: carried by its buttons.
        state: after the last answer.
        message_id: the question that waits for an answer; None when it was never sent.
        answered_at: when the last answer was given.
    """

    id: int
    state: S
    message_id: int | None
    answered_at: datetime

    @property
    def is_silent(self) -> bool:
        """Whether the person has not answered for a long time."""
        return utc_now() - self.answered_at > SILENCE

    @property
    def is_waiting(self) -> bool:
        """Whether an answer is still expected."""
        return not self.is_silent and self.state.step is not None


class DialogStore(Protocol[S]):
    """Stores the open dialogs of one kind, one a person."""

    async def load(self, user_id: int) -> OpenDialog[S] | None:
        """Return the person's open dialog, or None."""

    async def open(
        self, user_id: int, state: S, *, language: str
    ) -> tuple[OpenDialog[S], int | None]:
        """Store a new dialog in place of the open one.

        Returns:
            The dialog, and the message of the replaced one's question, if that was waiting.
        """

    async def save_answer(self, user_id: int, dialog: OpenDialog[S], state: S) -> None:
        """Store the state after an answer; its question has not been sent yet."""

    async def save_question(self, dialog_id: int, message_id: int) -> None:
        """Store which message asks the open question."""

    async def close(self, dialog_id: int) -> None:
        """Delete a dialog that has ended."""


@dataclass(frozen=True, slots=True)
class TableStore(Generic[S]):
    """Stores dialogs in a table of their own, the state as JSON.

    Attributes:
        database: where the table is.
        table: one row a person.
        to_json: converts a state for storage.
        from_json: converts it back; raises ValueError for what another version has stored.
    """

    database: Database
    table: type[StoredDialog]
    to_json: Callable[[S], dict[str, Any]]
    from_json: Callable[[dict[str, Any]], S]

    async def load(self, user_id: int) -> OpenDialog[S] | None:
        """Return the person's open dialog, or None; delete one that cannot be read."""
        async with self.database.session() as session:
            row = await dialogs.dialog_of(session, self.table, user_id)
            if row is None:
                return None
            try:
                return self._opened(row)
            except ValueError:  # another version of the bot wrote it
                await session.delete(row)
                return None

    async def open(
        self, user_id: int, state: S, *, language: str
    ) -> tuple[OpenDialog[S], int | None]:
        """Store a new dialog in place of the open one."""
        async with self.database.session() as session:
            await people.touch_user(session, user_id)
            await self.save_facts(session, user_id, None, state)
            row, replaced_message_id = await dialogs.open_dialog(
                session, self.table, user_id, self.to_json(state), language=language
            )
        return OpenDialog(row.id, state, None, row.updated_at), replaced_message_id

    async def save_answer(self, user_id: int, dialog: OpenDialog[S], state: S) -> None:
        """Store the state after an answer."""
        async with self.database.session() as session:
            row = await session.get(self.table, dialog.id)
            if row is not None:
                row.state, row.message_id = self.to_json(state), None
            await self.save_facts(session, user_id, dialog.state, state)

    async def save_facts(
        self, session: AsyncSession, user_id: int, before: S | None, after: S
    ) -> None:
        """Store answers that outlive the dialog, in the transaction of the answer.

        Args:
            session: the transaction.
            user_id: who answered.
            before: the state before the answer; None for the first one.
            after: the state after it.
        """

    async def save_question(self, dialog_id: int, message_id: int) -> None:
        """Store which message asks the open question."""
        async with self.database.session() as session:
            if (row := await session.get(self.table, dialog_id)) is not None:
                row.message_id = message_id

    async def close(self, dialog_id: int) -> None:
        """Delete a dialog that has ended."""
        async with self.database.session() as session:
            await dialogs.close_dialog(session, self.table, dialog_id)

    async def unasked(self) -> Sequence[tuple[int, str, OpenDialog[S]]]:
        """Return dialogs whose question was decided but not sent: person, language, dialog."""
        since = utc_now() - RESUME_MAX_AGE
        async with self.database.session() as session:
            rows = await dialogs.unasked_dialogs(session, self.table, since=since)
        found = []
        for row in rows:
            try:
                found.append((row.user_id, row.language, self._opened(row)))
            except ValueError as error:
                _log.warning("dialog %d of %s: %s", row.id, self.table.__tablename__, error)
        return found

    def _opened(self, row: StoredDialog) -> OpenDialog[S]:
        return OpenDialog(row.id, self.from_json(row.state), row.message_id, row.updated_at)
