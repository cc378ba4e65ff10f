"""Compose and send the daily tips in the background, and purge old ones."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial
from typing import Final

from bot.context import BotContext
from bot.handlers.tips.channel import notify_stopped
from bot.handlers.tips.composing import TipComposer
from bot.handlers.tips.dispatch import build_dispatcher
from db.models import utc_now
from db.queries import tip_deliveries

WAKE_INTERVAL: Final = timedelta(seconds=3)
COMPOSE_INTERVAL: Final = timedelta(seconds=30)
PURGE_INTERVAL: Final = timedelta(hours=6)
_DELIVERIES_KEPT: Final = timedelta(days=30)
_COMPOSER: Final = "tips.composer"
"""Where `bot_data` has the composer, which the dispatcher and `compose_ahead` share."""


def _composer_of(context: BotContext) -> TipComposer:
    composer = context.bot_data.get(_COMPOSER)
    if composer is None:
        capacity_bytes = context.services.settings.tips.prepared_bytes
        composer = TipComposer(context.services, context.bot, capacity_bytes=capacity_bytes)
        context.bot_data[_COMPOSER] = composer
    assert isinstance(composer, TipComposer)
    return composer


async def send_tips(context: BotContext) -> None:
    """Send tips when they are due; when cancelled, first finish those that are being sent."""
    services, bot = context.services, context.bot
    dispatcher = build_dispatcher(
        services.settings.tips,
        services.database,
        bot,
        services.message_ids,
        compose=_composer_of(context).compose,
        on_shut_out=partial(notify_stopped, bot),
        wake_event=services.tips_due,
    )
    services.tips_due.set()
    # A task of its own, because the dispatcher is closed before its loop is cancelled.
    loop = asyncio.create_task(dispatcher.run())
    try:
        await asyncio.wait({loop})
        loop.result()
    finally:
        try:
            await dispatcher.close()
        finally:
            loop.cancel()
            await asyncio.gather(loop, return_exceptions=True)


async def wake_dispatcher(context: BotContext) -> None:
    """Let the dispatcher look for tips that are due."""
    context.services.tips_due.set()


async def compose_ahead(context: BotContext) -> None:
    """Compose the tips that are due soon."""
    await _composer_of(context).prepare()


async def purge_old(context: BotContext) -> None:
    """Delete deliveries that nobody asks for any more."""
    async with context.services.database.session() as session:
        await tip_deliveries.purge_deliveries(session, before=utc_now() - _DELIVERIES_KEPT)
