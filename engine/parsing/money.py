"""Parses sums of money and price limits: "5만 3천원", "3~5만원", "5만원대", "under 50 dollars".

One grammar for filters of a list, budgets of outfits and prices paid. All sums are in won; money
of other countries is converted (see `config.currency`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from config.currency import in_won
from engine.parsing.numbers import (
    AMOUNT,
    DIGITS,
    MAX_AMOUNT,
    NUMBER,
    NUMBER_START,
    RANGE_MARK,
    SCALED,
    parse_amount,
    parse_amount_range,
)
from engine.parsing.text import fold

MIN_BUDGET_WON: Final = 1_000
MAX_BUDGET_WON: Final = 100_000_000

_WON: Final = r"(?:원|won|krw)"
_SUM: Final = rf"(?:₩ ?)?(?P<amount>{AMOUNT})(?: ?{_WON})?"
_LOW: Final = _SUM.replace("amount", "low")
_HIGH: Final = _SUM.replace("amount", "high")
_RANGE: Final = re.compile(rf"{_LOW} ?{RANGE_MARK} ?{_HIGH}(?: ?(?:까지|사이))?")
_AROUND: Final = re.compile(rf"{_SUM} ?(?:대|쯤|정도)")
_AT_MOST: Final = re.compile(
    rf"(?:under|below|less than|up to|at most|max|<=?) ?{_LOW}"
    rf"|{_HIGH} ?(?:이하|아래|미만|까지|안쪽|이내|보다 싼|밑|or less)"
)
_AT_LEAST: Final = re.compile(
    rf"(?:over|above|more than|at least|min|from|>=?) ?{_LOW}"
    rf"|{_HIGH} ?(?:이상|초과|넘는|부터|보다 비싼|or more)"
)
_EXACT: Final = (
    re.compile(rf"(?:₩ ?)?(?P<amount>{AMOUNT}) ?{_WON}"),
    re.compile(rf"₩ ?(?P<amount>{AMOUNT})|(?<![a-z])(?P<scaled>{NUMBER} ?{SCALED})"),
)
"""A sum alone: with the unit, else with a sign or a scale (a Y2K look is no price)."""
_NUMBER: Final = re.compile(NUMBER)

_UNITS: Final = r"(?:달러|불(?!금)|dollars?|usd|bucks|유로|euros?|eur(?![a-z])|파운드|pounds?|gbp)"
_FOREIGN: Final = re.compile(
    rf"(?P<sign>[$€£]) ?(?P<after>{DIGITS})|(?P<before>{NUMBER}) ?(?P<unit>{_UNITS})"
)
_CURRENCY: Final = MappingProxyType(
    {
        **dict.fromkeys(("$", "달", "불", "d", "u", "b"), "USD"),
        **dict.fromkeys(("€", "유", "e"), "EUR"),
        **dict.fromkeys(("£", "파", "p", "g"), "GBP"),
    }
)
"""Currency of the first letter of a unit."""
_MARKS: Final = re.compile(
    rf"\d[.,]*+ ?(?:[만천₩]|{_WON})|(?<![a-z]){NUMBER_START}{DIGITS} ?k(?![a-z])|[만천] ?원"
    rf"|[₩$€£] ?\d|\d ?{_UNITS}"
)
"""Marks by which a sum of money differs from other numbers."""


@dataclass(frozen=True, slots=True)
class Price:
    """A price as somebody typed it, in won.

    Attributes:
        low: lowest price, or None.
        high: highest price, or None. A sum alone ("3만원") is a highest price, as people mean it
            in a chat; "5만원대" is 50,000 up to 59,999.
        amount: the sum itself, the larger one of two: 50,000 of "5만원대".
    """

    low: int | None
    high: int | None
    amount: int


def mentions_money(text: str) -> bool:
    """Return whether a sum of money is in a text, parsed or not: 3만원, 50k, $20."""
    return _MARKS.search(fold(text)) is not None


def find_price(text: str, *, marked_only: bool = False) -> tuple[Price | None, str]:
    """Return the price that a text names, and the text without it.

    Args:
        text: folded text.
        marked_only: whether a number needs a unit, sign or scale to be a price, as it does where
            other numbers ("18도") may stand beside it.
    """
    text = " ".join(_FOREIGN.sub(_as_won, text).split())
    for marked in (True,) if marked_only else (True, False):
        price_and_rest = _find(text, marked=marked)
        if price_and_rest is not None:
            return price_and_rest
    return None, text


def parse_budget(text: str) -> int | None:
    """Return a budget in won; None when no believable sum, or more than one, is named.

    A number without a unit counts if it is the only one.
    """
    folded = fold(text)
    price, _ = find_price(folded)
    numbers = _NUMBER.findall(folded)
    if price is not None:
        return as_budget(price)
    return _believable(parse_amount(numbers[0])) if len(numbers) == 1 else None


def as_budget(price: Price) -> int | None:
    """Return the amount of a price if it is believable as the budget of an outfit."""
    return _believable(price.amount)


def parse_paid_price(text: str) -> int | None:
    """Return a price paid, in won; a number at the end needs no unit."""
    price, _ = find_price(f"{fold(text)}원")
    return None if price is None else price.amount


def _believable(won: int) -> int | None:
    return won if MIN_BUDGET_WON <= won <= MAX_BUDGET_WON else None


def _as_won(foreign: re.Match[str]) -> str:
    """Return an amount of foreign money as won, rounded to hundreds."""
    amount = float((foreign["after"] or foreign["before"]).replace(",", ""))
    currency = _CURRENCY[(foreign["sign"] or foreign["unit"])[0]]
    return f" {round(in_won(min(amount, MAX_AMOUNT), currency), -2)}원 "


def _find(text: str, *, marked: bool) -> tuple[Price, str] | None:
    """Return the first price of the most telling form, and the text without it."""
    if match := _first(_RANGE, text, marked=marked):
        low, high = parse_amount_range(match["low"], match["high"])
        return Price(low, high, high), _without(text, match)
    if match := _first(_AROUND, text, marked=marked):
        amount = parse_amount(match["amount"])
        step = 10 ** (len(str(amount)) - 1) if amount else 1
        return Price(amount, amount + step - 1, amount), _without(text, match)
    if limits := _find_limits(text, marked=marked):
        return limits
    for pattern in _EXACT if marked else ():
        if match := pattern.search(text):
            amount = parse_amount(match["amount"] or match["scaled"])
            return Price(None, amount, amount), _without(text, match)
    return None


def _find_limits(text: str, *, marked: bool) -> tuple[Price, str] | None:
    """Return the highest and the lowest price of a text, whichever it has."""
    rest, amounts, is_marked = text, list[int | None](), False
    for pattern in (_AT_MOST, _AT_LEAST):
        match = pattern.search(rest)
        amounts.append(None if match is None else parse_amount(match["low"] or match["high"]))
        if match is not None:
            is_marked |= _MARKS.search(match[0]) is not None
            rest = _without(rest, match)
    named = [amount for amount in amounts if amount is not None]
    if not named or (marked and not is_marked):
        return None
    high, low = amounts
    return Price(low, high, max(named)), rest


def _first(pattern: re.Pattern[str], text: str, *, marked: bool) -> re.Match[str] | None:
    matches = pattern.finditer(text)
    return next((match for match in matches if not marked or _MARKS.search(match[0])), None)


def _without(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}"
