"""Draw closet garments: a grid page, one garment, two side by side."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from PIL import Image, ImageDraw, ImageOps

from bot.ui.drawing import to_jpeg
from bot.ui.fonts import bold, fitted

COLUMNS: Final = 3

_WIDTH: Final = 1080
_GAP: Final = 24
_SIDE: Final = (_WIDTH - (COLUMNS + 1) * _GAP) // COLUMNS
_HEAD: Final = 104
_FOOT: Final = 66
_CARD: Final = 1000
_SUPERSAMPLING: Final = 3

_PAPER: Final = "#ffffff"
_TILE: Final = "#f4f3ef"
_INK: Final = "#26262a"
_FAINT: Final = "#86868c"
_RIM: Final = "#d9d7d0"
_ACCENT: Final = "#3e63dd"
_STAR: Final = "#f5a524"


@dataclass(frozen=True, slots=True)
class ClosetTile:
    """A garment in a picture.

    Attributes:
        webp: its picture, None when there is none.
        name: written below it.
        colours: hex values, the main one first.
        number: in its corner; None for none.
        mark: a word across its foot ("세탁 중"), empty for none.
        favourite: whether it has a star.
    """

    webp: bytes | None
    name: str
    colours: tuple[str, ...] = ()
    number: int | None = None
    mark: str = ""
    favourite: bool = False


def draw_grid(tiles: Sequence[ClosetTile], *, title: str, position: str) -> bytes:
    """Return a page of garments as a JPEG, three in a row.

    Args:
        tiles: at most `PAGE_ITEMS`.
        title: at the top, left.
        position: at the top right, which page of how many.
    """
    rows = max(1, -(-len(tiles) // COLUMNS))
    sheet = Image.new("RGB", (_WIDTH, _HEAD + rows * (_SIDE + _FOOT) + _GAP // 2), _PAPER)
    pen = ImageDraw.Draw(sheet)
    right = pen.textlength(position, bold(34))
    head = fitted(pen, title, bold(46), _WIDTH - 3 * _GAP - right)
    pen.text((_GAP, _HEAD / 2 + 4), head, _INK, bold(46), anchor="lm")
    pen.text((_WIDTH - _GAP, _HEAD / 2 + 8), position, _FAINT, bold(34), anchor="rm")
    for index, tile in enumerate(tiles):
        left = _GAP + index % COLUMNS * (_SIDE + _GAP)
        top = _HEAD + index // COLUMNS * (_SIDE + _FOOT)
        _draw_tile(sheet, pen, tile, left, top)
    return to_jpeg(sheet)


def draw_card(webp: bytes | None, name: str) -> bytes:
    """Return one garment, large, as a JPEG."""
    return to_jpeg(_framed(webp, name, _CARD, radius=0))


def draw_pair(first: ClosetTile, second: ClosetTile) -> bytes:
    """Return two garments beside each other as a JPEG."""
    side = (_WIDTH - 3 * _GAP) // 2
    sheet = Image.new("RGB", (_WIDTH, side + _GAP + _FOOT + _GAP), _PAPER)
    pen = ImageDraw.Draw(sheet)
    for index, tile in enumerate((first, second)):
        left = _GAP + index * (side + _GAP)
        sheet.paste(_framed(tile.webp, tile.name, side, radius=side // 16), (left, _GAP))
        name = fitted(pen, tile.name, bold(38), side)
        pen.text((left + side / 2, _GAP + side + _FOOT / 2), name, _INK, bold(38), anchor="mm")
    return to_jpeg(sheet)


def _draw_tile(
    sheet: Image.Image, pen: ImageDraw.ImageDraw, tile: ClosetTile, left: int, top: int
) -> None:
    frame = _framed(tile.webp, tile.name, _SIDE, radius=_SIDE // 14)
    _draw_marks(frame, tile)
    sheet.paste(frame, (left, top))
    middle = top + _SIDE + _FOOT / 2 - 2
    dot = 26
    x = float(left + 4)
    for colour in tile.colours[:3]:
        _draw_dot(sheet, colour, round(x), round(middle - dot / 2), dot)
        x += dot * 0.72
    x += dot * 0.28 + 10 if tile.colours else 0
    name = fitted(pen, tile.name, bold(32), left + _SIDE - x)
    pen.text((x, middle), name, _INK, bold(32), anchor="lm")


def _framed(webp: bytes | None, name: str, side: int, *, radius: int) -> Image.Image:
    """Return a garment on a square of paper: cut out with room around it, a photo in full."""
    frame = Image.new("RGB", (side, side), _TILE)
    picture = _decoded(webp)
    if picture is None:
        pen, font = ImageDraw.Draw(frame), bold(max(16, side // 12))
        middle = (side / 2, side / 2)
        pen.text(middle, fitted(pen, name, font, side * 0.86), _FAINT, font, anchor="mm")
    elif picture.mode == "RGBA":
        room = round(side * 0.86)
        inner = ImageOps.contain(picture, (room, room), Image.Resampling.LANCZOS)
        place = ((side - inner.width) // 2, (side - inner.height) // 2)
        frame.paste(inner, place, inner)
    else:
        frame.paste(ImageOps.fit(picture, (side, side), Image.Resampling.LANCZOS))
    return _with_round_corners(frame, radius) if radius else frame


def _decoded(webp: bytes | None) -> Image.Image | None:
    if webp is None:
        return None
    picture = Image.open(io.BytesIO(webp), formats=("WEBP",))
    picture.load()
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def _with_round_corners(picture: Image.Image, radius: int) -> Image.Image:
    paper = Image.new("RGB", picture.size, _PAPER)
    paper.paste(picture, (0, 0), _corner_mask(picture.width, radius))
    return paper


@lru_cache(maxsize=4)
def _corner_mask(side: int, radius: int) -> Image.Image:
    k = _SUPERSAMPLING
    mask = Image.new("L", (side * k, side * k), 0)
    corner = (0, 0, mask.width - 1, mask.height - 1)
    ImageDraw.Draw(mask).rounded_rectangle(corner, radius * k, 255)
    return mask.resize((side, side), Image.Resampling.BOX)


def _draw_marks(frame: Image.Image, tile: ClosetTile) -> None:
    """Draw number, star and mark on a larger layer, so that their curves are smooth."""
    k, side = _SUPERSAMPLING, frame.width
    layer = Image.new("RGBA", (side * k, side * k), (0, 0, 0, 0))
    pen = ImageDraw.Draw(layer)
    if tile.number is not None:
        radius, middle = 27 * k, (40 * k, 40 * k)
        pen.circle(middle, radius, fill="#ffffff")
        pen.circle(middle, radius - 3 * k, fill=_ACCENT)
        pen.text(middle, str(tile.number), "#ffffff", bold(30 * k), anchor="mm")
    if tile.favourite:
        pen.polygon(_star_points(side * k - 40 * k, 40 * k, 27 * k), fill=_STAR, outline="#ffffff")
    if tile.mark:
        font = bold(26 * k)
        wide = pen.textlength(tile.mark, font) / 2 + 22 * k
        x, y = side * k / 2, (side - 38) * k
        pen.rounded_rectangle((x - wide, y - 24 * k, x + wide, y + 24 * k), 24 * k, "#26262acc")
        pen.text((x, y), tile.mark, "#ffffff", font, anchor="mm")
    small = layer.resize(frame.size, Image.Resampling.BOX)
    frame.paste(small, (0, 0), small)


def _star_points(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    """Return the corners of a star with five points."""
    points = []
    for corner in range(10):
        angle = math.pi * (corner / 5 - 0.5)
        reach = radius if corner % 2 == 0 else radius * 0.45
        points.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    return points


def _draw_dot(sheet: Image.Image, colour: str, left: int, top: int, side: int) -> None:
    k = _SUPERSAMPLING
    layer = Image.new("RGBA", (side * k, side * k), (0, 0, 0, 0))
    edge = (0, 0, side * k - 1, side * k - 1)
    ImageDraw.Draw(layer).ellipse(edge, fill=colour, outline=_RIM, width=2 * k)
    small = layer.resize((side, side), Image.Resampling.BOX)
    sheet.paste(small, (left, top), small)
