"""Finds the words of a vocabulary in a text.

Matching is on normalised text; a longer phrase wins over a shorter one within it, so `반팔 티셔츠`
is no `티셔츠` and `sweatshirt` no `shirt`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

_PARTICLES: Final = "(?:으로|로|은|는|이|가|을|를|만|도|의|과|와|랑|이랑|인|한|톤|계열)?"
"""Endings that Korean glues to a word: "검정색으로", "후드는", "블랙만"."""
_HANGUL: Final = "가-힣"
_HAS_HANGUL: Final = re.compile(f"[{_HANGUL}]")


def normalise(text: str) -> str:
    """Return `text` in NFKC (full-width digits become plain), lower case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


class Lexicon:
    """Finds the ids whose words occur in a text.

    A Latin word must stand alone; a Korean one may be part of a compound (`블랙후드`) if it has two
    syllables or more.

    Args:
        words: id → its words.
    """

    def __init__(self, words: Mapping[str, tuple[str, ...]]) -> None:
        self._ids = {normalise(word): name for name, group in words.items() for word in group}
        longest_first = sorted(self._ids, key=len, reverse=True)
        self._pattern = re.compile("|".join(_word_pattern(word) for word in longest_first))

    def find(self, text: str) -> list[tuple[str, str]]:
        """Return `(id, matched word)` in the order of the text; `text` must be normalised."""
        return [
            (self._ids[_strip_particles(match.group(), self._ids)], match.group())
            for match in self._pattern.finditer(text)
        ]


def _word_pattern(word: str) -> str:
    escaped = re.escape(word)
    if not _HAS_HANGUL.search(word):
        return rf"(?<![a-z]){escaped}(?![a-z])"
    if len(word) == 1:
        return rf"(?<![{_HANGUL}]){escaped}{_PARTICLES}(?![{_HANGUL}])"
    return escaped


def _strip_particles(word: str, known: Mapping[str, str]) -> str:
    while word not in known:
        word = word[:-1]
    return word
