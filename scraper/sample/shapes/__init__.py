"""Drawing functions by category, one module per family."""

from __future__ import annotations

from scraper.sample.canvas import Canvas
from scraper.sample.shapes import (  # noqa: F401 - importing them registers their shapes
    bags,
    bottoms,
    dresses,
    headwear,
    outerwear,
    shirts,
    shoes,
    small_goods,
    tops,
)
from scraper.sample.shapes.spec import SHAPES, Spec


def draw(spec: Spec) -> str:
    """Return the SVG of one product, on a transparent ground.

    Raises:
        ValueError: the spec names a detail that its category does not have.
    """
    shape = SHAPES[spec.category]
    unknown = spec.details - shape.details
    if unknown:
        raise ValueError(f"{spec.category} has no detail {', '.join(sorted(unknown))}")
    canvas = Canvas()
    shape.draw(canvas, spec)
    return canvas.svg()
