"""Which weather a person dresses for: that of the city they told, or of Seoul until they do."""

from __future__ import annotations

from datetime import date
from typing import Final

from bot.context import Services
from db.queries import people
from engine.weather.cities import City, cities
from engine.weather.forecast import DayWeather

DEFAULT_CITY: Final = "seoul"


async def home_of(services: Services, user_id: int) -> City | None:
    """Return the city that a person told, or None."""
    async with services.database.session() as session:
        home = await people.home_of(session, user_id)
    return None if home is None else cities().get(home)


async def weather_of(services: Services, user_id: int, day: date) -> DayWeather:
    """Return the weather of a day where a person lives; it always comes, see its `source`."""
    home = await home_of(services, user_id)
    return await services.weather.day(home or cities()[DEFAULT_CITY], day)
