"""Outfits that were put together for a person, what they said of them, and what they asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, utc_now


class OutfitRequest(Base):
    """What a person asks outfits for, as far as they have said it, so that a restart loses nothing.

    `wish` is the JSON of the dialog. `message_id` is the message with its buttons; `asks` is what
    the person is to type (`weather` or `budget`), null when nothing.
    """

    __tablename__ = "outfit_requests"
    __table_args__ = (Index("ix_outfit_requests_user_id_asks", "user_id", "asks"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    chat_id: Mapped[int] = mapped_column(BigInteger)
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    wish: Mapped[dict[str, Any]] = mapped_column(default=dict)
    asks: Mapped[str | None] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)


class SavedOutfit(Base):
    """An outfit that was shown to a person; kept for good once `saved_at` is set.

    `closet_items` and `products` are ids of what it is made of; a garment of a photo, which is
    neither, is in `photo_garments` as `{"key", "category", "colour"}`: the key leads to its
    answered photo as long as that is remembered. `request_id` is what it answers.
    """

    __tablename__ = "saved_outfits"
    __table_args__ = (
        Index("ix_saved_outfits_user_id_saved_at", "user_id", "saved_at"),
        Index("ix_saved_outfits_request_id", "request_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    request_id: Mapped[int | None] = mapped_column(
        ForeignKey("outfit_requests.id", ondelete="SET NULL")
    )
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    closet_items: Mapped[list[int]] = mapped_column(JSON(), default=list)
    products: Mapped[list[int]] = mapped_column(JSON(), default=list)
    photo_garments: Mapped[list[Any]] = mapped_column(default=list)
    occasion: Mapped[str | None] = mapped_column(String(16))
    style: Mapped[str | None] = mapped_column(String(16))
    score: Mapped[float]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    saved_at: Mapped[datetime | None]


class OutfitFeedback(Base):
    """Whether a person likes an outfit; the last word counts."""

    __tablename__ = "outfit_feedback"
    __table_args__ = (UniqueConstraint("user_id", "outfit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    outfit_id: Mapped[int] = mapped_column(
        ForeignKey("saved_outfits.id", ondelete="CASCADE"), index=True
    )
    liked: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
