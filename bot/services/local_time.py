"""Today's date where a person is."""

from __future__ import annotations

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from config.time_zones import KOREA
from db.models import utc_now
from db.queries import tip_subscriptions
from engine.tips.schedule import zone_of


def today_in_korea() -> date:
    """Return the date in Korea."""
    return utc_now().astimezone(KOREA).date()


async def today_of(session: AsyncSession, user_id: int) -> date:
    """Return a person's date: in the time zone of their daily tip, else in Korea."""
    subscription = await tip_subscriptions.subscription_of(session, user_id)
    zone = KOREA if subscription is None else zone_of(subscription.zone)
    return utc_now().astimezone(zone).date()
