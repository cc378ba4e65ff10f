"""The weather where a person lives: of the city that they chose, else of Seoul."""

from __future__ import annotations

from datetime import date
from typing import Final

from db.queries import people
from db.session import Database
from engine.weather.cities import City, cities
from engine.weather.forecast import DayWeather
from engine.weather.service import WeatherService

DEFAULT_CITY: Final = "seoul"


class HomeWeather:
    """Forecasts for the home cities of people."""

    def __init__(self, database: Database, forecasts: WeatherService) -> None:
        self._database = database
        self._forecasts = forecasts

    async def city_of(self, user_id: int) -> City | None:
        """Return the city that a person chose, or None."""
        async with self._database.session() as session:
            home = await people.home_of(session, user_id)
        return None if home is None else cities().get(home)

    async def day(self, user_id: int, day: date) -> DayWeather:
        """Return the weather of a day where a person lives; never fails, see its `source`."""
        city = await self.city_of(user_id)
        return await self._forecasts.day(city or cities()[DEFAULT_CITY], day)
