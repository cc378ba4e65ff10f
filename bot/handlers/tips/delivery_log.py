"""Notes in the database what becomes of tips, many of them in one commit.

What is to be noted while a commit is under way waits for the next one, which is then for all of
them: SQLite takes one writer at a time, and lets the others sleep and ask again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from db.queries import tips
from db.session import Database


@dataclass(frozen=True, slots=True)
class _Note:
    delivery_id: int
    before: str
    after: str
    values: dict[str, Any]
    is_done: asyncio.Future[bool] = field(default_factory=asyncio.Future)


class TipJournal:
    """The notes of one process.

    Args:
        database: where they go.
        owner: the process, as deliveries name it.
    """

    def __init__(self, database: Database, owner: str) -> None:
        self._database = database
        self._owner = owner
        self._waiting: list[_Note] = []
        self._writing: asyncio.Task[None] | None = None

    async def move_on(self, delivery_id: int, before: str, after: str, **values: Any) -> bool:
        """Move a delivery between states, as `db.queries.tips.move_on`; return when committed.

        Returns:
            False if it is in other hands by now.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: it cannot be noted.
        """
        note = _Note(delivery_id, before, after, values)
        self._waiting.append(note)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return await note.is_done

    async def _write(self) -> None:
        while self._waiting:
            notes, self._waiting = self._waiting, []
            try:
                await self._commit(notes)
            except Exception:
                # One that cannot be noted must not keep the others from being.
                for note in notes:
                    await self._commit_alone(note)

    async def _commit_alone(self, note: _Note) -> None:
        try:
            await self._commit([note])
        except Exception as error:
            if not note.is_done.done():
                note.is_done.set_exception(error)

    async def _commit(self, notes: Sequence[_Note]) -> None:
        async with self._database.session() as session:
            moved = [
                await tips.move_on(
                    session, note.delivery_id, self._owner, note.before, note.after, **note.values
                )
                for note in notes
            ]
        for note, has_moved in zip(notes, moved, strict=True):
            if not note.is_done.done():  # else whoever waited has been stopped
                note.is_done.set_result(has_moved)
