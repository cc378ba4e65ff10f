"""Clothing insulation of garments, and the insulation required by the weather.

Garments: `engine.models.garment_warmth.CLO`, after ISO 9920; shoes and accessories by that
standard's own small values. An outfit insulates 0.161 + 0.835 times the sum of its garments (ISO
9920:2007, after McCullough, Jones and Huck 1985). The required insulation follows from the UTCI:
`engine.weather.comfort`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

import numpy as np

from config.taxonomy import CATEGORIES
from engine.models.garment_warmth import CLO, expected_warmth
from engine.weather.comfort import ordinary_air_c, required_clo
from engine.weather.forecast import DayWeather

MOST_CLO: Final = 1.5
"""About what the warmest everyday outfits come to: knitwear, a padded jacket, boots and a scarf are
1.41. Below a UTCI of 5 °C the standard asks for more."""

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
_CLO_A_STEP: Final = 0.2
"""Share of a garment's insulation per step of warmth."""


@cache
def usual_warmth(category: str) -> int:
    """Return the warmth, 1 to 4, that the engine assigns to a category."""
    return expected_warmth(np.eye(len(CATEGORIES))[CATEGORIES.index(category)])


def garment_clo(category: str, warmth: int | None = None) -> float:
    """Return the insulation of a garment, clo.

    Args:
        category: category of the taxonomy.
        warmth: the owner's rating, 1 to 4; None for the category's usual one.
    """
    usual = _SMALL_CLO.get(category, CLO[category])
    if warmth is None or category in _SMALL_CLO:
        return usual
    steps = warmth - usual_warmth(category)
    return max(0.05, usual * (1 + _CLO_A_STEP * steps))


@dataclass(frozen=True, slots=True)
class Needed:
    """The insulation required by a day's weather, clo.

    Attributes:
        cool: in the cooler hours, with all layers.
        warm: in the warmest hour, without the outer layer.
        felt_cool_c: air temperature of an ordinary day with the UTCI of the cooler hours.
        felt_warm_c: the same for the warmest hour.
    """

    cool: float
    warm: float
    felt_cool_c: float
    felt_warm_c: float


def needed_on(weather: DayWeather) -> Needed:
    """Return the insulation required by a day's weather."""
    low, high = weather.utci_range_c
    # Nobody dresses for the hour before dawn that is the coldest of a day.
    cool = low + 0.3 * (high - low)
    return Needed(
        cool=min(required_clo(cool), MOST_CLO),
        warm=min(required_clo(high), MOST_CLO),
        felt_cool_c=ordinary_air_c(cool),
        felt_warm_c=ordinary_air_c(high),
    )


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
"""Daytime air temperatures of ordinary days that a garment is worn on in Korea.

After the guide of clothes by temperature that Korean weather services print with their forecasts
(padding below 5 °C, coats to 9, jackets to 16, knits to 19, long sleeves to 22, short sleeves from
23, shorts from 28), a few degrees wider, since layers differ. What is not listed goes all year.
"""

_C_A_STEP: Final = 4.0


def degrees_outside(category: str, warmth: int | None, needed: Needed) -> float:
    """Return by how many degrees a day is outside a garment's range, 0 if inside."""
    if category not in WEARABLE_C:
        return 0.0
    low, high = WEARABLE_C[category]
    steps = 0 if warmth is None else warmth - usual_warmth(category)
    low, high = low - _C_A_STEP * steps, high - _C_A_STEP * steps
    middle = (needed.felt_cool_c + needed.felt_warm_c) / 2
    return max(0.0, low - needed.felt_warm_c, middle - high)
