"""Shops that people follow, looks whose style they keep, and the moods of shops."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, utc_now


class FollowedShop(Base):
    """A shop whose new arrivals a person wants to hear of."""

    __tablename__ = "followed_shops"
    __table_args__ = (UniqueConstraint("user_id", "shop_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class KeptLook(Base):
    """The style of a look that a person chose to keep; never the photo.

    `style` maps the nine styles to probabilities. `seen_at` is when the photo was answered, which
    tells one look from another after the answer itself has expired.
    """

    __tablename__ = "kept_looks"
    __table_args__ = (UniqueConstraint("user_id", "seen_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    seen_at: Mapped[datetime]
    style: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class ShopMood(Base):
    """How the styles add up over a shop's visible products and snaps.

    `sums` and `squares` are, in the order of the nine styles, the sums of the products' style
    probabilities and of their squares; `products` and `snaps` say over how many. `seen_until` is
    the newest `updated_at` of any product when this was counted.
    """

    __tablename__ = "shop_moods"

    shop_id: Mapped[int] = mapped_column(
        ForeignKey("shops.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    products: Mapped[int]
    snaps: Mapped[int]
    sums: Mapped[list[Any]]
    squares: Mapped[list[Any]]
    seen_until: Mapped[datetime]
