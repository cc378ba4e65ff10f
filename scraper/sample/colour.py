"""Colour arithmetic on sRGB hex strings, for shading and pattern colours."""

from __future__ import annotations

import colorsys

BLACK = "#000000"
WHITE = "#ffffff"


def rgb(colour: str) -> tuple[float, float, float]:
    """Return red, green and blue, 0 to 1, of `#rrggbb`."""
    value = colour.lstrip("#")
    return (int(value[:2], 16) / 255, int(value[2:4], 16) / 255, int(value[4:6], 16) / 255)


def hex_of(red: float, green: float, blue: float) -> str:
    """Return `#rrggbb` of channels 0 to 1, clipped."""
    return "#" + "".join(f"{round(min(max(c, 0.0), 1.0) * 255):02x}" for c in (red, green, blue))


def mix(a: str, b: str, part: float) -> str:
    """Return the colour at `part` (0 to 1) of the way from `a` to `b`."""
    return hex_of(*(x + (y - x) * part for x, y in zip(rgb(a), rgb(b), strict=True)))


def luminance(colour: str) -> float:
    """Return the perceived lightness of sRGB values, 0 to 1 (Rec. 601 weights)."""
    red, green, blue = rgb(colour)
    return 0.299 * red + 0.587 * green + 0.114 * blue


def shifted(colour: str, *, hue: float = 0.0, saturation: float = 1.0, value: float = 1.0) -> str:
    """Return the colour with its hue turned (in turns) and saturation and value scaled."""
    h, s, v = colorsys.rgb_to_hsv(*rgb(colour))
    return hex_of(
        *colorsys.hsv_to_rgb((h + hue) % 1, min(s * saturation, 1.0), min(v * value, 1.0))
    )


def shadow_of(colour: str) -> str:
    """Return what a shadow on a cloth of this colour looks like: darker, a little richer."""
    return mix(shifted(colour, saturation=1.15), "#10131f", 0.72)


def light_of(colour: str) -> str:
    """Return what a highlight on a cloth of this colour looks like."""
    return mix(colour, WHITE, 0.75)
