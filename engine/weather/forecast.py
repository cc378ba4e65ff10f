"""Weather of a day and of its hours, and the interface of a weather source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Protocol

from config.errors import CoordiError
from config.taxonomy import Sky
from config.time_zones import KOREA
from engine.weather.cities import City
from engine.weather.comfort import street_utci_c
from engine.weather.feels_like import feels_like_c

_WET: Final = ("rain", "sleet", "snow")
_OUTDOORS: Final = range(7, 23)
"""Hours of the day in which people are usually outdoors."""
_COLDEST_C: Final = -60.0
_HOTTEST_C: Final = 60.0


class WeatherError(CoordiError):
    """A source has no usable weather.

    Codes: `weather_unavailable`, `weather_refused`, `weather_nonsense`, `weather_too_far`.
    """

    code = "weather_unavailable"


@dataclass(frozen=True, slots=True)
class DayWeather:
    """The weather of a day in a city.

    Attributes:
        day: the date in Korea.
        city: id of the city, see `engine.weather.cities`.
        temperature_min_c: lowest air temperature of the day.
        temperature_max_c: highest air temperature of the day.
        temperature_now_c: air temperature of the present hour; None when the day is not today or
            the source has no hours.
        feels_like_min_c: lowest apparent temperature of the outdoor hours; None if unknown.
        feels_like_max_c: highest apparent temperature of the outdoor hours; None if unknown.
        relative_humidity_percent: mean, 0 to 100.
        wind_m_s: mean wind at 10 m.
        precipitation_probability_percent: highest of the hours, 0 to 100; of a climate, the
            share of wet days in the month.
        precipitation_mm: sum over the day, water equivalent.
        sky: sky of the outdoor hours: the precipitation if any, else the cloud cover.
        source: name of a registered source, `climate`, or `typed` by the person.
        utci_min_c: lowest UTCI of the outdoor hours, see `engine.weather.comfort`; None if the
            source has no hours. Clothes are chosen by it; messages show `feels_like_min_c`.
        utci_max_c: highest UTCI of the outdoor hours.
    """

    day: date
    city: str
    temperature_min_c: float
    temperature_max_c: float
    temperature_now_c: float | None
    feels_like_min_c: float | None
    feels_like_max_c: float | None
    relative_humidity_percent: float
    wind_m_s: float
    precipitation_probability_percent: float
    precipitation_mm: float
    sky: Sky
    source: str
    utci_min_c: float | None = None
    utci_max_c: float | None = None

    @property
    def utci_range_c(self) -> tuple[float, float]:
        """The lowest and highest UTCI; without hours, from the day's mean wind and humidity."""
        if self.utci_min_c is not None and self.utci_max_c is not None:
            return self.utci_min_c, self.utci_max_c
        low, high = (
            street_utci_c(air_c, self.wind_m_s, self.relative_humidity_percent)
            for air_c in (self.temperature_min_c, self.temperature_max_c)
        )
        return low, high


@dataclass(frozen=True, slots=True)
class Hour:
    """The weather of one hour.

    Attributes:
        at: start of the hour, in Korean time.
    """

    at: datetime
    temperature_c: float
    relative_humidity_percent: float
    wind_m_s: float
    precipitation_probability_percent: float
    precipitation_mm: float
    sky: Sky

    @property
    def feels_like_c(self) -> float:
        """The apparent temperature by the formula of Korea's weather service."""
        return feels_like_c(self.temperature_c, self.relative_humidity_percent, self.wind_m_s)

    @property
    def utci_c(self) -> float:
        """The UTCI in the shade of a street."""
        return street_utci_c(self.temperature_c, self.wind_m_s, self.relative_humidity_percent)


@dataclass(frozen=True, slots=True)
class Outlook:
    """The forecast of a source for the coming days.

    Attributes:
        hours: in order of time; there may be gaps.
        lowest_c: a day's lowest temperature, if the source gives it separately.
        highest_c: a day's highest temperature, if the source gives it separately.
    """

    hours: Sequence[Hour]
    lowest_c: dict[date, float]
    highest_c: dict[date, float]


class WeatherSource(Protocol):
    """A service with hourly forecasts."""

    @property
    def name(self) -> str:
        """The name in settings and in `DayWeather.source`."""

    def key(self, city: City, now: datetime) -> Hashable:
        """Return the cache key: equal keys have equal forecasts."""

    async def outlook(self, city: City, now: datetime) -> Outlook:
        """Request the forecast of a city.

        Raises:
            WeatherError: there is none.
        """


def day_of(outlook: Outlook, city: City, day: date, *, source: str, now: datetime) -> DayWeather:
    """Summarise the hours of a day.

    Raises:
        WeatherError: the forecast does not cover the day, or is implausible.
    """
    hours = [hour for hour in outlook.hours if hour.at.date() == day]
    if not hours:
        raise WeatherError(f"{source} does not tell {day}", code="weather_too_far")
    temperatures = [hour.temperature_c for hour in hours]
    lowest = min([*temperatures, outlook.lowest_c.get(day, _HOTTEST_C)])
    highest = max([*temperatures, outlook.highest_c.get(day, _COLDEST_C)])
    if not _COLDEST_C < lowest <= highest < _HOTTEST_C:
        raise WeatherError(f"{source} tells {lowest} to {highest} °C", code="weather_nonsense")
    outdoors = [hour for hour in hours if hour.at.hour in _OUTDOORS] or hours
    apparent_c = [hour.feels_like_c for hour in outdoors]
    utcis_c = [hour.utci_c for hour in outdoors]
    current = now.astimezone(KOREA).replace(minute=0, second=0, microsecond=0)
    return DayWeather(
        day=day,
        city=city.id,
        temperature_min_c=lowest,
        temperature_max_c=highest,
        temperature_now_c=next((h.temperature_c for h in hours if h.at == current), None),
        feels_like_min_c=round(min(apparent_c), 1),
        feels_like_max_c=round(max(apparent_c), 1),
        relative_humidity_percent=round(_mean([h.relative_humidity_percent for h in outdoors])),
        wind_m_s=round(_mean([hour.wind_m_s for hour in outdoors]), 1),
        precipitation_probability_percent=max(
            hour.precipitation_probability_percent for hour in outdoors
        ),
        precipitation_mm=round(sum(hour.precipitation_mm for hour in hours), 1),
        sky=_prevailing_sky(outdoors),
        source=source,
        utci_min_c=round(min(utcis_c), 1),
        utci_max_c=round(max(utcis_c), 1),
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _prevailing_sky(hours: Sequence[Hour]) -> Sky:
    """Return the most frequent sky of the wet hours, else of all."""
    skies = [hour.sky for hour in hours]
    return Counter([sky for sky in skies if sky in _WET] or skies).most_common(1)[0][0]
