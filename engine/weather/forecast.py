"""The weather of one day and of single hours, whoever tells it, and what tells it."""

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
"""Hours of the day in which people are about."""
_COLDEST_C: Final = -60.0
_HOTTEST_C: Final = 60.0


class WeatherError(CoordiError):
    """A source could not tell the weather.

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
        feels_like_min_c: lowest temperature as felt while people are about; None if not told.
        feels_like_max_c: highest temperature as felt while people are about; None if not told.
        relative_humidity_percent: mean, 0 to 100.
        wind_m_s: mean wind at 10 m.
        precipitation_probability_percent: highest of the hours, 0 to 100; a climate gives how many
            of a month's days are wet.
        precipitation_mm: sum over the day, water equivalent.
        sky: the most telling sky while people are about: what falls, else the cloud.
        source: who told it: `kma`, `open_meteo`, `climate`, or `typed` by the person.
        utci_min_c: lowest UTCI of the hours while people are about, see `engine.weather.comfort`;
            None when the source has no hours. Clothes go by it; people are told `feels_like_min_c`.
        utci_max_c: highest UTCI of these hours.
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
        """The lowest and the highest UTCI; with the day's mean wind and humidity if not told."""
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
        at: its beginning, in Korean time.
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
        """The temperature as felt, as Korea's weather service tells it."""
        return feels_like_c(self.temperature_c, self.relative_humidity_percent, self.wind_m_s)

    @property
    def utci_c(self) -> float:
        """The UTCI in the shade of a street."""
        return street_utci_c(self.temperature_c, self.wind_m_s, self.relative_humidity_percent)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a source knows of the coming days.

    Attributes:
        hours: by time, without gaps being promised.
        lowest_c: a day's lowest temperature where the source tells it by itself.
        highest_c: a day's highest temperature where the source tells it by itself.
    """

    hours: Sequence[Hour]
    lowest_c: dict[date, float]
    highest_c: dict[date, float]


class WeatherSource(Protocol):
    """A service that tells the weather of the coming hours."""

    @property
    def name(self) -> str:
        """The name by which settings and answers call it."""

    def key(self, city: City, now: datetime) -> Hashable:
        """Return what the outlook depends on: where it is the same, so is the outlook."""

    async def outlook(self, city: City, now: datetime) -> Outlook:
        """Return what is known of a city.

        Raises:
            WeatherError: it cannot be told.
        """


def day_of(outlook: Outlook, city: City, day: date, *, source: str, now: datetime) -> DayWeather:
    """Return the weather of a day as its hours make it.

    Raises:
        WeatherError: the outlook does not reach that day, or cannot be true.
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
    felt = [hour.feels_like_c for hour in outdoors]
    strains = [hour.utci_c for hour in outdoors]
    current = now.astimezone(KOREA).replace(minute=0, second=0, microsecond=0)
    return DayWeather(
        day=day,
        city=city.id,
        temperature_min_c=lowest,
        temperature_max_c=highest,
        temperature_now_c=next((h.temperature_c for h in hours if h.at == current), None),
        feels_like_min_c=round(min(felt), 1),
        feels_like_max_c=round(max(felt), 1),
        relative_humidity_percent=round(_mean([h.relative_humidity_percent for h in outdoors])),
        wind_m_s=round(_mean([hour.wind_m_s for hour in outdoors]), 1),
        precipitation_probability_percent=max(
            hour.precipitation_probability_percent for hour in outdoors
        ),
        precipitation_mm=round(sum(hour.precipitation_mm for hour in hours), 1),
        sky=_telling(outdoors),
        source=source,
        utci_min_c=round(min(strains), 1),
        utci_max_c=round(max(strains), 1),
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _telling(hours: Sequence[Hour]) -> Sky:
    """Return what falls for most of the wet hours, else the commonest sky."""
    skies = [hour.sky for hour in hours]
    return Counter([sky for sky in skies if sky in _WET] or skies).most_common(1)[0][0]
