"""Surfaces of cloth: tiles of fine strokes, and sheens that follow the panel's shape."""

from __future__ import annotations

import random
from collections.abc import Callable
from types import MappingProxyType
from typing import Final

from scraper.sample.patterns import Tile

TextureMaker = Callable[[str, str, random.Random], Tile]


def _strokes(data: str, colour: str, width: float, opacity: float) -> str:
    return (
        f'<path d="{data}" fill="none" stroke="{colour}" stroke-width="{width}" '
        f'stroke-opacity="{opacity}" stroke-linecap="round"/>'
    )


def _denim(dark: str, light: str, rng: random.Random) -> Tile:
    twill = "".join(f"M{x} 48L{x + 48} 0" for x in range(-48, 49, 4))
    specks = "".join(
        f"M{rng.uniform(2, 46):.1f} {rng.uniform(2, 40):.1f}v{rng.uniform(2, 6):.1f}"
        for _ in range(34)
    )
    return Tile(48, 48, _strokes(twill, dark, 1.1, 0.22) + _strokes(specks, light, 0.9, 0.3))


def _twill(dark: str, _light: str, _rng: random.Random) -> Tile:
    return Tile(6, 6, _strokes("M-1 7L7 -1M-4 4L4 -4M2 10L10 2", dark, 0.9, 0.12))


def _rib(dark: str, light: str, _rng: random.Random) -> Tile:
    return Tile(7, 40, _strokes("M1 0V40", dark, 1.6, 0.26) + _strokes("M4 0V40", light, 1.4, 0.22))


def _cord(dark: str, light: str, _rng: random.Random) -> Tile:
    return Tile(9, 40, _strokes("M1 0V40", dark, 2.4, 0.3) + _strokes("M5 0V40", light, 2, 0.2))


def _knit(dark: str, light: str, _rng: random.Random) -> Tile:
    stitch = "M.5 1L4 5L7.5 1"
    return Tile(
        8, 7, _strokes(stitch, dark, 1.1, 0.24) + _strokes("M.5 3L4 7L7.5 3", light, 0.9, 0.14)
    )


def _chunky(dark: str, light: str, _rng: random.Random) -> Tile:
    left = "M1 2C4 2 8 6 8.5 11"
    right = "M16 2C13 2 9 6 8.5 11"
    return Tile(
        17,
        13,
        _strokes(left + right, dark, 2, 0.26)
        + _strokes("M3 6C5 7 7 9 8 13M14 6C12 7 10 9 9 13", light, 1.6, 0.2),
    )


def _cable(dark: str, light: str, _rng: random.Random) -> Tile:
    braid = "M20 0C20 12 40 12 40 24S20 36 20 48M40 0C40 12 20 12 20 24S40 36 40 48"
    rails = "M12 0V48M48 0V48"
    purl = "".join(f"M{x} {y}h4" for x in (1, 54) for y in range(3, 48, 6))
    return Tile(
        60,
        48,
        _strokes(braid, dark, 9, 0.18)
        + _strokes(braid, light, 5, 0.28)
        + _strokes(rails, dark, 2, 0.3)
        + _strokes(purl, dark, 1.4, 0.22),
    )


def _boucle(dark: str, light: str, rng: random.Random) -> Tile:
    def curls() -> str:
        return "".join(
            f"M{rng.uniform(2, 42):.1f} {rng.uniform(2, 42):.1f}q{rng.uniform(-4, 4):.1f} -4 "
            f"{rng.uniform(2, 5):.1f} {rng.uniform(0, 3):.1f}"
            for _ in range(46)
        )

    return Tile(48, 48, _strokes(curls(), dark, 1.5, 0.25) + _strokes(curls(), light, 1.7, 0.45))


def _tweed(dark: str, light: str, rng: random.Random) -> Tile:
    def flecks(count: int) -> str:
        return "".join(
            f"M{rng.uniform(1, 38):.1f} {rng.uniform(1, 38):.1f}l{rng.uniform(-2, 2):.1f} "
            f"{rng.uniform(1, 3):.1f}"
            for _ in range(count)
        )

    return Tile(
        40, 40, _strokes(flecks(60), dark, 1.3, 0.4) + _strokes(flecks(60), light, 1.3, 0.5)
    )


def _melange(dark: str, light: str, rng: random.Random) -> Tile:
    def hairs(count: int) -> str:
        return "".join(
            f"M{rng.uniform(0, 56):.1f} {rng.uniform(0, 60):.1f}h{rng.uniform(2, 5):.1f}"
            for _ in range(count)
        )

    return Tile(60, 60, _strokes(hairs(90), dark, 0.9, 0.2) + _strokes(hairs(90), light, 0.9, 0.3))


