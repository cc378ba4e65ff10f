"""Where people live, their subscriptions to daily tips, and every tip that was due."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, utc_now
from db.models.dialogs import StoredDialog


class HomePlace(Base):
    """The city whose weather a person dresses for."""

    __tablename__ = "home_places"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True)
    city: Mapped[str] = mapped_column(String(40))
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)


class TipDialog(StoredDialog):
    """The open dialog about a subscription."""

    __tablename__ = "tip_dialogs"


class TipSubscription(Base):
    """A daily tip for a chat: a person's own, or a group or channel that `user_id` set up.

    `minute_of_day` and `days` (bit 0 is Monday) are of the clock in `zone`. `next_due_at` is the
    one truth about when the next tip comes, pauses reckoned in; null when none will. `last_day` is
    the local date that had its tip, so that a change of zone does not give it a second one.
    """

    __tablename__ = "tip_subscriptions"
    __table_args__ = (
        Index("ix_tip_subscriptions_next_due_at", "next_due_at"),
        Index("ix_tip_subscriptions_user_id", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    chat_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    chat_title: Mapped[str | None] = mapped_column(String(128))
    minute_of_day: Mapped[int]
    days: Mapped[int]
    zone: Mapped[str] = mapped_column(String(64))
    city: Mapped[str] = mapped_column(String(40))
    occasion: Mapped[str] = mapped_column(String(24))
    own_only: Mapped[bool]
    language: Mapped[str] = mapped_column(String(8))
    next_due_at: Mapped[datetime | None]
    last_day: Mapped[date | None] = mapped_column(Date)
    paused_until: Mapped[date | None] = mapped_column(Date)
    stopped_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)

    @property
    def is_personal(self) -> bool:
        """Whether it goes to the person alone, not to a group or channel."""
        return self.chat_id == self.user_id


class TipDelivery(Base):
    """One tip that was due; the row is the claim to it.

    `state` goes from `claimed` over `sending` to `sent`, or ends as `skipped` (late, or nobody to
    write to), `failed`, or `unknown` (perhaps sent before a crash, so not sent again). Until
    `claimed_until` it is in the hands of `claimed_by`. `after_message_id` is the newest message
    that was known when sending began, and `sent_at`, of one that was `sent`, when that was.
    `content` is what the tip shows, for its buttons.
    """

    __tablename__ = "tip_deliveries"
    __table_args__ = (
        UniqueConstraint("subscription_id", "due_at"),
        Index("ix_tip_deliveries_state_claimed_until", "state", "claimed_until"),
        Index("ix_tip_deliveries_message_id", "message_id"),
        Index("ix_tip_deliveries_user_id", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subscription_id: Mapped[int] = mapped_column(
        ForeignKey("tip_subscriptions.id", ondelete="CASCADE")
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    chat_id: Mapped[int] = mapped_column(BigInteger)
    due_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(12))
    claimed_by: Mapped[str] = mapped_column(String(32))
    claimed_until: Mapped[datetime]
    after_message_id: Mapped[int | None] = mapped_column(BigInteger)
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    sent_at: Mapped[datetime | None]
