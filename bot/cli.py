"""`coordi run`, `coordi search` and `coordi demo`."""

from __future__ import annotations

import asyncio

import click


@click.command()
def run() -> None:
    """Run the bot on Telegram until interrupted."""
    from bot.running import run_until_stopped
    from config.logging import configure_logging
    from config.settings import get_settings

    settings = get_settings()
    configure_logging(settings)

    def ready(username: str) -> None:
        click.echo(f"@{username} is ready")

    asyncio.run(run_until_stopped(settings, ready))
