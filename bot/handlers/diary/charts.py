"""Draw charts of a closet: its colours, its styles, garments on each shelf."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from bot.ui.fonts import FONT_PATH
from config.taxonomy import COLOUR_HEX

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.font_manager import FontProperties

MAX_SLICES: Final = 8
_INCHES: Final = (6.4, 7.6)
_DPI: Final = 165
_INK: Final = "#26262a"
_FAINT: Final = "#86868c"
_EDGE: Final = "#d9d7d0"
_BAR: Final = "#3e63dd"
_PALE_BAR: Final = "#c7d2f7"


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its name, its length, and the number written beside it."""

    name: str
    value: float
    label: str


@dataclass(frozen=True, slots=True)
class Figures:
    """The contents of the charts, every name as it is shown.

    Attributes:
        title: of the picture.
        colour_title: of the ring of colours.
        colours: id and name of each main colour and how many garments have it.
        rest: name of the slice for all colours beyond `MAX_SLICES`.
        style_title: of the bars of styles.
        styles: shares of the styles, largest first.
        group_title: of the bars of shelves.
        groups: number of garments on each shelf.
    """

    title: str
    colour_title: str
    colours: Sequence[tuple[str, str, int]]
    rest: str
    style_title: str
    styles: Sequence[Bar]
    group_title: str
    groups: Sequence[Bar]


def draw_figures(figures: Figures) -> bytes:
    """Return the charts as a PNG.

    Safe to call from several threads: each figure is an object of its own, while `pyplot` keeps
    its figures in one global state. Matplotlib is imported here, because that takes half a second
    and 30 MB that a bot without charts does not need.
    """
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=_INCHES, dpi=_DPI, facecolor="white")
    grid = figure.add_gridspec(
        2,
        2,
        height_ratios=(1.15, 1),
        left=0.17,
        right=0.94,
        top=0.86,
        bottom=0.06,
        hspace=0.32,
        wspace=0.62,
    )
    figure.text(0.05, 0.945, figures.title, fontproperties=_font(24), color=_INK, va="center")
    _draw_ring(figure.add_subplot(grid[0, :]), figures)
    _draw_bars(figure.add_subplot(grid[1, 0]), figures.style_title, figures.styles)
    _draw_bars(figure.add_subplot(grid[1, 1]), figures.group_title, figures.groups)
    target = io.BytesIO()
    figure.savefig(target, format="png")
    return target.getvalue()


@cache
def _font(size_pt: int) -> FontProperties:
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415

    return FontProperties(fname=str(FONT_PATH), size=size_pt)


def _draw_ring(axes: Axes, figures: Figures) -> None:
    """Draw the main colours as a ring in those colours, with a legend beside it."""
    if not figures.colours:
        axes.set_axis_off()
        return
    shown = list(figures.colours[:MAX_SLICES])
    beyond = sum(count for _, _, count in figures.colours[MAX_SLICES:])
    labels = [f"{name} {count}" for _, name, count in shown]
    values = [count for _, _, count in shown]
    hexes = [COLOUR_HEX[colour] for colour, _, _ in shown]
    if beyond:
        labels.append(f"{figures.rest} {beyond}")
        values.append(beyond)
        hexes.append(_EDGE)
    wedges, *_ = axes.pie(
        values,
        colors=hexes,
        startangle=90,
        counterclock=False,
        wedgeprops={"width": 0.42, "edgecolor": "white", "linewidth": 2.5},
        center=(-0.9, 0),
    )
    for colour, wedge in zip(hexes, wedges, strict=True):
        if _is_pale(colour):
            wedge.set_edgecolor(_EDGE)
            wedge.set_linewidth(1.2)
    total = sum(values)
    axes.text(-0.9, 0, str(total), fontproperties=_font(30), color=_INK, ha="center", va="center")
    axes.legend(
        wedges,
        labels,
        loc="center left",
        bbox_to_anchor=(0.62, 0.5),
        frameon=False,
        prop=_font(15),
        labelcolor=_INK,
        handlelength=1,
        handleheight=1,
        labelspacing=0.55,
    )
    axes.set_xlim(-2.1, 2.1)
    axes.set_title(
        figures.colour_title, fontproperties=_font(18), color=_INK, loc="left", x=-0.1, pad=2
    )


def _is_pale(colour: str) -> bool:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue > 225


def _draw_bars(axes: Axes, title: str, bars: Sequence[Bar]) -> None:
    """Draw horizontal bars, the first on top, each with its number."""
    places = range(len(bars))
    values = [bar.value for bar in bars]
    colours = [_BAR if place == 0 else _PALE_BAR for place in places]
    axes.barh(places, values, color=colours, height=0.62)
    axes.set_yticks(places, [bar.name for bar in bars], fontproperties=_font(14), color=_INK)
    axes.invert_yaxis()
    axes.set_xticks([])
    axes.set_xlim(0, max(values, default=1) * 1.28 or 1)
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    for place, bar in zip(places, bars, strict=True):
        axes.text(
            bar.value, place, f" {bar.label}", fontproperties=_font(13), color=_FAINT, va="center"
        )
    axes.set_title(title, fontproperties=_font(18), color=_INK, loc="left", x=-0.28, pad=12)
