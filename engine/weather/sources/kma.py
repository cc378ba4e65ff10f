"""The short-term forecast of the Korea Meteorological Administration (KMA), `getVilageFcst`.

https://www.data.go.kr/data/15084084/openapi.do: forecasts are made at 02, 05, … 23 o'clock and can
be had ten minutes later; values are strings; some errors come as XML whatever was asked for.
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

from config.taxonomy import Sky
from config.time_zones import KOREA
from engine.weather.cities import City
from engine.weather.forecast import Hour, Outlook, WeatherError
from engine.weather.http import Fetcher, number, parse_json
from engine.weather.kma_grid import grid_cell

_FIRST_BASE: Final = timedelta(hours=2)
_BASE_EVERY: Final = timedelta(hours=3)
_PUBLISHED_AFTER: Final = timedelta(minutes=10)
_ROWS: Final = 1500
"""More than any forecast has: 12 categories of four days and a half."""
_GOOD: Final = "00"
_MISSING: Final = 900.0
"""Values from +900 and up to -900 stand for what was not told."""

_CLOUDS: Final = MappingProxyType[str, Sky]({"1": "clear", "3": "cloudy", "4": "overcast"})
_FALLS: Final = MappingProxyType[str, Sky]({"1": "rain", "2": "sleet", "3": "snow", "4": "rain"})
_AMOUNT: Final = re.compile(r"(\d+(?:\.\d+)?)(?:\s*(?:mm|cm))?(?:\s*~\s*(\d+(?:\.\d+)?))?")
_LESS_THAN: Final = "미만"


class Kma:
    """KMA's forecast for cells of 5 km.

    Args:
        key: the service key as the portal shows it decoded.
        url: where the service is.
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
        """Return the newest forecast of the city's cell.

        Raises:
            WeatherError: there is none.
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
        return read_forecast(text)


def base_time(now: datetime) -> datetime:
    """Return when the newest forecast that can be had was made, in Korean time."""
    local = now.astimezone(KOREA) - _PUBLISHED_AFTER - _FIRST_BASE
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + (local - midnight) // _BASE_EVERY * _BASE_EVERY + _FIRST_BASE


def read_forecast(text: str) -> Outlook:
    """Return the forecast in an answer.

    Raises:
        WeatherError: it holds an error, or no forecast.
    """
    if text.lstrip().startswith("<"):
        raise _xml_error(text)
    answer = parse_json(text)
    try:
        header = answer["response"]["header"]
        if header["resultCode"] != _GOOD:
            raise WeatherError(f"KMA: {header.get('resultMsg')}", code=_code(header["resultCode"]))
        items = answer["response"]["body"]["items"]["item"]
        told: defaultdict[datetime, dict[str, str]] = defaultdict(dict)
        for item in items:
            at = datetime.strptime(item["fcstDate"] + item["fcstTime"], "%Y%m%d%H%M")  # noqa: DTZ007
            told[at.replace(tzinfo=KOREA)][item["category"]] = item["fcstValue"]
    except (KeyError, TypeError, ValueError, AttributeError):
        raise WeatherError("KMA's answer is no forecast", code="weather_nonsense") from None
    return Outlook(
        hours=[_hour(at, values) for at, values in sorted(told.items()) if "TMP" in values],
        lowest_c=_extremes(told, "TMN"),
        highest_c=_extremes(told, "TMX"),
    )


def _xml_error(text: str) -> WeatherError:
    """Return what an answer in XML complains of; it is never a forecast."""
    try:
        root: Any = fromstring(text)
    except (ParseError, DefusedXmlException, ValueError):
        return WeatherError("KMA answered broken XML", code="weather_nonsense")
    message = root.findtext(".//returnAuthMsg") or root.findtext(".//resultMsg") or ""
    code = root.findtext(".//returnReasonCode") or root.findtext(".//resultCode") or ""
    return WeatherError(f"KMA: {message[:80]}", code=_code(code))


def _code(result: str) -> str:
    """Return our code for KMA's: 20 to 33 are about the key, its quota and its address."""
    is_key = result.isdecimal() and 20 <= int(result) <= 33
    return "weather_refused" if is_key else "weather_unavailable"


def _hour(at: datetime, values: Mapping[str, str]) -> Hour:
    falls = _FALLS.get(values.get("PTY", "0"))
    return Hour(
        at=at,
        temperature_c=_told(values, "TMP"),
        relative_humidity_percent=_told(values, "REH"),
        wind_m_s=_told(values, "WSD"),
        precipitation_probability_percent=_told(values, "POP"),
        precipitation_mm=amount(values.get("PCP", "")),
        sky=falls or _CLOUDS.get(values.get("SKY", ""), "cloudy"),
    )


def _told(values: Mapping[str, str], category: str) -> float:
    value = number(values.get(category))
    if abs(value) >= _MISSING:
        raise WeatherError(f"KMA did not measure {category}", code="weather_nonsense")
    return value


def _extremes(told: Mapping[datetime, Mapping[str, str]], category: str) -> dict[date, float]:
    return {at.date(): _told(v, category) for at, v in told.items() if category in v}


def amount(value: str) -> float:
    """Return an amount of rain or snow: "강수없음", "1mm 미만", "2.5mm", "30.0~50.0mm"."""
    found = _AMOUNT.search(value)
    if found is None:
        return 0.0
    low, high = float(found[1]), float(found[2] or found[1])
    return low / 2 if _LESS_THAN in value else (low + high) / 2
