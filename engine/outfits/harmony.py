"""Score combinations of colours and patterns by published rules, without learned weights."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from config.taxonomy import COLOUR_HEX, PATTERNS
from engine.vision.cielab import rgb_to_lab

Matrix = NDArray[np.float32]

_NO_COLOUR: Final = "#b9b7b2"
"""Stands in for a garment whose colour is not known: a grey that goes with anything."""


@cache
def _lab(hex_: str) -> tuple[float, float, float]:
    rgb = [int(hex_[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    lightness, a, b = rgb_to_lab(np.array([[rgb]]))[0, 0]
    return float(lightness), float(a), float(b)


def lab_of(colours: Sequence[tuple[str, float]]) -> NDArray[np.float64]:
    """Return the CIELAB of a garment's main colour, (3,)."""
    return np.array(_lab(colours[0][0] if colours else _NO_COLOUR))


def colour_harmony(lab: NDArray[np.float64]) -> Matrix:
    """Return the harmony of every pair of colours, about -1.2 to 1.

    The model of Ou and Luo, "A colour harmony model for two-colour combinations", Color Research
    and Application 31 (2006), fitted to observers' ratings: similarity of hue and chroma, lightness
    sum and difference, and hues that please by themselves.

    Args:
        lab: CIELAB colours, (n, 3).

    Returns:
        (n, n), symmetric.
    """
    lightness, a, b = lab.T
    chroma = np.hypot(a, b)
    hue = np.degrees(np.arctan2(b, a)) % 360
    delta_chroma = np.abs(chroma[:, None] - chroma[None])
    squared = (a[:, None] - a[None]) ** 2 + (b[:, None] - b[None]) ** 2 - delta_chroma**2
    delta_hue = np.sqrt(np.maximum(squared, 0))
    delta_c = np.hypot(delta_hue, delta_chroma / 1.46)
    by_chroma = 0.04 + 0.53 * np.tanh(0.8 - 0.045 * delta_c)
    sum_l = lightness[:, None] + lightness[None]
    delta_l = np.abs(lightness[:, None] - lightness[None])
    by_lightness = (
        0.28 + 0.54 * np.tanh(-3.88 + 0.029 * sum_l) + 0.14 + 0.15 * np.tanh(-2 + 0.2 * delta_l)
    )
    strength = 0.5 + 0.5 * np.tanh(-2 + 0.5 * chroma)
    sine = -0.08 - 0.14 * np.sin(np.radians(hue + 50)) - 0.07 * np.sin(np.radians(2 * hue + 90))
    tens = np.clip((90 - hue) / 10, -40, 40)
    yellow = (0.22 * lightness - 12.8) / 10 * np.exp(tens - np.exp(tens))
    by_hue = strength * (sine + yellow)
    return np.asarray(
        by_chroma + by_lightness + by_hue[:, None] + by_hue[None],
        np.float32,
    )


_VIVID_CHROMA: Final = 22.0
_NEW_HUE_DEGREES: Final = 40.0


def colour_crowding(lab: NDArray[np.float64]) -> Matrix:
    """Return 1 for every pair of vivid colours of different hues, else 0.

    Summed over an outfit this grows with the square of the number of its hues. The colours of
    leather, khaki and denim do not count, as in the usual rule of three colours.

    Args:
        lab: CIELAB colours, (n, 3).

    Returns:
        (n, n), symmetric.
    """
    lightness, a, b = lab.T
    chroma, hue = np.hypot(a, b), np.degrees(np.arctan2(b, a)) % 360
    leather = (hue > 30) & (hue < 115) & (lightness < 55) & (chroma < 60)
    denim = (hue > 240) & (hue < 320) & (lightness < 40) & (chroma < 50)
    vivid = (chroma > _VIVID_CHROMA) & ~leather & ~denim
    apart = np.abs((hue[:, None] - hue[None] + 180) % 360 - 180) > _NEW_HUE_DEGREES
    return np.asarray(vivid[:, None] & vivid[None] & apart, np.float32)


_BOLD: Final = frozenset({"animal", "floral", "check", "graphic", "dot", "other", "stripe"})


def pattern_clash(first: str | None, second: str | None) -> float:
    """Return how much two patterns clash, 0 (not at all) to 1.

    Stylists teach beginners one pattern per outfit. A suit, which repeats its pattern, is no clash,
    and a fine stripe clashes least.
    """
    if first not in _BOLD or second not in _BOLD:
        return 0.0
    if "animal" in {first, second}:
        return 1.0
    if first == second:
        return 0.3
    return 0.5 if "stripe" in {first, second} else 0.8


def pattern_clashes(patterns: Sequence[str | None]) -> Matrix:
    """Return the clash of every pair of patterns, (n, n)."""
    kinds = [*PATTERNS, None]
    table = np.array([[pattern_clash(a, b) for b in kinds] for a in kinds], np.float32)
    at = np.array([kinds.index(p if p in PATTERNS else None) for p in patterns])
    return np.asarray(table[at[:, None], at[None]], np.float32)


def hex_of(colour_name: str) -> str:
    """Return the typical sRGB value of a named colour."""
    return COLOUR_HEX.get(colour_name, _NO_COLOUR)
