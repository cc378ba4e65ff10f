"""An SVG picture of one product: panels of cloth, soft shading, crisp details.

Panels are laid one over the other. `shade()` adds, over all panels since the last call, a soft
shadow along their edges and the folds that were asked for, in a single blurred group, because the
blur is what costs time. Details (seams, buttons) come on top and stay sharp. At the end the picture
is framed around the panels, so shapes need not care about the size of the canvas.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from scraper.sample.colour import light_of, luminance, shadow_of
from scraper.sample.fabric import Cloth
from scraper.sample.outline import Box, Outline, Point

WIDTH_PX, HEIGHT_PX = 400, 480
_MARGIN = 0.05  # of the picture's sides, kept free around the product


class Canvas:
    """Collects the markup of one picture."""

    def __init__(self) -> None:
        self._defs: dict[str, str] = {}
        self._body: list[str] = []
        self._silhouette: list[Outline] = []
        self._unshaded: list[tuple[Outline, Cloth, float]] = []
        self._folds: list[str] = []
        self._shift: Point = (0, 0)
        self._reserved: list[Box] = []
        self._groups = 0

    def define(self, key: str, markup: str) -> str:
        """Add a definition once and return `url(#…)`; `{id}` in the markup becomes its id."""
        if key not in self._defs:
            self._defs[key] = markup.replace("{id}", f"d{len(self._defs)}")
        return f"url(#d{list(self._defs).index(key)})"

    def panel(
        self,
        outline: Outline,
        cloth: Cloth,
        *,
        turn_deg: float = 0.0,
        edge: float = 1.3,
        rim: float = 1.0,
    ) -> None:
        """Lay a piece of cloth.

        Args:
            outline: its closed outline.
            cloth: what it is made of.
            turn_deg: how far the cloth's pattern is turned, as on a sleeve.
            edge: width of the line along its edge; 0 for none.
            rim: strength of the soft shadow along its edge, relative to the usual.
        """
        outline = self._placed(outline)
        d = outline.d
        for fill, opacity in cloth.fills(self.define, turn_deg):
            alpha = "" if opacity == 1 else f' fill-opacity="{opacity}"'
            self._body.append(f'<path d="{d}" fill="{fill}"{alpha}/>')
        light = self.define("light", _LIGHT)
        self._body.append(f'<path d="{d}" fill="{light}"/>')
        if edge:
            colour = cloth.line
            self._body.append(
                f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{edge}" '
                'stroke-linejoin="round" stroke-opacity=".8"/>'
            )
        self._silhouette.append(outline)
        self._unshaded.append((outline, cloth, rim))

    def fold(
        self, start: Point, end: Point, *, bulge: float = 0.08, width: float = 9.0, depth: float = 1
    ) -> None:
        """Ask for a crease from `start` to `end`, drawn by the next `shade()`.

        Args:
            start: the deep end.
            end: the end where it fades out.
            bulge: how much it bends (see `Outline.bend`).
            width: breadth at the middle.
            depth: strength; negative for a ridge that catches light.
        """
        length = max(((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2) ** 0.5, 1.0)
        thick = width / length
        crease = Outline(*start).bend(end, bulge + thick / 2).bend(start, -bulge + thick / 2)
        crease = self._placed(crease)
        ridge = crease.moved(width * 0.55, width * 0.25)
        cloth = self._unshaded[-1][1]
        dark, light = shadow_of(cloth.base), light_of(cloth.base)
        if depth < 0:
            dark, light = light, dark
        dim = luminance(cloth.base)
        strength = abs(depth) * (0.8 if dim < 0.2 else 0.24 if dim > 0.8 else 0.38)
        glow = abs(depth) * (0.2 if dim < 0.2 else 0.36)
        self._folds.append(f'<path d="{ridge.d}" fill="{light}" fill-opacity="{glow:.2f}"/>')
        self._folds.append(f'<path d="{crease.d}" fill="{dark}" fill-opacity="{strength:.2f}"/>')

    def shade(self, *, softness: float = 3.6, depth: float = 1.0) -> None:
        """Shade all panels laid since the last call, along their edges and folds."""
        if not self._unshaded:
            return
        box = self._unshaded[0][0].box
        for outline, _, _ in self._unshaded:
            box = box.union(outline.box)
        self._groups += 1
        clip, blur = f"c{self._groups}", f"b{self._groups}"
        paths = "".join(f'<path d="{o.d}"/>' for o, _, _ in self._unshaded)
        self._defs[clip] = f'<clipPath id="{clip}">{paths}</clipPath>'
        self._defs[blur] = _blur(blur, box.grown(2), softness)
        edges = []
        for outline, cloth, rim in self._unshaded:
            if not rim:
                continue
            dim = luminance(cloth.base)
            opacity = depth * rim * (0.75 if dim < 0.2 else 0.30 if dim > 0.8 else 0.4)
            edges.append(
                f'<path d="{outline.d}" fill="none" stroke="{shadow_of(cloth.base)}" '
                f'stroke-width="13" stroke-opacity="{min(opacity, 1):.2f}"/>'
            )
        self._body.append(
            f'<g clip-path="url(#{clip})"><g filter="url(#{blur})">'
            + "".join(edges + self._folds)
            + "</g></g>"
        )
        self._unshaded, self._folds = [], []

    def line(
        self,
        outline: Outline,
        colour: str,
        width: float = 1.2,
        *,
        opacity: float = 1.0,
        dash: str | None = None,
        cap: str = "round",
    ) -> None:
        """Draw a sharp line: a seam, a stitch (with `dash`), a cord."""
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self._body.append(
            f'<path d="{self._placed(outline).d}" fill="none" stroke="{colour}" '
            f'stroke-width="{width}" '
            f'stroke-opacity="{opacity}" stroke-linecap="{cap}" stroke-linejoin="round"{dashes}/>'
        )

    def fill(self, outline: Outline, colour: str, *, opacity: float = 1.0) -> None:
        """Fill an outline with one colour, as part of the product's details."""
        self._body.append(
            f'<path d="{self._placed(outline).d}" fill="{colour}" fill-opacity="{opacity}"/>'
        )

    @contextmanager
    def inside(self, outline: Outline) -> Iterator[None]:
        """Show what is drawn in the block only inside `outline`."""
        self._groups += 1
        key = f"c{self._groups}"
        self._defs[key] = f'<clipPath id="{key}"><path d="{self._placed(outline).d}"/></clipPath>'
        self._body.append(f'<g clip-path="url(#{key})">')
        yield
        self._body.append("</g>")

    @contextmanager
    def shifted(self, dx: float, dy: float) -> Iterator[None]:
        """Move what is drawn in the block, as for the second shoe of a pair."""
        before = self._shift
        self._shift = (before[0] + dx, before[1] + dy)
        yield
        self.shade()
        self._shift = before

    def _placed(self, outline: Outline) -> Outline:
        return outline.moved(*self._shift) if self._shift != (0, 0) else outline

    def clipped(self, outline: Outline, markup: str) -> None:
        """Add markup that shows only inside `outline`."""
        with self.inside(outline):
            self._body.append(markup)

    def reserve(self, box: Box) -> None:
        """Keep room in the frame for details that lie beyond the panels."""
        self._reserved.append(box)

    def svg(self) -> str:
        """Return the finished product on a transparent ground, framed."""
        self.shade()
        box = self._silhouette[0].box
        for other in [*(o.box for o in self._silhouette), *self._reserved]:
            box = box.union(other)
        view = _framed(box)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH_PX}" height="{HEIGHT_PX}" '
            f'viewBox="{view.left:.1f} {view.top:.1f} {view.width:.1f} {view.height:.1f}">'
            f"<defs>{''.join(self._defs.values())}</defs>{''.join(self._body)}</svg>"
        )


