"""Runs the bot until it is told to stop: polling or webhook, as the settings say."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

from telegram.error import InvalidToken, NetworkError
from tenacity import (
    AsyncRetrying,
    before_sleep_log,
    retry_if_exception_type,
    stop_after_attempt,
    wait_exponential_jitter,
)

from bot.application import (
    ALLOWED_UPDATES,
    ask_by_the_clock,
    build_application,
    build_schedule,
    build_services,
    send_tips_by_the_clock,
    tell_prices_by_the_clock,
)
from bot.context import BotApplication, Services
from bot.conversations.size import runner as size_talk
from bot.conversations.subscription import runner as tip_talk
from bot.handlers.closet.uploads import UploadWorker
from bot.handlers.photo.answering import PhotoAnswerer
from bot.handlers.tips.channel import tell_stopped
from bot.handlers.tips.composing import TipComposer
from bot.handlers.tips.dispatch import TipDispatcher, build_dispatcher
from bot.monitoring.health import HealthServer, State, watch_database
from bot.monitoring.metrics import watch_loop
from bot.routing.command_menu import introduce
from bot.services.closet_reembedding import refresh_embeddings
from config.errors import CoordiError, SettingsError
from config.settings import Settings
from db.queries import photos
from db.session import Database
from engine.models.embedding_version import embedding_version
from engine.service import EngineService

_START_ATTEMPTS = 8

_log = logging.getLogger(__name__)


class TelegramUnreachableError(CoordiError):
    """Telegram does not answer, or does not want this token."""

    code = "telegram_unreachable"


@asynccontextmanager
async def running(settings: Settings, services: Services) -> AsyncIterator[BotApplication]:
    """Run the bot for the length of the block.

    Photos that had no answer when the bot last stopped are taken up again.

    Raises:
        SettingsError: there is no token, or no address for the webhook.
        TelegramUnreachableError: Telegram does not answer.
    """
    application = build_application(settings, services)
    schedule = build_schedule(services.database)
    ask_by_the_clock(schedule, services, application.bot)
    tell_prices_by_the_clock(schedule, services, application.bot)
    composer = TipComposer(services, application.bot, capacity_bytes=settings.tips.prepared_bytes)
    send_tips_by_the_clock(schedule, services, composer)
    dispatcher = _dispatcher(settings, services, application, composer)
    dispatching: asyncio.Task[None] | None = None
    try:
        await _connect(application)
        async with services.database.session() as session:
            await photos.purge_answers(session)
        await services.load_languages()
        await introduce(application.bot)
        await application.start()
        resumed = await PhotoAnswerer(services, application.bot).resume()
        if resumed:
            _log.info("taking up %d photos that had no answer", resumed)
        clothes = await UploadWorker(services, application.bot).resume()
        if clothes:
            _log.info("taking up %d photos for closets", clothes)
        unasked = await size_talk.resume(services, application.bot)
        if unasked:
            _log.info("going on with %d size dialogs", unasked)
        unasked = await tip_talk.resume(services, application.bot)
        if unasked:
            _log.info("going on with %d dialogs about tips", unasked)
        await _receive(application, settings)
        services.tips_due.set()
        dispatching = asyncio.create_task(dispatcher.run())
        schedule.start()
        yield application
    finally:
        if schedule.running:
            schedule.shutdown(wait=False)
        if dispatching is not None:
            await dispatcher.close()
            dispatching.cancel()
        if application.updater is not None and application.updater.running:
            await application.updater.stop()
        await services.photos.close()
        if application.running:
            await application.stop()
        await application.shutdown()
        # An application that did not get as far as to be initialized leaves its connections open.
        await application.bot.shutdown()


def _dispatcher(
    settings: Settings, services: Services, application: BotApplication, composer: TipComposer
) -> TipDispatcher:
    bot = application.bot
    return build_dispatcher(
        settings.tips,
        services.database,
        bot,
        services.numbers,
        compose=composer.compose,
        on_shut_out=partial(tell_stopped, bot),
        wake_event=services.tips_due,
    )


async def _connect(application: BotApplication) -> None:
    attempts = AsyncRetrying(
        retry=retry_if_exception_type(NetworkError),
        stop=stop_after_attempt(_START_ATTEMPTS),
        wait=wait_exponential_jitter(multiplier=0.2, max=10, jitter=0.2),
        before_sleep=before_sleep_log(_log, logging.INFO),
        reraise=True,
    )
    try:
        async for attempt in attempts:
            with attempt:
                await application.initialize()
    except InvalidToken:
        raise TelegramUnreachableError("Telegram does not know the token") from None
    except NetworkError as error:
        raise TelegramUnreachableError(f"Telegram does not answer: {error}") from error


async def _receive(application: BotApplication, settings: Settings) -> None:
    """Begin to receive updates; those that came while the bot was down come first."""
    updater, telegram = application.updater, settings.telegram
    assert updater is not None
    if telegram.mode == "polling":
        await updater.start_polling(allowed_updates=ALLOWED_UPDATES)
        return
    if telegram.webhook_url is None or telegram.webhook_secret is None:
        raise SettingsError(
            "webhook mode needs COORDI_TELEGRAM__WEBHOOK_URL and COORDI_TELEGRAM__WEBHOOK_SECRET"
        )
    await updater.start_webhook(
        listen=telegram.webhook_listen,
        port=telegram.webhook_port,
        url_path=telegram.webhook_url.rpartition("/")[2],
        webhook_url=telegram.webhook_url,
        secret_token=telegram.webhook_secret.get_secret_value(),
        allowed_updates=ALLOWED_UPDATES,
    )


async def run_until_stopped(settings: Settings, on_ready: Callable[[str], None]) -> None:
    """Run the bot until SIGINT or SIGTERM.

    Args:
        settings: all of them.
        on_ready: called with the bot's name when it receives updates.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    engine = EngineService(settings.engine)
    async with await Database.open(settings) as database:
        services = build_services(settings, database, engine)
        version = embedding_version(settings.engine.models_dir)
        beside = [
            asyncio.create_task(_warm_up(services)),
            asyncio.create_task(watch_loop()),
            asyncio.create_task(refresh_embeddings(database, engine, version)),
            asyncio.create_task(watch_database(database, version)),
        ]
        try:
            async with (
                running(settings, services) as application,
                HealthServer(settings.health, partial(_state, services)),
            ):
                on_ready(application.bot.username)
                await stop.wait()
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
            await services.catalogue.close()
            await services.weather.close()
            await engine.close()


def _state(services: Services) -> State:
    return {
        "ready": services.engine.ready,
        "queued": services.engine.queued,
        "indexed": services.catalogue.indexed_products,
    }


async def _warm_up(services: Services) -> None:
    """Read models and catalogue before the first photo asks for them."""
    try:
        await services.engine.start()
        await services.catalogue.refresh()
    except Exception:
        # The first photo meets the same error and tells the person; here it goes to the log.
        _log.exception("could not warm up")
