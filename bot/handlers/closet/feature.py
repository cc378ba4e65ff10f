"""What the closet feature adds to the bot."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from telegram import Update

from bot.context import BotContext
from bot.handlers.closet import adding, edit, handler, item_actions, saving, twins
from bot.handlers.closet.uploads import UploadWorker
from bot.routing.feature import (
    BackgroundTask,
    Command,
    Feature,
    IntentAnswer,
    PeriodicJob,
    PictureConsumer,
    Priority,
    Resumption,
    TextConsumer,
    UpdateConsumer,
)
from bot.services.closet_reembedding import refresh_embeddings
from db.models import utc_now
from db.queries import closet
from engine.models.embedding_version import embedding_version
from engine.parsing.intents import Intent

_PURGE_INTERVAL: Final = timedelta(minutes=30)
_RESTORABLE_FOR: Final = timedelta(days=1)
"""How long a deleted item can be restored."""


async def _answer_intent(update: Update, context: BotContext, text: str) -> None:  # noqa: ARG001
    await handler.show_closet(update, context)


async def _resume(context: BotContext) -> int:
    return await UploadWorker(context.services, context.bot).resume()


async def _refresh_embeddings(context: BotContext) -> None:
    services = context.services
    version = embedding_version(services.settings.engine.models_dir)
    await refresh_embeddings(services.database, services.engine, version)


async def _purge_deleted(context: BotContext) -> None:
    async with context.services.database.session() as session:
        await closet.purge_deleted(session, before=utc_now() - _RESTORABLE_FOR)


FEATURE: Final = Feature(
    name="closet",
    commands=(Command("closet", handler.show_closet, menu_position=40),),
    callback_routes={
        **handler.ROUTES,
        **item_actions.ROUTES,
        **adding.ROUTES,
        **twins.ROUTES,
        **saving.ROUTES,
        **edit.ROUTES,
    },
    text_consumers=(
        TextConsumer(Priority.DIALOG + 10, edit.consume_text),
        TextConsumer(Priority.UPLOAD, adding.consume_text),
    ),
    picture_consumers=(PictureConsumer(Priority.UPLOAD, adding.consume_picture),),
    unsupported_consumers=(UpdateConsumer(Priority.UPLOAD, adding.consume_other),),
    cancellations=(UpdateConsumer(Priority.UPLOAD, adding.cancel),),
    intents=(IntentAnswer(Intent.CLOSET, _answer_intent),),
    resumptions=(Resumption("taking up %d photos for closets", _resume),),
    periodic_jobs=(PeriodicJob("purging deleted items", _PURGE_INTERVAL, _purge_deleted),),
    background_tasks=(BackgroundTask("embedding closets anew", _refresh_embeddings),),
)
