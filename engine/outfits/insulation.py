"""How warm clothes are and how warm they have to be.

Garments: `engine.models.garment.CLO`, after ISO 9920; shoes and accessories by that standard's own
small values. An outfit insulates 0.161 + 0.835 times the sum of its garments (ISO 9920:2007, after
McCullough, Jones and Huck 1985). What is needed is the insulation at which ISO 7730's predicted
mean vote is zero for somebody who walks. That standard holds from 10 to 30 °C and up to 2 clo;
below, the equation goes on with the temperature as it is felt, and no more than 2 clo is asked for.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

import numpy as np

from config.taxonomy import CATEGORIES
from engine.models.garment import CLO, expected_warmth
from engine.weather.forecast import DayWeather

WALKING_MET: Final = 2.4
"""Metabolic rate of walking at 4 km/h (ISO 8996: 140 W/m²)."""
MOST_CLO: Final = 2.0

_SMALL_CLO: Final = MappingProxyType(
    {
        "sneakers": 0.04,
        "dress_shoes": 0.03,
        "heels": 0.02,
        "boots": 0.10,
        "sandals": 0.02,
        "bag": 0.0,
        "hat": 0.03,
        "scarf": 0.06,
        "belt": 0.01,
        "eyewear": 0.0,
    }
)
_UNDERWEAR_CLO: Final = 0.06
"""Briefs and ankle socks."""
_CLO_A_STEP: Final = 0.2
"""Part of a garment's insulation that one step of warmth is."""
_SLOW_AIR_M_S: Final = 0.3
_AT_BODY: Final = 0.4
"""Wind at the height of a body among buildings, as a part of the forecast's at 10 m."""


@cache
def usual_warmth(category: str) -> int:
    """Return the warmth, 1 to 4, that the engine says of a sure garment of a category."""
    return expected_warmth(np.eye(len(CATEGORIES))[CATEGORIES.index(category)])


def garment_clo(category: str, warmth: int | None = None) -> float:
    """Return the insulation of a garment, clo.

    Args:
        category: one of the taxonomy.
        warmth: as its owner says, 1 to 4; None for what is usual.
    """
    usual = _SMALL_CLO.get(category, CLO[category])
    if warmth is None or category in _SMALL_CLO:
        return usual
    steps = warmth - usual_warmth(category)
    return max(0.05, usual * (1 + _CLO_A_STEP * steps))


def ensemble_clo(garments_clo: float) -> float:
    """Return the insulation of an outfit whose garments sum up to `garments_clo`."""
    return 0.161 + 0.835 * (garments_clo + _UNDERWEAR_CLO)


@dataclass(frozen=True, slots=True)
class Needed:
    """The insulation that a day asks for, clo.

    Attributes:
        cool: in its cooler hours, with everything on.
        warm: at its warmest, without the outer layer.
        felt_cool_c: the temperature as felt in the cooler hours.
        felt_warm_c: at its warmest.
    """

    cool: float
    warm: float
    felt_cool_c: float
    felt_warm_c: float


def needed_on(weather: DayWeather) -> Needed:
    """Return the insulation that a day asks for."""
    low, high = felt_range_c(weather)
    # Nobody dresses for the hour before dawn that is the coldest of a day.
    cool = low + 0.3 * (high - low)
    air = max(_SLOW_AIR_M_S, _AT_BODY * weather.wind_m_s)
    humidity = weather.relative_humidity_percent
    return Needed(
        cool=neutral_clo(cool, air, humidity),
        warm=neutral_clo(high, air, humidity),
        felt_cool_c=cool,
        felt_warm_c=high,
    )


def felt_range_c(weather: DayWeather) -> tuple[float, float]:
    """Return the lowest and highest temperature of a day as felt, as measured where not told."""
    low, high = weather.feels_like_min_c, weather.feels_like_max_c
    low = weather.temperature_min_c if low is None else low
    high = weather.temperature_max_c if high is None else high
    return min(low, high), max(low, high)


