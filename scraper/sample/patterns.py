"""Printed and woven patterns, each as one tile of SVG that repeats without a seam."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

Ink = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Tile:
    """Markup of `width` by `height` drawing units that repeats."""

    width: float
    height: float
    markup: str


TileMaker = Callable[[str, Ink, random.Random], Tile]


def _rect(  # noqa: PLR0917 - as SVG's element
    x: float, y: float, w: float, h: float, fill: str, opacity: float = 1.0
) -> str:
    return (
        f'<rect x="{x}" y="{y}" width="{w}" height="{h}" fill="{fill}" fill-opacity="{opacity}"/>'
    )


def _dot(x: float, y: float, radius: float, fill: str) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{fill}"/>'


def _blob(x: float, y: float, radius: float, rng: random.Random, wobble: float = 0.35) -> str:
    """Return path data of an irregular round shape."""
    count = 7
    points = []
    for i in range(count):
        angle = 2 * math.pi * i / count
        r = radius * (1 + rng.uniform(-wobble, wobble))
        points.append((x + r * math.cos(angle), y + r * math.sin(angle)))
    middles = [
        ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
        for a, b in zip(points, points[1:] + points[:1], strict=True)
    ]
    data = f"M{middles[-1][0]:.1f} {middles[-1][1]:.1f}"
    for corner, middle in zip(points, middles, strict=True):
        data += f"Q{corner[0]:.1f} {corner[1]:.1f} {middle[0]:.1f} {middle[1]:.1f}"
    return data + "Z"


def _wrapped(size: float, x: float, y: float, reach: float, motif: str) -> str:
    """Place a motif drawn around the origin at (x, y), repeated where it crosses the edge."""
    copies = []
    for dx in (-size, 0, size):
        for dy in (-size, 0, size):
            px, py = x + dx, y + dy
            if -reach < px < size + reach and -reach < py < size + reach:
                copies.append(f'<g transform="translate({px:.1f} {py:.1f})">{motif}</g>')
    return "".join(copies)


def _scattered(
    size: float, count: int, rng: random.Random, gap: float
) -> list[tuple[float, float]]:
    """Return up to `count` places on a torus of side `size`, at least `gap` apart."""
    places: list[tuple[float, float]] = []
    for _ in range(count * 60):
        x, y = rng.uniform(0, size), rng.uniform(0, size)
        near = any(
            min(abs(x - a), size - abs(x - a)) ** 2 + min(abs(y - b), size - abs(y - b)) ** 2
            < gap * gap
            for a, b in places
        )
        if not near:
            places.append((x, y))
        if len(places) == count:
            break
    return places


def _breton(_base: str, ink: Ink, _rng: random.Random) -> Tile:
    return Tile(60, 26, _rect(0, 0, 60, 9, ink[0]))


def _rugby(_base: str, ink: Ink, _rng: random.Random) -> Tile:
    return Tile(60, 92, _rect(0, 0, 60, 46, ink[0]) + _rect(0, 40, 60, 6, ink[1]))


def _multistripe(_base: str, ink: Ink, _rng: random.Random) -> Tile:
    bands = _rect(0, 0, 60, 16, ink[0]) + _rect(0, 30, 60, 8, ink[1]) + _rect(0, 50, 60, 13, ink[2])
    return Tile(60, 76, bands)


def _pinstripe(_base: str, ink: Ink, _rng: random.Random) -> Tile:
    return Tile(15, 60, _rect(0, 0, 1.6, 60, ink[0], 0.75))


def _shirt_stripe(_base: str, ink: Ink, _rng: random.Random) -> Tile:
    return Tile(15, 60, _rect(0, 0, 5.5, 60, ink[0], 0.85))


def _gingham(_base: str, ink: Ink, _rng: random.Random) -> Tile:
    return Tile(26, 26, _rect(0, 0, 13, 26, ink[0], 0.5) + _rect(0, 0, 26, 13, ink[0], 0.5))


def _tartan(_base: str, ink: Ink, _rng: random.Random) -> Tile:
    parts = []
    for start, wide, colour, opacity in (
        (6, 26, ink[0], 0.5),
        (14, 4, ink[1], 0.75),
        (48, 12, ink[0], 0.45),
        (66, 2.4, ink[2], 0.9),
        (71, 2.4, ink[2], 0.9),
    ):
        parts.append(_rect(start, 0, wide, 84, colour, opacity))
        parts.append(_rect(0, start, 84, wide, colour, opacity))
    return Tile(84, 84, "".join(parts))


def _windowpane(_base: str, ink: Ink, _rng: random.Random) -> Tile:
    return Tile(44, 52, _rect(0, 0, 2, 52, ink[0], 0.8) + _rect(0, 0, 44, 2, ink[0], 0.8))


def _glen(_base: str, ink: Ink, _rng: random.Random) -> Tile:
    parts = [_rect(i * 5, 0, 2, 62, ink[0], 0.4) for i in range(6)]
    parts += [_rect(0, i * 5, 62, 2, ink[0], 0.4) for i in range(6)]
    parts += [_rect(46, 0, 1.6, 62, ink[1], 0.8), _rect(0, 46, 62, 1.6, ink[1], 0.8)]
    return Tile(62, 62, "".join(parts))


def _flower(radius: float, petal: str, heart: str, rng: random.Random) -> str:
    turn = rng.uniform(0, 72)
    petals = "".join(
        f'<ellipse cx="0" cy="{-radius * 0.58:.1f}" rx="{radius * 0.36:.1f}" '
        f'ry="{radius * 0.46:.1f}" transform="rotate({turn + 72 * i:.0f})"/>'
        for i in range(5)
    )
    return f'<g fill="{petal}">{petals}</g>{_dot(0, 0, radius * 0.27, heart)}'


def _leaf(length: float, colour: str, rng: random.Random) -> str:
    turn = rng.uniform(0, 360)
    return (
        f'<path transform="rotate({turn:.0f})" fill="{colour}" d="M0 0Q{length * 0.4:.1f} '
        f'{-length * 0.5:.1f} 0 {-length:.1f}Q{-length * 0.4:.1f} {-length * 0.5:.1f} 0 0Z"/>'
    )


def _flowers(
    ink: Ink, rng: random.Random, *, size: float, count: int, radius: float, gap: float
) -> Tile:
    parts = []
    hearts = (ink[1], ink[0])
    for i, (x, y) in enumerate(_scattered(size, count, rng, gap)):
        r = radius * rng.uniform(0.75, 1.2)
        leaves = "".join(_leaf(r * 1.75, ink[2], rng) for _ in range(2))
        motif = leaves + _flower(r, ink[i % 2], hearts[i % 2], rng)
        parts.append(_wrapped(size, x, y, r * 2, motif))
    for x, y in _scattered(size, count, rng, gap * 0.8):
        parts.append(_wrapped(size, x, y, 3, _dot(0, 0, radius * 0.14, ink[0])))
    return Tile(size, size, "".join(parts))


def _floral(_base: str, ink: Ink, rng: random.Random) -> Tile:
    return _flowers(ink, rng, size=150, count=11, radius=15, gap=36)


def _ditsy(_base: str, ink: Ink, rng: random.Random) -> Tile:
    return _flowers(ink, rng, size=96, count=11, radius=7.5, gap=22)


def _polka(_base: str, ink: Ink, _rng: random.Random) -> Tile:
    return Tile(34, 34, _dot(8.5, 8.5, 5.6, ink[0]) + _dot(25.5, 25.5, 5.6, ink[0]))


def _pin_dot(_base: str, ink: Ink, _rng: random.Random) -> Tile:
    return Tile(19, 19, _dot(4.8, 4.8, 2.3, ink[0]) + _dot(14.3, 14.3, 2.3, ink[0]))


def _leopard(_base: str, ink: Ink, rng: random.Random) -> Tile:
    parts = []
    for x, y in _scattered(130, 30, rng, 19):
        r = rng.uniform(6, 9)
        turn = rng.uniform(0, 360)
        motif = (
            f'<path d="{_blob(0, 0, r * 0.8, rng, 0.2)}" fill="{ink[1]}"/>'
            f'<path d="{_blob(0, 0, r, rng, 0.15)}" fill="none" stroke="{ink[0]}" '
            f'stroke-width="{rng.uniform(3.2, 4.6):.1f}" stroke-linecap="round" '
            f'stroke-dasharray="{r * 1.7:.1f} {r * 0.5:.1f}" transform="rotate({turn:.0f})"/>'
        )
        parts.append(_wrapped(130, x, y, 14, motif))
    return Tile(130, 130, "".join(parts))


def _zebra(_base: str, ink: Ink, rng: random.Random) -> Tile:
    parts = []
    for i in range(5):
        y = 26 * i
        a, b = rng.uniform(8, 14), rng.uniform(3, 6)
        parts.append(
            f'<path fill="{ink[0]}" d="M0 {y}C30 {y - a} 45 {y + a} 65 {y + 3}S110 {y - a} 130 {y}'
            f"L130 {y + 10}C110 {y + 12 - a} 85 {y + 10 + a} 65 {y + 8 + b}S30 {y + 8 - a} "
            f'0 {y + 10}Z"/>'
        )
    return Tile(130, 130, "".join(parts))


def _camo(_base: str, ink: Ink, rng: random.Random) -> Tile:
    parts = []
    for i, (x, y) in enumerate(_scattered(170, 17, rng, 33)):
        stretch = rng.uniform(1.2, 1.9)
        turn = rng.uniform(-30, 30)
        motif = (
            f'<path d="{_blob(0, 0, rng.uniform(14, 23), rng, 0.4)}" fill="{ink[i % 3]}" '
            f'transform="rotate({turn:.0f}) scale({stretch:.2f} 1)"/>'
        )
        parts.append(_wrapped(170, x, y, 55, motif))
    return Tile(170, 170, "".join(parts))


def _argyle(_base: str, ink: Ink, _rng: random.Random) -> Tile:
    return Tile(
        64,
        96,
        f'<path d="M32 0L64 48 32 96 0 48Z" fill="{ink[0]}" fill-opacity=".9"/>'
        f'<path d="M0 0L64 96M64 0L0 96" stroke="{ink[1]}" stroke-width="1.6" fill="none" '
        'stroke-dasharray="5 3"/>',
    )


def _nordic(_base: str, ink: Ink, _rng: random.Random) -> Tile:
    star = "".join(
        f'<path d="M24 26L{24 + 9 * math.cos(a):.1f} {26 + 9 * math.sin(a):.1f}" '
        f'stroke="{ink[0]}" stroke-width="3.4"/>'
        for a in (math.pi / 4 * i for i in range(8))
    )
    zigzag = (
        f'<path d="M0 58L12 48 24 58 36 48 48 58" fill="none" stroke="{ink[1]}" stroke-width="4"/>'
    )
    dots = "".join(_rect(x, 68, 5, 5, ink[0]) for x in (3, 15, 27, 39))
    return Tile(48, 82, star + zigzag + dots + _rect(0, 4, 48, 3, ink[1]))


def _paisley(_base: str, ink: Ink, rng: random.Random) -> Tile:
    parts = []
    for i, (x, y) in enumerate(_scattered(120, 8, rng, 36)):
        size = rng.uniform(0.8, 1.15)
        drop = "M0 15C-15 12-14-12 3-17C12-19 15-10 9-8C16 2 12 16 0 15Z"
        motif = (
            f'<g transform="rotate({rng.uniform(0, 360):.0f}) scale({size:.2f})">'
            f'<path d="{drop}" fill="{ink[i % 2]}"/>'
            f'<path d="{drop}" fill="{ink[2]}" transform="translate(0 3) scale(.55)"/></g>'
        )
        parts.append(_wrapped(120, x, y, 22, motif))
    for x, y in _scattered(120, 14, rng, 20):
        parts.append(_wrapped(120, x, y, 3, _dot(0, 0, 1.8, ink[0])))
    return Tile(120, 120, "".join(parts))


def _tie_dye(_base: str, ink: Ink, rng: random.Random) -> Tile:
    parts = []
    for i, (x, y) in enumerate(_scattered(220, 12, rng, 50)):
        radius = rng.uniform(24, 44)
        rings = "".join(
            f'<path d="{_blob(0, 0, radius * part, rng, 0.25)}" fill="{ink[(i + k) % 3]}" '
            f'fill-opacity="{0.35 + 0.1 * k}"/>'
            for k, part in enumerate((1.0, 0.68, 0.36))
        )
        parts.append(_wrapped(220, x, y, 60, rings))
    return Tile(220, 220, "".join(parts))


PATTERN_TILES: Final = MappingProxyType[str, TileMaker](
    {
        "breton": _breton,
        "rugby": _rugby,
        "multistripe": _multistripe,
        "pinstripe": _pinstripe,
        "shirt_stripe": _shirt_stripe,
        "gingham": _gingham,
        "tartan": _tartan,
        "windowpane": _windowpane,
        "glen": _glen,
        "floral": _floral,
        "ditsy": _ditsy,
        "polka": _polka,
        "pin_dot": _pin_dot,
        "leopard": _leopard,
        "zebra": _zebra,
        "camo": _camo,
        "argyle": _argyle,
        "nordic": _nordic,
        "paisley": _paisley,
        "tie_dye": _tie_dye,
    }
)

PATTERN_KIND: Final = MappingProxyType(
    {
        "plain": "solid",
        "breton": "stripe",
        "rugby": "stripe",
        "multistripe": "stripe",
        "pinstripe": "stripe",
        "shirt_stripe": "stripe",
        "gingham": "check",
        "tartan": "check",
        "windowpane": "check",
        "glen": "check",
        "argyle": "check",
        "floral": "floral",
        "ditsy": "floral",
        "polka": "dot",
        "pin_dot": "dot",
        "leopard": "animal",
        "zebra": "animal",
        "camo": "other",
        "nordic": "other",
        "paisley": "other",
        "tie_dye": "other",
    }
)
"""The taxonomy's pattern that each of these is."""
