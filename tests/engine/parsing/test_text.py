"""Text is folded and capped before a grammar reads it."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from engine.parsing.text import MAX_CHARS, fold


def test_text_is_capped_before_and_after_it_is_folded() -> None:
    assert len(fold("9" * 4096)) == MAX_CHARS
    assert len(fold("\ufdfa" * 4096)) == MAX_CHARS  # a ligature of 18 letters
    assert fold("12345", 3) == "123"


def test_width_case_and_blanks_are_folded() -> None:
    assert fold("\uff19 ㎝\n\t\uff21￦ ") == "9 cm a₩"


@given(st.text(max_size=3 * MAX_CHARS))
def test_folded_text_is_normal_and_short(text: str) -> None:
    folded = fold(text)
    assert len(folded) <= MAX_CHARS
    assert "  " not in folded
    assert folded == folded.strip() or len(folded) == MAX_CHARS
    assert unicodedata.is_normalized("NFKC", fold(folded))
