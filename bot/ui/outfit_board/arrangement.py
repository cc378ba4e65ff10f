"""Place the pictures and labels of an outfit's garments on the board."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageDraw

from bot.services.outfits.views import OutfitItemView
from bot.ui.catalogues import Texts
from bot.ui.fonts import Font, bold, fitted
from bot.ui.outfit_board.layout import Box, layout
from bot.ui.outfit_board.style import FAINT, HEIGHT_PX, INK, WIDTH_PX
from bot.ui.outfit_texts import piece_name
from engine.outfits.pieces import BODY

WORD_GAP_PX: Final = 12
_LABEL_PX: Final = 31
_LINE_PX: Final = 38
_LABEL_GAP_PX: Final = 8
_MEASURE: Final = ImageDraw.Draw(Image.new("L", (1, 1)))
"""Measures text; nothing is drawn with it."""

_AREA: Final[Box] = (40, 172, WIDTH_PX - 40, HEIGHT_PX - 134)
"""Where the garments lie, between the line below the title and that above the footer."""

Words = tuple[tuple[str, str], ...]
"""Words side by side, each with its colour."""


@dataclass(frozen=True, slots=True)
class LabelLine:
    """A line of a label.

    Attributes:
        words: with the colour of each, from left to right.
        box: the area they cover.
    """

    words: Words
    box: Box


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a garment is drawn.

    Attributes:
        picture: the box that its picture fills.
        label: the lines below it.
    """

    picture: Box
    label: tuple[LabelLine, ...]


def label_font() -> Font:
    """Return the font of labels."""
    return bold(_LABEL_PX)


def arrange(
    views: Sequence[OutfitItemView], sizes: Sequence[tuple[int, int]], t: Texts
) -> list[Placement]:
    """Return where garments and their labels are drawn; nothing covers anything else.

    Args:
        views: garments of an outfit.
        sizes: of their pictures, px; only the proportions matter.
        t: the sentences of the board.
    """
    boxes = layout([view.piece.role for view in views], _AREA)
    return [_place(view, size, box, t) for view, size, box in zip(views, sizes, boxes, strict=True)]


def _place(view: OutfitItemView, size: tuple[int, int], box: Box, t: Texts) -> Placement:
    """Fit a picture into the upper part of a box, and its label below it."""
    x1, y1, x2, y2 = box
    rows = _label_rows(view, x2 - x1, t)
    room = (x2 - x1, max(1, y2 - y1 - _LABEL_GAP_PX - _LINE_PX * len(rows)))
    scale = min(room[0] / size[0], room[1] / size[1])
    width, height = (max(1, min(round(s * scale), r)) for s, r in zip(size, room, strict=True))
    left, top = x1 + (room[0] - width) // 2, y1 + (room[1] - height) // 2
    lines = []
    for number, row in enumerate(rows):
        row_width = math.ceil(_row_width(row))
        start = (x1 + x2 - row_width) // 2
        row_top = top + height + _LABEL_GAP_PX + number * _LINE_PX
        lines.append(LabelLine(row, (start, row_top, start + row_width, row_top + _LINE_PX)))
    return Placement((left, top, left + width, top + height), tuple(lines))


def _label_rows(view: OutfitItemView, width: int, t: Texts) -> list[Words]:
    """Return the lines of a label: the name and, where it has room beside it, the price."""
    font, name = label_font(), piece_name(view, t)
    if view.item is not None and view.piece.role not in BODY:
        name = t.label("category", view.piece.category)  # room is short, its colour can be seen
    note = ""
    if view.item is not None:
        note = t.price(view.item.price, view.item.currency)
    elif view.key.is_photo:
        note = t.text("coordi.board.photo")
    side_by_side = ((name, INK), (note, FAINT))
    if note and _row_width(side_by_side) <= width:
        return [side_by_side]
    return [((fitted(_MEASURE, text, font, width), ink),) for text, ink in side_by_side if text]


def _row_width(row: Words) -> float:
    font = label_font()
    return sum(font.getlength(text) for text, _ in row) + WORD_GAP_PX * (len(row) - 1)
