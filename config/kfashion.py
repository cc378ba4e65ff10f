"""K-Fashion's styles: 23 names under 10 parent groups, and how the nine of a photo relate to them.

The names are data (`config/vocabulary/kfashion.toml`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Self

from pydantic import model_validator

from config.taxonomy import K_FASHION_STYLE, STYLES
from config.vocabulary.data import DataFile, Word, load


@dataclass(frozen=True, slots=True)
class KFashionStyle:
    """One of the 23.

    Attributes:
        name: in Korean, as the data has it.
        english: in English.
        group: its parent group, in English.
        style: which of the nine it is folded onto.
    """

    name: str
    english: str
    group: str
    style: str


class _Group(DataFile):
    """A parent group.

    Attributes:
        name: in Korean.
        styles: Korean name → English name.
    """

    name: Word
    styles: dict[Word, Word]


class _KFashionData(DataFile):
    """The schema of `kfashion.toml`.

    Attributes:
        spellings: other spellings in the data → what they stand for.
        groups: English name → group.
    """

    spellings: dict[Word, Word]
    groups: dict[Word, _Group]

    @model_validator(mode="after")
    def _check_names(self) -> Self:
        names = [name for group in self.groups.values() for name in group.styles]
        if sorted(names) != sorted(K_FASHION_STYLE):
            raise ValueError(f"not each style once: {sorted(set(names) ^ set(K_FASHION_STYLE))}")
        if not set(self.spellings.values()) <= set(names):
            raise ValueError("a spelling of an unknown style")
        return self


@cache
def _data() -> _KFashionData:
    return load("kfashion", _KFashionData)


def group_names() -> Mapping[str, str]:
    """Return the 10 parent groups, English to Korean."""
    return MappingProxyType({english: group.name for english, group in _data().groups.items()})


def spellings() -> Mapping[str, str]:
    """Return other spellings in the data, and what they stand for."""
    return MappingProxyType(_data().spellings)


@cache
def k_fashion_styles() -> Mapping[str, KFashionStyle]:
    """Return the 23 styles by their Korean names."""
    return MappingProxyType(
        {
            name: KFashionStyle(name, english, group, K_FASHION_STYLE[name])
            for group, members in _data().groups.items()
            for name, english in members.styles.items()
        }
    )


def k_fashion_style(name: str) -> KFashionStyle | None:
    """Return the style of a Korean name in any known spelling, or None."""
    plain = name.strip()
    return k_fashion_styles().get(spellings().get(plain, plain))


def k_fashion_names(style: str) -> tuple[KFashionStyle, ...]:
    """Return which of the 23 one of the nine stands for, the one of the same name first."""
    members = [known for known in k_fashion_styles().values() if known.style == style]
    return tuple(sorted(members, key=lambda known: known.english != style))


@cache
def related_styles() -> Mapping[str, tuple[str, ...]]:
    """Return which of the nine share a parent group with one, and so can stand in for it."""
    groups: dict[str, set[str]] = {style: set() for style in STYLES}
    for known in k_fashion_styles().values():
        groups[known.style].add(known.group)
    return MappingProxyType(
        {
            style: tuple(
                other for other in STYLES if other != style and groups[other] & groups[style]
            )
            for style in STYLES
        }
    )
