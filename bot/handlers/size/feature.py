"""What the size feature adds to the bot: the size dialog, the profile, questions on purchases."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bot.context import BotContext
from bot.handlers.size import handler, profile, purchases
from bot.handlers.size.conversation import resume_size_dialogs
from bot.routing.feature import (
    Command,
    Feature,
    PeriodicJob,
    Priority,
    Resumption,
    TextConsumer,
    UpdateConsumer,
)

_PURCHASE_INTERVAL: Final = timedelta(minutes=20)


async def _resume(context: BotContext) -> int:
    return await resume_size_dialogs(context.services, context.bot)


async def _ask_about_purchases(context: BotContext) -> None:
    await purchases.ask_about_purchases(context.services, context.bot)


FEATURE: Final = Feature(
    name="size",
    commands=(
        Command("size", handler.start, menu_position=70),
        Command("profile", profile.show, menu_position=120),
    ),
    callback_routes={**handler.ROUTES, **profile.ROUTES, **purchases.ROUTES},
    text_consumers=(TextConsumer(Priority.DIALOG + 20, handler.consume_text),),
    cancellations=(UpdateConsumer(Priority.DIALOG + 20, handler.cancel_open),),
    resumptions=(Resumption("going on with %d size dialogs", _resume),),
    periodic_jobs=(
        PeriodicJob("asking about purchases", _PURCHASE_INTERVAL, _ask_about_purchases),
    ),
)
