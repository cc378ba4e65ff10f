"""Loads the vocabulary's data files and checks them against their schemas."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Word = Annotated[str, StringConstraints(min_length=1, max_length=40, strip_whitespace=True)]
"""A word or phrase as people write it."""
Words = Annotated[tuple[Word, ...], Field(min_length=1)]


class DataFile(BaseModel):
    """The schema of a data file: immutable, and without unknown keys.

    It is built when the first file is loaded, since most commands load none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


_Schema = TypeVar("_Schema", bound=DataFile)


def load(name: str, schema: type[_Schema]) -> _Schema:
    """Return the content of a data file of this package.

    Args:
        name: of the file, without its ending.
        schema: what the file must look like.

    Raises:
        ValidationError: the file does not match its schema.
    """
    text = files("config.vocabulary").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return schema.model_validate(tomllib.loads(text))
