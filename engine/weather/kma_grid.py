"""The 5 km grid of KMA's forecasts: a Lambert conformal conic projection.

Constants and formula are those of the guide to KMA's short-term forecast (단기예보 조회서비스).
"""

from __future__ import annotations

import math
from typing import Final

_EARTH_RADIUS_KM: Final = 6371.00877
_CELL_KM: Final = 5.0
_PARALLELS: Final = (math.radians(30.0), math.radians(60.0))
_ORIGIN: Final = (math.radians(38.0), math.radians(126.0))
_ORIGIN_CELL: Final = (43, 136)

_CONE: Final = math.log(math.cos(_PARALLELS[0]) / math.cos(_PARALLELS[1])) / math.log(
    math.tan(math.pi / 4 + _PARALLELS[1] / 2) / math.tan(math.pi / 4 + _PARALLELS[0] / 2)
)
_SCALE: Final = math.tan(math.pi / 4 + _PARALLELS[0] / 2) ** _CONE * math.cos(_PARALLELS[0]) / _CONE


def _radius_cells(latitude: float) -> float:
    """Return the distance of a latitude in radians from the pole on the map, in cells."""
    stretched: float = math.tan(math.pi / 4 + latitude / 2) ** _CONE
    return _EARTH_RADIUS_KM / _CELL_KM * float(_SCALE) / stretched


def grid_cell(latitude: float, longitude: float) -> tuple[int, int]:
    """Return the grid cell `(nx, ny)` of a point.

    Args:
        latitude: degrees north, WGS 84.
        longitude: degrees east, WGS 84.
    """
    radius = _radius_cells(math.radians(latitude))
    turn = (math.radians(longitude) - _ORIGIN[1] + math.pi) % (2 * math.pi) - math.pi
    angle = turn * _CONE
    x = radius * math.sin(angle) + _ORIGIN_CELL[0]
    y = _radius_cells(_ORIGIN[0]) - radius * math.cos(angle) + _ORIGIN_CELL[1]
    return math.floor(x + 0.5), math.floor(y + 0.5)