_LIGHT = (
    '<linearGradient id="{id}" x1="0" y1="0" x2="1" y2=".25">'
    '<stop offset="0" stop-color="#fff" stop-opacity=".08"/>'
    '<stop offset=".38" stop-color="#fff" stop-opacity=".10"/>'
    '<stop offset=".62" stop-color="#000" stop-opacity="0"/>'
    '<stop offset="1" stop-color="#000" stop-opacity=".14"/></linearGradient>'
)


def _blur(key: str, box: Box, deviation: float) -> str:
    # sRGB spares resvg two conversions per pixel, and looks right for paint-like shading.
    return (
        f'<filter id="{key}" filterUnits="userSpaceOnUse" x="{box.left:.0f}" y="{box.top:.0f}" '
        f'width="{box.width:.0f}" height="{box.height:.0f}" color-interpolation-filters="sRGB">'
        f'<feGaussianBlur stdDeviation="{deviation:.1f}"/></filter>'
    )


def _framed(box: Box) -> Box:
    """Return the view of the picture's aspect that holds `box` with the margin around it."""
    room = 1 - 2 * _MARGIN
    scale = max(box.width / (WIDTH_PX * room), box.height / (HEIGHT_PX * room))
    width, height = WIDTH_PX * scale, HEIGHT_PX * scale
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
