"""Pictures in another size."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.vision.resize import resample

sides = st.integers(1, 400)


@given(height=sides, width=sides, new_height=sides, new_width=sides)
def test_what_is_plain_stays_plain(
    height: int, width: int, new_height: int, new_width: int
) -> None:
    plain = np.full((height, width, 3), (10, 128, 250), dtype=np.uint8)
    resized = resample(plain, new_width, new_height)
    assert resized.shape == (new_height, new_width, 3)
    assert (resized == plain[0, 0]).all()


@pytest.mark.parametrize("factor", [2, 3, 4.3, 7.9])
def test_a_fine_pattern_becomes_its_mean(factor: float) -> None:
    board = np.indices((800, 600)).sum(0) % 2 * 200
    pixels = np.repeat(board[..., None], 3, 2).astype(np.uint8)
    resized = resample(pixels, round(600 / factor), round(800 / factor))
    assert resized.mean() == pytest.approx(100, abs=2)
    assert resized.std() < 25


def test_a_part_of_a_picture_needs_no_copy() -> None:
    ramp = np.repeat(np.arange(200, dtype=np.uint8)[None, :, None], 90, 0).repeat(3, 2)
    part = ramp[10:70, 40:160]
    assert not part.flags.c_contiguous
    assert (resample(part, 60, 30) == resample(part.copy(), 60, 30)).all()
