"""Thermal comfort: the UTCI of weather, and the insulation it requires.

The perceived temperature is the Universal Thermal Climate Index (UTCI; Bröde et al. 2012,
International Journal of Biometeorology 56, 481): the air temperature of a still, shaded place with
the same thermal strain on a person who walks at 4 km/h. The weather is taken as that of a street in
the shade, whose surroundings are as warm as the air. The required insulation keeps this walker in
thermal balance: after ISO 11079 up to 10 °C, after ISO 7730 from 20 °C, linear between.

Both are tables that `coordi train comfort` computes with pythermalcomfort. The library itself would
cost the bot 124 MB and seconds at startup, since it compiles its formulas.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from itertools import product
from pathlib import Path
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

TABLES: Final = Path(__file__).with_name("comfort.npz")

_STREET_WIND: Final = 0.5
"""Part of the wind over open ground that is left in a street.

UTCI lets a body have 0.68 of the wind at 10 m, as over grass. By the profiles of the ASHRAE
Handbook (Fundamentals 2021, chapter 24) it has 0.47 of it in a suburb and 0.24 in a city's centre.
"""
_ORDINARY_WIND_M_S: Final = 2.0
_ORDINARY_HUMIDITY_PERCENT: Final = 50.0

Axis = NDArray[np.float32]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ComfortTables:
    """UTCI over the weather, and required insulation over UTCI; linear in between.

    Attributes:
        air_c: air temperatures, rising, (t,).
        wind_m_s: wind at 10 m, rising, (w,).
        humidity_percent: relative humidities, rising, (h,).
        utci_c: UTCI, (t, w, h).
        asking_c: UTCI, rising, (n,).
        required_clo: required insulation, clo, (n,).
    """

    air_c: Axis
    wind_m_s: Axis
    humidity_percent: Axis
    utci_c: NDArray[np.float32]
    asking_c: Axis
    required_clo: Axis

    @classmethod
    def load(cls, path: Path) -> Self:
        """Load tables written by `save`."""
        with np.load(path) as stored:
            return cls(**{field.name: stored[field.name] for field in fields(cls)})

    def save(self, path: Path) -> None:
        """Write the tables to a file."""
        np.savez_compressed(path, **{f.name: getattr(self, f.name) for f in fields(self)})

    def utci(self, air_c: Floats, wind_m_s: Floats, humidity_percent: Floats) -> Floats:
        """Return the UTCI of weathers, clipped to the range of the table.

        Args:
            air_c: (n,).
            wind_m_s: (n,).
            humidity_percent: (n,).
        """
        places = [
            np.interp(values, axis, np.arange(len(axis)))
            for values, axis in (
                (air_c, self.air_c),
                (wind_m_s, self.wind_m_s),
                (humidity_percent, self.humidity_percent),
            )
        ]
        return _trilinear(self.utci_c, places)


def _trilinear(table: NDArray[np.float32], places: Sequence[Floats]) -> Floats:
    """Interpolate a table linearly along each of its axes.

    Args:
        table: at least two entries along each axis.
        places: fractional indices into each axis, each (n,), within the table.

    Returns:
        (n,), rounded to the table's precision.
    """
    lower = [
        np.minimum(place.astype(np.int64), length - 2)
        for place, length in zip(places, table.shape, strict=True)
    ]
    parts = [place - index for place, index in zip(places, lower, strict=True)]
    total = np.zeros_like(parts[0])
    for corner in product((0, 1), repeat=len(places)):
        weight = np.ones_like(total)
        for upper, part in zip(corner, parts, strict=True):
            weight *= part if upper else 1 - part
        index = tuple(start + upper for start, upper in zip(lower, corner, strict=True))
        total += weight * table[index]
    return np.asarray(total.astype(np.float32), np.float64)


@cache
def default_tables() -> ComfortTables:
    """Return the tables that come with the package."""
    return ComfortTables.load(TABLES)


def street_utci_c(air_c: float, wind_m_s: float, humidity_percent: float) -> float:
    """Return the UTCI of weather in the shade of a street.

    UTCI is defined from -50 to 50 °C, for 0.5 to 17 m/s and up to 5 kPa of vapour; values
    outside are clipped.

    Args:
        air_c: temperature of the air and of the surroundings.
        wind_m_s: as forecast, over open ground at 10 m.
        humidity_percent: relative, 0 to 100.
    """
    wind_m_s *= _STREET_WIND
    weather = np.array([[air_c], [wind_m_s], [humidity_percent]], np.float64)
    return float(default_tables().utci(*weather)[0])


def required_clo(utci_c: float) -> float:
    """Return the insulation that keeps a walking person in thermal balance, clo."""
    tables = default_tables()
    return float(np.interp(utci_c, tables.asking_c, tables.required_clo))


def ordinary_air_c(utci_c: float) -> float:
    """Return the air temperature of an ordinary day of this UTCI: light wind, half humid.

    For rules on clothes that are known by air temperature.
    """
    airs, felt = _ordinary_days()
    return float(np.interp(utci_c, felt, airs))


@cache
def _ordinary_days() -> tuple[Floats, Floats]:
    airs = default_tables().air_c.astype(np.float64)
    wind = np.full_like(airs, _STREET_WIND * _ORDINARY_WIND_M_S)
    humidity = np.full_like(airs, _ORDINARY_HUMIDITY_PERCENT)
    return airs, default_tables().utci(airs, wind, humidity)
