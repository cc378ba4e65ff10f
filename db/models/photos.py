"""Answered photos, what was said of them, and the lists opened from them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, utc_now


class PhotoAnswer(Base):
    """What was seen in an answered photo; never the photo itself.

    It lets the buttons of an answer work after a restart, until `expires_at`. `file_id` is
    Telegram's name of the file, to fetch the photo again when the person saves garments of it.
    `garments` is the JSON of the command-line contract; `embeddings` holds their vectors, one
    after the other.
    """

    __tablename__ = "photo_answers"
    __table_args__ = (Index("ix_photo_answers_expires_at", "expires_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    width: Mapped[int]
    height: Mapped[int]
    people: Mapped[int] = mapped_column(default=1)
    garments: Mapped[list[Any]] = mapped_column(default=list)
    embeddings: Mapped[bytes] = mapped_column(LargeBinary)
    style: Mapped[list[Any]] = mapped_column(default=list)
    file_id: Mapped[str | None] = mapped_column(String(256))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]


class Feedback(Base):
    """What a person said of an answer.

    `kind`: `like`, `dislike`, `category` (a correction, `value` is the category), `dismiss`
    ("not this again", `product_id` is set).
    """

    __tablename__ = "feedback"
    __table_args__ = (Index("ix_feedback_user_id_kind", "user_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    answer_id: Mapped[int | None] = mapped_column(
        ForeignKey("photo_answers.id", ondelete="SET NULL")
    )
    garment: Mapped[int | None]
    product_id: Mapped[int | None] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16))
    value: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class Search(Base):
    """A list of similar products that a person opened, with what narrows it.

    It lets the list be turned and narrowed after a restart. `filters` holds what the engine's
    `Filters` set, `order` is `both`, `colour` or `shape`.
    """

    __tablename__ = "searches"
    __table_args__ = (Index("ix_searches_user_id_chat_id", "user_id", "chat_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    chat_id: Mapped[int] = mapped_column(BigInteger)
    answer_id: Mapped[int] = mapped_column(
        ForeignKey("photo_answers.id", ondelete="CASCADE"), index=True
    )
    garment: Mapped[int]
    filters: Mapped[dict[str, Any]] = mapped_column(default=dict)
    order: Mapped[str] = mapped_column(String(8), default="both")
    page: Mapped[int] = mapped_column(default=0)
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class PendingPhoto(Base):
    """A photo that was received and is not answered yet, so that a restart loses none.

    Only Telegram's name of the file is kept, and only until the answer is sent. `progress_id` is
    the message that becomes the answer; photos of an album are answered in messages of their own.
    """

    __tablename__ = "pending_photos"
    __table_args__ = (UniqueConstraint("chat_id", "message_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    message_id: Mapped[int] = mapped_column(BigInteger)
    progress_id: Mapped[int | None] = mapped_column(BigInteger)
    file_id: Mapped[str] = mapped_column(String(256))
    language: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
