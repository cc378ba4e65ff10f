"""Which colours and patterns quarrel."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.taxonomy import COLOUR_HEX, COLOURS, PATTERNS
from engine.outfits.harmony import colour_crowding, colour_harmony, lab_of, pattern_clashes

NEUTRAL = {"black", "white", "grey", "silver", "beige", "brown", "khaki", "navy"}


def labs(*names: str) -> np.ndarray:
    return np.array([lab_of(((COLOUR_HEX[name], 1.0),)) for name in names])


@pytest.mark.parametrize("colour", sorted(NEUTRAL))
def test_a_neutral_crowds_nobody(colour: str) -> None:
    assert not colour_crowding(labs(colour, *COLOURS))[0].any()


def test_accents_crowd_each_other_by_hue() -> None:
    crowd = colour_crowding(labs("pink", "mint", "orange", "red", "wine"))
    assert crowd[0, 1] == crowd[1, 2] == 1
    assert crowd[3, 4] == 0, "two reds are one accent"


@given(st.lists(st.sampled_from(COLOURS), min_size=1, max_size=6))
def test_both_tables_are_symmetric(names: list[str]) -> None:
    for table in (colour_crowding(labs(*names)), colour_harmony(labs(*names))):
        assert np.allclose(table, table.T, atol=1e-5)


def test_one_pattern_an_outfit() -> None:
    clashes = pattern_clashes(["solid", "animal", "floral", None])
    assert clashes[1, 2] == 1
    assert not clashes[0].any()
    assert not clashes[3].any()
    assert set(PATTERNS) >= {"solid", "animal", "floral"}
