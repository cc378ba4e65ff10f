"""The paper behind a product photo."""

from __future__ import annotations

import numpy as np
import pytest

from engine.models.outfit_towers import BACKDROP_DIMS
from engine.vision.background import read_backdrop


def paper(height: int = 334, width: int = 239) -> np.ndarray:
    """Paper that gets darker downwards, with a dark garment in the middle."""
    shade = np.linspace(245, 215, height).astype(np.uint8)
    picture = np.repeat(np.repeat(shade[:, None, None], width, 1), 3, 2)
    picture[height // 4 : 3 * height // 4, width // 4 : 3 * width // 4] = 30
    return picture


def test_the_shades_of_the_edge_are_read_in_order() -> None:
    backdrop = read_backdrop(paper())

    assert backdrop is not None
    assert backdrop.shape == (BACKDROP_DIMS,)
    top, bottom = backdrop[0], backdrop[7 * 2 * 3]
    assert top == pytest.approx(245 / 255, abs=0.01)
    assert bottom == pytest.approx(215 / 255, abs=0.01)


def test_the_garment_does_not_change_the_backdrop() -> None:
    other = paper()
    other[100:200, 80:160] = (200, 30, 90)

    assert np.array_equal(read_backdrop(paper()), read_backdrop(other))


def test_a_smaller_copy_has_about_the_same_backdrop() -> None:
    assert read_backdrop(paper()[::2, ::2]) == pytest.approx(read_backdrop(paper()), abs=0.02)


def test_a_garment_may_touch_one_edge() -> None:
    picture = paper()
    picture[300:, 80:160] = 20

    assert read_backdrop(picture) is not None


def test_a_room_is_no_paper() -> None:
    noise = np.random.default_rng(0).integers(0, 255, (300, 200, 3)).astype(np.uint8)

    assert read_backdrop(noise) is None


def test_a_dark_wall_is_no_paper() -> None:
    assert read_backdrop(np.full((300, 200, 3), 60, np.uint8)) is None


def test_a_tiny_picture_has_none() -> None:
    assert read_backdrop(np.full((20, 300, 3), 240, np.uint8)) is None
