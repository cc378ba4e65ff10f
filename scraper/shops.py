"""Parse `shops.toml`, the operator's list of shops to refresh."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from config.errors import CoordiError
from scraper.text import slug_of, web_link

Gender = Literal["female", "male"]


class ShopsFileError(CoordiError):
    """The list of shops is invalid."""

    code = "shops_file"


class ShopDefinition(BaseModel):
    """One `[[shop]]` entry of the file.

    Attributes:
        name: displayed name.
        source: name of the source that imports it.
        url: address of the shop or of its feed.
        every_h: hours between two refreshes.
        sitemaps, listings: start addresses; if empty, the sitemaps of robots.txt.
        product, listing, snap: regular expressions of the paths of such pages.
        max_pages: limit of one crawl.
        max_depth: limit of listings linked from listings.
        delay_s: seconds between two requests; robots.txt may raise it.
        gender: target gender of products whose pages give none.
        categories, genders, pages: queries for a search API.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(min_length=1, max_length=120)]
    source: str
    url: str = ""
    every_h: Annotated[float, Field(gt=0)] = 24.0
    sitemaps: tuple[str, ...] = ()
    listings: tuple[str, ...] = ()
    product: str = ""
    listing: str = ""
    snap: str = ""
    max_pages: Annotated[int, Field(ge=1)] = 20_000
    max_depth: Annotated[int, Field(ge=0)] = 30
    delay_s: Annotated[float, Field(ge=0)] | None = None
    gender: Gender | None = None
    categories: tuple[str, ...] = ()
    genders: tuple[Gender, ...] = ("female", "male")
    pages: Annotated[int, Field(ge=1, le=10)] = 1

    @field_validator("url")
    @classmethod
    def _is_link(cls, url: str) -> str:
        if url and web_link(url) is None:
            raise ValueError("is no http or https address")
        return url

    @field_validator("product", "listing", "snap")
    @classmethod
    def _is_expression(cls, expression: str) -> str:
        try:
            re.compile(expression)
        except re.error as error:
            raise ValueError(f"is no regular expression: {error}") from None
        return expression

    @property
    def slug(self) -> str:
        """The shop's key in the catalogue."""
        return slug_of(self.name)

    @property
    def home(self) -> str:
        """Address of the shop's front page."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}/"


def read_shops(path: Path) -> list[ShopDefinition]:
    """Return the shops of a file, in its order; none when there is no file.

    Raises:
        ShopsFileError: it cannot be read, or an entry is invalid or a duplicate.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise ShopsFileError(f"cannot read {path}: {error}") from error
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ShopsFileError(f"{path}: {error}") from error
    unknown = sorted(set(document) - {"shop"})
    if unknown:
        raise ShopsFileError(f"{path}: only [[shop]] is known, not {', '.join(unknown)}")
    shops = [define_shop(entry, str(path)) for entry in document.get("shop", [])]
    slugs = [shop.slug for shop in shops]
    twice = sorted({slug for slug in slugs if slugs.count(slug) > 1})
    if twice or "" in slugs:
        raise ShopsFileError(f"{path}: each shop needs a name of its own: {', '.join(twice)}")
    return shops


def define_shop(entry: dict[str, Any], where: str = "shop") -> ShopDefinition:
    """Validate the fields of a shop.

    Raises:
        ShopsFileError: a field is unknown or invalid.
    """
    try:
        return ShopDefinition.model_validate(entry)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        name = entry.get("name", "?")
        raise ShopsFileError(f"{where}: {name}: {field}: {first['msg']}") from None
