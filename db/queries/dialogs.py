"""Queries about dialogs that a restart goes on with, whatever they are about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models.dialogs import StoredDialog

D = TypeVar("D", bound=StoredDialog)


async def open_dialog(
    session: AsyncSession, sort: type[D], user_id: int, state: dict[str, Any], *, language: str
) -> tuple[D, int | None]:
    """Begin a dialog in place of the one of its sort that may be open.

    Returns:
        The dialog, and the message of the old one's question, if that was still waiting.
    """
    old = await dialog_of(session, sort, user_id)
    old_message_id = None
    if old is not None:
        old_message_id = old.message_id
        await session.delete(old)
        await session.flush()
    dialog = sort(user_id=user_id, state=state, language=language)
    session.add(dialog)
    await session.flush()
    return dialog, old_message_id


async def dialog_of(session: AsyncSession, sort: type[D], user_id: int) -> D | None:
    """Return the person's open dialog of a sort, or None."""
    return (await session.scalars(select(sort).where(sort.user_id == user_id))).one_or_none()


async def close_dialog(session: AsyncSession, sort: type[D], dialog_id: int) -> None:
    """Delete a dialog that has come to its end."""
    await session.execute(delete(sort).where(sort.id == dialog_id))


async def unasked_dialogs(session: AsyncSession, sort: type[D], *, since: datetime) -> Sequence[D]:
    """Return dialogs whose next question was decided after `since` but never sent."""
    statement = select(sort).where(sort.message_id.is_(None), sort.updated_at >= since)
    return (await session.scalars(statement.order_by(sort.id))).all()
