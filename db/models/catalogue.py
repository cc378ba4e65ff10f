"""Shops, their products with the history of their prices, and snaps of outfits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.models.base import Base, utc_now


class Shop(Base):
    """A shop whose products are in the catalogue."""

    __tablename__ = "shops"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    url: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class Product(Base):
    """A product of a shop, with what the engine saw in its picture.

    `external_id` is the shop's id of one colour of a product; its sizes are in `sizes`, and share a
    row. `embedding` is null until the picture has been embedded; `embedding_model` says by which
    weights, so that a changed model is noticed. `hidden_at` is set when the product is gone from
    its source. `style` maps the nine styles to probabilities. `sizes` can be had, `sold_out_sizes`
    cannot; `size_chart` is `{label: {measure: centimetres}}`. `list_price` is what it cost before
    a sale, null without one. `seasons` are of spring, summer, autumn, winter; none means that
    nothing is known. `shop_words` is what the shop said, and `seen` what the engine saw, from which
    the catalogue's terms were made, so that they can be made again without the one or the other.

    Duplicates: products of one `group_id` are the same thing, sold by different shops or listed
    twice; it is the `id` of the group's first product, null where a product is alone.
    `variant_group` is the shop's own name of a product over all its colours.
    """

    __tablename__ = "products"
    __table_args__ = (
        UniqueConstraint("shop_id", "external_id"),
        Index("ix_products_category_gender", "category", "gender"),
        Index("ix_products_updated_at", "updated_at"),
        Index("ix_products_picture_sha256", "picture_sha256"),
        Index("ix_products_picture_dhash", "picture_dhash"),
        Index("ix_products_name_key", "name_key"),
        Index("ix_products_group_id", "group_id"),
        Index("ix_products_embedding_model", "embedding_model"),
        Index("ix_products_shop_id_last_seen_at", "shop_id", "last_seen_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id", ondelete="CASCADE"))
    external_id: Mapped[str] = mapped_column(String(120))
    source: Mapped[str] = mapped_column(String(40), default="")
    title: Mapped[str] = mapped_column(String(300))
    brand: Mapped[str | None] = mapped_column(String(120))
    url: Mapped[str] = mapped_column(Text)
    price: Mapped[int] = mapped_column(BigInteger)
    list_price: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3), default="KRW")
    gender: Mapped[str] = mapped_column(String(8), default="unisex")
    category: Mapped[str] = mapped_column(String(24))
    colours: Mapped[list[Any]] = mapped_column(default=list)
    pattern: Mapped[str | None] = mapped_column(String(16))
    fit: Mapped[str | None] = mapped_column(String(16))
    warmth: Mapped[int | None]
    seasons: Mapped[list[Any]] = mapped_column(default=list)
    materials: Mapped[list[Any]] = mapped_column(default=list)
    hashtags: Mapped[list[Any]] = mapped_column(default=list)
    sizes: Mapped[list[Any]] = mapped_column(default=list)
    sold_out_sizes: Mapped[list[Any]] = mapped_column(default=list)
    size_chart: Mapped[dict[str, Any]] = mapped_column(default=dict)
    available: Mapped[bool] = mapped_column(default=True)
    shop_words: Mapped[dict[str, Any]] = mapped_column(default=dict)
    variant_group: Mapped[str | None] = mapped_column(String(120))
    group_id: Mapped[int | None]
    name_key: Mapped[str | None] = mapped_column(String(32))
    picture: Mapped[str | None] = mapped_column(String(200))
    picture_url: Mapped[str | None] = mapped_column(Text)
    picture_etag: Mapped[str | None] = mapped_column(String(200))
    picture_checked_at: Mapped[datetime | None]
    picture_sha256: Mapped[str | None] = mapped_column(String(64))
    picture_dhash: Mapped[str | None] = mapped_column(String(16))
    embedding: Mapped[bytes | None] = mapped_column(LargeBinary)
    embedding_model: Mapped[str | None] = mapped_column(String(32))
    seen: Mapped[dict[str, Any]] = mapped_column(default=dict)
    style: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)
    last_seen_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]

    shop: Mapped[Shop] = relationship(lazy="raise")


class PricePoint(Base):
    """What a product cost from `seen_at` on; one row for its first price and for every change."""

    __tablename__ = "price_points"
    __table_args__ = (Index("ix_price_points_product_id_seen_at", "product_id", "seen_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"))
    price: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3), default="KRW")
    seen_at: Mapped[datetime] = mapped_column(default=utc_now)


class Snap(Base):
    """A picture of an outfit that a shop has labelled with styles and with what is worn in it."""

    __tablename__ = "snaps"
    __table_args__ = (UniqueConstraint("shop_id", "url"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id", ondelete="CASCADE"))
    url: Mapped[str] = mapped_column(String(2000))
    title: Mapped[str] = mapped_column(String(300), default="")
    gender: Mapped[str | None] = mapped_column(String(8))
    styles: Mapped[list[Any]] = mapped_column(default=list)
    hashtags: Mapped[list[Any]] = mapped_column(default=list)
    picture: Mapped[str | None] = mapped_column(String(200))
    picture_sha256: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    last_seen_at: Mapped[datetime] = mapped_column(default=utc_now)
    hidden_at: Mapped[datetime | None]

    items: Mapped[list[SnapItem]] = relationship(
        lazy="raise", cascade="all, delete-orphan", passive_deletes=True
    )


class SnapItem(Base):
    """A product that is worn in a snap; `product_id` is null until its page is in the catalogue."""

    __tablename__ = "snap_items"
    __table_args__ = (
        UniqueConstraint("snap_id", "url"),
        Index("ix_snap_items_product_id", "product_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    snap_id: Mapped[int] = mapped_column(ForeignKey("snaps.id", ondelete="CASCADE"))
    url: Mapped[str] = mapped_column(String(2000))
    product_id: Mapped[int | None] = mapped_column(ForeignKey("products.id", ondelete="SET NULL"))
