"""Draw styles: the bars of one photo, and a person's style over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from PIL import Image, ImageDraw

from bot.ui.drawing import to_jpeg
from bot.ui.fonts import bold, fitted

WIDTH_PX: Final = 1080

STYLE_COLOURS: Final = MappingProxyType(
    {
        "casual": "#3e9bdd",
        "street": "#f76b15",
        "classic": "#8a5a2b",
        "modern": "#565b66",
        "feminine": "#e0559a",
        "sporty": "#2fa36b",
        "retro": "#d9a514",
        "bohemian": "#a0522d",
        "edgy": "#6e3fb8",
    }
)

_PAPER: Final = "#ffffff"
_INK: Final = "#26262a"
_FAINT: Final = "#86868c"
_TRACK: Final = "#f1f0ec"
_MARGIN: Final = 56
_TITLE: Final = 56
_TEXT: Final = 42
_SMALL: Final = 34
_ROW: Final = 88
_BAR: Final = 40
_CHART: Final = 620
_SEAM: Final = 2


@dataclass(frozen=True, slots=True)
class StyleBar:
    """A bar of one style.

    Attributes:
        style: its id, which decides the colour.
        name: its label.
        share: 0 to 1, the length of the bar.
        percent: label of the share.
    """

    style: str
    name: str
    share: float
    percent: str


@dataclass(frozen=True, slots=True)
class StylePeriod:
    """A column of the history: its label, and the shares of the styles."""

    name: str
    shares: tuple[tuple[str, float], ...]


def draw_bars(title: str, bars: Sequence[StyleBar]) -> bytes:
    """Return the styles of one photo as a JPEG that can be read on a phone."""
    height = _MARGIN + _TITLE + 36 + _ROW * len(bars) + _MARGIN // 2
    picture = Image.new("RGB", (WIDTH_PX, height), _PAPER)
    pen = ImageDraw.Draw(picture)
    heading = fitted(pen, title, bold(_TITLE), WIDTH_PX - 2 * _MARGIN)
    pen.text((_MARGIN, _MARGIN + _TITLE / 2), heading, _INK, bold(_TITLE), anchor="lm")
    _draw_rows(pen, bars, _MARGIN + _TITLE + 36)
    return to_jpeg(picture)


def draw_history(title: str, periods: Sequence[StylePeriod], bars: Sequence[StyleBar]) -> bytes:
    """Return a person's style over time, oldest first, and over all, as a JPEG.

    Args:
        title: the heading.
        periods: a stacked column each; their shares sum to 1.
        bars: the styles over all; they are the legend, too.
    """
    top = _MARGIN + _TITLE + 40
    foot = top + _CHART + 80
    height = foot + _ROW * len(bars) + _MARGIN // 2
    picture = Image.new("RGB", (WIDTH_PX, height), _PAPER)
    pen = ImageDraw.Draw(picture)
    heading = fitted(pen, title, bold(_TITLE), WIDTH_PX - 2 * _MARGIN)
    pen.text((_MARGIN, _MARGIN + _TITLE / 2), heading, _INK, bold(_TITLE), anchor="lm")
    room = (WIDTH_PX - 2 * _MARGIN) / max(len(periods), 1)
    width = min(room * 0.72, 190)
    for place, period in enumerate(periods):
        middle = _MARGIN + room * (place + 0.5)
        _draw_column(pen, period, (middle - width / 2, middle + width / 2), top)
        name = fitted(pen, period.name, bold(_SMALL), room)
        pen.text((middle, top + _CHART + 36), name, _FAINT, bold(_SMALL), anchor="mm")
    _draw_rows(pen, bars, foot)
    return to_jpeg(picture)


def _draw_column(
    pen: ImageDraw.ImageDraw, period: StylePeriod, sides: tuple[float, float], top: float
) -> None:
    bottom = top + _CHART
    for style, share in period.shares:
        upper = bottom - share * _CHART
        if bottom - upper > _SEAM:
            pen.rectangle((sides[0], upper, sides[1], bottom - _SEAM), STYLE_COLOURS[style])
        bottom = upper


def _draw_rows(pen: ImageDraw.ImageDraw, bars: Sequence[StyleBar], top: float) -> None:
    font = bold(_TEXT)
    names = max((pen.textlength(bar.name, font) for bar in bars), default=0)
    left, right = _MARGIN + min(names, 300) + 32, WIDTH_PX - _MARGIN - 130
    for row, bar in enumerate(bars):
        middle = top + _ROW * (row + 0.5)
        upper, lower = middle - _BAR / 2, middle + _BAR / 2
        pen.text((_MARGIN, middle), fitted(pen, bar.name, font, 300), _INK, font, anchor="lm")
        pen.rounded_rectangle((left, upper, right, lower), _BAR / 2, _TRACK)
        reach = left + max(_BAR, (right - left) * bar.share)
        pen.rounded_rectangle((left, upper, reach, lower), _BAR / 2, STYLE_COLOURS[bar.style])
        pen.text((WIDTH_PX - _MARGIN, middle), bar.percent, _INK, font, anchor="rm")
