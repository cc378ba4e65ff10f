"""Queries about runs: when a source of products was read, and how that went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import CatalogueRun, utc_now


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


async def purge_runs(session: AsyncSession, *, older_than: timedelta) -> None:
    """Drop the notes on runs of long ago."""
    await session.execute(
        delete(CatalogueRun).where(CatalogueRun.started_at < utc_now() - older_than)
    )
