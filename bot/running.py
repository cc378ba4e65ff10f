"""Start the bot, receive updates by polling or webhook, and stop it."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Final

from telegram.error import InvalidToken, NetworkError
from tenacity import (
    AsyncRetrying,
    before_sleep_log,
    retry_if_exception_type,
    stop_after_attempt,
    wait_exponential_jitter,
)

from bot.application import ALLOWED_UPDATES, build_application, build_services
from bot.background_tasks import BackgroundTasks
from bot.context import BotApplication, BotContext, Services
from bot.monitoring.health import HealthServer, State, export_database_statistics
from bot.monitoring.incidents import log_incident
from bot.monitoring.metrics import measure_loop_lag
from bot.periodic_jobs import PeriodicJobs
from bot.routing.command_menu import publish_menu
from bot.routing.feature_set import features_of
from config.errors import CoordiError, SettingsError
from config.settings import Settings
from db.session import Database
from engine.models.embedding_version import embedding_version
from engine.service import EngineService

_START_ATTEMPTS: Final = 8

_log = logging.getLogger(__name__)


class TelegramUnreachableError(CoordiError):
    """Telegram does not answer, or does not want this token."""

    code = "telegram_unreachable"


@asynccontextmanager
async def running(settings: Settings, services: Services) -> AsyncIterator[BotApplication]:
    """Run the bot for the length of the block.

    The features first resume what was unfinished when the bot last stopped.

    Raises:
        SettingsError: there is no token, or no address for the webhook.
        FeatureConflictError: two features declare the same thing.
        TelegramUnreachableError: Telegram does not answer.
    """
    application = build_application(settings, services)
    context, queue = BotContext(application), application.job_queue
    features = features_of(context)
    assert queue is not None
    async with AsyncExitStack() as stack:
        # An application that failed to initialize leaves the connections of its bot open.
        close_at_end(stack, "closing the connections to Telegram", application.bot.shutdown)
        close_at_end(stack, "shutting the application down", application.shutdown)
        await _connect(application)
        for start_hook in features.start_hooks:
            await start_hook(context)
        await services.load_languages()
        await publish_menu(application.bot, features.menu)
        await application.start()
        close_at_end(stack, "stopping the application", application.stop)
        close_at_end(stack, "stopping photos", services.photo_queue.close)
        await _resume(context)
        close_at_end(stack, "stopping to receive updates", partial(_stop_receiving, application))
        await _receive(application, settings)
        tasks = BackgroundTasks()
        close_at_end(stack, "stopping background tasks", tasks.close)
        for task in features.background_tasks:
            tasks.start(task.name, partial(task.run, context))
        jobs = PeriodicJobs(queue)
        close_at_end(stack, "stopping periodic jobs", jobs.close)
        jobs.schedule(features.periodic_jobs)
        yield application


def close_at_end(
    stack: AsyncExitStack, action: str, close: Callable[[], Awaitable[object]]
) -> None:
    """Let a stack close something; an error is logged, so that the others are closed cleanly.

    Args:
        stack: closes in the reverse order.
        action: says in the log what failed.
        close: closes it.
    """

    async def close_and_log() -> None:
        try:
            await close()
        except Exception as error:
            log_incident(error, action)

    stack.push_async_callback(close_and_log)


async def _resume(context: BotContext) -> None:
    """Take up what was unfinished when the bot last stopped."""
    for resumption in features_of(context).resumptions:
        count = await resumption.resume(context)
        if count:
            _log.info(resumption.log_message, count)


async def _stop_receiving(application: BotApplication) -> None:
    if application.updater is not None and application.updater.running:
        await application.updater.stop()


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
    """Start to receive updates; those that came while the bot was down come first."""
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
        on_ready: called with the bot's user name when it receives updates.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    engine = EngineService(settings.engine)
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(await Database.open(settings))
        close_at_end(stack, "closing the engine", engine.close)
        services = build_services(settings, database, engine)
        close_at_end(stack, "closing the weather service", services.weather.close)
        close_at_end(stack, "closing the catalogue", services.catalogue.close)
        tasks = BackgroundTasks()
        close_at_end(stack, "stopping background tasks", tasks.close)
        tasks.start("warming up", partial(_warm_up, services))
        tasks.start("measuring the event loop", measure_loop_lag)
        version = embedding_version(settings.engine.models_dir)
        tasks.start("exporting statistics", partial(export_database_statistics, database, version))
        application = await stack.enter_async_context(running(settings, services))
        await stack.enter_async_context(HealthServer(settings.health, partial(_state, services)))
        on_ready(application.bot.username)
        await stop.wait()


def _state(services: Services) -> State:
    return {
        "ready": services.engine.ready,
        "queued": services.engine.queued,
        "indexed": services.catalogue.indexed_products,
    }


async def _warm_up(services: Services) -> None:
    """Load models and catalogue before the first photo needs them."""
    try:
        await services.engine.start()
        await services.catalogue.refresh()
    except Exception:
        # The first photo fails the same way and the person is told then; here it is logged.
        _log.exception("could not warm up")
