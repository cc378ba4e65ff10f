"""The `coordi` console command: finds the subcommands that the folders bring.

A folder adds a subcommand by an entry point of the group `coordi.commands`; its module is imported
only when that subcommand runs, so `coordi size` never waits for the bot's imports.
"""

from __future__ import annotations

import sys
from importlib.metadata import EntryPoint, entry_points

import click


def _commands() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group="coordi.commands")}


class LazyGroup(click.Group):
    """A click group whose subcommands are entry points, loaded on use."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of all subcommands, sorted."""
        return sorted(_commands())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return one subcommand, or None when there is none of that name."""
        entry = _commands().get(cmd_name)
        if entry is None:
            return None
        command: click.Command = entry.load()
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="coordi")
def coordi() -> None:
    """Coordi (코디): names what people wear and finds what suits them."""


def main() -> None:
    """Run the command line; every expected error is one line on stderr and exit status 2."""
    from config.errors import CoordiError  # noqa: PLC0415

    try:
        coordi.main(standalone_mode=True)
    except CoordiError as error:
        click.echo(f"coordi: {error}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
