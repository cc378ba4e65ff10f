"""Parses the filters of a product search: "검정색으로, 5만원 이하", "black hoodie, size M".

An unknown word counts as the known word that it misspells by a letter or two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cache
from typing import Final

from rapidfuzz import fuzz, process

from config.vocabulary import (
    KIND_CATEGORIES,
    Lexicon,
    colour_lexicon,
    fit_lexicon,
    gender_lexicon,
    kind_lexicon,
    normalise,
    pattern_lexicon,
    season_lexicon,
    vocabulary,
)
from engine.parsing.money import find_price, mentions_money
from engine.parsing.numbers import are_numbers_alone
from engine.parsing.text import fold
from engine.search.filters import Filters

MAX_QUERY_CHARS: Final = 300

_SIZE_LABEL: Final = r"(?:[2-6]?x{0,3}[sml]|free|\d{2,3}(?:\.5)?)"
_SIZE: Final = re.compile(
    rf"(?:사이즈|size|치수) ?(?:는|가|in)? ?(?P<after>{_SIZE_LABEL})(?![a-z0-9])"
    rf"|(?<![a-z0-9])(?P<before>{_SIZE_LABEL}) ?(?:사이즈|size|호)"
)
_WORD: Final = re.compile(r"[a-z]{4,}+|[가-힣]{3,}+")
_TYPO_SCORE: Final = 80.0
"""Least likeness of a misspelt word, 0 to 100, letter by letter."""

_CHEAPER: Final = re.compile(
    r"(?:더|좀|조금) ?(?:싼|싸|저렴)|덜 ?비싼|저렴한 ?(?:거|것|걸|건)|너무 ?비싸"
    r"|\bcheaper\b|\bless expensive\b"
)


def parse_query(text: str, shops: Collection[str] = ()) -> Filters:
    """Return the filters that `text` names; other words are ignored.

    Never raises; an empty `Filters` means that nothing was understood. See `engine.parsing.money`
    for the price.

    Args:
        text: any characters, any length; the first `MAX_QUERY_CHARS` are read.
        shops: names of known shops.
    """
    plain = fold(text, MAX_QUERY_CHARS)
    named, plain = _shops(plain, shops)
    sizes, plain = _sizes(plain)
    price, rest = find_price(plain)
    filters = _filters(rest)
    corrected = _corrected(rest)
    if corrected != rest:
        filters = _filters(corrected).narrowed(filters)
    if price is not None:
        filters = replace(filters, min_price=price.low, max_price=price.high)
    return replace(filters, sizes=sizes, shops=named)


def asks_cheaper(text: str) -> bool:
    """Return whether `text` asks for lower prices than those of the list: "더 싼 거"."""
    plain = fold(text, MAX_QUERY_CHARS)
    return _CHEAPER.search(plain) is not None


def is_about_budget(text: str) -> bool:
    """Return whether a text is about money alone, parsed or not."""
    wanted = parse_query(text)
    if wanted.categories or wanted.colours or wanted.shops:
        return False
    return mentions_money(text) or are_numbers_alone(fold(text))


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
    """Return the categories that are named, for a whole kind ("바지") all of its own."""
    named = [KIND_CATEGORIES.get(name, (name,)) for name in _ids(kind_lexicon(), text)]
    return tuple(dict.fromkeys(category for group in named for category in group))


def _shops(text: str, names: Collection[str]) -> tuple[tuple[str, ...], str]:
    """Return the shops that are named, and the text without their names."""
    named = []
    for name in sorted(names, key=len, reverse=True):
        plain = normalise(name)
        if len(plain) > 1 and plain in text:
            named.append(name)
            text = " ".join(text.replace(plain, " ").split())
    return tuple(named), text


def _sizes(text: str) -> tuple[tuple[str, ...], str]:
    """Return the sizes that are asked for, and the text without them."""
    sizes = dict.fromkeys(
        (match["after"] or match["before"]).upper() for match in _SIZE.finditer(text)
    )
    return tuple(sizes), _SIZE.sub(" ", text)


@cache
def _known_words() -> Mapping[str, str]:
    """Return every single word of the vocabulary that is long enough to be misspelt, by letters."""
    known = vocabulary()
    tables = (
        *(known.categories, known.colours, known.patterns),
        *(known.fits, known.genders, known.seasons),
    )
    words = {normalise(word) for table in tables for group in table.values() for word in group}
    return {word: _letters(word) for word in sorted(words) if _WORD.fullmatch(word)}


def _letters(word: str) -> str:
    """Return a word with its Korean syllables taken apart, since one letter of them is mistyped."""
    return unicodedata.normalize("NFD", word)


def _corrected(text: str) -> str:
    """Return the text with misspelt words as the vocabulary has them."""

    def correct(match: re.Match[str]) -> str:
        word = match.group()
        if _filters(word):
            return word
        best = process.extractOne(
            _letters(word), _known_words(), scorer=fuzz.ratio, score_cutoff=_TYPO_SCORE
        )
        return word if best is None else best[2]

    return _WORD.sub(correct, text)


def _ids(lexicon: Lexicon, text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name, _ in lexicon.find(text)))
