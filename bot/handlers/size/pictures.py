"""Draws a size chart with the person's row marked, and sizes that similar people bought."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageDraw

from bot.ui.drawing import to_jpeg
from bot.ui.fonts import Font, bold, fitted

WIDTH_PX: Final = 1080

_PAPER: Final = "#ffffff"
_INK: Final = "#26262a"
_FAINT: Final = "#86868c"
_LINE: Final = "#e4e2dc"
_ACCENT: Final = "#3e63dd"
_SOFT: Final = "#e8eefc"
_BAR: Final = "#c9d4f3"
_MARGIN: Final = 48
_ROW: Final = 84
_TITLE: Final = 46
_TEXT: Final = 38
_SMALL: Final = 30


@dataclass(frozen=True, slots=True)
class ChartTable:
    """A size chart as texts.

    Attributes:
        columns: headings, the size's first.
        rows: as many cells each.
        marked: index of the recommended row; None when the chart has no such size.
        note: a line below, such as the source of the figures.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    marked: int | None
    note: str


@dataclass(frozen=True, slots=True)
class PeerBars:
    """Sizes that people of a similar body bought.

    Attributes:
        bars: `(size, number of people, text)`, smallest size first; the text is about the fit.
        marked: the size that is recommended.
    """

    title: str
    note: str
    bars: tuple[tuple[str, int, str], ...]
    marked: str


def draw_size(table: ChartTable | None, peers: PeerBars | None) -> bytes | None:
    """Return chart and bars in one JPEG for a phone; None if there is neither."""
    parts = []
    if table is not None:
        parts.append(_draw_table(table))
    if peers is not None:
        parts.append(_draw_peers(peers))
    if not parts:
        return None
    picture = Image.new("RGB", (WIDTH_PX, sum(part.height for part in parts)), _PAPER)
    top = 0
    for part in parts:
        picture.paste(part, (0, top))
        top += part.height
    return to_jpeg(picture)


def _draw_table(table: ChartTable) -> Image.Image:
    head = _MARGIN + _TITLE + 36
    height = head + _ROW * (len(table.rows) + 1) + 36 + _SMALL + _MARGIN
    picture = Image.new("RGB", (WIDTH_PX, height), _PAPER)
    pen = ImageDraw.Draw(picture)
    _title(pen, table.title, _MARGIN)
    columns = _columns(len(table.columns))
    _row(pen, zip(table.columns, columns, strict=True), head, _FAINT, bold(_SMALL))
    for number, cells in enumerate(table.rows):
        top = head + _ROW * (number + 1)
        if number == table.marked:
            room = (_MARGIN - 16, top + 4, WIDTH_PX - _MARGIN + 16, top + _ROW - 4)
            pen.rounded_rectangle(room, 20, _SOFT, _ACCENT, 4)
        elif number != 0 and number - 1 != table.marked:
            pen.line((_MARGIN, top, WIDTH_PX - _MARGIN, top), _LINE, 2)
        ink = _ACCENT if number == table.marked else _INK
        _row(pen, zip(cells, columns, strict=True), top, ink, bold(_TEXT))
    foot = head + _ROW * (len(table.rows) + 1) + 36
    note = fitted(pen, table.note, bold(_SMALL), WIDTH_PX - 2 * _MARGIN)
    pen.text((_MARGIN, foot), note, _FAINT, bold(_SMALL))
    return picture


def _columns(count: int) -> list[float]:
    """Return the left edge of the first column, and the right edges of the others, in pixels."""
    first = 210
    step = (WIDTH_PX - 2 * _MARGIN - first) / max(count - 1, 1)
    return [_MARGIN + 16, *(_MARGIN + first + step * (i + 1) - 24 for i in range(count - 1))]


def _row(
    pen: ImageDraw.ImageDraw,
    cells: Iterable[tuple[str, float]],
    top: float,
    ink: str,
    font: Font,
) -> None:
    """Draw one row; the first cell is aligned left, the others right."""
    middle, before = top + _ROW / 2, 0.0
    for number, (text, edge) in enumerate(cells):
        room = edge - before - 12
        shown = text if number == 0 else fitted(pen, text, font, room)
        pen.text((edge, middle), shown, ink, font, anchor="rm" if number else "lm")
        before = edge if number else edge + 140


def _draw_peers(peers: PeerBars) -> Image.Image:
    head = _MARGIN + _TITLE + 20 + _SMALL + 28
    picture = Image.new("RGB", (WIDTH_PX, head + _ROW * len(peers.bars) + _MARGIN), _PAPER)
    pen = ImageDraw.Draw(picture)
    _title(pen, peers.title, _MARGIN)
    note = fitted(pen, peers.note, bold(_SMALL), WIDTH_PX - 2 * _MARGIN)
    pen.text((_MARGIN, _MARGIN + _TITLE + 20), note, _FAINT, bold(_SMALL))
    most = max(people for _, people, _ in peers.bars)
    left, widest = _MARGIN + 150, 330
    for number, (size, people, words) in enumerate(peers.bars):
        top = head + _ROW * number
        middle = top + _ROW / 2
        is_marked = size == peers.marked
        ink = _ACCENT if is_marked else _INK
        pen.text((_MARGIN + 16, middle), size, ink, bold(_TEXT), anchor="lm")
        right = left + max(20.0, widest * people / most)
        bar = (left, top + 16, right, top + _ROW - 16)
        pen.rounded_rectangle(bar, 10, _ACCENT if is_marked else _BAR)
        room = WIDTH_PX - _MARGIN - right - 24
        label = fitted(pen, words, bold(_SMALL), room)
        pen.text((right + 24, middle), label, _INK, bold(_SMALL), anchor="lm")
    return picture


def _title(pen: ImageDraw.ImageDraw, text: str, top: float) -> None:
    shown = fitted(pen, text, bold(_TITLE), WIDTH_PX - 2 * _MARGIN)
    pen.text((_MARGIN, top), shown, _INK, bold(_TITLE))
