"""What the shops feature adds to the bot."""

from __future__ import annotations

from typing import Final

from bot.handlers.shops import handler
from bot.routing.feature import Feature

FEATURE: Final = Feature(name="shops", callback_routes=handler.ROUTES)
