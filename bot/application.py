"""Puts the bot together: services, handlers, limits, and the work it does by the clock."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from telegram import Bot
from telegram.ext import ApplicationBuilder, ContextTypes

from bot.context import SERVICES, BotApplication, BotContext, Services
from bot.handlers.account import help as help_
from bot.handlers.account import language, membership, privacy
from bot.handlers.closet import handler as closet
from bot.handlers.diary import handler as diary
from bot.handlers.outfits import handler as coordi
from bot.handlers.photo import handler as photo
from bot.handlers.products import saved
from bot.handlers.products.price_alerts import tell_price_drops
from bot.handlers.size import handler as size
from bot.handlers.size import profile
from bot.handlers.size import purchases as bought
from bot.handlers.style import handler as style
from bot.handlers.tips import channel, subscribe
from bot.handlers.tips import handler as tips
from bot.handlers.tips.composing import TipComposer
from bot.handlers.weather import handler as weather
from bot.routing import callback_query as buttons
from bot.routing import errors, unsupported
from bot.routing import pending_question as questions
from bot.routing import text_message as words
from bot.services.catalogue import Catalogue
from bot.transport.media_groups import ALBUM_WINDOW_S, AlbumCollector
from bot.transport.per_user_queue import PhotoQueue
from bot.transport.rate_limiter import ChatRateLimiter
from bot.transport.update_processor import PersonalUpdateProcessor
from config.errors import SettingsError
from config.settings import Settings
from db.models import utc_now
from db.queries import closet as closet_queries
from db.queries import photos, tip_deliveries
from db.session import Database
from engine.service import EngineService
from engine.weather.service import WeatherService

ALLOWED_UPDATES = ["message", "callback_query", "my_chat_member"]

_CONNECTIONS = 256
_PURGE_MINUTES = 30
_DOWNLOADS_AHEAD = 1
_ASK_MINUTES = 20
_PRICE_MINUTES = 10
_UNDO = timedelta(days=1)
_TIP_SECONDS = 3
_PREPARE_SECONDS = 30
_TIPS_PURGE_HOURS = 6
_TIPS_KEPT = timedelta(days=30)
_GRACE_S = 600
_WAIT_FOR_CONNECTION_S = 60.0
_READ_TIMEOUT_S = 30.0
_UPLOAD_TIMEOUT_S = 120.0


def build_services(
    settings: Settings,
    database: Database,
    engine: EngineService,
    *,
    album_window_s: float = ALBUM_WINDOW_S,
) -> Services:
    """Return what the handlers work with."""
    return Services(
        settings=settings,
        database=database,
        engine=engine,
        catalogue=Catalogue(database, engine, settings),
        photos=PhotoQueue(settings.photo.max_per_person_queued),
        photo_slots=asyncio.Semaphore(settings.engine.workers + _DOWNLOADS_AHEAD),
        albums=AlbumCollector(album_window_s),
        weather=WeatherService.of(settings.weather),
    )


def build_application(settings: Settings, services: Services) -> BotApplication:
    """Return the bot, ready to be started.

    Raises:
        SettingsError: there is no token.
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
        .rate_limiter(
            ChatRateLimiter(
                messages_per_s=telegram.messages_per_s,
                max_retries=telegram.max_retries,
                numbers=services.numbers,
            )
        )
        .concurrent_updates(PersonalUpdateProcessor())
        .job_queue(None)
        .connection_pool_size(_CONNECTIONS)
        .pool_timeout(_WAIT_FOR_CONNECTION_S)
        .connect_timeout(telegram.connect_timeout_s)
        .read_timeout(_READ_TIMEOUT_S)
        .media_write_timeout(_UPLOAD_TIMEOUT_S)
        .get_updates_connect_timeout(telegram.connect_timeout_s)
        .build()
    )
    application.bot_data[SERVICES] = services
    questions.register(application)
    # Within the first group the first handler that wants an update gets it.
    help_.register(application)
    language.register(application)
    privacy.register(application)
    size.register(application)
    profile.register(application)
    saved.register(application)
    closet.register(application)
    coordi.register(application)
    diary.register(application)
    style.register(application)
    subscribe.register(application)
    tips.register(application)
    channel.register(application)
    weather.register(application)
    help_.register_unknown(application)
    photo.register(application)
    words.register(application)
    unsupported.register(application)
    buttons.register(application)
    membership.register(application)
    errors.register(application)
    return application


def build_schedule(database: Database) -> AsyncIOScheduler:
    """Return the clock that forgets what has expired; start it when the loop runs."""

    async def purge() -> None:
        async with database.session() as session:
            await photos.purge_answers(session)
            await closet_queries.purge_deleted(session, before=utc_now() - _UNDO)

    scheduler = AsyncIOScheduler(timezone="UTC")
    # Late is fine, twice is fine, never is not: the default drops a run that is a second late.
    scheduler.add_job(
        purge,
        "interval",
        minutes=_PURGE_MINUTES,
        misfire_grace_time=_GRACE_S,
        coalesce=True,
        max_instances=1,
    )
    return scheduler


def ask_by_the_clock(scheduler: AsyncIOScheduler, services: Services, bot: Bot) -> None:
    """Let the clock ask people how the things are that they bought some time ago."""
    scheduler.add_job(
        bought.ask_about_bought,
        "interval",
        minutes=_ASK_MINUTES,
        args=(services, bot),
        misfire_grace_time=_GRACE_S,
        coalesce=True,
        max_instances=1,
    )


def tell_prices_by_the_clock(scheduler: AsyncIOScheduler, services: Services, bot: Bot) -> None:
    """Let the clock tell people what they saved and now costs less."""
    scheduler.add_job(
        tell_price_drops,
        "interval",
        minutes=_PRICE_MINUTES,
        args=(services, bot),
        misfire_grace_time=_GRACE_S,
        coalesce=True,
        max_instances=1,
    )


def send_tips_by_the_clock(
    scheduler: AsyncIOScheduler, services: Services, composer: TipComposer
) -> None:
    """Let the clock look for daily tips that are due, make them ahead, and forget old ones."""

    async def purge() -> None:
        async with services.database.session() as session:
            await tip_deliveries.purge_deliveries(session, before=utc_now() - _TIPS_KEPT)

    async def wake() -> None:
        # The clock runs plain functions in threads, where the event of a loop must not be set.
        services.tips_due.set()

    common = {"misfire_grace_time": _GRACE_S, "coalesce": True, "max_instances": 1}
    scheduler.add_job(wake, "interval", seconds=_TIP_SECONDS, **common)
    scheduler.add_job(composer.prepare, "interval", seconds=_PREPARE_SECONDS, **common)
    scheduler.add_job(purge, "interval", hours=_TIPS_PURGE_HOURS, **common)
