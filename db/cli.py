"""`coordi db`: the database from the command line."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import click


@click.group()
def db() -> None:
    """Look after the database."""


@db.command()
def upgrade() -> None:
    """Bring the tables to the newest revision."""
    from config.settings import get_settings
    from db.session import Database

    async def run() -> None:
        async with await Database.open(get_settings()):
            click.echo("the database is up to date", err=True)

    asyncio.run(run())


@db.command()
def check() -> None:
    """Check pages, references and revision; exit status 1 and a line for each problem."""
    from config.settings import get_settings
    from db.migrate import problems
    from db.session import connect

    async def run() -> list[str]:
        engine = connect(get_settings())
        try:
            return await problems(engine)
        finally:
            await engine.dispose()

    found = asyncio.run(run())
    for line in found:
        click.echo(line, err=True)
    if found:
        raise SystemExit(1)
    click.echo("the database is sound", err=True)


@db.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def corrections(folder: Path) -> None:
    """Write clothes that people corrected, and agreed to share, to FOLDER: pictures and labels."""
    from config.settings import get_settings
    from db.queries.closet_uploads import shared_corrections
    from db.session import Database

    async def run() -> list[tuple[bytes, dict[str, Any]]]:
        async with await Database.open(get_settings()) as database, database.session() as session:
            shared = await shared_corrections(session)
        return [(webp, {"seen": item.seen, "corrected": fixed}) for item, fixed, webp in shared]

    shared = asyncio.run(run())
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "labels.jsonl").open("w", encoding="utf-8") as labels:
        for number, (webp, label) in enumerate(shared, 1):
            name = f"{number:06d}.webp"
            (folder / name).write_bytes(webp)
            labels.write(json.dumps({"picture": name, **label}, ensure_ascii=False) + "\n")
    click.echo(f"{len(shared)} corrected garments", err=True)


@db.command()
def sizes() -> None:
    """Write the sizes of people who agreed to share them, as JSON lines for `coordi train size`."""
    from config.settings import get_settings
    from db.queries.sizes import shared_sizes
    from db.session import Database

    async def run() -> None:
        async with await Database.open(get_settings()) as database, database.session() as session:
            for row in await shared_sizes(session):
                click.echo(json.dumps(row, ensure_ascii=False))

    asyncio.run(run())
