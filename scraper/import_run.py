"""Run the import of one source and record its outcome."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from config.errors import CoordiError
from config.settings import Settings
from db.models import utc_now
from db.queries import catalogue_runs, crawl_pages, product_import, products
from db.session import Database
from scraper.describe_step import Describer
from scraper.download import Downloader
from scraper.offer import Offer
from scraper.pipeline import CatalogueImport
from scraper.registry import SourceRequest, SourceTools
from scraper.report import ImportReport
from scraper.sources import find
from scraper.text import slug_of

_KEEP_RUNS: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class ImportContext:
    """Resources shared by all import runs of a process."""

    settings: Settings
    database: Database
    engine: Describer
    downloader: Downloader


async def run_source(
    context: ImportContext,
    source: str,
    request: SourceRequest,
    report: ImportReport,
    *,
    on_progress: Callable[[int], object] = lambda _count: None,
) -> ImportReport:
    """Import a source into the catalogue and return the report.

    Raises:
        CoordiError: the source cannot be read; products already in the catalogue remain.
    """
    read = find(source)
    shop = request.shop or ""
    database = context.database
    async with database.session() as session:
        await catalogue_runs.purge_runs(session, older_than=_KEEP_RUNS)
        run_id = await catalogue_runs.begin_run(session, source, shop)
        open_run_id = await crawl_pages.open_round(session, slug_of(shop)) if shop else None
        resumed_from = (
            await catalogue_runs.run_started_at(session, open_run_id) if open_run_id else None
        )
    tools = SourceTools(
        database=database,
        downloader=context.downloader,
        settings=context.settings,
        run_id=run_id,
        started_at=resumed_from or utc_now(),
        getter=context.downloader,
    )
    run = CatalogueImport(
        database=database,
        engine=context.engine,
        getter=tools,
        settings=context.settings,
        source=source,
        report=report,
        started_at=tools.started_at,
        on_progress=on_progress,
        on_written=_notifier(tools),
    )
    state, message = "failed", None
    try:
        await run.run(read(replace(request, tools=tools), report))
        if report.unchanged:
            await _touch(database, source, slug_of(shop))
        for finish in tools.on_finished:
            await finish()
        state = "done"
    except CoordiError as error:
        message = str(error)
        raise
    finally:
        async with database.session() as session:
            await catalogue_runs.end_run(
                session,
                run_id,
                state=state,
                counts=report.counts(),
                errors=report.reasons,
                message=message,
            )
    return report


def _notifier(tools: SourceTools) -> Callable[[Sequence[Offer]], Awaitable[None]]:
    async def notify(offers: Sequence[Offer]) -> None:
        for callback in tools.on_written:
            await callback(offers)

    return notify


async def _touch(database: Database, source: str, slug: str) -> None:
    """Mark all products of an unchanged source as seen now."""
    async with database.session() as session:
        shop_id = await products.shop_id(session, slug)
        if shop_id is not None:
            await product_import.touch_source(session, shop_id, source)
