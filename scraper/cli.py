"""`coordi catalog`: fill the catalogue and see what is in it."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from config.settings import Settings
    from scraper.report import ImportReport

_SHOWN_REJECTIONS = 10


@click.group()
def catalog() -> None:
    """Fill the catalogue and see what is in it."""


@catalog.command("import")
@click.argument("source")
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--shop", help="Name of the shop, where the feed does not tell.")
@click.option(
    "--report",
    "report_path",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write each rejected line and its reason here, as JSON lines.",
)
def import_(source: str, file: Path | None, shop: str | None, report_path: Path | None) -> None:
    """Import products from SOURCE (sample, google_merchant, naver_ep) and, for feeds, FILE."""
    from config.settings import get_settings
    from scraper.report import ImportReport

    report = ImportReport()
    try:
        asyncio.run(_import(get_settings(), source, file, shop, report))
    finally:
        if report.offers or report.rejected:
            _print_report(report)
        if report_path:
            with report_path.open("w", encoding="utf-8") as lines:
                for rejection in report.rejections:
                    lines.write(json.dumps(asdict(rejection), ensure_ascii=False) + "\n")


async def _import(
    settings: Settings, source: str, file: Path | None, shop: str | None, report: ImportReport
) -> None:
    from tqdm import tqdm

    from db.session import Database
    from engine.pipeline import Pipeline
    from scraper.download import Downloader
    from scraper.pipeline import CatalogueImport
    from scraper.sources import SourceRequest, find

    read = find(source)
    downloader = Downloader(
        user_agent=f"Coordi/0.1 (+{settings.source_url})",
        max_bytes=settings.engine.max_file_bytes,
    )
    with tqdm(desc=source, unit="product") as bar:
        async with await Database.open(settings) as database, downloader as getter:
            run = CatalogueImport(
                database=database,
                engine=Pipeline.open(settings.engine),
                getter=getter,
                settings=settings,
                source=source,
                report=report,
                on_progress=bar.update,
            )
            await run.run(read(SourceRequest(file, shop), report))


def _print_report(report: ImportReport) -> None:
    click.echo(
        f"{report.imported} products imported, {report.embedded} of them looked at anew, "
        f"{report.hidden} hidden, {report.rejected} lines rejected"
    )
    for rejection in report.rejections[:_SHOWN_REJECTIONS]:
        click.echo(f"  line {rejection.line}: {rejection.reason}: {rejection.detail}", err=True)
    if report.rejected > _SHOWN_REJECTIONS:
        kinds = ", ".join(f"{name} {count}" for name, count in report.reasons.most_common())
        click.echo(f"  … of all rejected lines: {kinds}", err=True)


@catalog.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON line a shop and category.")
def status(as_json: bool) -> None:
    """Count the products by shop and category, and those not looked at yet."""
    from config.settings import get_settings
    from db import catalogue
    from db.session import Database

    async def counts() -> list[tuple[str, str, str, int, int]]:
        async with await Database.open(get_settings()) as database, database.session() as session:
            return await catalogue.counts(session)

    rows = asyncio.run(counts())
    if as_json:
        for source, shop, category, products, embedded in rows:
            row = {
                "source": source,
                "shop": shop,
                "category": category,
                "products": products,
                "missing_embeddings": products - embedded,
            }
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    shops: Counter[str] = Counter()
    categories: Counter[str] = Counter()
    missing = 0
    for source, shop, category, products, embedded in rows:
        shops[f"{shop} ({source})"] += products
        categories[category] += products
        missing += products - embedded
    for heading, counter in (("shops", shops), ("categories", categories)):
        click.echo(f"{len(counter)} {heading}")
        for name, count in counter.most_common():
            click.echo(f"  {count:6d}  {name}")
    click.echo(f"{shops.total()} products, {missing} without an embedding")
