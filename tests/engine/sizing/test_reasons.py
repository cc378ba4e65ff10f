from __future__ import annotations

import pytest

from engine.sizing.reasons import reason


def test_a_reason_is_a_code_with_figures_and_a_sentence():
    why = reason("between_sizes", size="L", neighbour="M", chance=0.40471)
    assert why.english() == "you are between L and M: M has 40%"
    assert why.as_json() == {
        "code": "between_sizes",
        "size": "L",
        "neighbour": "M",
        "chance": 0.405,
        "text": why.english(),
    }


def test_an_unknown_code_is_a_bug():
    with pytest.raises(KeyError):
        reason("because")
