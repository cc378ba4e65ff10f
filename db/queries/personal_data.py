"""Export and delete everything that is stored of a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, inspect, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Base, User


def _tables_of_people() -> Sequence[type[Base]]:
    """Return every table that has a `user_id`, so that a new one cannot be forgotten."""
    return [m.class_ for m in Base.registry.mappers if "user_id" in m.columns]


def _plain(row: Base) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column in inspect(type(row)).columns:
        value = getattr(row, column.key)
        if isinstance(value, date):
            value = value.isoformat()
        elif isinstance(value, bytes):
            value = value.hex()
        values[column.key] = value
    return values


async def export_user(session: AsyncSession, user_id: int) -> dict[str, Any]:
    """Return all that is stored of a person as JSON-ready data, by table."""
    user = await session.get(User, user_id)
    data: dict[str, Any] = {"users": [_plain(user)] if user else []}
    for table in _tables_of_people():
        rows = await session.scalars(
            select(table).where(inspect(table).columns["user_id"] == user_id)
        )
        data[table.__tablename__] = [_plain(row) for row in rows]
    return data


async def delete_user(session: AsyncSession, user_id: int) -> None:
    """Delete a person and everything of theirs; foreign keys cascade."""
    await session.execute(delete(User).where(User.id == user_id))
