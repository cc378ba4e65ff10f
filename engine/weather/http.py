"""Request JSON from weather services over HTTP, with retries and limits on time and size."""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Mapping
from typing import Any, Final

from aiohttp import ClientError, ClientSession, ClientTimeout
from tenacity import (
    AsyncRetrying,
    before_sleep_log,
    retry_if_exception,
    stop_after_attempt,
    wait_exponential_jitter,
)

from engine.weather.forecast import WeatherError

_MAX_BYTES: Final = 4 * 1024 * 1024
_FIRST_WAIT_S: Final = 0.3
_MAX_WAIT_S: Final = 3.0

_log = logging.getLogger(__name__)


class Fetcher:
    """An HTTP client for weather services.

    Args:
        timeout_s: limit of one attempt.
        attempts: number of attempts after temporary failures.
    """

    def __init__(self, *, timeout_s: float, attempts: int) -> None:
        self._timeout = ClientTimeout(total=timeout_s)
        self._attempts = attempts
        self._session: ClientSession | None = None

    async def text(self, url: str, parameters: Mapping[str, str]) -> str:
        """Return the body of a response with status 200.

        Raises:
            WeatherError: there was none. Its message omits the parameters, which contain keys.
        """
        attempts = AsyncRetrying(
            retry=retry_if_exception(_is_temporary),
            stop=stop_after_attempt(self._attempts),
            wait=wait_exponential_jitter(multiplier=_FIRST_WAIT_S, max=_MAX_WAIT_S, jitter=0.2),
            before_sleep=before_sleep_log(_log, logging.INFO),
            reraise=True,
        )
        async for attempt in attempts:
            with attempt:
                return await self._once(url, parameters)
        raise AssertionError("unreachable")

    async def _once(self, url: str, parameters: Mapping[str, str]) -> str:
        if self._session is None:
            self._session = ClientSession(timeout=self._timeout)
        try:
            async with self._session.get(url, params=parameters, allow_redirects=False) as answer:
                if answer.status != 200:
                    raise _StatusError(answer.status)
                body = await answer.content.read(_MAX_BYTES + 1)
                while len(body) <= _MAX_BYTES and not answer.content.at_eof():
                    body += await answer.content.read(_MAX_BYTES + 1)
        except TimeoutError:
            raise WeatherError("the weather service took too long") from None
        except ClientError as error:
            raise WeatherError(f"no weather: {type(error).__name__}") from None
        if len(body) > _MAX_BYTES:
            raise WeatherError("the weather service never stops", code="weather_nonsense")
        return body.decode("utf-8", "replace")

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None


class _StatusError(WeatherError):
    """The service answered with a status other than 200."""

    def __init__(self, status: int) -> None:
        code = "weather_unavailable" if status >= 500 else "weather_refused"
        super().__init__(f"the weather service answered {status}", code=code)


def _is_temporary(error: BaseException) -> bool:
    return isinstance(error, WeatherError) and error.code == "weather_unavailable"


def parse_json(text: str) -> Any:
    """Parse a JSON document.

    Raises:
        WeatherError: the text is not JSON.
    """
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise WeatherError(
            "the weather service answered no JSON", code="weather_nonsense"
        ) from None


def number(value: object) -> float:
    """Convert a number or numeric string to a finite float.

    Raises:
        WeatherError: the value is not finite.
    """
    try:
        parsed = float(value)  # type: ignore[arg-type]  # whatever it is, it fails below
    except (TypeError, ValueError):
        parsed = math.nan
    if not math.isfinite(parsed):
        raise WeatherError(f"no number: {str(value)[:40]!r}", code="weather_nonsense")
    return parsed
