"""Says over HTTP whether the bot is well, for containers and load balancers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Self

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from config.errors import CoordiError
from config.settings import HealthSettings

PATH = "/health"
TIMEOUT_S = 4.0

State = Mapping[str, Any]


class UnhealthyError(CoordiError):
    """The bot does not run, or says that it is not well."""

    code = "unhealthy"


class HealthServer:
    """A small HTTP server next to the bot.

    Args:
        settings: where to listen.
        state: what to answer; its `ready` decides between 200 and 503.
    """

    def __init__(self, settings: HealthSettings, state: Callable[[], State]) -> None:
        self._settings = settings
        self._state = state
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen.

        Raises:
            OSError: the port is taken.
        """
        app = web.Application()
        app.router.add_get(PATH, self._answer)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._settings.listen, self._settings.port).start()

    @property
    def port(self) -> int:
        """The port that is listened on."""
        assert self._runner is not None
        port: int = self._runner.addresses[0][1]
        return port

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_exc: object) -> None:
        await self.stop()

    async def _answer(self, _request: web.Request) -> web.Response:
        state = self._state()
        return web.json_response(dict(state), status=200 if state.get("ready") else 503)


async def ask(settings: HealthSettings) -> State:
    """Ask a running bot how it is.

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
