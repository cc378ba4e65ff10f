"""What the style feature adds to the bot."""

from __future__ import annotations

from typing import Final

from bot.handlers.style import handler
from bot.routing.feature import Command, Feature

FEATURE: Final = Feature(
    name="style",
    commands=(Command("style", handler.show_own_style, menu_position=130),),
    callback_routes=handler.ROUTES,
)
