"""Inner products of half-precision rows agree with double precision."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.search.index.inner_product import inner_products

HALVES = st.floats(-1, 1, width=16)


@given(
    arrays(np.float16, st.tuples(st.integers(0, 5), st.just(8)), elements=HALVES),
    arrays(np.float32, 8, elements=st.floats(-1, 1, width=32)),
)
def test_any_halves(rows, vector):
    expected = rows.astype(np.float64) @ vector.astype(np.float16).astype(np.float64)
    assert inner_products(vector, rows) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("count", [1, 511, 512, 513, 1500])
def test_rows_of_several_blocks(count):
    rng = np.random.default_rng(count)
    rows = rng.normal(size=(count, 256)).astype(np.float16)
    vector = rng.uniform(-1, 1, 256).astype(np.float32)
    expected = rows.astype(np.float64) @ vector.astype(np.float16).astype(np.float64)
    assert inner_products(vector, rows) == pytest.approx(expected, abs=1e-4)


def test_the_smallest_halves_count():
    rows = np.full((2, 4), 2.0**-24, np.float16)
    assert inner_products(np.ones(4, np.float32), rows).tolist() == [2.0**-22] * 2
