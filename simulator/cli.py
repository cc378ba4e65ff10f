"""`coordi simulator`: the local Telegram from the command line."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click


@click.group()
def simulator() -> None:
    """A local Telegram: the Bot API over HTTP, and a chat page in the browser."""


@simulator.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8081, show_default=True, type=click.IntRange(0, 65535))
@click.option("--token", help="The bot's token; that of Telegram's manual unless given.")
@click.option("--bot-name", default="Coordi 코디", show_default=True)
@click.option("--bot-username", default="coordi_bot", show_default=True)
@click.option(
    "--files-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the contents of files; memory unless given.",
)
@click.option("--page-host", multiple=True, help="A further name the chat page is opened by.")
@click.option("--webhook-host", multiple=True, help="A further host that webhooks may point to.")
def serve(
    *,
    host: str,
    port: int,
    token: str | None,
    bot_name: str,
    bot_username: str,
    files_dir: Path | None,
    page_host: tuple[str, ...],
    webhook_host: tuple[str, ...],
) -> None:
    """Run until interrupted; everything is forgotten then."""
    from simulator.cast import add_cast
    from simulator.local import DEMO_TOKEN, LocalTelegram

    async def run() -> None:
        telegram = LocalTelegram(
            token=token or DEMO_TOKEN,
            host=host,
            port=port,
            files_dir=files_dir,
            bot_name=bot_name,
            bot_username=bot_username,
            page_hosts=page_host,
            webhook_hosts=webhook_host,
        )
        async with telegram:
            add_cast(telegram)
            click.echo(f"Chat page  {telegram.page_url}")
            click.echo(f"Bot API    {telegram.base_url}<token>/<method>")
            await wait_for_signal()

    try:
        asyncio.run(run())
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--token") from None
    except OSError as error:
        raise click.ClickException(f"cannot listen on {host}:{port}: {error.strerror}") from None


async def wait_for_signal() -> None:
    """Wait for SIGINT or SIGTERM."""
    import signal

    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    await stopped.wait()
