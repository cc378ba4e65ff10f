"""Shops and their products."""

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

    `embedding` is null until the picture has been embedded; `hidden_at` is set when the product is
    gone from its source. `style` maps the nine styles to probabilities.
    """

    __tablename__ = "products"
    __table_args__ = (
        UniqueConstraint("shop_id", "external_id"),
        Index("ix_products_category_gender", "category", "gender"),
        Index("ix_products_updated_at", "updated_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id", ondelete="CASCADE"))
    external_id: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(300))
    brand: Mapped[str | None] = mapped_column(String(120))
    url: Mapped[str] = mapped_column(Text)
    price: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3), default="KRW")
    gender: Mapped[str] = mapped_column(String(8), default="unisex")
    category: Mapped[str] = mapped_column(String(24))
    colours: Mapped[list[Any]] = mapped_column(default=list)
    pattern: Mapped[str | None] = mapped_column(String(16))
    fit: Mapped[str | None] = mapped_column(String(16))
    warmth: Mapped[int | None]
    sizes: Mapped[list[Any]] = mapped_column(default=list)
    available: Mapped[bool] = mapped_column(default=True)
    picture: Mapped[str | None] = mapped_column(String(200))
    picture_sha256: Mapped[str | None] = mapped_column(String(64))
    embedding: Mapped[bytes | None] = mapped_column(LargeBinary)
    style: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)
    hidden_at: Mapped[datetime | None]

    shop: Mapped[Shop] = relationship(lazy="raise")
