"""Build the bot: its services, and python-telegram-bot's application with all handlers."""

from __future__ import annotations

import asyncio
from typing import Final

from telegram.ext import ApplicationBuilder, ContextTypes, JobQueue

from bot.context import SERVICES, BotApplication, BotContext, Services
from bot.handlers import discover_features
from bot.routing.builtin import BUILTIN
from bot.routing.callback_query import callback_query_handler
from bot.routing.command import command_handler
from bot.routing.errors import on_error
from bot.routing.feature import Phase
from bot.routing.feature_set import FEATURES, FeatureSet
from bot.routing.text_message import text_handler
from bot.routing.unsupported import unknown_command_handler, unsupported_handler
from bot.services.catalogue import Catalogue
from bot.transport.defaults import DEFAULTS
from bot.transport.media_groups import MEDIA_GROUP_WINDOW_S, MediaGroupCollector
from bot.transport.per_user_queue import PerUserQueue
from bot.transport.rate_limiter import ChatRateLimiter
from bot.transport.update_processor import PerUserUpdateProcessor
from config.errors import SettingsError
from config.settings import Settings
from db.session import Database
from engine.service import EngineService
from engine.weather.service import WeatherService

ALLOWED_UPDATES: Final = ("message", "callback_query", "my_chat_member")

_CONNECTIONS: Final = 256
_DOWNLOADS_AHEAD: Final = 1
_WAIT_FOR_CONNECTION_S: Final = 60.0
_READ_TIMEOUT_S: Final = 30.0
_UPLOAD_TIMEOUT_S: Final = 120.0


def build_services(
    settings: Settings,
    database: Database,
    engine: EngineService,
    *,
    media_group_window_s: float = MEDIA_GROUP_WINDOW_S,
) -> Services:
    """Return what the handlers work with."""
    return Services(
        settings=settings,
        database=database,
        engine=engine,
        catalogue=Catalogue(database, engine, settings),
        photo_queue=PerUserQueue(settings.photo.max_per_person_queued),
        photo_slots=asyncio.Semaphore(settings.engine.workers + _DOWNLOADS_AHEAD),
        media_groups=MediaGroupCollector(media_group_window_s),
        weather=WeatherService.of(settings.weather),
    )


def load_features() -> FeatureSet:
    """Return what all features of the bot declare.

    Raises:
        FeatureConflictError: two features declare the same thing.
        TypeError: a folder of a feature has no `FEATURE`.
    """
    return FeatureSet((BUILTIN, *discover_features()))


def build_application(settings: Settings, services: Services) -> BotApplication:
    """Return the bot, ready to be started.

    Raises:
        SettingsError: there is no token.
        FeatureConflictError: two features declare the same thing.
    """
    telegram = settings.telegram
    if telegram.token is None or not telegram.token.get_secret_value():
        raise SettingsError("COORDI_TELEGRAM__TOKEN (or TELEGRAM_BOT_TOKEN) is not set")
    application: BotApplication = (
        ApplicationBuilder()
        .token(telegram.token.get_secret_value())
        .base_url(telegram.base_url)
        .base_file_url(telegram.base_file_url)
        .context_types(ContextTypes(context=BotContext))
        .defaults(DEFAULTS)
        .rate_limiter(
            ChatRateLimiter(
                messages_per_s=telegram.messages_per_s,
                max_retries=telegram.max_retries,
                message_ids=services.message_ids,
            )
        )
        .concurrent_updates(PerUserUpdateProcessor())
        .job_queue(JobQueue[BotContext]())
        .connection_pool_size(_CONNECTIONS)
        .pool_timeout(_WAIT_FOR_CONNECTION_S)
        .connect_timeout(telegram.connect_timeout_s)
        .read_timeout(_READ_TIMEOUT_S)
        .media_write_timeout(_UPLOAD_TIMEOUT_S)
        .get_updates_connect_timeout(telegram.connect_timeout_s)
        .build()
    )
    features = load_features()
    application.bot_data[SERVICES] = services
    application.bot_data[FEATURES] = features
    add_handlers(application, features)
    return application


def add_handlers(application: BotApplication, features: FeatureSet) -> None:
    """Add the handlers of the features and the routers.

    Of one group the first handler that wants an update gets it, so each observer has a group of
    its own, and the handlers that take what is left come last.
    """
    observers = features.update_handlers(Phase.OBSERVE)
    for group, observer in enumerate(observers, start=-len(observers)):
        application.add_handler(observer.handler, group)
    for command in features.commands:
        application.add_handler(command_handler(command))
    for update_handler in features.update_handlers(Phase.HANDLE):
        application.add_handler(update_handler.handler)
    application.add_handler(unknown_command_handler())
    application.add_handler(text_handler())
    application.add_handler(unsupported_handler())
    application.add_handler(callback_query_handler())
    application.add_error_handler(on_error)
