"""What the photo feature adds to the bot: answering photos, correcting and rating answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bot.context import BotContext
from bot.handlers.photo import correction, feedback, handler
from bot.handlers.photo.answering import PhotoAnswerer
from bot.routing.feature import (
    Feature,
    PeriodicJob,
    Priority,
    Resumption,
    TextConsumer,
    UpdateHandler,
)
from db.queries import photos

_PURGE_INTERVAL: Final = timedelta(minutes=30)


async def _purge_expired(context: BotContext) -> None:
    async with context.services.database.session() as session:
        await photos.purge_answers(session)


async def _resume(context: BotContext) -> int:
    return await PhotoAnswerer(context.services, context.bot).resume()


FEATURE: Final = Feature(
    name="photo",
    update_handlers=(UpdateHandler(handler.picture_handler()),),
    callback_routes={**correction.ROUTES, **feedback.ROUTES},
    text_consumers=(TextConsumer(Priority.REPLY, handler.answer_pointed_at),),
    start_hooks=(_purge_expired,),
    resumptions=(Resumption("taking up %d photos that had no answer", _resume),),
    periodic_jobs=(PeriodicJob("purging expired answers", _PURGE_INTERVAL, _purge_expired),),
)
