"""Reads one source into the catalogue from beginning to end, and notes how it went."""

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

_KEEP_NOTES: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Workshop:
    """What every run works with."""

    settings: Settings
    database: Database
    engine: Describer
    downloader: Downloader


async def run_source(
    workshop: Workshop,
    source: str,
    request: SourceRequest,
    report: ImportReport,
    *,
    on_progress: Callable[[int], object] = lambda _count: None,
) -> ImportReport:
    """Read a source into the catalogue.

    Raises:
        CoordiError: it cannot be read; what was in the catalogue is still there.
    """
    read = find(source)
    shop = request.shop or ""
    database = workshop.database
    async with database.session() as session:
        await catalogue_runs.purge_runs(session, older_than=_KEEP_NOTES)
        run_id = await catalogue_runs.begin_run(session, source, shop)
        begun = await crawl_pages.open_round(session, slug_of(shop)) if shop else None
        earlier = await catalogue_runs.run_started_at(session, begun) if begun else None
    tools = SourceTools(
        database=database,
        downloader=workshop.downloader,
        settings=workshop.settings,
        run_id=run_id,
        started_at=earlier or utc_now(),
        getter=workshop.downloader,
    )
    run = CatalogueImport(
        database=database,
        engine=workshop.engine,
        getter=tools,
        settings=workshop.settings,
        source=source,
        report=report,
        started_at=tools.started_at,
        on_progress=on_progress,
        on_written=_caller(tools),
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


def _caller(tools: SourceTools) -> Callable[[Sequence[Offer]], Awaitable[None]]:
    async def written(offers: Sequence[Offer]) -> None:
        for note in tools.on_written:
            await note(offers)

    return written


async def _touch(database: Database, source: str, slug: str) -> None:
    """Note that a source that has not changed still sells what it sold."""
    async with database.session() as session:
        shop_id = await products.shop_id(session, slug)
        if shop_id is not None:
            await product_import.touch_source(session, shop_id, source)
