"""Tells people once when something they saved has become cheaper, and not at night."""

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
    """Return whether it is night where a person is; `now` is aware."""
    try:
        place = KOREA if zone is None else ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        place = KOREA
    hour = now.astimezone(place).hour
    return hour >= QUIET_FROM_HOUR or hour < QUIET_UNTIL_HOUR


async def tell_price_drops(services: Services, bot: Bot, now: datetime | None = None) -> int:
    """Tell everyone who is awake of drops that they do not know of; return how many were told.

    What is found at night waits for the morning.
    """
    now = now or utc_now()
    async with services.database.session() as session:
        drops = await saved_products.unreported_drops(session)
        zones = {user: await saved_products.zone_of(session, user) for user in drops}
    told = 0
    for user_id, found in drops.items():
        if not is_quiet(now, zones[user_id]):
            told += await _tell(services, bot, user_id, found)
    return told


async def _tell(services: Services, bot: Bot, user_id: int, drops: Sequence[PriceDrop]) -> bool:
    # Noted first: a crash between the two must not make it come twice.
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
        _log.warning("could not tell of a lower price: %s", error)
        async with services.database.session() as session:
            await saved_products.set_reported(session, drops, None)
        metrics.PRICE_ALERTS.labels("failed").inc()
        return False
    metrics.PRICE_ALERTS.labels("sent").inc()
    return True
