"""A person's own clothes: garments, their pictures, days they were worn, and photos being added."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, utc_now


class ClosetItem(Base):
    """A garment that a person owns.

    `colours` is a list of `{"name", "hex", "share"}`, `seasons` of `spring`, `summer`, `autumn`,
    `winter`; `style` maps the nine styles to probabilities, `formality` is 1 to 5; both are empty
    when nobody could tell. `price` is in the minor-less unit of `currency`. `source` is `photo` or
    `product`. `seen` is what the engine said of the garment before the person corrected it, so
    what they corrected can be told. `embedded_by` names the weights that `embedding` is of.
    `shows` is the kind of the picture that is shown. `twin_id` is set while an older garment that
    looks the same waits for the person's word. What has `deleted_at` is gone for everyone, unless
    it is taken back soon.
    """

    __tablename__ = "closet_items"
    __table_args__ = (Index("ix_closet_items_user_id_category", "user_id", "category"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    batch_id: Mapped[int | None] = mapped_column(
        ForeignKey("closet_batches.id", ondelete="SET NULL"), index=True
    )
    name: Mapped[str | None] = mapped_column(String(120))
    comment: Mapped[str | None] = mapped_column(String(500))
    category: Mapped[str] = mapped_column(String(24))
    colours: Mapped[list[Any]] = mapped_column(default=list)
    pattern: Mapped[str] = mapped_column(String(16), default="solid")
    fit: Mapped[str | None] = mapped_column(String(16))
    warmth: Mapped[int] = mapped_column(default=2)
    seasons: Mapped[list[str]] = mapped_column(JSON(), default=list)
    style: Mapped[dict[str, Any]] = mapped_column(default=dict)
    formality: Mapped[int | None]
    price: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3), default="KRW")
    favourite: Mapped[bool] = mapped_column(default=False, server_default=false())
    in_wash: Mapped[bool] = mapped_column(default=False, server_default=false())
    embedding: Mapped[bytes] = mapped_column(LargeBinary)
    embedded_by: Mapped[str | None] = mapped_column(String(16), index=True)
    fingerprint: Mapped[bytes | None] = mapped_column(LargeBinary)
    seen: Mapped[dict[str, Any]] = mapped_column(default=dict)
    shows: Mapped[str] = mapped_column(String(16), default="cutout")
    source: Mapped[str] = mapped_column(String(16), default="photo")
    product_id: Mapped[int | None] = mapped_column(
        ForeignKey("products.id", ondelete="SET NULL"), index=True
    )
    twin_id: Mapped[int | None] = mapped_column(
        ForeignKey("closet_items.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)
    deleted_at: Mapped[datetime | None] = mapped_column(index=True)


class ClosetPicture(Base):
    """A picture of a garment as WebP, apart from it so that lists do not load pictures.

    `kind` is `original` (cut from the photo) or `cutout` (without its background).
    """

    __tablename__ = "closet_pictures"
    __table_args__ = (UniqueConstraint("item_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("closet_items.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16))
    webp: Mapped[bytes] = mapped_column(LargeBinary)
    width: Mapped[int]
    height: Mapped[int]


class WornDay(Base):
    """A garment was worn on a day of the person's own calendar, in `outfit_id` if of one."""

    __tablename__ = "worn_days"
    __table_args__ = (
        UniqueConstraint("item_id", "worn_on"),
        Index("ix_worn_days_user_id_worn_on", "user_id", "worn_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    item_id: Mapped[int] = mapped_column(ForeignKey("closet_items.id", ondelete="CASCADE"))
    worn_on: Mapped[date] = mapped_column(Date)
    outfit_id: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class ClosetBatch(Base):
    """Photos that a person adds in one go; while `closed_at` is null their photos go to the closet.

    `message_id` is the message that tells how far it is and then shows what was added.
    """

    __tablename__ = "closet_batches"
    __table_args__ = (Index("ix_closet_batches_user_id_closed_at", "user_id", "closed_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    chat_id: Mapped[int] = mapped_column(BigInteger)
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    language: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    closed_at: Mapped[datetime | None]


class ClosetUpload(Base):
    """A photo of a batch, so that a restart loses none.

    `outcome` is null while it waits, then `saved`, `several` (the person is asked which garments),
    `no_garment`, or the code of the error. Only Telegram's name of the file is kept.
    """

    __tablename__ = "closet_uploads"
    __table_args__ = (UniqueConstraint("chat_id", "message_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    batch_id: Mapped[int] = mapped_column(
        ForeignKey("closet_batches.id", ondelete="CASCADE"), index=True
    )
    chat_id: Mapped[int] = mapped_column(BigInteger)
    message_id: Mapped[int] = mapped_column(BigInteger)
    file_id: Mapped[str] = mapped_column(String(256))
    outcome: Mapped[str | None] = mapped_column(String(32))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class ClosetQuestion(Base):
    """What a person is asked to type: `field` of the garment; one question at most is open."""

    __tablename__ = "closet_questions"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("closet_items.id", ondelete="CASCADE"))
    field: Mapped[str] = mapped_column(String(16))
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class DayQuestion(Base):
    """Of what a person is asked to type the day they wore it; one question at most is open.

    It is of a garment or of the clothes of an outfit, so one of the two ids is set. `message_id`
    is the message that asks.
    """

    __tablename__ = "day_questions"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("closet_items.id", ondelete="CASCADE"))
    outfit_id: Mapped[int | None] = mapped_column(
        ForeignKey("saved_outfits.id", ondelete="CASCADE")
    )
    message_id: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class ClosetConsent(Base):
    """Whether the next training may learn from what a person corrected in their closet."""

    __tablename__ = "closet_consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True)
    shares: Mapped[bool]
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)
