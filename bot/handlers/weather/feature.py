"""What the weather feature adds to the bot."""

from __future__ import annotations

from typing import Final

from bot.handlers.weather import handler
from bot.routing.feature import Command, Feature, IntentAnswer
from engine.parsing.intents import Intent

FEATURE: Final = Feature(
    name="weather",
    commands=(Command("weather", handler.show, menu_position=80),),
    callback_routes=handler.ROUTES,
    intents=(IntentAnswer(Intent.WEATHER, handler.answer_intent),),
)
