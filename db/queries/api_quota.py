"""Queries about daily quotas of external APIs."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from sqlalchemy import CursorResult, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import ApiQuota
from db.session import upsert


async def consume(session: AsyncSession, api: str, day: date, *, limit: int) -> bool:
    """Count a call of an API; return False, without counting, when the day's are used up."""
    if limit < 1:
        return False
    statement = upsert(session, ApiQuota).values(api=api, day=day, calls=1)
    statement = statement.on_conflict_do_update(
        index_elements=["api", "day"],
        set_={"calls": ApiQuota.calls + 1},
        where=ApiQuota.calls < limit,
    )
    done = cast("CursorResult[Any]", await session.execute(statement))
    return bool(done.rowcount)


async def calls_on(session: AsyncSession, api: str, day: date) -> int:
    """Return how often an API was called on a day."""
    found = await session.scalar(
        select(ApiQuota.calls).where(ApiQuota.api == api, ApiQuota.day == day)
    )
    return found or 0
