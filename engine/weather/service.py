"""Tells the weather from the first source that can: cached, asked once at a time, never failing."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from config.settings import WeatherSettings
from engine.weather.cities import City
from engine.weather.climate import usual_weather
from engine.weather.forecast import DayWeather, Outlook, WeatherError, WeatherSource, day_of
from engine.weather.http import Fetcher
from engine.weather.sources.kma import Kma
from engine.weather.sources.open_meteo import OpenMeteo

_KEPT: Final = 1024
_REST: Final = timedelta(minutes=2)
"""So long nobody waits for a source that has just failed."""

_log = logging.getLogger(__name__)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class WeatherService:
    """The weather of Korean cities; the built-in climate answers when nobody else does.

    Args:
        sources: asked in this order.
        fetcher: closed with the service.
        now: the present moment; a test hands in its own.
    """

    def __init__(
        self,
        sources: Sequence[WeatherSource] = (),
        fetcher: Fetcher | None = None,
        *,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._sources = tuple(sources)
        self._fetcher = fetcher
        self._now = now
        self._outlooks: OrderedDict[Hashable, asyncio.Task[Outlook]] = OrderedDict()
        self._rests_until: dict[str, datetime] = {}

    @classmethod
    def of(cls, settings: WeatherSettings) -> WeatherService:
        """Return the service that the settings ask for."""
        fetcher = Fetcher(timeout_s=settings.timeout_s, attempts=settings.attempts)
        sources: list[WeatherSource] = []
        for name in settings.sources:
            if name == "open_meteo":
                sources.append(OpenMeteo(fetcher, url=settings.open_meteo_url))
            elif settings.kma_key is not None:
                sources.append(Kma(fetcher, key=settings.kma_key, url=settings.kma_url))
        return cls(sources, fetcher)

    async def day(self, city: City, day: date) -> DayWeather:
        """Return the weather of a day; its `source` says who told it."""
        now = self._now()
        for source in self._sources:
            if self._rests_until.get(source.name, now) > now:
                continue
            try:
                outlook = await self._outlook(source, city, now)
                return day_of(outlook, city, day, source=source.name, now=now)
            except WeatherError as error:
                _log.warning("%s has no weather of %s: %s", source.name, city.id, error)
                if error.code != "weather_too_far":
                    self._rests_until[source.name] = now + _REST
        return usual_weather(city, day)

    async def _outlook(self, source: WeatherSource, city: City, now: datetime) -> Outlook:
        """Return what a source knows; whoever asks for the same meanwhile waits with the first."""
        key = source.name, source.key(city, now)
        task = self._outlooks.get(key)
        if task is None:
            task = asyncio.ensure_future(source.outlook(city, now))
            self._outlooks[key] = task
            if len(self._outlooks) > _KEPT:
                self._outlooks.popitem(last=False)
        try:
            # Shielded: who gives up waiting must not take it from the others.
            return await asyncio.shield(task)
        except WeatherError:
            if self._outlooks.get(key) is task:
                del self._outlooks[key]
            raise

    async def close(self) -> None:
        """Stop asking, and close the connections."""
        pending = [task for task in self._outlooks.values() if not task.done()]
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        if self._fetcher is not None:
            await self._fetcher.close()