def _linen(dark: str, light: str, rng: random.Random) -> Tile:
    weft = "".join(f"M0 {rng.uniform(0, 50):.1f}h50" for _ in range(9))
    warp = "".join(f"M{rng.uniform(0, 50):.1f} 0v50" for _ in range(9))
    return Tile(50, 50, _strokes(weft, dark, 0.8, 0.13) + _strokes(warp, light, 0.8, 0.25))


def _mesh(dark: str, _light: str, _rng: random.Random) -> Tile:
    holes = "".join(
        f'<circle cx="{x}" cy="{y}" r="1.2" fill="{dark}" fill-opacity=".3"/>'
        for x, y in ((2, 2), (6, 6))
    )
    return Tile(8, 8, holes)


def _straw(dark: str, light: str, _rng: random.Random) -> Tile:
    return Tile(
        12,
        12,
        _strokes("M0 3H6M6 9H12", dark, 2.2, 0.3)
        + _strokes("M3 6V12M9 0V6", dark, 2.2, 0.22)
        + _strokes("M0 1.6H6M6 7.6H12", light, 1, 0.4),
    )


def _grain(dark: str, light: str, rng: random.Random) -> Tile:
    pores = "".join(
        f"M{rng.uniform(1, 29):.1f} {rng.uniform(1, 29):.1f}l{rng.uniform(-1, 1):.1f} .8"
        for _ in range(40)
    )
    return Tile(30, 30, _strokes(pores, dark, 0.8, 0.22) + _strokes(pores, light, 0.4, 0.15))


def _quilt(dark: str, light: str, _rng: random.Random) -> Tile:
    """Return one baffle of a padded garment: lit above, in shadow below, stitched at its edge."""
    bands = "".join(
        f'<rect x="0" y="{y}" width="60" height="4.1" fill="{colour}" fill-opacity="{opacity}"/>'
        for y, colour, opacity in (
            (0, dark, 0.34),
            (4, dark, 0.12),
            (8, light, 0.16),
            (12, light, 0.26),
            (16, light, 0.2),
            (20, light, 0.1),
            (28, dark, 0.05),
            (32, dark, 0.1),
            (36, dark, 0.17),
            (40, dark, 0.26),
        )
    )
    puckers = "M6 1l2 7M22 1l-1 9M37 1l2 7M52 1l-2 8M14 43l1-7M30 43l-1-8M46 43l1-6"
    return Tile(
        60, 44, bands + _strokes("M0 0H60", dark, 2, 0.7) + _strokes(puckers, dark, 1.4, 0.25)
    )


def _diamond_quilt(dark: str, light: str, _rng: random.Random) -> Tile:
    return Tile(
        40,
        40,
        f'<path d="M20 4L36 20 20 36 4 20Z" fill="{light}" fill-opacity=".16"/>'
        + _strokes("M0 0L40 40M40 0L0 40", dark, 1.6, 0.4)
        + _strokes("M0 2L38 40M40 2L2 40", light, 1, 0.25),
    )


TEXTURE_TILES: Final = MappingProxyType[str, TextureMaker](
    {
        "denim": _denim,
        "twill": _twill,
        "rib": _rib,
        "cord": _cord,
        "knit": _knit,
        "chunky": _chunky,
        "cable": _cable,
        "boucle": _boucle,
        "tweed": _tweed,
        "melange": _melange,
        "linen": _linen,
        "mesh": _mesh,
        "straw": _straw,
        "grain": _grain,
        "quilt": _quilt,
        "diamond_quilt": _diamond_quilt,
    }
)


def _sheen(*stops: tuple[float, str, float]) -> str:
    marks = "".join(
        f'<stop offset="{at}" stop-color="{colour}" stop-opacity="{opacity}"/>'
        for at, colour, opacity in stops
    )
    return f'<linearGradient id="{{id}}" x1="0" y1="0" x2="1" y2=".35">{marks}</linearGradient>'


SHEENS: Final = MappingProxyType(
    {
        "satin": _sheen(
            (0, "#fff", 0.05),
            (0.18, "#fff", 0.4),
            (0.3, "#fff", 0.06),
            (0.48, "#000", 0.12),
            (0.62, "#fff", 0.34),
            (0.76, "#fff", 0.04),
            (1, "#000", 0.2),
        ),
        "leather": _sheen(
            (0, "#000", 0.1),
            (0.2, "#fff", 0.26),
            (0.28, "#fff", 0.05),
            (0.55, "#000", 0.1),
            (0.7, "#fff", 0.2),
            (0.78, "#fff", 0.02),
            (1, "#000", 0.25),
        ),
        "metal": _sheen(
            (0, "#fff", 0.5),
            (0.3, "#000", 0.15),
            (0.5, "#fff", 0.6),
            (0.7, "#000", 0.2),
            (1, "#fff", 0.35),
        ),
    }
)
"""Gradients over a panel's own box that make it shine."""
