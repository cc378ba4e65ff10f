"""`coordi catalog`: fill the catalogue, keep it fresh, and see what is in it."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from config.settings import Settings
    from scraper.registry import SourceRequest
    from scraper.report import ImportReport

_SHOWN_REJECTIONS = 10
_REPORT = click.option(
    "--report",
    "report_path",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write each rejected line and its reason here, as JSON lines.",
)


@click.group()
def catalog() -> None:
    """Fill the catalogue, keep it fresh, and see what is in it."""


@catalog.command("import")
@click.argument("source")
@click.argument("feed", required=False)
@click.option("--shop", help="Name of the shop, where the feed does not tell.")
@_REPORT
def import_(source: str, feed: str | None, shop: str | None, report_path: Path | None) -> None:
    """Import products from SOURCE (sample, google_merchant, naver_ep, naver_shopping).

    FEED is a file or an address, gzipped or not.
    """
    from config.settings import get_settings

    _run(get_settings(), source, _request(feed, shop), report_path)


@catalog.command("preview")
@click.argument("source")
@click.argument("feed")
@click.option("--shop", help="Name of the shop, where the feed does not tell.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line an offer or rejection.")
def preview_(source: str, feed: str, shop: str | None, *, as_json: bool) -> None:
    """Show what an import of FEED, a file or an address, would bring and what it would leave out.

    SOURCE is google_merchant, naver_ep, or shop_pages for a single page. Nothing is stored, no
    picture is fetched. Exit status 1 if the feed cannot be read to its end.
    """
    from config.settings import get_settings
    from scraper.preview_table import print_preview
    from scraper.registry import SourceError

    try:
        asyncio.run(print_preview(get_settings(), source, _request(feed, shop), as_json=as_json))
    except SourceError as error:
        if as_json:
            line = {"rejected": None, "line": 0, "reason": f"{error.code}: {error}"}
            click.echo(json.dumps(line, ensure_ascii=False))
        click.echo(f"coordi: {error}", err=True)
        raise SystemExit(1) from error


def _request(feed: str | None, shop: str | None) -> SourceRequest:
    from scraper.registry import SourceRequest

    is_address = feed is not None and feed.startswith(("http://", "https://"))
    return SourceRequest(
        file=Path(feed) if feed is not None and not is_address else None,
        url=feed if is_address else None,
        shop=shop,
    )


@catalog.command()
@click.argument("address")
@click.option("--shop", help="Its name; that of its host unless given.")
@click.option("--listing", default="", help="Regular expression for paths of listings.")
@click.option("--product", default="", help="Regular expression for paths of products.")
@click.option("--snap", default="", help="Regular expression for paths of outfits.")
@click.option(
    "--start", "listings", multiple=True, help="Listing to begin with, in place of the sitemap."
)
@click.option("--gender", type=click.Choice(["female", "male"]), help="Whom the shop is for.")
@click.option("--max-pages", default=20_000, show_default=True, type=click.IntRange(1))
@_REPORT
def crawl(address: str, shop: str | None, report_path: Path | None, **fields: Any) -> None:
    """Crawl the shop at ADDRESS, or go on where an earlier crawl of it was stopped."""
    from urllib.parse import urlsplit

    from config.settings import get_settings
    from scraper.refresh import request_of
    from scraper.shops import define_shop

    definition = define_shop(
        {
            "name": shop or urlsplit(address).hostname or address,
            "source": "shop_pages",
            "url": address,
            **fields,
        }
    )
    _run(get_settings(), definition.source, request_of(definition), report_path)


@catalog.command()
@click.argument("shops", nargs=-1)
@click.option("--force", is_flag=True, help="Also shops that are not due yet.")
@click.option(
    "--every",
    "every_minutes",
    type=click.FloatRange(min=0.01),
    help="Keep running, and look every so many minutes which shops are due.",
)
def refresh(shops: tuple[str, ...], force: bool, every_minutes: float | None) -> None:
    """Read the SHOPS of shops.toml that are due, all of them unless named."""
    from config.logging import configure_logging
    from config.settings import get_settings
    from scraper.refresh import refresh_by_the_clock

    settings = get_settings()
    configure_logging(settings)
    if every_minutes is not None:
        _until_interrupted(refresh_by_the_clock(settings, every_minutes=every_minutes))
        return
    if _refresh_once(settings, shops, force=force):
        raise SystemExit(1)


def _refresh_once(settings: Settings, shops: tuple[str, ...], *, force: bool) -> bool:
    """Refresh with progress; return whether a shop failed."""
    from tqdm import tqdm

    from scraper.refresh import refresh as refresh_shops

    with tqdm(unit="product") as bar:
        outcomes = asyncio.run(
            refresh_shops(
                settings,
                names=shops,
                force=force,
                on_shop=bar.set_description,
                on_progress=bar.update,
            )
        )
    for shop, report, error in outcomes:
        click.echo(f"{shop.name}:")
        _print_report(report)
        if error is not None:
            click.echo(f"  {error}", err=True)
    if not outcomes:
        click.echo("no shop is due")
    return any(error is not None for _, _, error in outcomes)


def _until_interrupted(coroutine: Any) -> None:
    import signal

    async def main() -> None:
        task = asyncio.ensure_future(coroutine)
        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(name, task.cancel)
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(main())


def _run(settings: Settings, source: str, request: SourceRequest, report_path: Path | None) -> None:
    """Import one source with a progress bar and print the report, also after a failure."""
    with _report_to(report_path) as report:
        try:
            asyncio.run(_read(settings, source, request, report))
        finally:
            if report.offers or report.rejected or report.unchanged:
                _print_report(report)


@contextmanager
def _report_to(path: Path | None) -> Iterator[ImportReport]:
    from scraper.report import ImportReport

    if path is None:
        yield ImportReport()
        return
    with path.open("w", encoding="utf-8") as lines:
        yield ImportReport(lines=lines)


async def _read(
    settings: Settings, source: str, request: SourceRequest, report: ImportReport
) -> None:
    from tqdm import tqdm

    from db.session import Database
    from engine.pipeline import Pipeline
    from scraper.download import open_downloader
    from scraper.import_run import ImportContext, run_source
    from scraper.lease import catalogue_lease
    from scraper.sources import find

    find(source)  # fail on a misspelt name before anything is opened
    with tqdm(desc=request.shop or source, unit="product") as bar:
        async with (
            await Database.open(settings) as database,
            catalogue_lease(database, settings.catalogue.lease_s),
            open_downloader(settings) as downloader,
        ):
            context = ImportContext(settings, database, Pipeline.open(settings.engine), downloader)
            await run_source(context, source, request, report, on_progress=bar.update)


def _print_report(report: ImportReport) -> None:
    if report.unchanged:
        click.echo("not changed since the last time")
        return
    click.echo(
        f"{report.imported} products imported, {report.changed} of them new or changed, "
        f"{report.embedded} looked at anew, {report.hidden} hidden, "
        f"{report.joined} joined with others, {report.rejected} lines rejected"
    )
    for rejection in report.rejections[:_SHOWN_REJECTIONS]:
        click.echo(f"  line {rejection.line}: {rejection.reason}: {rejection.detail}", err=True)
    if report.rejected > _SHOWN_REJECTIONS:
        kinds = ", ".join(f"{name} {count}" for name, count in report.reasons.most_common())
        click.echo(f"  … of all rejected lines: {kinds}", err=True)


@catalog.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON line a shop and category.")
def status(as_json: bool) -> None:
    """Count the products by shop and category, and tell of the last runs."""
    from config.settings import get_settings
    from scraper.moods import mood_text

    rows, runs = asyncio.run(_status(get_settings()))
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    shops: Counter[str] = Counter()
    categories: Counter[str] = Counter()
    for row in rows:
        shops[f"{row['shop']} ({row['source']})"] += row["products"]
        categories[row["category"]] += row["products"]
    moods = {f"{row['shop']} ({row['source']})": row["mood"] for row in rows}
    for heading, counter in (("shops", shops), ("categories", categories)):
        click.echo(f"{len(counter)} {heading}")
        for name, count in counter.most_common():
            click.echo(f"  {count:6d}  {name}{mood_text(moods.get(name))}")
    for line in runs:
        click.echo(line)
    missing = sum(row["missing_embeddings"] for row in rows)
    click.echo(f"{shops.total()} products, {missing} without an embedding")


async def _status(settings: Settings) -> tuple[list[dict[str, Any]], list[str]]:
    from db.queries import api_quota, catalogue_runs, leases, product_import, products
    from db.session import Database
    from engine.models.embedding_version import embedding_version
    from scraper.lease import CATALOGUE
    from scraper.moods import shop_moods
    from scraper.sources.naver_shopping import API, seoul_day

    async with await Database.open(settings) as database, database.session() as session:
        moods = await shop_moods(database)
        counted = await products.counts(session)
        runs = [
            f"  {run.started_at:%Y-%m-%d %H:%M} {run.state:8} {run.source} {run.shop} "
            + " ".join(f"{name}={count}" for name, count in (run.counts | run.errors).items())
            for run in await catalogue_runs.last_runs(session)
        ]
        model = embedding_version(settings.engine.models_dir)
        outdated = await product_import.count_outdated(session, model)
        calls = await api_quota.calls_on(session, API, seoul_day())
        holder = await leases.holder_of(session, CATALOGUE)
    names = ("source", "shop", "category", "products")
    rows = [
        dict(zip(names, row[:4], strict=True))
        | {"missing_embeddings": row[3] - row[4], "mood": moods.get(row[1])}
        for row in counted
    ]
    lines = [f"{len(runs)} sources, last runs", *runs] if runs else []
    if outdated:
        lines.append(
            f"{outdated} products seen by another model; `coordi catalog refresh` mends it"
        )
    if calls:
        lines.append(f"{calls} calls of the Naver API today, of {settings.naver.calls_a_day}")
    if holder:
        lines.append(f"being filled by {holder}")
    return rows, lines


@catalog.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def verify(as_json: bool) -> None:
    """Check pictures, embeddings, prices and groups; exit status 1 if something is wrong."""
    from config.settings import get_settings
    from db.session import Database
    from scraper.verify import problems

    settings = get_settings()

    async def check() -> Counter[str]:
        async with await Database.open(settings) as database:
            return await problems(database, settings)

    problem_counts = asyncio.run(check())
    if as_json:
        click.echo(json.dumps(dict(problem_counts)))
    elif not problem_counts:
        click.echo("the catalogue is whole")
    for name, count in problem_counts.most_common() if not as_json else ():
        click.echo(f"{count:6d}  {name}", err=True)
    if problem_counts:
        raise SystemExit(1)
