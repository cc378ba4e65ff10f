"""The short-term forecast of the Korea Meteorological Administration (KMA), `getVilageFcst`.

https://www.data.go.kr/data/15084084/openapi.do: forecasts are made at 02, 05, … 23 o'clock and
published ten minutes later; values are strings; some errors are XML even if JSON was requested.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from pydantic import SecretStr

from config.settings import WeatherSettings
from config.taxonomy import Sky
from config.time_zones import KOREA
from engine.weather.cities import City
from engine.weather.forecast import Hour, Outlook, WeatherError
from engine.weather.http import Fetcher, number, parse_json
from engine.weather.kma_grid import grid_cell
from engine.weather.registry import weather_source

_FIRST_BASE: Final = timedelta(hours=2)
_BASE_EVERY: Final = timedelta(hours=3)
_PUBLISHED_AFTER: Final = timedelta(minutes=10)
_ROWS: Final = 1500
"""Above the rows of any forecast: 12 categories over four and a half days."""
_GOOD: Final = "00"
_MISSING: Final = 900.0
"""Values from +900 and down from -900 mark missing data."""

_CLOUDS: Final = MappingProxyType[str, Sky]({"1": "clear", "3": "cloudy", "4": "overcast"})
_FALLS: Final = MappingProxyType[str, Sky]({"1": "rain", "2": "sleet", "3": "snow", "4": "rain"})
_AMOUNT: Final = re.compile(r"(\d+(?:\.\d+)?)(?:\s*(?:mm|cm))?(?:\s*~\s*(\d+(?:\.\d+)?))?")
_LESS_THAN: Final = "미만"


class Kma:
    """KMA's forecast for cells of 5 km.

    Args:
        key: the service key in decoded form.
        url: address of the service.
    """

    name = "kma"

    def __init__(self, fetcher: Fetcher, *, key: SecretStr, url: str) -> None:
        self._fetcher = fetcher
        self._key = key
        self._url = url

    def key(self, city: City, now: datetime) -> Hashable:
        """Return the city's cell and the newest forecast."""
        return grid_cell(city.latitude, city.longitude), base_time(now)

    async def outlook(self, city: City, now: datetime) -> Outlook:
        """Request the newest forecast of the city's cell.

        Raises:
            WeatherError: the service has none.
        """
        nx, ny = grid_cell(city.latitude, city.longitude)
        base = base_time(now)
        text = await self._fetcher.text(
            self._url,
            {
                "serviceKey": self._key.get_secret_value(),
                "dataType": "JSON",
                "numOfRows": str(_ROWS),
                "pageNo": "1",
                "base_date": f"{base:%Y%m%d}",
                "base_time": f"{base:%H%M}",
                "nx": str(nx),
                "ny": str(ny),
            },
        )
        return parse_forecast(text)


@weather_source("kma")
def _open(settings: WeatherSettings, fetcher: Fetcher) -> Kma | None:
    if settings.kma_key is None:
        return None
    return Kma(fetcher, key=settings.kma_key, url=settings.kma_url)


def base_time(now: datetime) -> datetime:
    """Return the base time of the newest published forecast, in Korean time."""
    local = now.astimezone(KOREA) - _PUBLISHED_AFTER - _FIRST_BASE
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + (local - midnight) // _BASE_EVERY * _BASE_EVERY + _FIRST_BASE


def parse_forecast(text: str) -> Outlook:
    """Parse a response.

    Raises:
        WeatherError: it is an error, or not a forecast.
    """
    if text.lstrip().startswith("<"):
        raise _xml_error(text)
    response = parse_json(text)
    try:
        header = response["response"]["header"]
        if header["resultCode"] != _GOOD:
            raise WeatherError(f"KMA: {header.get('resultMsg')}", code=_code(header["resultCode"]))
        items = response["response"]["body"]["items"]["item"]
        values_at: defaultdict[datetime, dict[str, str]] = defaultdict(dict)
        for item in items:
            at = datetime.strptime(item["fcstDate"] + item["fcstTime"], "%Y%m%d%H%M")  # noqa: DTZ007
            values_at[at.replace(tzinfo=KOREA)][item["category"]] = item["fcstValue"]
    except (KeyError, TypeError, ValueError, AttributeError):
        raise WeatherError("KMA's answer is no forecast", code="weather_nonsense") from None
    return Outlook(
        hours=[_hour(at, values) for at, values in sorted(values_at.items()) if "TMP" in values],
        lowest_c=_extremes(values_at, "TMN"),
        highest_c=_extremes(values_at, "TMX"),
    )


def _xml_error(text: str) -> WeatherError:
    """Parse an XML response, which is always an error."""
    try:
        root: Any = fromstring(text)
    except (ParseError, DefusedXmlException, ValueError):
        return WeatherError("KMA answered broken XML", code="weather_nonsense")
    message = root.findtext(".//returnAuthMsg") or root.findtext(".//resultMsg") or ""
    code = root.findtext(".//returnReasonCode") or root.findtext(".//resultCode") or ""
    return WeatherError(f"KMA: {message[:80]}", code=_code(code))


def _code(result: str) -> str:
    """Map KMA's result code; 20 to 33 concern the key, its quota and its address."""
    is_key = result.isdecimal() and 20 <= int(result) <= 33
    return "weather_refused" if is_key else "weather_unavailable"


def _hour(at: datetime, values: Mapping[str, str]) -> Hour:
    falls = _FALLS.get(values.get("PTY", "0"))
    return Hour(
        at=at,
        temperature_c=_value(values, "TMP"),
        relative_humidity_percent=_value(values, "REH"),
        wind_m_s=_value(values, "WSD"),
        precipitation_probability_percent=_value(values, "POP"),
        precipitation_mm=amount(values.get("PCP", "")),
        sky=falls or _CLOUDS.get(values.get("SKY", ""), "cloudy"),
    )


def _value(values: Mapping[str, str], category: str) -> float:
    value = number(values.get(category))
    if abs(value) >= _MISSING:
        raise WeatherError(f"KMA did not measure {category}", code="weather_nonsense")
    return value


def _extremes(values_at: Mapping[datetime, Mapping[str, str]], category: str) -> dict[date, float]:
    return {at.date(): _value(v, category) for at, v in values_at.items() if category in v}


def amount(value: str) -> float:
    """Parse an amount of rain or snow: "강수없음", "1mm 미만", "2.5mm", "30.0~50.0mm"."""
    match = _AMOUNT.search(value)
    if match is None:
        return 0.0
    low, high = float(match[1]), float(match[2] or match[1])
    return low / 2 if _LESS_THAN in value else (low + high) / 2
