"""What a source says of one product, before anything of it is believed."""

from __future__ import annotations

from dataclasses import dataclass
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
        currency: ISO 4217 code.
        line: line or record of the source, for reports; 0 where there is none.
        description: plain text.
        brand: its maker.
        category_text: the source's category, path or type.
        colour_text: the source's colours.
        gender_text: whom it is for, in the source's words.
        sizes: that can be had.
        available: whether it can be bought.
        group_id: what its variants of other sizes and colours share.
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
    sizes: tuple[str, ...] = ()
    available: bool = True
    group_id: str | None = None