def neutral_clo(air_c: float, wind_m_s: float, humidity_percent: float) -> float:
    """Return the insulation at which a walker feels neither warm nor cold, 0 to 2 clo."""
    low, high = 0.0, MOST_CLO
    for _ in range(24):
        middle = (low + high) / 2
        if predicted_mean_vote(air_c, wind_m_s, humidity_percent, middle) < 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def predicted_mean_vote(
    air_c: float,
    wind_m_s: float,
    humidity_percent: float,
    clo: float,
    met: float = WALKING_MET,
) -> float:
    """Return the predicted mean vote of ISO 7730:2005, -3 cold to 3 hot, in the shade.

    Args:
        air_c: temperature of air and surroundings.
        wind_m_s: speed of the air at the body.
        humidity_percent: relative, 0 to 100.
        clo: insulation of the clothing.
        met: metabolic rate, 58.15 W/m² each.
    """
    vapour_pa = humidity_percent * 10 * math.exp(16.6536 - 4030.183 / (air_c + 235))
    insulation = 0.155 * clo
    heat = met * 58.15
    area = 1 + 1.29 * insulation if insulation <= 0.078 else 1.05 + 0.645 * insulation
    forced = 12.1 * math.sqrt(wind_m_s)
    kelvin = air_c + 273
    # Half-way steps towards the temperature of the clothes, as in the standard's own program.
    a, b = area * 3.96 * insulation, area * insulation
    surface = (kelvin + (35.5 - air_c) / (3.5 * (6.45 * insulation + 0.1))) / 100
    previous = surface / 2
    convection = forced
    for _ in range(150):
        if abs(surface - previous) <= 1.5e-4:
            break
        previous = (previous + surface) / 2
        free = 2.38 * abs(100 * previous - kelvin) ** 0.25
        convection = max(forced, free)
        surface = (
            308.7
            - 0.028 * heat
            + a * (kelvin / 100) ** 4
            + b * convection * kelvin
            - a * previous**4
        ) / (100 + 100 * b * convection)
    skin = 100 * surface - 273
    losses = (
        3.05e-3 * (5733 - 6.99 * heat - vapour_pa)
        + (0.42 * (heat - 58.15) if heat > 58.15 else 0.0)
        + 1.7e-5 * heat * (5867 - vapour_pa)
        + 1.4e-3 * heat * (34 - air_c)
        + 3.96 * area * (surface**4 - (kelvin / 100) ** 4)
        + area * convection * (skin - air_c)
    )
    return (0.303 * math.exp(-0.036 * heat) + 0.028) * (heat - losses)


WEARABLE_C: Final[Mapping[str, tuple[float, float]]] = MappingProxyType(
    {
        "t_shirt": (10, 45),
        "long_sleeve": (-10, 24),
        "sleeveless": (20, 45),
        "shirt": (0, 28),
        "blouse": (0, 30),
        "polo": (14, 45),
        "sweatshirt": (-10, 21),
        "hoodie": (-10, 20),
        "sweater": (-30, 18),
        "vest": (-5, 22),
        "training_top": (-5, 24),
        "jeans": (-20, 28),
        "trousers": (-30, 32),
        "leggings": (-5, 27),
        "training_bottom": (-15, 27),
        "shorts": (20, 45),
        "skirt_short": (9, 45),
        "skirt_long": (0, 34),
        "blazer": (6, 24),
        "cardigan": (4, 24),
        "coat": (-20, 14),
        "jacket": (3, 21),
        "parka": (-30, 14),
        "padded_jacket": (-30, 9),
        "dress": (10, 45),
        "jumpsuit": (8, 34),
        "sandals": (20, 45),
        "boots": (-30, 18),
        "scarf": (-30, 12),
    }
)
"""Daytime temperatures that a garment is worn at in Korea, as felt.

After the guide of clothes by temperature that Korean weather services print with their forecasts
(padding below 5 °C, coats to 9, jackets to 16, knits to 19, long sleeves to 22, short sleeves from
23, shorts from 28), a few degrees wider, since layers differ. What is not listed goes all year.
"""

_C_A_STEP: Final = 4.0


def degrees_outside(category: str, warmth: int | None, needed: Needed) -> float:
    """Return by how many degrees a day is too warm or too cold for a garment, 0 when it is not."""
    if category not in WEARABLE_C:
        return 0.0
    low, high = WEARABLE_C[category]
    steps = 0 if warmth is None else warmth - usual_warmth(category)
    low, high = low - _C_A_STEP * steps, high - _C_A_STEP * steps
    middle = (needed.felt_cool_c + needed.felt_warm_c) / 2
    return max(0.0, low - needed.felt_warm_c, middle - high)
