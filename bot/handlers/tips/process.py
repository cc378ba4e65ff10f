"""What the parts of one tip-sending process share: settings, database, clock, delivery log."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.handlers.tips.delivery_log import DeliveryLog
from config.settings import TipSettings
from db.models import utc_now
from db.session import Database


@dataclass(frozen=True, slots=True)
class SendingProcess:
    """One process that sends tips; several may share a database.

    Attributes:
        settings: of the daily tips.
        database: where subscriptions and deliveries are stored.
        now: the current time; tests pass their own.
        owner: id under which this process claims deliveries.
        log: writes the state changes of deliveries.
    """

    settings: TipSettings
    database: Database
    now: Callable[[], datetime] = utc_now
    owner: str = field(default_factory=lambda: secrets.token_hex(8))
    log: DeliveryLog = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "log", DeliveryLog(self.database, self.owner))

    def is_late(self, due_at: datetime) -> bool:
        """Return whether a tip that was due at `due_at` is too late to be sent."""
        return self.now() - due_at > self.late_after

    @property
    def late_after(self) -> timedelta:
        """How long after its due time a tip may still be sent."""
        return timedelta(minutes=self.settings.late_minutes)
