"""Serve the health and metrics endpoints, and export statistics of the database."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any, Self

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from bot.monitoring import metrics
from config.errors import CoordiError
from config.settings import HealthSettings
from db.queries.statistics import Statistics, collect_statistics
from db.session import Database

PATH = "/health"
METRICS_PATH = "/metrics"
STATISTICS_INTERVAL_S = 300.0
TIMEOUT_S = 4.0

State = Mapping[str, Any]

_log = logging.getLogger(__name__)


class UnhealthyError(CoordiError):
    """The bot does not run, or is not ready."""

    code = "unhealthy"


class HealthServer:
    """An HTTP server with the endpoints `/health` and `/metrics`.

    Args:
        settings: where to listen.
        state: returns the body of `/health`: `ready`, which decides between 200 and 503, `queued`
            photos and `indexed` products.
    """

    def __init__(self, settings: HealthSettings, state: Callable[[], State]) -> None:
        self._settings = settings
        self._state = state
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Start to listen.

        Raises:
            OSError: the port is taken.
        """
        app = web.Application()
        app.router.add_get(PATH, self._serve_health)
        app.router.add_get(METRICS_PATH, self._serve_metrics)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._settings.listen, self._settings.port).start()

    @property
    def port(self) -> int:
        """The port of the server."""
        assert self._runner is not None
        port: int = self._runner.addresses[0][1]
        return port

    async def stop(self) -> None:
        """Stop to listen."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_exc: object) -> None:
        await self.stop()

    async def _serve_health(self, _request: web.Request) -> web.Response:
        state = self._state()
        return web.json_response(dict(state), status=200 if state.get("ready") else 503)

    async def _serve_metrics(self, _request: web.Request) -> web.Response:
        state = self._state()
        metrics.READY.set(bool(state.get("ready")))
        metrics.QUEUED_PHOTOS.set(state.get("queued", 0))
        metrics.INDEXED_PRODUCTS.set(state.get("indexed", 0))
        body = await asyncio.to_thread(metrics.exposition)
        return web.Response(body=body, headers={"Content-Type": metrics.CONTENT_TYPE})


async def export_database_statistics(database: Database, model: str) -> None:
    """Export statistics of the database every five minutes, until cancelled.

    Args:
        database: that is counted.
        model: version of the weights in use.
    """
    while True:
        try:
            async with database.session() as session:
                export_statistics(await collect_statistics(session, model))
        except Exception:
            # The metrics keep their last values, and the bot goes on.
            _log.exception("could not collect statistics of the database")
        await asyncio.sleep(STATISTICS_INTERVAL_S)


def export_statistics(statistics: Statistics) -> None:
    """Set the metrics to statistics of the database."""
    metrics.replace_values(metrics.PRODUCTS, {(s,): n for s, n in statistics.products.items()})
    metrics.EMBEDDING_BACKLOG.set(statistics.unembedded)
    metrics.replace_values(
        metrics.LAST_REFRESH, {(s,): at.timestamp() for s, at in statistics.last_success.items()}
    )
    metrics.replace_values(metrics.CRAWL_ERRORS, dict(statistics.errors.items()))
    metrics.replace_values(metrics.TIPS, {(s,): n for s, n in statistics.tips.items()})
    metrics.LATE_TIPS.set(statistics.late_tips)
    metrics.SAVED_PRODUCTS.set(statistics.saved_products)


async def fetch_state(settings: HealthSettings) -> State:
    """Fetch the state of the running bot from its health endpoint.

    Raises:
        UnhealthyError: it does not answer, or is not ready.
    """
    url = f"http://{settings.listen}:{settings.port}{PATH}"
    try:
        async with (
            ClientSession(timeout=ClientTimeout(total=TIMEOUT_S)) as client,
            client.get(url) as response,
        ):
            state: dict[str, Any] = await response.json()
    except (ClientError, TimeoutError, ValueError) as error:
        raise UnhealthyError(f"no bot answers at {url}") from error
    if not state.get("ready"):
        raise UnhealthyError(f"the bot is not ready: {state}")
    return state
