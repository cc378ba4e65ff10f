"""The tables. Every time is timezone-aware UTC; money is in the minor-less unit of its currency.

Vectors are stored as little-endian float16 bytes, see `pack_vector`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


def utc_now() -> datetime:
    """Return the present moment, timezone-aware."""
    return datetime.now(UTC)


def pack_vector(vector: NDArray[np.floating[Any]]) -> bytes:
    """Return a vector as little-endian float16 bytes."""
    return vector.astype("<f2").tobytes()


def unpack_vector(blob: bytes) -> NDArray[np.float32]:
    """Return the float32 vector of `pack_vector`'s bytes."""
    return np.frombuffer(blob, dtype="<f2").astype(np.float32)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC also where the database has no time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse naive datetimes; convert the others to UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Mark what comes back as UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of all tables, with stable constraint names for migrations."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
    }


class User(Base):
    """A person who wrote to the bot; `id` is Telegram's."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    language: Mapped[str | None] = mapped_column(String(8))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    last_seen_at: Mapped[datetime] = mapped_column(default=utc_now)
    blocked_at: Mapped[datetime | None]


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


class PhotoAnswer(Base):
    """What was seen in an answered photo; never the photo itself.

    It lets the buttons of an answer work after a restart, until `expires_at`.
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


class BodyProfile(Base):
    """What a person told of their body, each answer as it was given.

    `measured_cm` maps body parts to real measurements; `units` (`metric`, `imperial`) is how they
    are shown. `shares_sizes` is set when they agreed that the next training learns from them.
    """

    __tablename__ = "body_profiles"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True)
    gender: Mapped[str | None] = mapped_column(String(8))
    height_cm: Mapped[float | None]
    weight_kg: Mapped[float | None]
    age: Mapped[float | None]
    measured_cm: Mapped[dict[str, Any]] = mapped_column(default=dict)
    units: Mapped[str] = mapped_column(String(8), default="metric")
    shares_sizes: Mapped[bool] = mapped_column(default=False, server_default=false())
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)


class SizeDialog(Base):
    """The open size dialog of a person, one at most, so that a restart goes on where it was.

    `state` is the JSON of the dialog; `message_id` is the question that waits for its answer, null
    while it has not been asked yet.
    """

    __tablename__ = "size_dialogs"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True)
    language: Mapped[str] = mapped_column(String(8))
    state: Mapped[dict[str, Any]] = mapped_column(default=dict)
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)


class WornSize(Base):
    """A size that a person has, and how it is: evidence for their next sizes.

    `verdict` is `fit`, `small` or `large`, null until the person says so. What was bought here has
    `bought_at`, and is asked about once after `ask_at`, in `language`; `asked_at` claims the
    question.
    """

    __tablename__ = "worn_sizes"
    __table_args__ = (
        Index("ix_worn_sizes_user_id", "user_id"),
        Index("ix_worn_sizes_ask_at", "ask_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    product_id: Mapped[int | None] = mapped_column(ForeignKey("products.id", ondelete="SET NULL"))
    title: Mapped[str | None] = mapped_column(String(300))
    category: Mapped[str] = mapped_column(String(24))
    brand: Mapped[str | None] = mapped_column(String(120))
    fit: Mapped[str | None] = mapped_column(String(16))
    wearer: Mapped[str | None] = mapped_column(String(8))
    scale: Mapped[list[Any]] = mapped_column(default=list)
    label: Mapped[str] = mapped_column(String(20))
    verdict: Mapped[str | None] = mapped_column(String(8))
    language: Mapped[str | None] = mapped_column(String(8))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    bought_at: Mapped[datetime | None]
    ask_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
