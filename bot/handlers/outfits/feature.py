"""What the outfits feature adds to the bot."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.handlers.outfits import handler, matching, outfit_buttons, request_buttons
from bot.routing.feature import (
    Command,
    Feature,
    IntentAnswer,
    PendingQuestion,
    Priority,
    TextConsumer,
)
from db.queries import outfits
from engine.parsing.intents import Intent


async def _asks_for_text(session: AsyncSession, user_id: int, since: datetime) -> bool:
    return await outfits.waiting_request(session, user_id, user_id, since=since) is not None


FEATURE: Final = Feature(
    name="outfits",
    commands=(Command("coordi", handler.start, menu_position=30),),
    callback_routes={
        **request_buttons.ROUTES,
        **outfit_buttons.ROUTES,
        **matching.ROUTES,
    },
    text_consumers=(TextConsumer(Priority.QUESTION + 20, handler.consume_text),),
    pending_questions=(PendingQuestion(_asks_for_text, outfits.stop_waiting),),
    intents=(IntentAnswer(Intent.OUTFIT, handler.start_with, may_filter=True),),
)
