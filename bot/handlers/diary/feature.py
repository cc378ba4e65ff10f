"""What the diary feature adds to the bot."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.handlers.diary import day_buttons, handler, wear_buttons
from bot.routing.feature import Command, Feature, PendingQuestion, Priority, TextConsumer
from db.queries import diary


async def _asks_for_day(session: AsyncSession, user_id: int, since: datetime) -> bool:
    return await diary.day_question_of(session, user_id, since=since) is not None


FEATURE: Final = Feature(
    name="diary",
    commands=(Command("diary", handler.show_diary, menu_position=50),),
    callback_routes={**handler.ROUTES, **day_buttons.ROUTES, **wear_buttons.ROUTES},
    text_consumers=(TextConsumer(Priority.QUESTION + 10, wear_buttons.consume_text),),
    pending_questions=(PendingQuestion(_asks_for_day, diary.close_day_question),),
)
