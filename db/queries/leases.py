"""Queries about leases, by which one of several processes does a job."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Lease, utc_now
from db.session import upsert


async def acquire(session: AsyncSession, name: str, holder: str, *, duration: timedelta) -> bool:
    """Take or prolong a lease; return whether it is the holder's now.

    It is one statement, so two processes that ask at once cannot both have it.
    """
    now = utc_now()
    values = {"holder": holder, "expires_at": now + duration}
    statement = upsert(session, Lease).values(name=name, **values)
    free = (Lease.expires_at < now) | (Lease.holder == holder)
    statement = statement.on_conflict_do_update(index_elements=["name"], set_=values, where=free)
    done = cast("CursorResult[Any]", await session.execute(statement))
    return bool(done.rowcount)


async def release(session: AsyncSession, name: str, holder: str) -> None:
    """Give a lease back, if it is the holder's."""
    await session.execute(delete(Lease).where(Lease.name == name, Lease.holder == holder))


async def holder_of(session: AsyncSession, name: str) -> str | None:
    """Return who has a lease now."""
    return await session.scalar(
        select(Lease.holder).where(Lease.name == name, Lease.expires_at >= utc_now())
    )
