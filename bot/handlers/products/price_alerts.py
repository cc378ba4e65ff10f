"""Alert people once, and not at night, when a product that they saved has become cheaper."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from telegram import Bot
from telegram.error import Forbidden, TelegramError

from bot.context import Services
from bot.handlers.products.saved_pages import drops_keyboard, drops_text
from bot.monitoring import metrics
from config.time_zones import KOREA
from db.models import utc_now
from db.queries import people, saved_products
from db.queries.saved_products import PriceDrop

QUIET_FROM_HOUR: Final = 22
QUIET_UNTIL_HOUR: Final = 8

_log = logging.getLogger(__name__)


def is_quiet(now: datetime, zone: str | None) -> bool:
    """Return whether it is night in a time zone, Korea's for None; `now` is aware."""
    try:
        place = KOREA if zone is None else ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        place = KOREA
    hour = now.astimezone(place).hour
    return hour >= QUIET_FROM_HOUR or hour < QUIET_UNTIL_HOUR


async def send_price_alerts(services: Services, bot: Bot, now: datetime | None = None) -> int:
    """Send alerts of new price drops; return how many were sent.

    People for whom it is night get theirs in the morning.
    """
    now = now or utc_now()
    async with services.database.session() as session:
        drops = await saved_products.unreported_drops(session)
        zones = {user: await saved_products.zone_of(session, user) for user in drops}
    sent = 0
    for user_id, found in drops.items():
        if not is_quiet(now, zones[user_id]):
            sent += await _send(services, bot, user_id, found)
    return sent


async def _send(services: Services, bot: Bot, user_id: int, drops: Sequence[PriceDrop]) -> bool:
    # Stored first: a crash between the two must not send the alert twice.
    async with services.database.session() as session:
        await saved_products.set_reported(session, drops, utc_now())
    t = services.texts_of(user_id, drops[0].language)
    try:
        await bot.send_message(
            user_id,
            drops_text(drops, t),
            reply_markup=drops_keyboard(drops, t),
        )
    except Forbidden:
        async with services.database.session() as session:
            await people.mark_blocked(session, user_id)
        metrics.PRICE_ALERTS.labels("blocked").inc()
        return False
    except TelegramError as error:
        _log.warning("a price alert was not sent: %s", error)
        async with services.database.session() as session:
            await saved_products.set_reported(session, drops, None)
        metrics.PRICE_ALERTS.labels("failed").inc()
        return False
    metrics.PRICE_ALERTS.labels("sent").inc()
    return True
