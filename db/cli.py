"""`coordi db`: the database from the command line."""

from __future__ import annotations

import asyncio
import json

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
def sizes() -> None:
    """Write the sizes of people who agreed to share them, as JSON lines for `coordi train size`."""
    from config.settings import get_settings
    from db.session import Database
    from db.sizes import shared_sizes

    async def run() -> None:
        async with await Database.open(get_settings()) as database, database.session() as session:
            for row in await shared_sizes(session):
                click.echo(json.dumps(row, ensure_ascii=False))

    asyncio.run(run())
