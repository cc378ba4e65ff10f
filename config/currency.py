"""Approximate exchange rates, so that a price limit holds for products of every currency."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

WON_PER: Final = MappingProxyType(
    {"KRW": 1.0, "USD": 1400.0, "EUR": 1600.0, "GBP": 1850.0, "JPY": 9.5, "CNY": 195.0}
)
"""Won per unit, rounded: for limits such as "under 50 dollars", never shown as a price."""


def in_won(amount: float, currency: str) -> int:
    """Return the approximate value of an amount in won; an unknown currency counts as won."""
    return round(amount * WON_PER.get(currency, 1.0))
