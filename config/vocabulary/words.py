"""Words of categories, colours, patterns, fits, genders, seasons and materials (`words.toml`)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Annotated, Final

from pydantic import AfterValidator

from config.taxonomy import (
    CATEGORIES,
    COLOURS,
    FITS_BOTTOM,
    FITS_TOP,
    PATTERNS,
    SEASONS,
    SLOT_CATEGORIES,
    Slot,
)
from config.vocabulary.data import DataFile, Words, load
from config.vocabulary.lexicon import Lexicon, normalise

KIND_CATEGORIES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "top": SLOT_CATEGORIES[Slot.TOP],
        "outer": SLOT_CATEGORIES[Slot.OUTER],
        "pants": SLOT_CATEGORIES[Slot.PANTS],
        "skirt": SLOT_CATEGORIES[Slot.SKIRT],
        "shoes": SLOT_CATEGORIES[Slot.SHOES],
        "bottom": (
            *SLOT_CATEGORIES[Slot.PANTS],
            *SLOT_CATEGORIES[Slot.SHORTS],
            *SLOT_CATEGORIES[Slot.SKIRT],
        ),
    }
)
"""Categories that a word for a whole kind of clothes stands for in a search."""
_UNNAMED_PATTERNS: Final = frozenset({"other"})
_GENDERS: Final = ("female", "male", "unisex")


def _one_id_each(table: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    """Check that no word stands twice in a table.

    Raises:
        ValueError: one does.
    """
    words = [normalise(word) for group in table.values() for word in group]
    twice = {word for word in words if words.count(word) > 1}
    if twice:
        raise ValueError(f"more than once in a table: {sorted(twice)}")
    return table


def _ids_of(*known: str) -> AfterValidator:
    """Return a check that a table has exactly the known ids."""

    def check(table: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
        if set(table) != set(known):
            raise ValueError(f"missing or unknown ids: {sorted(set(table) ^ set(known))}")
        return table

    return AfterValidator(check)


_Table = Annotated[Mapping[str, Words], AfterValidator(_one_id_each)]


class Vocabulary(DataFile):
    """Id → words, for every family of ids; a word stands under one id of its family."""

    categories: Annotated[_Table, _ids_of(*CATEGORIES)]
    kinds: Annotated[_Table, _ids_of(*KIND_CATEGORIES)]
    colours: Annotated[_Table, _ids_of(*COLOURS)]
    patterns: Annotated[_Table, _ids_of(*(p for p in PATTERNS if p not in _UNNAMED_PATTERNS))]
    fits: Annotated[_Table, _ids_of(*FITS_TOP, *FITS_BOTTOM)]
    genders: Annotated[_Table, _ids_of(*_GENDERS)]
    seasons: Annotated[_Table, _ids_of(*SEASONS)]
    materials: _Table


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary, loaded and checked once."""
    return load("words", Vocabulary)


@cache
def category_lexicon() -> Lexicon:
    """Return the lexicon of categories."""
    return Lexicon(vocabulary().categories)


@cache
def kind_lexicon() -> Lexicon:
    """Return the lexicon of categories and of whole kinds of them."""
    return Lexicon({**vocabulary().categories, **vocabulary().kinds})


@cache
def colour_lexicon() -> Lexicon:
    """Return the lexicon of colours."""
    return Lexicon(vocabulary().colours)


@cache
def pattern_lexicon() -> Lexicon:
    """Return the lexicon of patterns."""
    return Lexicon(vocabulary().patterns)


@cache
def fit_lexicon() -> Lexicon:
    """Return the lexicon of fits."""
    return Lexicon(vocabulary().fits)


@cache
def gender_lexicon() -> Lexicon:
    """Return the lexicon of genders."""
    return Lexicon(vocabulary().genders)


@cache
def season_lexicon() -> Lexicon:
    """Return the lexicon of seasons."""
    return Lexicon(vocabulary().seasons)


@cache
def material_lexicon() -> Lexicon:
    """Return the lexicon of materials."""
    return Lexicon(vocabulary().materials)
