"""How people and shops write the ids of the taxonomy, in Korean and English.

The words are data (`*.toml`), loaded on first use and checked against a schema.
"""

from config.vocabulary.lexicon import Lexicon, normalise
from config.vocabulary.words import (
    KIND_CATEGORIES,
    Vocabulary,
    category_lexicon,
    colour_lexicon,
    fit_lexicon,
    gender_lexicon,
    kind_lexicon,
    material_lexicon,
    pattern_lexicon,
    season_lexicon,
    vocabulary,
)

__all__ = [
    "KIND_CATEGORIES",
    "Lexicon",
    "Vocabulary",
    "category_lexicon",
    "colour_lexicon",
    "fit_lexicon",
    "gender_lexicon",
    "kind_lexicon",
    "material_lexicon",
    "normalise",
    "pattern_lexicon",
    "season_lexicon",
    "vocabulary",
]
