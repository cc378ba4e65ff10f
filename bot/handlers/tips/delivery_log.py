"""Writes state changes of tip deliveries to the database, many of them in one commit.

Changes that arrive while a commit is running are committed together afterwards: SQLite allows one
writer at a time and makes the others poll for the lock.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from db.queries import tip_deliveries
from db.session import Database


@dataclass(frozen=True, slots=True)
class StateChange:
    """A requested change of one delivery.

    Attributes:
        delivery_id: the delivery.
        before: state that it must be in.
        after: state that it gets.
        values: further columns to set.
        committed: resolves to whether the delivery was changed.
    """

    delivery_id: int
    before: str
    after: str
    values: dict[str, Any]
    committed: asyncio.Future[bool] = field(default_factory=asyncio.Future)


class DeliveryLog:
    """Batches the state changes of one process.

    Args:
        database: where deliveries are stored.
        owner: id of the process; it changes only deliveries that it has claimed.
    """

    def __init__(self, database: Database, owner: str) -> None:
        self.owner = owner
        self._database = database
        self._waiting: list[StateChange] = []
        self._writer: asyncio.Task[None] | None = None

    async def transition(self, delivery_id: int, before: str, after: str, **values: Any) -> bool:
        """Move a delivery from one state to another; return after the commit.

        Args:
            delivery_id: the delivery.
            before: state that it must be in.
            after: state that it gets.
            values: further columns to set.

        Returns:
            False if another process owns the delivery, or it is in another state.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: the change cannot be written.
        """
        change = StateChange(delivery_id, before, after, values)
        self._waiting.append(change)
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_all())
        return await change.committed

    async def _write_all(self) -> None:
        """Commit everything that waits, batch by batch."""
        while self._waiting:
            changes, self._waiting = self._waiting, []
            try:
                await self._commit(changes)
            except Exception:
                # One change that cannot be written must not fail the others of its batch.
                for change in changes:
                    await self._commit_alone(change)

    async def _commit_alone(self, change: StateChange) -> None:
        try:
            await self._commit([change])
        except Exception as error:
            if not change.committed.done():
                change.committed.set_exception(error)

    async def _commit(self, changes: Sequence[StateChange]) -> None:
        async with self._database.session() as session:
            results = [
                await tip_deliveries.transition(
                    session,
                    change.delivery_id,
                    self.owner,
                    change.before,
                    change.after,
                    **change.values,
                )
                for change in changes
            ]
        for change, was_changed in zip(changes, results, strict=True):
            if not change.committed.done():  # done already if its caller was cancelled
                change.committed.set_result(was_changed)
