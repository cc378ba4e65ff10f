"""Cloth: a colour, a printed or woven pattern, and the texture of its surface."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from scraper.sample.colour import BLACK, WHITE, luminance, mix, shifted
from scraper.sample.patterns import PATTERN_TILES, Tile
from scraper.sample.textures import SHEENS, TEXTURE_TILES

Define = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Cloth:
    """What a panel is made of.

    Attributes:
        base: ground colour, `#rrggbb`.
        pattern: a name of `PATTERN_TILES`, or `plain`.
        accents: colours of the pattern; those missing are derived from the base.
        texture: a name of `TEXTURE_TILES` or `SHEENS`, or `smooth`.
        seed: decides where random motifs lie.
        scale: size of the pattern, 1 is usual.
    """

    base: str
    pattern: str = "plain"
    accents: tuple[str, ...] = ()
    texture: str = "smooth"
    seed: int = 0
    scale: float = 1.0

    def fills(self, define: Define, turn_deg: float) -> list[tuple[str, float]]:
        """Return the fills to lay one over the other, with their opacity."""
        layers: list[tuple[str, float]] = [(self.base, 1)]
        if self.pattern != "plain":
            tile = PATTERN_TILES[self.pattern](self.base, self.ink, self._random())
            layers.append((self._tiled(define, f"pattern-{self.pattern}", tile, turn_deg), 1))
        if self.texture in TEXTURE_TILES:
            dark = mix(self.base, BLACK, 0.6)
            light = mix(self.base, WHITE, 0.55)
            if luminance(self.base) < 0.2:
                dark, light = mix(self.base, BLACK, 0.5), mix(self.base, WHITE, 0.3)
            tile = TEXTURE_TILES[self.texture](dark, light, self._random())
            layers.append((self._tiled(define, f"texture-{self.texture}", tile, turn_deg), 1))
        if self.texture in SHEENS:
            layers.append((define(f"sheen-{self.texture}", SHEENS[self.texture]), 1))
        return layers

    @property
    def ink(self) -> tuple[str, str, str]:
        """Three pattern colours: the given accents, then tones that the base suggests."""
        dark = luminance(self.base) < 0.45
        derived = (
            mix(self.base, WHITE, 0.82) if dark else mix(self.base, "#1c2233", 0.8),
            shifted(self.base, hue=0.08, value=0.8) if not dark else mix(self.base, WHITE, 0.45),
            mix(self.base, WHITE, 0.5) if dark else mix(self.base, BLACK, 0.3),
        )
        first, second, third = (*self.accents, *derived[len(self.accents) :])[:3]
        return (first, second, third)

    @property
    def line(self) -> str:
        """Colour of seams and edges on this cloth."""
        if luminance(self.base) < 0.16:
            return mix(self.base, BLACK, 0.55)
        return mix(shifted(self.base, saturation=1.2), "#15161c", 0.5)

    @property
    def seam(self) -> str:
        """Colour of a stitched line that has to be seen on this cloth."""
        if luminance(self.base) < 0.16:
            return mix(self.base, WHITE, 0.2)
        return mix(self.base, "#15161c", 0.42)

    def toned(self, part: float) -> Cloth:
        """Return a plain cloth of the same surface, darker (negative: lighter) by `part`."""
        base = mix(self.base, BLACK if part >= 0 else WHITE, abs(part))
        return replace(self, base=base, pattern="plain")

    def plain(self, texture: str = "smooth") -> Cloth:
        """Return the same colour without pattern, in another texture."""
        return replace(self, pattern="plain", texture=texture)

    def of(self, base: str) -> Cloth:
        """Return the same surface in another colour, without pattern."""
        return replace(self, base=base, pattern="plain")

    def _random(self) -> random.Random:
        return random.Random(self.seed)  # noqa: S311 - motifs of a drawing, no secret

    def _tiled(self, define: Define, name: str, tile: Tile, turn_deg: float) -> str:
        key = f"{name}-{self.base}-{self.ink}-{turn_deg:.0f}-{self.scale}"
        return define(
            key,
            f'<pattern id="{{id}}" patternUnits="userSpaceOnUse" width="{tile.width}" '
            f'height="{tile.height}" patternTransform="rotate({turn_deg:.0f}) '
            f'scale({self.scale})">{tile.markup}</pattern>',
        )
