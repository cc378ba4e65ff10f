"""Reads what narrows a search: "검정색으로, 5만원 이하", "black hoodie under 50 dollars, size M".

A word that nobody knows is taken for the known word that it misspells by a letter or two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import replace
from functools import cache
from typing import Final

from rapidfuzz import fuzz, process

from config.currency import in_won
from config.vocabulary import (
    CATEGORY_WORDS,
    COLOUR_WORDS,
    FIT_WORDS,
    GENDER_WORDS,
    KIND_CATEGORIES,
    PATTERN_WORDS,
    SEASON_WORDS,
    Lexicon,
    colour_lexicon,
    fit_lexicon,
    gender_lexicon,
    kind_lexicon,
    normalise,
    pattern_lexicon,
    season_lexicon,
)
from engine.search.filters import Filters

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
_FOREIGN: Final = re.compile(
    r"(?:(?P<sign>[$€£])\s*(?P<after>\d+(?:\.\d+)?))"
    r"|(?:(?P<before>\d+(?:\.\d+)?)\s*(?P<unit>달러|불|dollars?|usd|bucks|유로|euros?|eur|파운드|pounds?|gbp))"
)
_CURRENCY: Final = {
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "달러": "USD",
    "불": "USD",
    "d": "USD",
    "b": "USD",
    "u": "USD",
    "유로": "EUR",
    "e": "EUR",
    "파운드": "GBP",
    "p": "GBP",
    "g": "GBP",
}
_SIZE: Final = re.compile(
    r"(?:사이즈|size|치수)\s*(?:는|가|in)?\s*(?P<after>[2-6]?x{0,3}[sml]|free|\d{2,3}(?:\.5)?)(?![a-z0-9])"
    r"|(?<![a-z0-9])(?P<before>[2-6]?x{0,3}[sml]|free|\d{2,3}(?:\.5)?)\s*(?:사이즈|size|호)"
)
_WORD: Final = re.compile(r"[a-z]{4,}|[가-힣]{3,}")
_TYPO_SCORE: Final = 80.0
"""Least likeness of a misspelt word, 0 to 100, letter by letter."""

_CHEAPER: Final = re.compile(
    r"(?:더|좀|조금)\s*(?:싼|싸|저렴)|덜\s*비싼|저렴한\s*(?:거|것|걸|건)|너무\s*비싸"
    r"|\bcheaper\b|\bless expensive\b"
)

_AROUND: Final = re.compile(rf"{_SIGN}(?P<amount>{_AMOUNT}){_WON}(?:대|쯤|정도)")


def parse_query(text: str, shops: Collection[str] = ()) -> Filters:
    """Return the filters that `text` asks for; words that mean none are passed over.

    Never raises; an empty `Filters` means that nothing was understood. "5만원대" is 50,000 up to
    59,999 won, and a bare price ("3만원") is an upper limit, as people mean it in a chat.

    Args:
        text: what somebody wrote.
        shops: names of shops that may be meant.
    """
    plain = normalise(text[:MAX_QUERY_CHARS])
    named, plain = _shops(plain, shops)
    sizes, plain = _sizes(plain)
    low, high, rest = _prices(_FOREIGN.sub(_as_won, plain))
    found = _filters(rest)
    corrected = _corrected(rest)
    if corrected != rest:
        found = _filters(corrected).narrowed(found)
    return replace(found, sizes=sizes, shops=named, min_price=low, max_price=high)


def asks_cheaper(text: str) -> bool:
    """Return whether `text` asks for lower prices than those that are shown: "더 싼 거"."""
    plain = normalise(text[:MAX_QUERY_CHARS])
    return _CHEAPER.search(plain) is not None


def _filters(text: str) -> Filters:
    return Filters(
        categories=_categories(text),
        colours=_ids(colour_lexicon(), text),
        patterns=_ids(pattern_lexicon(), text),
        fits=_ids(fit_lexicon(), text),
        genders=_ids(gender_lexicon(), text),
        seasons=_ids(season_lexicon(), text),
    )


def _categories(text: str) -> tuple[str, ...]:
    """Return the categories that are named; of a whole kind ("바지") all of it."""
    named = [KIND_CATEGORIES.get(name, (name,)) for name in _ids(kind_lexicon(), text)]
    return tuple(dict.fromkeys(category for group in named for category in group))


def _shops(text: str, names: Collection[str]) -> tuple[tuple[str, ...], str]:
    """Return the shops that are named, and the text without their names."""
    found = []
    for name in sorted(names, key=len, reverse=True):
        plain = normalise(name)
        if len(plain) > 1 and plain in text:
            found.append(name)
            text = text.replace(plain, " ")
    return tuple(found), text


def _sizes(text: str) -> tuple[tuple[str, ...], str]:
    """Return the sizes that are asked for, and the text without them."""
    found = dict.fromkeys(
        (match["after"] or match["before"]).upper() for match in _SIZE.finditer(text)
    )
    return tuple(found), _SIZE.sub(" ", text)


def _as_won(match: re.Match[str]) -> str:
    """Return an amount of foreign money as won, rounded to hundreds."""
    amount = float(match["after"] or match["before"])
    unit = match["sign"] or match["unit"]
    currency = _CURRENCY.get(unit) or _CURRENCY[unit[0]]
    return f" {min(round(in_won(amount, currency), -2), MAX_PRICE)}원 "


@cache
def _known_words() -> tuple[str, ...]:
    """Return every single word of the vocabulary that is long enough to be misspelt."""
    groups = (
        CATEGORY_WORDS,
        COLOUR_WORDS,
        PATTERN_WORDS,
        FIT_WORDS,
        GENDER_WORDS,
        SEASON_WORDS,
    )
    words = {normalise(word) for group in groups for known in group.values() for word in known}
    return tuple(sorted(word for word in words if _WORD.fullmatch(word)))


def _letters(word: str) -> str:
    """Return a word with its Korean syllables taken apart, since one letter of them is mistyped."""
    return unicodedata.normalize("NFD", word)


def _corrected(text: str) -> str:
    """Return the text with misspelt words as the vocabulary has them."""

    def known(match: re.Match[str]) -> str:
        word = match.group()
        if _filters(word):
            return word
        best = process.extractOne(
            word,
            _known_words(),
            scorer=fuzz.ratio,
            processor=_letters,
            score_cutoff=_TYPO_SCORE,
        )
        return word if best is None else best[0]

    return _WORD.sub(known, text)


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
