"""Return the weather from the first source that has it: cached, requested once, never failing."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Final

import engine.weather.sources  # noqa: F401 - registers the sources
from config.settings import WeatherSettings
from engine.serving.single_flight import SingleFlight
from engine.weather.cities import City
from engine.weather.climate import usual_weather
from engine.weather.forecast import DayWeather, Outlook, WeatherError, WeatherSource, day_of
from engine.weather.http import Fetcher
from engine.weather.registry import open_sources

_MAX_OUTLOOKS: Final = 1024
_REST: Final = timedelta(minutes=2)
"""Pause of a source after a failure."""

_log = logging.getLogger(__name__)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class WeatherService:
    """Forecasts for Korean cities; without a source, the built-in climate table.

    Args:
        sources: tried in this order.
        fetcher: closed with the service.
        now: returns the current time.
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
        self._outlooks = SingleFlight[Outlook](_MAX_OUTLOOKS)
        self._rests_until: dict[str, datetime] = {}

    @classmethod
    def of(cls, settings: WeatherSettings) -> WeatherService:
        """Return a service with the sources that the settings name.

        Raises:
            SettingsError: a source is not registered.
        """
        fetcher = Fetcher(timeout_s=settings.timeout_s, attempts=settings.attempts)
        return cls(open_sources(settings, fetcher), fetcher)

    async def day(self, city: City, day: date) -> DayWeather:
        """Return the weather of a day; its `source` names its origin."""
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
        """Return the forecast of a source, shared by concurrent callers."""
        key = source.name, source.key(city, now)
        return await self._outlooks.get(key, partial(source.outlook, city, now))

    async def close(self) -> None:
        """Cancel open requests and close the connections."""
        await self._outlooks.close()
        if self._fetcher is not None:
            await self._fetcher.close()
