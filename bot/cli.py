"""`coordi run`, `coordi health`, `coordi search` and `coordi demo`."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

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


@click.command()
def health() -> None:
    """Ask the running bot how it is; exit status 0 if it is well."""
    from bot.monitoring.health import fetch_state
    from config.settings import get_settings

    click.echo(json.dumps(asyncio.run(fetch_state(get_settings().health))))


@click.command()
@click.argument("photo", type=click.Path(path_type=Path))
@click.option("-k", default=10, show_default=True, type=click.IntRange(1, 100))
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def search(photo: Path, k: int, as_json: bool) -> None:
    """Find the products most like each garment of a photo, and shops of its mood."""
    from bot.services.photo_search import as_text, read_photo, search_photo
    from config.settings import get_settings

    settings = get_settings()
    data = read_photo(photo, settings.engine.max_file_bytes)
    answer = {"path": str(photo)} | asyncio.run(search_photo(settings, data, k=k))
    click.echo(json.dumps(answer, ensure_ascii=False) if as_json else as_text(answer))


@click.command()
@click.option("--port", default=8081, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--data-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the demo keeps its database and pictures; COORDI_DATA_DIR unless given.",
)
def demo(port: int, data_dir: Path | None) -> None:
    """Chat with the bot in a browser: no token, no network."""
    from bot.demo import Demo
    from config.settings import get_settings

    folder = data_dir or get_settings().data_dir
    asyncio.run(Demo(folder.absolute(), port, show=click.echo).run())
