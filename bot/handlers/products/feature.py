"""What the products feature adds to the bot: product lists, saved products, price alerts."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from telegram import Update

from bot.context import BotContext
from bot.handlers.products import saved, similar
from bot.handlers.products.price_alerts import send_price_alerts
from bot.handlers.products.text_message import narrow_list
from bot.routing.feature import (
    Command,
    Feature,
    IntentAnswer,
    PeriodicJob,
    Priority,
    TextConsumer,
)
from engine.parsing.intents import Intent

_PRICE_ALERT_INTERVAL: Final = timedelta(minutes=10)


async def _answer_intent(update: Update, context: BotContext, text: str) -> None:  # noqa: ARG001
    await saved.show_saved(update, context)


async def _send_price_alerts(context: BotContext) -> None:
    await send_price_alerts(context.services, context.bot)


FEATURE: Final = Feature(
    name="products",
    commands=(Command("saved", saved.show_saved, menu_position=60),),
    callback_routes={**similar.ROUTES, **saved.ROUTES},
    text_consumers=(TextConsumer(Priority.FALLBACK, narrow_list),),
    intents=(IntentAnswer(Intent.SAVED, _answer_intent),),
    periodic_jobs=(PeriodicJob("sending price alerts", _PRICE_ALERT_INTERVAL, _send_price_alerts),),
)
