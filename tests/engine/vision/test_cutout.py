"""Garments without their background."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from engine.vision.cutout import CUTOUT_PX, cut_out

BOX = (90, 70, 210, 330)


def photo(
    size: tuple[int, int] = (300, 400), *, box: tuple[int, int, int, int] = BOX
) -> Image.Image:
    """Return a dark garment on a bright, uneven floor."""
    rng = np.random.default_rng(0)
    floor = rng.integers(190, 235, (size[1], size[0], 3), dtype=np.uint8)
    picture = Image.fromarray(floor)
    ImageDraw.Draw(picture).rounded_rectangle(box, 18, fill="#28304a")
    return picture


def coarse_mask(size: tuple[int, int] = (300, 400)) -> NDArray[np.float32]:
    """Return what the network might say of it: about right, blurred."""
    shape = Image.new("L", size, 0)
    ImageDraw.Draw(shape).ellipse((70, 60, 230, 345), fill=255)
    small = shape.resize((21, 28), Image.Resampling.BOX)
    return np.asarray((np.asarray(small) / 255 - 0.5) * 8, np.float32)


def test_the_garment_is_cut_along_its_edge() -> None:
    cut = cut_out(photo(), coarse_mask())
    assert cut is not None
    assert cut.mode == "RGBA"
    opaque = np.asarray(cut.getchannel("A")) > 127
    wide, high = BOX[2] - BOX[0], BOX[3] - BOX[1]
    assert opaque.sum() == pytest.approx(wide * high, rel=0.06)
    assert cut.width == pytest.approx(wide, abs=30)
    assert cut.height == pytest.approx(high, abs=30)


def test_no_floor_is_left_in_the_colours() -> None:
    cut = cut_out(photo(), coarse_mask())
    assert cut is not None
    pixels = np.asarray(cut)
    seen = pixels[pixels[..., 3] > 60][:, :3].astype(int)
    assert np.abs(seen - (0x28, 0x30, 0x4A)).max(axis=1).mean() < 12


def test_the_same_photo_is_cut_the_same_way() -> None:
    first, second = cut_out(photo(), coarse_mask()), cut_out(photo(), coarse_mask())
    assert first is not None
    assert second is not None
    assert first.tobytes() == second.tobytes()


@pytest.mark.parametrize("colour", ["#ffffff", "#aa0000"])
def test_one_colour_all_over_is_not_cut(colour: str) -> None:
    assert cut_out(Image.new("RGB", (300, 400), colour), coarse_mask()) is None


def test_a_mask_of_nothing_is_not_cut() -> None:
    assert cut_out(photo(), np.full((28, 21), -8.0, np.float32)) is None


@pytest.mark.parametrize("size", [(40, 400), (400, 40), (33, 33)])
def test_odd_shapes_do_not_fail(size: tuple[int, int]) -> None:
    picture = photo().resize(size)
    cut = cut_out(picture, coarse_mask())
    assert cut is None or max(cut.size) <= max(size)


def test_large_photos_give_cutouts_of_a_bounded_size() -> None:
    cut = cut_out(photo().resize((1500, 2000)), coarse_mask())
    assert cut is not None
    assert max(cut.size) <= CUTOUT_PX
