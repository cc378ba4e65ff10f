"""The weather of one day, whoever tells it, and what tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol, TypeAlias

from config.errors import CoordiError
from engine.weather.cities import City

Sky: TypeAlias = Literal["clear", "cloudy", "overcast", "rain", "sleet", "snow"]


class WeatherError(CoordiError):
    """A source could not tell the weather.

    Codes: `weather_unavailable`, `weather_refused`, `weather_nonsense`, `weather_too_far`.
    """

    code = "weather_unavailable"


@dataclass(frozen=True, slots=True)
class DayWeather:
    """The weather of a day in a city, over the hours in which people are outdoors.

    Attributes:
        day: the date in Korea.
        city: id of the city, see `engine.weather.cities`.
        temperature_min_c: lowest air temperature of the day.
        temperature_max_c: highest air temperature of the day.
        temperature_now_c: air temperature of the present hour; None when the day is not today or
            the source has no hours.
        feels_like_min_c: lowest temperature as felt with wind and humidity; None if not told.
        feels_like_max_c: highest temperature as felt; None if not told.
        relative_humidity_percent: mean, 0 to 100.
        wind_m_s: mean wind at 10 m.
        precipitation_probability_percent: highest of the hours, 0 to 100; a climate gives how many
            of a month's days are wet.
        precipitation_mm: sum over the day, water equivalent.
        sky: the most telling sky of the day: precipitation if any is likely, else the cloud.
        source: who told it: `kma`, `open_meteo`, `climate`, or `typed` by the person.
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


class WeatherSource(Protocol):
    """Something that tells the weather of a day."""

    @property
    def name(self) -> str:
        """The name by which settings and answers call it."""

    async def day(self, city: City, day: date) -> DayWeather:
        """Return the weather of a city on a day.

        Raises:
            WeatherError: it cannot be told.
        """
