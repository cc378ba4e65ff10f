"""The specification of a drawing, and the registry of drawing functions."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from scraper.sample.canvas import Canvas
from scraper.sample.fabric import Cloth


@dataclass(frozen=True, slots=True)
class Spec:
    """One product to draw.

    Attributes:
        category: of the taxonomy; decides the shape.
        cloth: of the main panels.
        trim: of what is set off: collars, soles, straps, prints.
        fit: a fit of the taxonomy; `regular` for what has none.
        details: what makes this one special, of those that the shape knows.
        seed: decides small differences of length, width and folds.
    """

    category: str
    cloth: Cloth
    trim: Cloth
    fit: str = "regular"
    details: frozenset[str] = field(default_factory=frozenset)
    seed: int = 0

    def has(self, *names: str) -> bool:
        """Return whether the product has one of these details."""
        return any(name in self.details for name in names)

    def vary(self, what: str, low: float, high: float) -> float:
        """Return this product's own number between two, the same at each call of one name."""
        # A string seed is hashed by SHA-512: the same on every machine and Python.
        return random.Random(f"{self.seed}/{what}").uniform(low, high)  # noqa: S311


@dataclass(frozen=True, slots=True)
class Shape:
    """A drawing function and the details that it knows."""

    draw: Callable[[Canvas, Spec], None]
    details: frozenset[str]


SHAPES: Final[dict[str, Shape]] = {}
"""Shape of each category, filled by `shape`."""

_Draw = Callable[[Canvas, Spec], None]


def shape(*categories: str, details: str = "") -> Callable[[_Draw], _Draw]:
    """Register a drawing function.

    Args:
        *categories: what it draws.
        details: names of the details it knows, separated by spaces.
    """

    def register(function: _Draw) -> _Draw:
        for category in categories:
            SHAPES[category] = Shape(function, frozenset(details.split()))
        return function

    return register
