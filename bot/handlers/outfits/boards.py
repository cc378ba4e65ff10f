"""Draws an outfit as one picture: its garments cut out and laid out like a page of a magazine."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from bot.handlers.outfits.board_layout import Box, layout
from bot.handlers.outfits.silhouettes import silhouette
from bot.services.outfits.views import OutfitItemView, OutfitView
from bot.ui.catalogues import Texts, capped
from bot.ui.drawing import MAX_SOURCE_PIXELS, corner_mask, to_jpeg
from bot.ui.fonts import Font, bold, fitted
from engine.outfits.harmony import hex_of
from engine.outfits.pieces import BODY
from engine.outfits.scoring import is_wet
from engine.weather.forecast import DayWeather

WIDTH_PX: Final = 1080
HEIGHT_PX: Final = 1350

_PAPER: Final = "#f6f3ee"
_INK: Final = "#26241f"
_FAINT: Final = "#8b867c"
_LINE: Final = "#d9d3c7"
_CARD: Final = "#ffffff"
_MARGIN: Final = 56
_LABEL_PX: Final = 31
_LINE_PX: Final = 38
_LABEL_GAP: Final = 8
_WORD_GAP: Final = 12
_NAME_CHARS: Final = 16
_SHADOW: Final = (60, 48, 30)
_LONGEST_PX: Final = 640
_PAPER_TOLERANCE: Final = 20
_STEPS: Final = (3, 2, 1)
_MOST_FILLED: Final = 1.3
_LEAST_SOLID: Final = 0.4
_LEAST_PAPER: Final = 0.08
_MOST_PAPER: Final = 0.97
_MEASURE: Final = ImageDraw.Draw(Image.new("L", (1, 1)))
"""Measures text; nothing is drawn with it."""

_AREA: Final[Box] = (40, 172, WIDTH_PX - 40, 1216)
"""Where the garments lie, between the line below the title and that above the foot."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a label.

    Attributes:
        words: with the colour of each, from left to right.
        box: what they cover.
    """

    words: tuple[tuple[str, str], ...]
    box: Box


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a garment is drawn.

    Attributes:
        picture: the box that its picture fills.
        label: the lines below it.
    """

    picture: Box
    label: tuple[Line, ...]


def render_board(
    outfit: OutfitView, weather: DayWeather | None, texts: Texts, *, number: int | None = None
) -> bytes:
    """Return an outfit as a JPEG of 1080 by 1350 pixels.

    Args:
        outfit: what to draw; pieces without a picture are drawn in outline and colour.
        weather: of the strip at the top; None for none.
        texts: the sentences of who looks at it.
        number: of several outfits; None for a single one.
    """
    board = Image.new("RGB", (WIDTH_PX, HEIGHT_PX), _PAPER)
    pen = ImageDraw.Draw(board)
    _head(board, pen, _title(outfit, texts, number), weather, texts)
    pictures = [_picture(one) for one in outfit.pieces]
    spots = arrange(outfit.pieces, [picture.size for picture in pictures], texts)
    for picture, spot in zip(pictures, spots, strict=True):
        _lay(board, pen, picture, spot)
    _foot(board, pen, outfit, texts)
    return to_jpeg(board)


def piece_name(one: OutfitItemView, t: Texts) -> str:
    """Return what a garment is called: its owner's name for it, else its colour and kind."""
    if one.name and one.item is None:
        return capped(one.name, _NAME_CHARS)
    colour = one.piece.main_colour
    category = one.piece.category
    if colour is None:
        return t.label("category", category)
    return f"{t.label('colour', colour)} {t.label_within('category', category)}"


def _title(outfit: OutfitView, t: Texts, number: int | None) -> str:
    if outfit.occasion is not None:
        title = t.label("occasion", outfit.occasion)
    elif outfit.style is not None:
        title = t.label("style", outfit.style)
    else:
        title = t.text("coordi.board.any")
    return title if number is None else t.text("coordi.board.title", title=title, number=number)


# -- head and foot ----------------------------------------------------------------------------


def _head(
    board: Image.Image,
    pen: ImageDraw.ImageDraw,
    title: str,
    weather: DayWeather | None,
    t: Texts,
) -> None:
    right = WIDTH_PX - _MARGIN
    if weather is not None:
        right = _weather_pill(board, pen, weather, t) - 24
    font = bold(58)
    pen.text((_MARGIN, 92), fitted(pen, title, font, right - _MARGIN), _INK, font, anchor="lm")
    pen.line((_MARGIN, 150, WIDTH_PX - _MARGIN, 150), _LINE, 2)


