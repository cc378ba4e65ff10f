"""What a source says of one product, before anything of it is believed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path


@dataclass(frozen=True, slots=True)
class PictureBytes:
    """A picture that the source brought along."""

    data: bytes


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A picture in a file of this machine."""

    path: Path


@dataclass(frozen=True, slots=True)
class PictureUrl:
    """A picture to be downloaded."""

    url: str


PictureReference = PictureBytes | PictureFile | PictureUrl


@dataclass(frozen=True, slots=True)
class ShopIdentity:
    """Who sells: `slug` is the stable key, `name` what people read."""

    slug: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A product as its source describes it.

    Attributes:
        shop: who sells it.
        external_id: its id at the shop.
        title: its name, plain text.
        url: its page, http or https.
        picture: where its picture is.
        price: what it costs now, in units of `currency`.
        list_price: what it cost before a sale, None without one.
        currency: ISO 4217 code.
        line: line or record of the source, for reports; 0 where there is none.
        description: plain text.
        brand: its maker.
        category_text: the source's category, path or type.
        colour_text: the source's colours.
        gender_text: whom it is for, in the source's words.
        material_text: what it is made of, in the source's words.
        season_text: when it is worn, in the source's words.
        hashtags: the source's tags, without `#`.
        sizes: that can be had.
        sold_out_sizes: that cannot.
        size_chart: centimetres of each measure of each size.
        available: whether it can be bought.
        group_id: what its variants of other sizes and colours share.
        page: address of the crawled page that told of it, empty where no page did.
    """

    shop: ShopIdentity
    external_id: str
    title: str
    url: str
    picture: PictureReference
    price: Decimal
    currency: str
    line: int = 0
    description: str = ""
    brand: str | None = None
    category_text: str = ""
    colour_text: str = ""
    gender_text: str = ""
    material_text: str = ""
    season_text: str = ""
    hashtags: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    sold_out_sizes: tuple[str, ...] = ()
    size_chart: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    list_price: Decimal | None = None
    available: bool = True
    group_id: str | None = None
    page: str = ""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A product that its source says is no longer sold."""

    shop: ShopIdentity
    external_id: str


Told = Offer | Withdrawn
"""What a source tells, one product at a time."""
