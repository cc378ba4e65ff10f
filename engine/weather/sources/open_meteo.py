"""Open-Meteo's forecast (https://open-meteo.com/en/docs), free for non-commercial use."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import datetime
from typing import Any, Final

from config.settings import WeatherSettings
from config.taxonomy import Sky
from config.time_zones import KOREA
from engine.weather.cities import City
from engine.weather.forecast import Hour, Outlook, WeatherError
from engine.weather.http import Fetcher, number, parse_json
from engine.weather.registry import weather_source

_DAYS: Final = 4
_VARIABLES: Final = (
    "temperature_2m",
    "relative_humidity_2m",
    "wind_speed_10m",
    "precipitation_probability",
    "precipitation",
    "weather_code",
)
_DECIMALS: Final = 2
"""Its cells are kilometres wide; more digits would only disclose a location."""


class OpenMeteo:
    """Open-Meteo's blend of weather models.

    Args:
        url: address of the service.
    """

    name = "open_meteo"

    def __init__(self, fetcher: Fetcher, *, url: str) -> None:
        self._fetcher = fetcher
        self._url = url

    def key(self, city: City, now: datetime) -> Hashable:
        """Return the city and the hour; the models are updated hourly at most."""
        return city.id, now.astimezone(KOREA).strftime("%Y%m%d%H")

    async def outlook(self, city: City, now: datetime) -> Outlook:  # noqa: ARG002
        """Request the forecast of today and the next days.

        Raises:
            WeatherError: the service has none.
        """
        text = await self._fetcher.text(
            self._url,
            {
                "latitude": str(round(city.latitude, _DECIMALS)),
                "longitude": str(round(city.longitude, _DECIMALS)),
                "hourly": ",".join(_VARIABLES),
                "wind_speed_unit": "ms",
                "timezone": KOREA.key,
                "forecast_days": str(_DAYS),
            },
        )
        return parse_forecast(text)


@weather_source("open_meteo")
def _open(settings: WeatherSettings, fetcher: Fetcher) -> OpenMeteo:
    return OpenMeteo(fetcher, url=settings.open_meteo_url)


def parse_forecast(text: str) -> Outlook:
    """Parse a response.

    Raises:
        WeatherError: it is an error, or not a forecast.
    """
    response = parse_json(text)
    if isinstance(response, dict) and response.get("error"):
        raise WeatherError(
            f"Open-Meteo: {str(response.get('reason'))[:80]}", code="weather_refused"
        )
    try:
        hourly = response["hourly"]
        columns = [hourly["time"], *(hourly[name] for name in _VARIABLES)]
        hours = [_hour(*row) for row in zip(*columns, strict=True) if None not in row]
    except (KeyError, TypeError, ValueError):
        raise WeatherError("Open-Meteo's answer is no forecast", code="weather_nonsense") from None
    return Outlook(hours=hours, lowest_c={}, highest_c={})


def _hour(  # noqa: PLR0917 - a row of the table, in the order of `_VARIABLES`
    at: str,
    temperature_c: Any,
    humidity: Any,
    wind_m_s: Any,
    probability: Any,
    precipitation_mm: Any,
    code: Any,
) -> Hour:
    return Hour(
        at=datetime.fromisoformat(at).replace(tzinfo=KOREA),
        temperature_c=number(temperature_c),
        relative_humidity_percent=number(humidity),
        wind_m_s=number(wind_m_s),
        precipitation_probability_percent=number(probability),
        precipitation_mm=number(precipitation_mm),
        sky=sky_of(int(number(code))),
    )


def sky_of(code: int) -> Sky:
    """Return the sky of a WMO weather interpretation code (code table 4677, as listed there)."""
    if code in {56, 57, 66, 67}:
        return "sleet"  # rain that freezes
    if code in {*range(71, 78), 85, 86}:
        return "snow"
    if code >= 51:
        return "rain"
    if code <= 1:
        return "clear"
    return "cloudy" if code == 2 else "overcast"
