"""`coordi config`: shows the settings."""

from __future__ import annotations

import json
from collections.abc import Iterator

import click
from pydantic import BaseModel, SecretStr

from config.secrets import MASK, Redactor
from config.settings import PREFIX, Settings, get_settings


def setting_lines(settings: Settings) -> Iterator[str]:
    """Yield every setting as a line of a `.env` file; secrets are masked."""
    redact = Redactor()
    for path, value in _leaves(settings, ()):
        name = PREFIX + "__".join(path).upper()
        if value is None:
            yield f"# {name} is not set"
        elif isinstance(value, SecretStr):
            yield f"{name}={MASK}"
        elif isinstance(value, tuple):
            yield f"{name}={json.dumps(value)}"
        else:
            yield f"{name}={redact(str(value))}"


def _leaves(model: BaseModel, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], object]]:
    for name in type(model).model_fields:
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            yield from _leaves(value, (*path, name))
        elif isinstance(value, dict):
            yield from (((*path, name, key), option) for key, option in value.items())
        else:
            yield (*path, name), value


@click.group()
def config() -> None:
    """Show the settings."""


@config.command()
def show() -> None:
    """Print the effective settings, secrets masked, in the form of a `.env` file."""
    for line in setting_lines(get_settings()):
        click.echo(line)
