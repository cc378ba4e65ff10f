"""Altered views: shapes, masks that follow the picture, and the foreground of product shots."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.models.garment import MASK_PX
from engine.models.garment_crop import INPUT_PX
from engine.training.garment.augmentation import (
    Picture,
    altered_view,
    home_ground,
    plain_ground_mask,
    plain_view,
)


def product(colour=(160, 30, 40), ground=244):
    pixels = np.full((160, 120, 3), ground, np.uint8)
    pixels[40:120, 30:90] = colour
    return pixels


def test_a_product_is_told_from_its_plain_ground():
    mask = plain_ground_mask(product())
    expected = np.zeros((160, 120), bool)
    expected[40:120, 30:90] = True
    assert (mask.astype(bool) == expected).mean() > 0.97


def test_a_gradient_of_studio_light_is_still_ground():
    pixels = product().astype(np.float32)
    pixels *= np.linspace(0.93, 1, 120)[None, :, None]
    mask = plain_ground_mask(pixels.astype(np.uint8))
    assert mask.mean() == pytest.approx(0.25, abs=0.04)


def test_a_white_shirt_with_a_dark_rim_is_filled():
    pixels = product((60, 60, 60))
    pixels[43:117, 33:87] = 244
    assert plain_ground_mask(pixels).mean() == pytest.approx(0.25, abs=0.03)


@pytest.mark.parametrize("pixels", [product(ground=90), np.full((80, 60, 3), 240, np.uint8)])
def test_no_mask_where_the_ground_is_dark_or_nothing_stands_on_it(pixels):
    assert plain_ground_mask(pixels) is None


@settings(max_examples=30)
@given(st.integers(0, 10_000), st.floats(0.05, 1), st.booleans())
def test_views_have_the_networks_shape_and_keep_what_is_known(seed, strength, known):
    pixels = product()
    mask = plain_ground_mask(pixels)
    view = altered_view(
        Picture(pixels, mask if known else None, mask),
        [home_ground(np.zeros((80, 80, 3), np.uint8), np.random.default_rng(0))],
        np.random.default_rng(seed),
        strength,
    )
    assert view.square.shape == (INPUT_PX, INPUT_PX, 3)
    assert view.square.dtype == np.uint8
    if known:
        assert view.mask.shape == (MASK_PX, MASK_PX)
        assert view.mask.max() > 128
    else:
        assert view.mask is None


def test_the_mask_lies_over_the_garment():
    pixels = product()
    view = plain_view(Picture(pixels, plain_ground_mask(pixels), None))
    cell = INPUT_PX // MASK_PX
    small = view.square.reshape(MASK_PX, cell, MASK_PX, cell, 3).mean((1, 3))
    red = small[..., 0] - small[..., 1] > 60
    assert (red == (view.mask > 128)).mean() > 0.95


def test_the_padding_is_not_garment():
    pixels = np.full((100, 40, 3), 60, np.uint8)
    view = plain_view(Picture(pixels, np.ones((100, 40), np.uint8), None))
    assert view.mask[:, :6].max() == 0
    assert view.mask[:, 14].min() == 255


def test_the_same_chance_gives_the_same_view():
    picture = Picture(product(), None, plain_ground_mask(product()))
    first, second = (
        altered_view(picture, [product()], np.random.default_rng(4), 1.0).square for _ in range(2)
    )
    assert np.array_equal(first, second)
