"""Draw small icons of the sky."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

from PIL import Image, ImageDraw

from bot.ui.weather import FALLING
from engine.outfits.scoring import is_wet
from engine.weather.forecast import DayWeather

SIDE_PX: Final = 56
_SUPERSAMPLING: Final = 4
_SUN: Final = "#f5a524"
_CLOUD: Final = "#aab4c0"
_RAIN: Final = "#3e7bd6"
_SNOW: Final = "#8fb8e8"
_CLOUD_DISCS: Final = ((18, 34, 11), (30, 27, 14), (41, 35, 10))


def sky_icon(weather: DayWeather) -> Image.Image:
    """Return the icon of a day's sky as RGBA; a few drops that wet nobody count as clouds."""
    is_dry_fall = weather.sky in FALLING and not is_wet(weather)
    return _draw("cloudy" if is_dry_fall else weather.sky)


@lru_cache(maxsize=16)
def _draw(sky: str) -> Image.Image:
    k = _SUPERSAMPLING
    icon = Image.new("RGBA", (SIDE_PX * k, SIDE_PX * k), (0, 0, 0, 0))
    pen = ImageDraw.Draw(icon)
    if sky == "clear":
        _draw_sun(pen)
    else:
        if sky == "cloudy":
            _draw_disc(pen, 37, 20, 11, _SUN)
        _draw_cloud(pen, lift=6 if sky in FALLING else 0)
        if sky in {"rain", "sleet"}:
            for x in (19, 30, 41):
                pen.line((x * k, 43 * k, (x - 3) * k, 52 * k), _RAIN, 4 * k)
        if sky in {"snow", "sleet"}:
            flakes = ((18, 48), (30, 51), (42, 48)) if sky == "snow" else ((25, 50), (36, 50))
            for x, y in flakes:
                _draw_disc(pen, x, y, 3.2, _SNOW)
    return icon.resize((SIDE_PX, SIDE_PX), Image.Resampling.LANCZOS)


def _draw_sun(pen: ImageDraw.ImageDraw) -> None:
    for angle in range(0, 360, 45):
        x, y = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        ray = (28 + 19 * x, 28 + 19 * y, 28 + 26 * x, 28 + 26 * y)
        pen.line([value * _SUPERSAMPLING for value in ray], _SUN, 4 * _SUPERSAMPLING)
    _draw_disc(pen, 28, 28, 13, _SUN)


def _draw_cloud(pen: ImageDraw.ImageDraw, *, lift: int) -> None:
    k = _SUPERSAMPLING
    for x, y, radius in _CLOUD_DISCS:
        _draw_disc(pen, x, y - lift, radius, _CLOUD)
    pen.rounded_rectangle((10 * k, (32 - lift) * k, 49 * k, (45 - lift) * k), 6 * k, _CLOUD)


def _draw_disc(pen: ImageDraw.ImageDraw, x: float, y: float, radius: float, colour: str) -> None:
    k = _SUPERSAMPLING
    box = ((x - radius) * k, (y - radius) * k, (x + radius) * k, (y + radius) * k)
    pen.ellipse(box, colour)
