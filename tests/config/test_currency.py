"""Conversion of foreign prices to won."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.currency import WON_PER, in_won

CURRENCIES = st.sampled_from(sorted(WON_PER))
AMOUNTS = st.floats(0, 1e9, allow_nan=False)


@pytest.mark.parametrize(
    ("amount", "currency", "won"),
    [(39_000, "KRW", 39_000), (50, "USD", 70_000), (0.5, "USD", 700), (3, "JPY", 28)],
)
def test_known_prices(amount: float, currency: str, won: int) -> None:
    assert in_won(amount, currency) == won


@given(AMOUNTS)
def test_an_unknown_currency_counts_as_won(amount: float) -> None:
    assert in_won(amount, "XYZ") == in_won(amount, "KRW") == round(amount)


@given(AMOUNTS, AMOUNTS, CURRENCIES)
def test_conversion_is_monotonic(one: float, other: float, currency: str) -> None:
    low, high = sorted((one, other))
    assert 0 <= in_won(low, currency) <= in_won(high, currency)


@given(st.integers(0, 10**9), CURRENCIES)
def test_whole_units_are_worth_their_rate_each(amount: int, currency: str) -> None:
    assert in_won(amount, currency) == pytest.approx(amount * WON_PER[currency], abs=0.5)
