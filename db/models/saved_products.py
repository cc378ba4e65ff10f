"""Products that people keep an eye on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, utc_now


class SavedProduct(Base):
    """A product that a person saved, with what it cost then.

    `language` is what the person spoke then. `told_at` is when they were last told that it had
    become cheaper, so that they are told once per drop.
    """

    __tablename__ = "saved_products"
    __table_args__ = (
        UniqueConstraint("user_id", "product_id"),
        Index("ix_saved_products_product_id", "product_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"))
    price: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    language: Mapped[str | None] = mapped_column(String(8))
    saved_at: Mapped[datetime] = mapped_column(default=utc_now)
    told_at: Mapped[datetime | None]


class MutedPriceAlerts(Base):
    """A person who does not want to be told of lower prices."""

    __tablename__ = "muted_price_alerts"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    muted_at: Mapped[datetime] = mapped_column(default=utc_now)
