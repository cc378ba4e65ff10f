"""Maps the labels of shops, editors and K-Fashion to the nine styles of a photo.

Matching ignores case, blanks, hyphens and a trailing 룩, 스타일, look or style. The words are data
(`config/vocabulary/style_words.toml`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final, Self

from pydantic import model_validator

from config.kfashion import k_fashion_styles, spellings
from config.taxonomy import STYLES
from config.vocabulary.data import DataFile, Word, Words, load

_ENDING: Final = re.compile(r"(룩|스타일|look|style)$")
_BLANKS: Final = re.compile(r"[\s_\-·/]+")


def _fold(word: str) -> str:
    joined = _BLANKS.sub("", word).lower()
    return _ENDING.sub("", joined) or joined


class _StyleWords(DataFile):
    """The schema of `style_words.toml`: style → words, a word under one style only."""

    styles: dict[Word, Words]

    @model_validator(mode="after")
    def _check_words(self) -> Self:
        if set(self.styles) != set(STYLES):
            raise ValueError(f"missing or unknown styles: {sorted(set(self.styles) ^ set(STYLES))}")
        folded = [_fold(word) for words in self.styles.values() for word in words]
        twice = {word for word in folded if folded.count(word) > 1}
        if twice:
            raise ValueError(f"more than once: {sorted(twice)}")
        return self


@cache
def _style_of() -> Mapping[str, str]:
    """Return the style of each folded word; a name of the nine goes before other words."""
    words = load("style_words", _StyleWords).styles
    known = k_fashion_styles()
    return MappingProxyType(
        {
            **{_fold(word): style for style, group in words.items() for word in group},
            **{_fold(style.name): style.style for style in known.values()},
            **{_fold(style.english): style.style for style in known.values()},
            **{_fold(other): known[name].style for other, name in spellings().items()},
            **{style: style for style in STYLES},
        }
    )


def style_of_word(word: str) -> str | None:
    """Return which of the nine styles a label means, None when it is not known."""
    return _style_of().get(_fold(word))
