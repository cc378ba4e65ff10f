"""Usual weather from the monthly climate normals of twenty Korean stations.

`climate.csv` is after the normals 1991-2020 of the Korea Meteorological Administration
(우리나라 기후평년값), transcribed by hand, temperatures and days mostly rounded to whole ones.
Temperatures of Seoul, Cheongju and Jeonju and the highest of Daegwallyeong are the published ones;
before, the table was within 1.1 degrees of these, its lowest temperatures half a degree too high on
average, and the other stations may be so still. A city has the climate of the nearest station; a
day lies between the middles of two months.
"""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from config.taxonomy import Sky
from engine.weather.cities import City
from engine.weather.forecast import DayWeather

TABLE: Final = Path(__file__).with_name("climate.csv")
NAME: Final = "climate"

_MONTHS: Final = 12
_DAYS_A_MONTH: Final = 30.44
_WET_SHARE: Final = 0.5
_CLOUDY_SHARE: Final = 0.25


@dataclass(frozen=True, slots=True)
class Month:
    """The normals of one month."""

    temperature_max_c: float
    temperature_min_c: float
    precipitation_mm: float
    wet_days: float
    relative_humidity_percent: float
    wind_m_s: float


@dataclass(frozen=True, slots=True)
class Station:
    """A weather station with its normals, January first."""

    name: str
    latitude: float
    longitude: float
    months: tuple[Month, ...]


@cache
def stations() -> tuple[Station, ...]:
    """Return every station of the table."""
    rows = defaultdict(list)
    with TABLE.open(encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source):
            rows[row["station"], float(row["latitude"]), float(row["longitude"])].append(row)
    return tuple(
        Station(*place, tuple(_month(row) for row in sorted(year, key=lambda r: int(r["month"]))))
        for place, year in rows.items()
    )


def _month(row: Mapping[str, str]) -> Month:
    return Month(**{name: float(row[name]) for name in Month.__dataclass_fields__})


def nearest_station(city: City) -> Station:
    """Return the station nearest to a city."""
    shrink = math.cos(math.radians(city.latitude))
    return min(
        stations(),
        key=lambda s: math.hypot(
            s.latitude - city.latitude, (s.longitude - city.longitude) * shrink
        ),
    )


def usual_weather(city: City, day: date) -> DayWeather:
    """Return the average weather of a day of the year, which is no forecast."""
    months = nearest_station(city).months
    # The middle of a month has its normals; in between it goes over evenly, also in February 29.
    position = day.month - 1 + (day.day - 0.5) / _DAYS_A_MONTH - 0.5
    before, share = math.floor(position), position - math.floor(position)

    def normal(name: str) -> float:
        first, second = (getattr(months[(before + i) % _MONTHS], name) for i in (0, 1))
        return float(first + (second - first) * share)

    wet = normal("wet_days") / _DAYS_A_MONTH
    return DayWeather(
        day=day,
        city=city.id,
        temperature_min_c=round(normal("temperature_min_c"), 1),
        temperature_max_c=round(normal("temperature_max_c"), 1),
        temperature_now_c=None,
        feels_like_min_c=None,
        feels_like_max_c=None,
        relative_humidity_percent=round(normal("relative_humidity_percent")),
        wind_m_s=round(normal("wind_m_s"), 1),
        precipitation_probability_percent=round(100 * wet),
        precipitation_mm=round(normal("precipitation_mm") / _DAYS_A_MONTH, 1),
        sky=_sky(wet),
        source=NAME,
    )


def _sky(wet_share: float) -> Sky:
    """Return the sky of most days in the season, never rain or snow."""
    if wet_share >= _WET_SHARE:
        return "overcast"
    return "cloudy" if wet_share >= _CLOUDY_SHARE else "clear"
