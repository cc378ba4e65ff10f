"""Apparent temperature by the formulas of the Korea Meteorological Administration (KMA).

In the warm months from temperature and humidity over the wet-bulb temperature, else the wind chill
of Environment Canada that KMA uses, too. Both are written out on KMA's open data portal
(체감온도, in force since June 2022). The wet-bulb temperature is Stull's (2011, Journal of Applied
Meteorology and Climatology 50, 2267).
"""

from __future__ import annotations

import math
from typing import Final

_WARM_FROM_C: Final = 20.0
_CHILL_UP_TO_C: Final = 10.0
_CHILL_FROM_M_S: Final = 1.3
_KMH_PER_M_S: Final = 3.6


def feels_like_c(temperature_c: float, relative_humidity_percent: float, wind_m_s: float) -> float:
    """Return the apparent temperature; between the cold and warm ranges, that of the air.

    Args:
        temperature_c: of the air.
        relative_humidity_percent: 0 to 100.
        wind_m_s: at 10 m.
    """
    if temperature_c <= _CHILL_UP_TO_C and wind_m_s >= _CHILL_FROM_M_S:
        return wind_chill_c(temperature_c, wind_m_s)
    if temperature_c >= _WARM_FROM_C:
        return humid_heat_c(temperature_c, relative_humidity_percent)
    return temperature_c


def wind_chill_c(temperature_c: float, wind_m_s: float) -> float:
    """Return the wind chill temperature, valid up to 10 °C and from 1.3 m/s."""
    blown: float = (wind_m_s * _KMH_PER_M_S) ** 0.16
    felt = 13.12 + 0.6215 * temperature_c - 11.37 * blown + 0.3965 * blown * temperature_c
    return min(temperature_c, felt)


def humid_heat_c(temperature_c: float, relative_humidity_percent: float) -> float:
    """Return the apparent temperature of warm humid air."""
    wet: float = wet_bulb_c(temperature_c, relative_humidity_percent)
    return (
        -0.2442
        + 0.55399 * wet
        + 0.45535 * temperature_c
        - 0.0022 * wet**2
        + 0.00278 * wet * temperature_c
        + 3.0
    )


def wet_bulb_c(temperature_c: float, relative_humidity_percent: float) -> float:
    """Return the wet-bulb temperature, to 0.3 °C at sea level."""
    humidity = relative_humidity_percent
    wet: float = (
        temperature_c * math.atan(0.151977 * math.sqrt(humidity + 8.313659))
        + math.atan(temperature_c + humidity)
        - math.atan(humidity - 1.676331)
        + 0.00391838 * humidity**1.5 * math.atan(0.023101 * humidity)
        - 4.686035
    )
    return wet
