"""Stores, changes and reschedules subscriptions to the daily tip."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from config.time_zones import KOREA
from db.models import TipSubscription, utc_now
from db.queries import tip_subscriptions
from db.session import Database
from engine.tips.schedule import Schedule, zone_of

HOME_ZONE: Final = KOREA.key


@dataclass(frozen=True, slots=True)
class SubscriptionFacts:
    """The settings of a subscription; None where they have not been chosen.

    Attributes:
        chat_id: where the tip goes.
        chat_title: of a group or channel.
        minute_of_day: when it comes.
        days: bits of the weekdays, 0 is Monday.
        zone: IANA name of the time zone.
        city: id of the city whose weather it is for.
        own_only: whether outfits are made of the person's own clothes alone.
        paused_until: ISO date from which tips come again.
    """

    chat_id: int
    chat_title: str | None = None
    minute_of_day: int | None = None
    days: int | None = None
    zone: str = HOME_ZONE
    city: str | None = None
    occasion: str | None = None
    own_only: bool | None = None
    paused_until: str | None = None


def subscription_facts(subscription: TipSubscription) -> SubscriptionFacts:
    """Return the settings of a stored subscription; its pause is left out."""
    return SubscriptionFacts(
        chat_id=subscription.chat_id,
        chat_title=subscription.chat_title,
        minute_of_day=subscription.minute_of_day,
        days=subscription.days,
        zone=subscription.zone,
        city=subscription.city,
        occasion=subscription.occasion,
        own_only=subscription.own_only,
    )


def today_at(subscription: TipSubscription) -> date:
    """Return today's date in a subscription's time zone."""
    return utc_now().astimezone(zone_of(subscription.zone)).date()


def next_due_at(subscription: TipSubscription, *, not_on: date | None = None) -> datetime:
    """Return when the next tip is due, after a pause and after the date `not_on`."""
    first = None if not_on is None else not_on + timedelta(days=1)
    if subscription.paused_until is not None:
        first = max(first or subscription.paused_until, subscription.paused_until)
    schedule = Schedule(subscription.minute_of_day, subscription.days, subscription.zone)
    return schedule.next_due(utc_now(), first_day=first).at


async def save_subscription(
    database: Database, user_id: int, facts: SubscriptionFacts, *, language: str
) -> TipSubscription:
    """Store a subscription in place of the one that the chat may have."""
    columns = _columns(facts)
    schedule = Schedule(columns["minute_of_day"], columns["days"], columns["zone"])
    async with database.session() as session:
        return await tip_subscriptions.save_subscription(
            session,
            user_id,
            facts.chat_id,
            **columns,
            chat_title=facts.chat_title,
            language=language,
            next_due_at=schedule.next_due(utc_now()).at,
            last_day=None,
            stopped_at=None,
        )


async def change_subscription(
    database: Database, facts: SubscriptionFacts, changed: Collection[str]
) -> TipSubscription | None:
    """Store some settings of a subscription; None if it has been deleted meanwhile.

    Args:
        database: of the bot.
        facts: the settings.
        changed: names of the columns to store.
    """
    async with database.session() as session:
        subscription = await tip_subscriptions.subscription_of(session, facts.chat_id)
        if subscription is None:
            return None
        columns = _columns(facts)
        for name in changed:
            setattr(subscription, name, columns[name])
        if subscription.stopped_at is None:
            # A change of zone must not bring a second tip on a date that had one.
            not_on = subscription.last_day if "zone" in changed else None
            subscription.next_due_at = next_due_at(subscription, not_on=not_on)
        return subscription


def _columns(facts: SubscriptionFacts) -> dict[str, Any]:
    return {
        "minute_of_day": facts.minute_of_day,
        "days": facts.days,
        "zone": facts.zone,
        "city": facts.city,
        "occasion": facts.occasion,
        "own_only": bool(facts.own_only),
        "paused_until": date.fromisoformat(facts.paused_until) if facts.paused_until else None,
    }
