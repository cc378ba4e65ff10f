"""Keys of the garments of outfits, as they are stored."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.outfits.keys import PieceKey

IDS = st.integers(1, 2**63 - 1)
KEYS = st.one_of(
    st.builds(PieceKey.of_closet, IDS),
    st.builds(PieceKey.of_product, IDS),
    st.builds(PieceKey.of_photo, IDS, st.integers(0, 7)),
)


@given(KEYS)
def test_a_key_survives_as_a_string(key: PieceKey) -> None:
    assert PieceKey.parse(str(key)) == key
    assert [key.is_closet, key.is_product, key.is_photo].count(True) == 1


@pytest.mark.parametrize(
    ("stored", "key"),
    [
        ("c12", PieceKey.of_closet(12)),
        ("p34", PieceKey.of_product(34)),
        ("x56.0", PieceKey.of_photo(56, 0)),
    ],
)
def test_the_strings_in_databases_stay(stored: str, key: PieceKey) -> None:
    assert PieceKey.parse(stored) == key
    assert str(key) == stored


@pytest.mark.parametrize("damaged", ["", "12", "z1", "c", "cx", "x1.y"])
def test_other_strings_are_refused(damaged: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        PieceKey.parse(damaged)
