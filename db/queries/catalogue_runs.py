"""Queries about how the catalogue is kept fresh: runs, leases and calls of APIs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import ApiQuota, CatalogueRun, Lease, utc_now
from db.session import upsert


async def begin_run(session: AsyncSession, source: str, shop: str) -> int:
    """Note that a source is being read; return the run's id."""
    run = CatalogueRun(source=source, shop=shop)
    session.add(run)
    await session.flush()
    return run.id


async def end_run(
    session: AsyncSession,
    run_id: int,
    *,
    state: str,
    counts: Mapping[str, int],
    errors: Mapping[str, int],
    message: str | None = None,
) -> None:
    """Note how a run went; `state` is `done` or `failed`."""
    await session.execute(
        update(CatalogueRun)
        .where(CatalogueRun.id == run_id)
        .values(
            state=state,
            counts=dict(counts),
            errors=dict(errors),
            message=message,
            finished_at=utc_now(),
        )
    )


async def run_started_at(session: AsyncSession, run_id: int) -> datetime | None:
    """Return when a run began."""
    return await session.scalar(select(CatalogueRun.started_at).where(CatalogueRun.id == run_id))


async def last_runs(session: AsyncSession) -> Sequence[CatalogueRun]:
    """Return the newest run of each source and shop, by name."""
    newest = (
        select(func.max(CatalogueRun.id))
        .group_by(CatalogueRun.source, CatalogueRun.shop)
        .scalar_subquery()
    )
    rows = await session.scalars(
        select(CatalogueRun)
        .where(CatalogueRun.id.in_(newest))
        .order_by(CatalogueRun.source, CatalogueRun.shop)
    )
    return rows.all()


async def last_success(session: AsyncSession, source: str, shop: str) -> datetime | None:
    """Return when a shop was last read to its end, None if never."""
    return await session.scalar(
        select(func.max(CatalogueRun.started_at)).where(
            CatalogueRun.source == source,
            CatalogueRun.shop == shop,
            CatalogueRun.state == "done",
        )
    )


async def forget_runs(session: AsyncSession, *, older_than: timedelta) -> None:
    """Drop the notes on runs of long ago."""
    await session.execute(
        delete(CatalogueRun).where(CatalogueRun.started_at < utc_now() - older_than)
    )


async def take_lease(session: AsyncSession, name: str, holder: str, *, duration: timedelta) -> bool:
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


async def release_lease(session: AsyncSession, name: str, holder: str) -> None:
    """Give a lease back, if it is the holder's."""
    await session.execute(delete(Lease).where(Lease.name == name, Lease.holder == holder))


async def lease_holder(session: AsyncSession, name: str) -> str | None:
    """Return who has a lease now."""
    return await session.scalar(
        select(Lease.holder).where(Lease.name == name, Lease.expires_at >= utc_now())
    )


async def take_call(session: AsyncSession, api: str, day: date, *, limit: int) -> bool:
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


async def calls(session: AsyncSession, api: str, day: date) -> int:
    """Return how often an API was called on a day."""
    found = await session.scalar(
        select(ApiQuota.calls).where(ApiQuota.api == api, ApiQuota.day == day)
    )
    return found or 0
