"""Reads what narrows a search: "검정색으로, 5만원 이하", "under 50,000 won, black"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from config.vocabulary import (
    Lexicon,
    category_lexicon,
    colour_lexicon,
    fit_lexicon,
    gender_lexicon,
    normalise,
    pattern_lexicon,
)

MAX_QUERY_CHARS: Final = 300
MAX_PRICE: Final = 1_000_000_000

# A number with its Korean or English scale: 5만 3천, 3만5천, 39,000, 50k, 1.5만
_AMOUNT: Final = (
    r"(?:\d+(?:\.\d+)?\s*만(?:\s*\d+\s*천)?(?:\s*\d{1,4}(?!\s*[천만\d]))?|\d+\s*천"
    r"|\d+(?:\.\d+)?\s*k(?![a-z])|\d{1,3}(?:,\d{3})+|\d+)"
)
_WON: Final = r"\s*(?:원|won|krw)?\s*"
_SIGN: Final = r"[₩￦]?\s*"
_RANGE: Final = re.compile(
    rf"{_SIGN}(?P<low>{_AMOUNT}){_WON}(?:~|-|\u2013|에서|부터|to)\s*{_SIGN}(?P<high>{_AMOUNT}){_WON}"
    r"(?:까지|사이)?"
)
_AT_MOST: Final = re.compile(
    rf"(?:under|below|less than|up to|at most|max|<=?)\s*{_SIGN}(?P<before>{_AMOUNT}){_WON}"
    rf"|{_SIGN}(?P<after>{_AMOUNT}){_WON}(?:이하|아래|미만|까지|안쪽|이내|보다 싼|밑|or less)"
)
_AT_LEAST: Final = re.compile(
    rf"(?:over|above|more than|at least|min|from|>=?)\s*{_SIGN}(?P<before>{_AMOUNT}){_WON}"
    rf"|{_SIGN}(?P<after>{_AMOUNT}){_WON}(?:이상|초과|넘는|부터|보다 비싼|or more)"
)
_AROUND: Final = re.compile(rf"{_SIGN}(?P<amount>{_AMOUNT}){_WON}(?:대|쯤|정도)")


@dataclass(frozen=True, slots=True)
class Filters:
    """What a product must be to be shown; an empty tuple or None lets everything pass.

    Prices are in won, both ends included. `shops` are names of shops, `sizes` labels that must be
    in stock.
    """

    categories: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    fits: tuple[str, ...] = ()
    genders: tuple[str, ...] = ()
    seasons: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    shops: tuple[str, ...] = ()
    min_price: int | None = None
    max_price: int | None = None

    def __bool__(self) -> bool:
        return self != Filters()

    def narrowed(self, other: Filters) -> Filters:
        """Return these filters with every one that `other` sets put in its place."""
        given = {
            name: value
            for name in self.__slots__
            if (value := getattr(other, name)) not in ((), None)
        }
        return replace(self, **given)


def parse_query(text: str) -> Filters:
    """Return the filters that `text` asks for; words that mean none are passed over.

    Never raises; an empty `Filters` means that nothing was understood. "5만원대" is 50,000 up to
    59,999 won, and a bare price ("3만원") is an upper limit, as people mean it in a chat.
    """
    plain = normalise(text[:MAX_QUERY_CHARS])
    low, high, rest = _prices(plain)
    return Filters(
        categories=_ids(category_lexicon(), rest),
        colours=_ids(colour_lexicon(), rest),
        patterns=_ids(pattern_lexicon(), rest),
        fits=_ids(fit_lexicon(), rest),
        genders=_ids(gender_lexicon(), rest),
        min_price=low,
        max_price=high,
    )


def _ids(lexicon: Lexicon, text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name, _ in lexicon.find(text)))


def _prices(text: str) -> tuple[int | None, int | None, str]:
    """Return the lowest price, the highest price and the text without what said them."""
    if match := _RANGE.search(text):
        low, high = _won(match["low"]), _won(match["high"])
        if low < high and "만" in match["high"] and low < 1000:
            low *= 10_000  # "3~5만원"
        return min(low, high), max(low, high), _without(text, match)
    if match := _AROUND.search(text):
        amount = _won(match["amount"])
        step = 10 ** (len(str(amount)) - 1) if amount else 0
        return amount, amount + step - 1 if step else amount, _without(text, match)
    low_price = high_price = None
    if match := _AT_MOST.search(text):
        high_price = _won(match["before"] or match["after"])
        text = _without(text, match)
    if match := _AT_LEAST.search(text):
        low_price = _won(match["before"] or match["after"])
        text = _without(text, match)
    if low_price is None and high_price is None:
        bare = re.search(rf"{_SIGN}({_AMOUNT})\s*(?:원|won|krw)", text)
        if bare:
            high_price = _won(bare[1])
            text = _without(text, bare)
    return low_price, high_price, text


def _without(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}"


def _won(amount: str) -> int:
    """Return the won of an `_AMOUNT`."""
    plain = amount.replace(",", "").replace(" ", "")
    if plain.endswith("k"):
        return _capped(float(plain[:-1]) * 1000)
    total = 0.0
    if "만" in plain:
        head, plain = plain.split("만", 1)
        total += float(head) * 10_000
    if "천" in plain:
        head, plain = plain.split("천", 1)
        total += float(head or 1) * 1000
    return _capped(total + float(plain or 0))


def _capped(won: float) -> int:
    return int(min(won, MAX_PRICE))
