"""Draw a month of the wear diary as a calendar with the garments worn on each day."""

from __future__ import annotations

import calendar
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from PIL import Image, ImageDraw, ImageOps

from bot.ui.drawing import to_jpeg
from bot.ui.fonts import bold

MAX_A_DAY: Final = 4
"""Garments drawn on a day; of more, one place shows how many are left."""

_WIDTH: Final = 1080
_GAP: Final = 10
_MARGIN: Final = 20
_CELL: Final = (_WIDTH - 2 * _MARGIN - 6 * _GAP) // 7
_HEIGHT: Final = 178
_HEAD: Final = 96
_WEEK: Final = 50
_DAY: Final = 40
_SUNDAY_FIRST: Final = 6

_PAPER: Final = "#ffffff"
_TILE: Final = "#f4f3ef"
_INK: Final = "#26262a"
_FAINT: Final = "#86868c"
_SUNDAY: Final = "#e5484d"
_SATURDAY: Final = "#3e63dd"
_TODAY: Final = "#3e63dd"


@dataclass(frozen=True, slots=True)
class Month:
    """The contents of a calendar page.

    Attributes:
        first_day: first day of the month.
        today: framed if it is in the month.
        title: at the top left.
        summary: at the top right.
        weekdays: seven names, Sunday first.
        worn: pictures of the garments worn, by day; WebP, None for a garment without picture.
    """

    first_day: date
    today: date
    title: str
    summary: str
    weekdays: Sequence[str]
    worn: Mapping[date, Sequence[bytes | None]]


def draw_month(month: Month) -> bytes:
    """Return a month as a JPEG."""
    weeks = calendar.Calendar(_SUNDAY_FIRST).monthdatescalendar(
        month.first_day.year, month.first_day.month
    )
    height = _HEAD + _WEEK + len(weeks) * (_HEIGHT + _GAP) + _MARGIN
    sheet = Image.new("RGB", (_WIDTH, height), _PAPER)
    pen = ImageDraw.Draw(sheet)
    pen.text((_MARGIN, _HEAD / 2 + 4), month.title, _INK, bold(48), anchor="lm")
    pen.text((_WIDTH - _MARGIN, _HEAD / 2 + 8), month.summary, _FAINT, bold(32), anchor="rm")
    for column, name in enumerate(month.weekdays):
        middle = (_MARGIN + column * (_CELL + _GAP) + _CELL / 2, _HEAD + _WEEK / 2 - 4)
        pen.text(middle, name, _weekday_colour(column), bold(28), anchor="mm")
    thumbnails = {
        webp: _decoded(webp) for worn in month.worn.values() for webp in set(worn) if webp
    }
    for row, week in enumerate(weeks):
        for column, day in enumerate(week):
            if day.month == month.first_day.month:
                left = _MARGIN + column * (_CELL + _GAP)
                top = _HEAD + _WEEK + row * (_HEIGHT + _GAP)
                pictures = [thumbnails[webp] if webp else None for webp in month.worn.get(day, ())]
                cell = (left, top, column)
                _draw_day(sheet, pictures, cell, day, is_today=day == month.today)
    return to_jpeg(sheet)


def _weekday_colour(column: int) -> str:
    return _SUNDAY if column == 0 else _SATURDAY if column == 6 else _FAINT


def _decoded(webp: bytes) -> Image.Image:
    """Return a picture no larger than a day."""
    picture = Image.open(io.BytesIO(webp), formats=("WEBP",))
    return ImageOps.contain(picture.convert("RGBA"), (_CELL, _HEIGHT - _DAY))


def _draw_day(
    sheet: Image.Image,
    pictures: Sequence[Image.Image | None],
    cell: tuple[int, int, int],
    day: date,
    *,
    is_today: bool,
) -> None:
    """Draw a day with its garments.

    Args:
        sheet: to draw on.
        pictures: of the garments; None is drawn as a dot.
        cell: left and top, px, and the column, 0 for Sunday.
        day: the day.
        is_today: whether to frame it.
    """
    left, top, column = cell
    pen = ImageDraw.Draw(sheet)
    box = (left, top, left + _CELL, top + _HEIGHT)
    pen.rounded_rectangle(box, 16, fill=_TILE, outline=_TODAY if is_today else None, width=4)
    colour = _TODAY if is_today else _weekday_colour(column) if column in {0, 6} else _INK
    pen.text((left + 12, top + _DAY / 2 + 4), str(day.day), colour, bold(26), anchor="lm")
    count = len(pictures)
    shown = pictures if count <= MAX_A_DAY else pictures[: MAX_A_DAY - 1]
    area = (left + 6, top + _DAY, _CELL - 12, _HEIGHT - _DAY - 6)
    for index, picture in enumerate(shown):
        _draw_thumbnail(sheet, picture, _slot(area, index, min(count, MAX_A_DAY)))
    if count > MAX_A_DAY:
        x, y, width, height = _slot(area, MAX_A_DAY - 1, MAX_A_DAY)
        more = f"+{count - len(shown)}"
        pen.text((x + width / 2, y + height / 2), more, _FAINT, bold(28), anchor="mm")


def _slot(area: tuple[int, int, int, int], index: int, count: int) -> tuple[int, int, int, int]:
    """Return the box of one of `count` pictures in a day: one, two stacked, or a grid of four.

    Boxes are left, top, width and height, px.
    """
    left, top, width, height = area
    if count == 1:
        return area
    if count == 2:
        return left, top + index * height // 2, width, height // 2
    across, down = index % 2, index // 2
    return left + across * width // 2, top + down * height // 2, width // 2, height // 2


def _draw_thumbnail(
    sheet: Image.Image, picture: Image.Image | None, slot: tuple[int, int, int, int]
) -> None:
    left, top, width, height = slot
    if picture is None:
        middle = (left + width // 2, top + height // 2)
        ImageDraw.Draw(sheet).circle(middle, min(width, height) // 4, fill="#d9d7d0")
        return
    small = ImageOps.contain(picture, (width - 4, height - 4))
    corner = (left + (width - small.width) // 2, top + (height - small.height) // 2)
    sheet.paste(small, corner, small)
