"""Refresh the catalogue: import every due shop of the list, once or periodically."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from config.errors import CoordiError
from config.settings import Settings
from db.models import utc_now
from db.queries import catalogue_runs
from db.session import Database
from engine.pipeline import Pipeline
from scraper.download import open_downloader
from scraper.import_run import ImportContext, run_source
from scraper.lease import LeaseTakenError, catalogue_lease
from scraper.reembed import reembed_products
from scraper.registry import SourceRequest
from scraper.report import ImportReport
from scraper.shops import ShopDefinition, ShopsFileError, read_shops

_GRACE_S = 3600

Outcome = tuple[ShopDefinition, ImportReport, CoordiError | None]

_log = logging.getLogger(__name__)


async def refresh(
    settings: Settings,
    *,
    names: Collection[str] = (),
    force: bool = False,
    on_shop: Callable[[str], object] = lambda _name: None,
    on_progress: Callable[[int], object] = lambda _count: None,
) -> list[Outcome]:
    """Import every due shop and recompute outdated embeddings.

    A failed shop does not stop the others.

    Args:
        settings: all settings.
        names: shops to import; all of the list if empty.
        force: whether to import shops that are not due.
        on_shop: called with the name of each shop before its import.
        on_progress: called with the number of products processed since the last call.

    Raises:
        LeaseTakenError: another process is filling the catalogue.
        ShopsFileError: the list of shops is invalid, or lacks one of the names.
    """
    shops = _chosen(read_shops(settings.shops_file), names)
    outcomes: list[Outcome] = []
    async with (
        await Database.open(settings) as database,
        catalogue_lease(database, settings.catalogue.lease_s),
        open_downloader(settings) as downloader,
    ):
        context = ImportContext(settings, database, Pipeline.open(settings.engine), downloader)
        await reembed_products(database, context.engine, settings, on_progress=on_progress)
        for shop in shops:
            if not force and not await _is_due(database, shop):
                continue
            on_shop(shop.name)
            report = ImportReport()
            error = await _read(context, shop, report, on_progress)
            outcomes.append((shop, report, error))
    return outcomes


async def _read(
    context: ImportContext,
    shop: ShopDefinition,
    report: ImportReport,
    on_progress: Callable[[int], object],
) -> CoordiError | None:
    try:
        request = request_of(shop)
        await run_source(context, shop.source, request, report, on_progress=on_progress)
    except CoordiError as error:
        _log.warning("%s: %s", shop.name, error)
        return error
    return None


def request_of(shop: ShopDefinition) -> SourceRequest:
    """Return the import request for a shop of the list."""
    return SourceRequest(shop=shop.name, url=shop.url or None, definition=shop)


def _chosen(shops: Sequence[ShopDefinition], names: Collection[str]) -> list[ShopDefinition]:
    unknown = sorted(set(names) - {shop.name for shop in shops})
    if unknown:
        raise ShopsFileError(f"no shop {', '.join(unknown)} in the list of shops")
    return [shop for shop in shops if not names or shop.name in names]


async def _is_due(database: Database, shop: ShopDefinition) -> bool:
    async with database.session() as session:
        last = await catalogue_runs.last_success(session, shop.source, shop.name)
    return last is None or utc_now() - last >= timedelta(hours=shop.every_h)


async def refresh_by_the_clock(settings: Settings, *, every_minutes: float) -> None:
    """Refresh due shops periodically until cancelled."""

    async def once() -> None:
        try:
            for shop, report, _ in await refresh(settings):
                _log.info("%s: %s", shop.name, report.counts())
        except LeaseTakenError as error:
            _log.info("%s", error)
        except CoordiError:
            _log.exception("cannot refresh the catalogue")

    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.add_job(
        once,
        "interval",
        minutes=every_minutes,
        next_run_time=utc_now(),
        misfire_grace_time=_GRACE_S,
        coalesce=True,
        max_instances=1,
    )
    scheduler.start()
    try:
        await asyncio.Event().wait()
    finally:
        scheduler.shutdown(wait=False)
