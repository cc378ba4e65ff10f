"""Silhouettes: every category has one, in the colour of the garment."""

from __future__ import annotations

import numpy as np
import pytest

from bot.ui.outfit_board.silhouettes import silhouette
from config.taxonomy import CATEGORIES, COLOUR_HEX


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_category_has_an_outline(category: str) -> None:
    pixels = np.asarray(silhouette(category, "#c9252d"), int)
    cloth = np.abs(pixels[..., :3] - (0xC9, 0x25, 0x2D)).max(2) < 4
    seen = pixels[..., 3] > 200
    assert cloth[seen].mean() > 0.6
    assert 0.2 < seen.mean() < 0.995
    assert not seen[[0, 0, -1, -1], [0, -1, 0, -1]].all(), "corners are round"


@pytest.mark.parametrize("colour", [COLOUR_HEX["white"], COLOUR_HEX["black"]])
def test_rim_differs_from_the_garment(colour: str) -> None:
    pixels = np.asarray(silhouette("coat", colour), int)
    seen = pixels[pixels[..., 3] > 200][:, :3]
    assert np.ptp(seen.sum(1)) > 60
