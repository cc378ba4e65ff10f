"""Bodies, sizes that people have, and the dialog about a size."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
    String,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, utc_now
from db.models.dialogs import StoredDialog


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


class SizeDialog(StoredDialog):
    """The open dialog about a size."""

    __tablename__ = "size_dialogs"


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
