"""Geometry of the drawings: outlines built segment by segment, mirrored at the centre line.

Coordinates are drawing units, x to the right of the garment's centre line and y downwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

Point = tuple[float, float]
Cubic = tuple[Point, Point, Point]


@dataclass(frozen=True, slots=True)
class Box:
    """An axis-aligned box in drawing units."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Horizontal extent."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Vertical extent."""
        return self.bottom - self.top

    def union(self, other: Box) -> Box:
        """Return the smallest box around both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def grown(self, margin: float) -> Box:
        """Return the box with `margin` added on each side."""
        return Box(self.left - margin, self.top - margin, self.right + margin, self.bottom + margin)


def between(a: Point, b: Point, part: float) -> Point:
    """Return the point at `part` (0 to 1) of the way from `a` to `b`."""
    return (a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part)


class Outline:
    """A path of cubic curves (a line is a flat one); methods chain and move the pen."""

    def __init__(self, x: float, y: float) -> None:
        self._start: Point = (x, y)
        self._segments: list[Cubic] = []
        self._closed = False

    @property
    def pen(self) -> Point:
        """Where the next segment starts."""
        return self._segments[-1][2] if self._segments else self._start

    def to(self, *points: Point) -> Self:
        """Go straight from point to point."""
        for point in points:
            self.curve(between(self.pen, point, 1 / 3), between(self.pen, point, 2 / 3), point)
        return self

    def curve(self, first: Point, second: Point, end: Point) -> Self:
        """Add a cubic Bézier curve with two control points."""
        self._segments.append((first, second, end))
        return self

    def bend(self, end: Point, bulge: float) -> Self:
        """Go to `end` in a simple arc.

        Args:
            end: where the arc ends.
            bulge: height of the arc as a part of its chord; positive bends to the left hand of
                who walks it on the screen.
        """
        (x0, y0), (x1, y1) = self.pen, end
        dx, dy = x1 - x0, y1 - y0
        # Control points at 4/3 of the height make the curve's middle reach that height.
        off_x, off_y = dy * bulge * 4 / 3, -dx * bulge * 4 / 3
        first = (x0 + dx / 4 + off_x, y0 + dy / 4 + off_y)
        second = (x0 + dx * 3 / 4 + off_x, y0 + dy * 3 / 4 + off_y)
        return self.curve(first, second, end)

    def settle(self, end: Point) -> Self:
        """Go to `end` in a curve that arrives level, as at the centre of a symmetric hem."""
        (x0, y0), (x1, y1) = self.pen, end
        return self.curve(
            (x0 + (x1 - x0) * 0.35, y0 + (y1 - y0) * 0.7), (x0 + (x1 - x0) * 0.6, y1), end
        )

    def scallop(self, end: Point, count: int, bulge: float) -> Self:
        """Go to `end` in `count` equal arcs, as the edge of a quilted garment does."""
        start = self.pen
        for i in range(1, count + 1):
            self.bend(between(start, end, i / count), bulge)
        return self

    def close(self) -> Self:
        """Close the path."""
        self._closed = True
        return self

    def mapped(  # noqa: PLR0917 - in the order of SVG's matrix
        self, a: float, b: float, c: float, d: float, e: float, f: float
    ) -> Outline:
        """Return the path under the affine map of SVG's `matrix(a b c d e f)`."""

        def move(p: Point) -> Point:
            return (a * p[0] + c * p[1] + e, b * p[0] + d * p[1] + f)

        other = Outline(*move(self._start))
        other._segments = [(move(p), move(q), move(r)) for p, q, r in self._segments]
        other._closed = self._closed
        return other

    def mirrored(self) -> Outline:
        """Return the same path on the other side of the centre line."""
        return self.mapped(-1, 0, 0, 1, 0, 0)

    def moved(self, dx: float, dy: float) -> Outline:
        """Return the path shifted."""
        return self.mapped(1, 0, 0, 1, dx, dy)

    def symmetric(self) -> Outline:
        """Close a right half, which starts and ends on the centre line, with its mirror image."""
        whole = Outline(*self._start)
        whole._segments = list(self._segments)
        points = [self._start, *(segment[2] for segment in self._segments)]
        for (first, second, _), back_to in zip(
            reversed(self._segments), reversed(points[:-1]), strict=True
        ):
            whole.curve(_flip(second), _flip(first), _flip(back_to))
        return whole.close()

    @property
    def d(self) -> str:
        """SVG path data."""
        parts = [f"M{_xy(self._start)}"]
        parts += [f"C{_xy(p)} {_xy(q)} {_xy(r)}" for p, q, r in self._segments]
        return "".join(parts) + ("Z" if self._closed else "")

    @property
    def box(self) -> Box:
        """Box around all points, control points included, so never too small."""
        points = [self._start, *(p for segment in self._segments for p in segment)]
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        return Box(min(xs), min(ys), max(xs), max(ys))


def _flip(point: Point) -> Point:
    return (-point[0], point[1])


def _xy(point: Point) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"


def ellipse(x: float, y: float, rx: float, ry: float) -> Outline:
    """Return a closed ellipse around (x, y)."""
    k = 0.5523  # control length of a quarter circle
    return (
        Outline(x, y - ry)
        .curve((x + k * rx, y - ry), (x + rx, y - k * ry), (x + rx, y))
        .curve((x + rx, y + k * ry), (x + k * rx, y + ry), (x, y + ry))
        .curve((x - k * rx, y + ry), (x - rx, y + k * ry), (x - rx, y))
        .curve((x - rx, y - k * ry), (x - k * rx, y - ry), (x, y - ry))
        .close()
    )


def rounded(x: float, y: float, width: float, height: float, radius: float) -> Outline:
    """Return a closed rectangle with its top left corner at (x, y) and rounded corners."""
    right, bottom, k = x + width, y + height, radius * 0.4477
    return (
        Outline(x + radius, y)
        .to((right - radius, y))
        .curve((right - k, y), (right, y + k), (right, y + radius))
        .to((right, bottom - radius))
        .curve((right, bottom - k), (right - k, bottom), (right - radius, bottom))
        .to((x + radius, bottom))
        .curve((x + k, bottom), (x, bottom - k), (x, bottom - radius))
        .to((x, y + radius))
        .curve((x, y + k), (x + k, y), (x + radius, y))
        .close()
    )


def polygon(*points: Point) -> Outline:
    """Return a closed polygon."""
    return Outline(*points[0]).to(*points[1:]).close()
