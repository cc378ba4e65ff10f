"""The unvalidated record of one product, as a source describes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path


@dataclass(frozen=True, slots=True)
class PictureBytes:
    """Picture data that came with the record."""

    data: bytes


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A picture in a local file."""

    path: Path


@dataclass(frozen=True, slots=True)
class PictureUrl:
    """The address of a picture to download."""

    url: str


PictureReference = PictureBytes | PictureFile | PictureUrl


@dataclass(frozen=True, slots=True)
class ShopIdentity:
    """A shop: `slug` is its stable key, `name` its displayed name."""

    slug: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A product as its source describes it.

    Attributes:
        shop: seller.
        external_id: id at the shop.
        title: product name, plain text.
        url: product page, http or https.
        picture: picture data, file or address.
        price: current price, in units of `currency`.
        list_price: price before the sale, None without a sale.
        currency: ISO 4217 code.
        line: line or record of the source, for reports; 0 where there is none.
        description: plain text.
        brand: brand name.
        category_text: the source's category, path or type.
        colour_text: the source's colours.
        gender_text: target gender, in the source's words.
        material_text: materials, in the source's words.
        season_text: seasons, in the source's words.
        hashtags: the source's tags, without `#`.
        sizes: labels of sizes in stock.
        sold_out_sizes: labels of sizes out of stock.
        size_chart: centimetres by measure, by size label.
        available: whether it is in stock.
        group_id: id shared by its variants in other sizes and colours.
        page: address of the crawled page it was parsed from, empty for feeds.
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
    """A product that the source marks as no longer sold."""

    shop: ShopIdentity
    external_id: str


SourceRecord = Offer | Withdrawn
"""What a source tells, one product at a time."""
