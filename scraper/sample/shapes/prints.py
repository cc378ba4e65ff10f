"""Graphics printed on a chest: drawn motifs, no letters, so that no font is needed."""

from __future__ import annotations

import math
from collections.abc import Callable
from types import MappingProxyType
from typing import Final

from scraper.sample.canvas import Canvas
from scraper.sample.outline import Outline, Point, ellipse, polygon, rounded

Inks = tuple[str, str, str]


def _sunset(canvas: Canvas, at: Point, size: float, inks: Inks) -> None:
    x, y = at
    disc = ellipse(x, y, size, size)
    bars = "".join(
        f'<rect x="{x - size}" y="{y + size * (0.05 + 0.24 * i):.1f}" width="{size * 2}" '
        f'height="{size * (0.05 + 0.03 * i):.1f}" fill="{inks[2]}"/>'
        for i in range(4)
    )
    canvas.clipped(
        disc,
        f'<path d="{disc.d}" fill="{inks[0]}"/><rect x="{x - size}" y="{y}" '
        f'width="{size * 2}" height="{size}" fill="{inks[1]}" fill-opacity=".7"/>{bars}',
    )


def _mountain(canvas: Canvas, at: Point, size: float, inks: Inks) -> None:
    x, y = at
    frame = rounded(x - size, y - size * 0.8, size * 2, size * 1.7, 6)
    far = polygon(
        (x - size * 1.1, y + size), (x - size * 0.3, y - size * 0.35), (x + size * 0.6, y + size)
    )
    near = polygon(
        (x - size * 0.4, y + size), (x + size * 0.45, y - size * 0.1), (x + size * 1.3, y + size)
    )
    snow = polygon(
        (x - size * 0.3, y - size * 0.35),
        (x - size * 0.06, y + size * 0.02),
        (x - size * 0.3, y - size * 0.02),
        (x - size * 0.52, y + size * 0.02),
    )
    sun = ellipse(x + size * 0.5, y - size * 0.4, size * 0.2, size * 0.2)
    canvas.clipped(
        frame,
        "".join(
            f'<path d="{part.d}" fill="{ink}"/>'
            for part, ink in (
                (frame, inks[1]),
                (sun, inks[0]),
                (far, inks[2]),
                (near, inks[0]),
                (snow, inks[0]),
            )
        ),
    )


def _star(canvas: Canvas, at: Point, size: float, inks: Inks) -> None:
    x, y = at
    for scale, ink in ((1.0, inks[0]), (0.72, inks[1]), (0.46, inks[0])):
        points = [
            (
                x + size * scale * (1 if i % 2 == 0 else 0.44) * math.sin(math.pi * i / 5),
                y - size * scale * (1 if i % 2 == 0 else 0.44) * math.cos(math.pi * i / 5),
            )
            for i in range(10)
        ]
        canvas.fill(polygon(*points), ink)


def _bolt(canvas: Canvas, at: Point, size: float, inks: Inks) -> None:
    x, y = at
    bolt = polygon(
        (x + size * 0.25, y - size),
        (x - size * 0.5, y + size * 0.15),
        (x - size * 0.05, y + size * 0.15),
        (x - size * 0.3, y + size),
        (x + size * 0.55, y - size * 0.25),
        (x + size * 0.08, y - size * 0.25),
    )
    canvas.fill(ellipse(x, y, size, size), inks[1])
    canvas.fill(bolt.moved(size * 0.06, size * 0.06), inks[2])
    canvas.fill(bolt, inks[0])


def _wave(canvas: Canvas, at: Point, size: float, inks: Inks) -> None:
    x, y = at
    for row in range(5):
        line = Outline(x - size, y - size * 0.7 + row * size * 0.36)
        for i in range(4):
            line.bend((x - size + size * 0.5 * (i + 1), line.pen[1]), 0.26 if i % 2 else -0.26)
        canvas.line(line, inks[row % 2], size * 0.13)


def _smile(canvas: Canvas, at: Point, size: float, inks: Inks) -> None:
    x, y = at
    canvas.fill(ellipse(x, y, size, size), inks[0])
    for dx in (-0.32, 0.32):
        canvas.fill(ellipse(x + dx * size, y - size * 0.25, size * 0.09, size * 0.17), inks[2])
    grin = Outline(x - size * 0.5, y + size * 0.15).bend((x + size * 0.5, y + size * 0.15), -0.36)
    canvas.line(grin, inks[2], size * 0.1)


def _checker(canvas: Canvas, at: Point, size: float, inks: Inks) -> None:
    x, y = at
    step = size / 3
    canvas.fill(rounded(x - size, y - size * 0.66, size * 2, step * 4, 3), inks[1])
    for row in range(4):
        for column in range(6):
            if (row + column) % 2 == 0:
                left, top = x - size + column * step, y - size * 0.66 + row * step
                canvas.fill(
                    polygon(
                        (left, top),
                        (left + step, top),
                        (left + step, top + step),
                        (left, top + step),
                    ),
                    inks[0],
                )


def _varsity(canvas: Canvas, at: Point, size: float, inks: Inks) -> None:
    """Draw a block letter as on college sweatshirts."""
    x, y = at
    letter = (
        Outline(x + size * 0.62, y - size * 0.35)
        .to((x + size * 0.35, y - size * 0.7), (x - size * 0.35, y - size * 0.7))
        .to((x - size * 0.65, y - size * 0.38), (x - size * 0.65, y + size * 0.38))
        .to((x - size * 0.35, y + size * 0.7), (x + size * 0.35, y + size * 0.7))
        .to((x + size * 0.62, y + size * 0.35))
    )
    canvas.line(letter, inks[1], size * 0.5, cap="butt")
    canvas.line(letter, inks[0], size * 0.34, cap="butt")


def _flower(canvas: Canvas, at: Point, size: float, inks: Inks) -> None:
    x, y = at
    for i in range(8):
        angle = math.pi * i / 4
        canvas.fill(
            ellipse(
                x + math.sin(angle) * size * 0.62,
                y - math.cos(angle) * size * 0.62,
                size * 0.31,
                size * 0.31,
            ),
            inks[0],
        )
    canvas.fill(ellipse(x, y, size * 0.58, size * 0.58), inks[0])
    canvas.fill(ellipse(x, y, size * 0.3, size * 0.3), inks[1])


def _stripe_box(canvas: Canvas, at: Point, size: float, inks: Inks) -> None:
    x, y = at
    for i, ink in enumerate((inks[0], inks[1], inks[2])):
        canvas.fill(
            rounded(x - size, y - size * 0.45 + i * size * 0.34, size * 2, size * 0.22, 2), ink
        )


PRINTS: Final = MappingProxyType[str, Callable[[Canvas, Point, float, Inks], None]](
    {
        "print_sunset": _sunset,
        "print_mountain": _mountain,
        "print_star": _star,
        "print_bolt": _bolt,
        "print_wave": _wave,
        "print_smile": _smile,
        "print_checker": _checker,
        "print_varsity": _varsity,
        "print_flower": _flower,
        "print_stripes": _stripe_box,
    }
)
"""Prints by the name of the detail that asks for them."""

PRINT_DETAILS: Final = " ".join(PRINTS)
