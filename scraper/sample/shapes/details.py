"""Small parts that many garments share: buttons, zips, pockets, bands, stitches, prints."""

from __future__ import annotations

from collections.abc import Iterable

from scraper.sample.canvas import Canvas
from scraper.sample.colour import BLACK, WHITE, luminance, mix
from scraper.sample.fabric import Cloth
from scraper.sample.outline import Outline, Point, between, ellipse, polygon, rounded

METAL = "#a9adb4"


def buttons(canvas: Canvas, places: Iterable[Point], colour: str, radius: float = 4.2) -> None:
    """Sew round buttons with a rim, a highlight and two holes."""
    rim = mix(colour, BLACK, 0.45)
    for x, y in places:
        canvas.fill(ellipse(x + 0.8, y + 1.4, radius, radius), BLACK, opacity=0.25)
        canvas.fill(ellipse(x, y, radius, radius), rim)
        canvas.fill(ellipse(x, y, radius - 0.9, radius - 0.9), colour)
        canvas.fill(
            ellipse(x - radius * 0.25, y - radius * 0.3, radius * 0.4, radius * 0.3),
            WHITE,
            opacity=0.35,
        )
        for dx in (-1.2, 1.2):
            canvas.fill(ellipse(x + dx, y, 0.6, 0.6), rim)


def button_colour(cloth: Cloth) -> str:
    """Return a button colour that can be seen on this cloth."""
    return (
        mix(cloth.base, WHITE, 0.35)
        if luminance(cloth.base) < 0.3
        else mix(cloth.base, "#3a3028", 0.35)
    )


def along(start: Point, end: Point, count: int) -> list[Point]:
    """Return `count` points from `start` to `end`, both included."""
    return [between(start, end, i / max(count - 1, 1)) for i in range(count)]


def zipper(canvas: Canvas, top: Point, bottom: Point, tape: str, *, metal: str = METAL) -> None:
    """Sew a zip with its tape, teeth and puller at the top."""
    track = Outline(*top).to(bottom)
    canvas.line(track, mix(tape, BLACK, 0.3), 7, cap="butt")
    canvas.line(track, metal, 3.4, dash="1.3 1.5", cap="butt")
    x, y = top
    canvas.fill(rounded(x - 3.2, y, 6.4, 9, 2), mix(metal, BLACK, 0.25))
    canvas.fill(rounded(x - 2.2, y + 7, 4.4, 15, 2), metal)


def stitch(canvas: Canvas, outline: Outline, cloth: Cloth, *, colour: str | None = None) -> None:
    """Sew a dashed line that can be seen."""
    canvas.line(outline, colour or cloth.seam, 1.1, dash="3.4 2.2", opacity=0.85)


def seam(canvas: Canvas, outline: Outline, cloth: Cloth, width: float = 1.2) -> None:
    """Draw a plain seam: a dark line with a light one beside it."""
    canvas.line(outline.moved(0.9, 0.6), WHITE, width * 0.7, opacity=0.16)
    canvas.line(outline, cloth.line, width, opacity=0.75)


def rib_band(canvas: Canvas, middle: Outline, cloth: Cloth, width: float) -> None:
    """Draw a ribbed band along a line: neck, cuff or hem."""
    canvas.line(middle, cloth.line, width + 1.6, cap="butt", opacity=0.8)
    canvas.line(middle, cloth.base, width, cap="butt")
    canvas.line(
        middle, mix(cloth.base, BLACK, 0.5), width, cap="butt", dash="1.3 2.6", opacity=0.28
    )
    canvas.line(middle, WHITE, width * 0.3, cap="butt", opacity=0.12)


def patch_pocket(  # noqa: PLR0917 - a rectangle is four numbers
    canvas: Canvas, x: float, y: float, width: float, height: float, cloth: Cloth
) -> None:
    """Sew a pocket with its bottom corners cut, its top left corner at (x, y)."""
    cut = width * 0.16
    outline = polygon(
        (x, y),
        (x + width, y),
        (x + width, y + height - cut),
        (x + width - cut, y + height),
        (x + cut, y + height),
        (x, y + height - cut),
    )
    canvas.panel(outline, cloth, edge=1.4)
    stitch(canvas, Outline(x + 3, y + 7).to((x + width - 3, y + 7)), cloth)


def flap_pocket(  # noqa: PLR0917 - a rectangle is four numbers
    canvas: Canvas, x: float, y: float, width: float, height: float, cloth: Cloth
) -> None:
    """Sew a cargo pocket with a flap and a stud."""
    patch_pocket(canvas, x, y, width, height, cloth)
    drop = height * 0.34
    flap = polygon(
        (x - 1.5, y - 2),
        (x + width + 1.5, y - 2),
        (x + width + 1.5, y + drop * 0.8),
        (x + width / 2, y + drop),
        (x - 1.5, y + drop * 0.8),
    )
    canvas.panel(flap, cloth.toned(0.05), edge=1.4)
    buttons(canvas, [(x + width / 2, y + drop * 0.66)], button_colour(cloth), 2.8)


def welt_pocket(canvas: Canvas, start: Point, end: Point, cloth: Cloth, width: float = 6) -> None:
    """Cut a slanted pocket with a welt."""
    canvas.line(Outline(*start).to(end), cloth.line, width + 1.6, cap="butt")
    canvas.line(Outline(*start).to(end), cloth.base, width, cap="butt")
    canvas.line(Outline(*start).to(end).moved(width * 0.5, 1), BLACK, 1.2, opacity=0.4)


def neck_label(canvas: Canvas, y: float, cloth: Cloth) -> None:
    """Sew the label inside the back of the neck."""
    colour = (
        mix(cloth.base, WHITE, 0.75)
        if luminance(cloth.base) < 0.5
        else mix(cloth.base, BLACK, 0.65)
    )
    canvas.fill(rounded(-9, y, 18, 8, 1), colour, opacity=0.85)


def drawstring(canvas: Canvas, start: Point, length: float, sway: float, colour: str) -> None:
    """Hang a cord with a tip."""
    x, y = start
    end = (x + sway, y + length)
    cord = Outline(x, y).bend(end, 0.06)
    canvas.line(cord.moved(1.4, 1.4), BLACK, 3, opacity=0.2)
    canvas.line(cord, mix(colour, BLACK, 0.35), 3.6)
    canvas.line(cord, colour, 2.4)
    canvas.line(
        Outline(*end).to((end[0] + sway * 0.05, end[1] + 9)),
        mix(colour, BLACK, 0.4),
        3.6,
        cap="butt",
    )
