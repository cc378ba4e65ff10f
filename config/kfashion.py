"""K-Fashion's styles: 23 names under 10 parent groups, and how the nine of a photo relate to them.

Source: the annotation guide of AI-Hub's K-Fashion image data, whose JSON spells one name in two
ways (소피스트케이티드, 소피스티케이티드).
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from config.taxonomy import K_FASHION_STYLE, STYLES


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


GROUP_NAMES: Final = MappingProxyType(
    {
        "traditional": "트래디셔널",
        "mannish": "매니시",
        "feminine": "페미닌",
        "ethnic": "에스닉",
        "contemporary": "컨템포러리",
        "natural": "내추럴",
        "genderfluid": "젠더플루이드",
        "sporty": "스포티",
        "subculture": "서브컬처",
        "casual": "캐주얼",
    }
)
"""The 10 parent groups, English to Korean."""

_MEMBERS: Final = MappingProxyType(
    {
        "traditional": (("클래식", "classic"), ("프레피", "preppy")),
        "mannish": (("매니시", "mannish"), ("톰보이", "tomboy")),
        "feminine": (("페미닌", "feminine"), ("로맨틱", "romantic"), ("섹시", "sexy")),
        "ethnic": (("히피", "hippie"), ("웨스턴", "western"), ("오리엔탈", "oriental")),
        "contemporary": (
            ("모던", "modern"),
            ("소피스티케이티드", "sophisticated"),
            ("아방가르드", "avant-garde"),
        ),
        "natural": (("컨트리", "country"), ("리조트", "resort")),
        "genderfluid": (("젠더리스", "genderless"),),
        "sporty": (("스포티", "sporty"),),
        "subculture": (
            ("레트로", "retro"),
            ("키치", "kitsch"),
            ("힙합", "hip-hop"),
            ("펑크", "punk"),
        ),
        "casual": (("밀리터리", "military"), ("스트리트", "street")),
    }
)

K_FASHION: Final = MappingProxyType(
    {
        name: KFashionStyle(name, english, group, K_FASHION_STYLE[name])
        for group, members in _MEMBERS.items()
        for name, english in members
    }
)
"""The 23 styles by their Korean names."""

SPELLINGS: Final = MappingProxyType({"소피스트케이티드": "소피스티케이티드"})
"""Other spellings in the data, and what they stand for."""


def k_fashion_style(name: str) -> KFashionStyle | None:
    """Return the style of a Korean name in any known spelling, None when there is none."""
    plain = name.strip()
    return K_FASHION.get(SPELLINGS.get(plain, plain))


def k_fashion_names(style: str) -> tuple[KFashionStyle, ...]:
    """Return which of the 23 one of the nine stands for, the one of the same name first."""
    members = [known for known in K_FASHION.values() if known.style == style]
    return tuple(sorted(members, key=lambda known: known.english != style))


def _related() -> dict[str, tuple[str, ...]]:
    groups: dict[str, set[str]] = {style: set() for style in STYLES}
    for known in K_FASHION.values():
        groups[known.style].add(known.group)
    return {
        style: tuple(other for other in STYLES if other != style and groups[other] & groups[style])
        for style in STYLES
    }


RELATED_STYLES: Final = MappingProxyType(_related())
"""Which of the nine share a parent group with one; what a style without shops falls back to."""
