"""`coordi db`: the database from the command line."""

from __future__ import annotations

import asyncio

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