def _weather_pill(
    board: Image.Image, pen: ImageDraw.ImageDraw, weather: DayWeather, t: Texts
) -> int:
    """Draw the weather at the right; return where it begins."""
    words = weather_words(weather, t)
    font = bold(34)
    width = int(pen.textlength(words, font)) + 128
    left, top, bottom = WIDTH_PX - _MARGIN - width, 56, 128
    pen.rounded_rectangle((left, top, left + width, bottom), 36, _CARD, _LINE, 2)
    sky = _sky_icon(weather)
    board.paste(sky, (left + 24, (top + bottom - sky.height) // 2), sky)
    pen.text((left + 94, (top + bottom) / 2), words, _INK, font, anchor="lm")
    return left


def weather_words(weather: DayWeather, t: Texts) -> str:
    """Return the weather of a day in a few words: 3° / 11°."""
    low, high = round(weather.temperature_min_c), round(weather.temperature_max_c)
    words = f"{low}° / {high}°"
    if is_wet(weather):
        falls = t.label("coordi.sky", weather.sky if weather.sky in _FALLING else "rain")
        words += f" · {falls}"
    return words


_FALLING: Final = ("rain", "sleet", "snow")


@lru_cache(maxsize=16)
def _icon(sky: str) -> Image.Image:
    """Return a small picture of a sky, 56 pixels a side."""
    k = 4
    icon = Image.new("RGBA", (56 * k, 56 * k), (0, 0, 0, 0))
    pen = ImageDraw.Draw(icon)
    sun, cloud, rain, snow = "#f5a524", "#aab4c0", "#3e7bd6", "#8fb8e8"

    def disc(x: float, y: float, r: float, fill: str) -> None:
        pen.ellipse(((x - r) * k, (y - r) * k, (x + r) * k, (y + r) * k), fill)

    if sky == "clear":
        for angle in range(0, 360, 45):
            x, y = np.cos(np.radians(angle)), np.sin(np.radians(angle))
            ends = (28 + 19 * x, 28 + 19 * y, 28 + 26 * x, 28 + 26 * y)
            pen.line([v * k for v in ends], sun, 4 * k)
        disc(28, 28, 13, sun)
        return icon.resize((56, 56), Image.Resampling.LANCZOS)
    if sky == "cloudy":
        disc(37, 20, 11, sun)
    lift = 6 if sky in _FALLING else 0
    for x, y, r in ((18, 34, 11), (30, 27, 14), (41, 35, 10)):
        disc(x, y - lift, r, cloud)
    pen.rounded_rectangle((10 * k, (32 - lift) * k, 49 * k, (45 - lift) * k), 6 * k, cloud)
    if sky in {"rain", "sleet"}:
        for x in (19, 30, 41):
            pen.line((x * k, 43 * k, (x - 3) * k, 52 * k), rain, 4 * k)
    if sky in {"snow", "sleet"}:
        for x, y in ((18, 48), (30, 51), (42, 48)) if sky == "snow" else ((25, 50), (36, 50)):
            disc(x, y, 3.2, snow)
    return icon.resize((56, 56), Image.Resampling.LANCZOS)


def _sky_icon(weather: DayWeather) -> Image.Image:
    wet = is_wet(weather)
    return _icon(weather.sky if wet or weather.sky not in _FALLING else "cloudy")


def _foot(board: Image.Image, pen: ImageDraw.ImageDraw, outfit: OutfitView, t: Texts) -> None:
    top, dot = HEIGHT_PX - 92, 44
    pen.line((_MARGIN, top - 26, WIDTH_PX - _MARGIN, top - 26), _LINE, 2)
    x = _MARGIN
    for hex_ in _palette(outfit.pieces):
        _swatch(board, hex_, x, top + 2, dot)
        x += dot + 12
    if outfit.products:
        words = t.text("coordi.board.total", price=t.price(outfit.price_won, "KRW"))
    else:
        words = t.text("coordi.board.own")
    pen.text((WIDTH_PX - _MARGIN, top + 24), words, _INK, bold(36), anchor="rm")


def _palette(pieces: Sequence[OutfitItemView]) -> list[str]:
    """Return the main colours of an outfit, each once."""
    hexes: dict[str, str] = {}
    for one in pieces:
        if one.piece.colours:
            name = one.piece.main_colour or one.piece.colours[0][0]
            hexes.setdefault(name, one.piece.colours[0][0])
    return list(hexes.values())[:6]


def _swatch(board: Image.Image, hex_: str, left: int, top: int, side: int) -> None:
    k = 4
    disc = Image.new("RGBA", (side * k, side * k), (0, 0, 0, 0))
    pen = ImageDraw.Draw(disc)
    pen.ellipse((0, 0, side * k - 1, side * k - 1), fill=_LINE)
    pen.ellipse((k * 2, k * 2, (side - 2) * k, (side - 2) * k), fill=hex_)
    small = disc.resize((side, side), Image.Resampling.LANCZOS)
    board.paste(small, (left, top), small)


# -- garments ---------------------------------------------------------------------------------


def arrange(
    pieces: Sequence[OutfitItemView], sizes: Sequence[tuple[int, int]], t: Texts
) -> list[Placed]:
    """Return where garments and their labels are drawn; nothing covers anything else.

    Args:
        pieces: of an outfit.
        sizes: of their pictures, px; only the proportions matter.
        t: the sentences of who looks at it.
    """
    boxes = layout([one.piece.role for one in pieces], _AREA)
    return [_placed(one, size, box, t) for one, size, box in zip(pieces, sizes, boxes, strict=True)]


def _placed(one: OutfitItemView, size: tuple[int, int], box: Box, t: Texts) -> Placed:
    """Put a picture into the upper part of a box, as large as it goes, and its label below it."""
    x1, y1, x2, y2 = box
    rows = _label_rows(one, x2 - x1, t)
    room = (x2 - x1, max(1, y2 - y1 - _LABEL_GAP - _LINE_PX * len(rows)))
    scale = min(room[0] / size[0], room[1] / size[1])
    width, height = (max(1, min(round(s * scale), r)) for s, r in zip(size, room, strict=True))
    left, top = x1 + (room[0] - width) // 2, y1 + (room[1] - height) // 2
    lines = []
    for number, row in enumerate(rows):
        whole = math.ceil(_row_width(row))
        start = (x1 + x2 - whole) // 2
        under = top + height + _LABEL_GAP + number * _LINE_PX
        lines.append(Line(row, (start, under, start + whole, under + _LINE_PX)))
    return Placed((left, top, left + width, top + height), tuple(lines))


def _lay(board: Image.Image, pen: ImageDraw.ImageDraw, picture: Image.Image, spot: Placed) -> None:
    """Draw a garment with a soft shadow, and its label."""
    left, top, right, bottom = spot.picture
    cut = picture.resize((right - left, bottom - top), Image.Resampling.LANCZOS)
    _shadow(board, cut, left, top)
    board.paste(cut, (left, top), cut)
    for line in spot.label:
        x: float = line.box[0]
        for words, ink in line.words:
            pen.text((x, line.box[1]), words, ink, _label_font(), anchor="la")
            x += _label_font().getlength(words) + _WORD_GAP


def _shadow(board: Image.Image, cut: Image.Image, left: int, top: int) -> None:
    """Draw the shadow of a cut-out, worked out at a quarter of its size."""
    pad, k = 24, 4
    small = (max(1, cut.width // k), max(1, cut.height // k))
    alpha = Image.new("L", (small[0] + 2 * pad // k, small[1] + 2 * pad // k), 0)
    alpha.paste(cut.getchannel("A").resize(small, Image.Resampling.BOX), (pad // k, pad // k))
    soft = alpha.filter(ImageFilter.GaussianBlur(2.6)).point(lambda a: a * 0.26)
    wide = soft.resize((cut.width + 2 * pad, cut.height + 2 * pad), Image.Resampling.BILINEAR)
    board.paste(_SHADOW, (left - pad + 3, top - pad + 10), wide)


def _label_font() -> Font:
    return bold(_LABEL_PX)


def _label_rows(one: OutfitItemView, width: int, t: Texts) -> list[tuple[tuple[str, str], ...]]:
    """Return the lines of a label: the name and, where it has room beside it, the price."""
    font = _label_font()
    name = piece_name(one, t)
    if one.item is not None and one.piece.role not in BODY:
        name = t.label("category", one.piece.category)  # its colour can be seen, and room is short
    note = ""
    if one.item is not None:
        note = t.price(one.item.price, one.item.currency)
    elif one.key.is_photo:
        note = t.text("coordi.board.photo")
    together = ((name, _INK), (note, _FAINT))
    if note and _row_width(together) <= width:
        return [together]
    return [((fitted(_MEASURE, words, font, width), ink),) for words, ink in together if words]


def _row_width(row: Sequence[tuple[str, str]]) -> float:
    font = _label_font()
    return sum(font.getlength(words) for words, _ in row) + _WORD_GAP * (len(row) - 1)


def _picture(one: OutfitItemView) -> Image.Image:
    """Return a garment without its background; drawn, where there is no picture of it."""
    seen = _seen(one)
    if seen is not None:
        return seen
    colour = one.piece.colours[0][0] if one.piece.colours else hex_of("")
    return silhouette(one.piece.category, colour)


def _seen(one: OutfitItemView) -> Image.Image | None:
    """Return a garment's picture without its background, None when it cannot be shown."""
    try:
        if one.webp is not None:
            with Image.open(io.BytesIO(one.webp)) as picture:
                return _lifted(picture)
        if one.path is not None:
            return _of_catalogue(one.path)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None  # a board with a drawing is better than none
    return None


@lru_cache(maxsize=256)
def _of_catalogue(path: Path) -> Image.Image | None:
    with Image.open(io.BytesIO(path.read_bytes())) as picture:
        return _lifted(picture)


def _lifted(picture: Image.Image) -> Image.Image | None:
    """Return a picture as RGBA without plain paper around the garment, trimmed."""
    if picture.width * picture.height > MAX_SOURCE_PIXELS:
        return None
    picture.draft("RGB", (_LONGEST_PX, _LONGEST_PX))
    image = picture.convert("RGBA")
    image.thumbnail((_LONGEST_PX, _LONGEST_PX), Image.Resampling.LANCZOS)
    if np.asarray(image.getchannel("A")).min() == 255:
        alpha = _without_paper(np.asarray(image.convert("RGB")))
        if alpha is None:
            # The garment cannot be lifted off its photo, which is shown like a print.
            image.putalpha(corner_mask(image.size, min(image.size) / 14))
            return image
        image.putalpha(Image.fromarray(alpha))
    box = image.getchannel("A").point(lambda a: 255 if a > 24 else 0).getbbox()
    return None if box is None else image.crop(box)


def _without_paper(pixels: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """Return the opacity of a garment on plain paper, None when there is no plain paper.

    The paper is what can be reached from the corners over small steps of colour.
    """
    for step in _STEPS:
        garment = 255 - _paper(pixels, step)
        outline = cv2.morphologyEx(garment, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
        contours, _ = cv2.findContours(outline, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        filled = cv2.drawContours(np.zeros_like(garment), contours, -1, 255, cv2.FILLED)
        share = float((garment > 0).mean())
        # Where white cloth lies on white paper, the flood runs into it and leaves its seams.
        leaked = (filled > 0).mean() > _MOST_FILLED * share or _solidity(garment) < _LEAST_SOLID
        if _LEAST_PAPER <= 1 - share <= _MOST_PAPER and not leaked:
            thin = cv2.erode(garment, np.ones((3, 3), np.uint8))
            return np.asarray(cv2.GaussianBlur(thin, (3, 3), 0), np.uint8)
    return None


def _solidity(garment: NDArray[np.uint8]) -> float:
    """Return how much of its convex hull a garment covers: glasses half of it, seams a fifth."""
    if not garment.any():
        return 0.0
    hull = cv2.contourArea(cv2.convexHull(cv2.findNonZero(garment)))
    return float(np.count_nonzero(garment) / max(hull, 1.0))


def _paper(pixels: NDArray[np.uint8], step: int) -> NDArray[np.uint8]:
    """Return 255 where the paper is, as far as it is reached over steps of colour."""
    height, width = pixels.shape[:2]
    smooth = cv2.GaussianBlur(pixels, (3, 3), 0)
    mask = np.zeros((height + 2, width + 2), np.uint8)
    flags = 4 | cv2.FLOODFILL_MASK_ONLY | (255 << 8)
    seeds = ((0, 0), (width - 1, 0), (0, height - 1), (width - 1, height - 1))
    paper = np.median([smooth[y, x].astype(int) for x, y in seeds], axis=0)
    for x, y in seeds:
        if mask[y + 1, x + 1] == 0 and np.abs(smooth[y, x] - paper).max() <= _PAPER_TOLERANCE:
            cv2.floodFill(smooth, mask, (x, y), (0, 0, 0), (step,) * 3, (step,) * 3, flags)
    return np.asarray(mask[1:-1, 1:-1], np.uint8)
