"""Decides for whom a product is, by the shop's fields and words: adults, children, pets, dolls.

Words are matched whole, since colours, brands and patterns hold them too: a 베이비핑크 cardigan
and a 도그투스 coat are for adults.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final, Literal

Audience = Literal["adult", "child", "pet", "doll"]

_AGE_GROUPS: Final = frozenset(
    {"kids", "kid", "infant", "newborn", "toddler", "children", "child", "baby", "babies", "junior"}
    | {"유아", "아동", "영유아", "신생아", "베이비", "키즈", "주니어", "어린이"}
)
_CHILD_KOREAN: Final = (
    r"아동복?|유아복?|영유아|신생아|키즈|어린이|주니어|베이비복?|돌복|남아|여아|유아동|초등학생|"
    r"우주복|배냇저고리|내의세트|\d{1,2}\s*개월|토들러|아기옷?|아기"
)
_CHILD_ENGLISH: Final = (
    r"kids?|kid's|child(?:ren)?(?:'s)?|toddlers?|infants?|newborns?|baby|babies|youth|juniors?"
)
_PET: Final = re.compile(
    r"(?<![가-힣])(?:강아지|반려동물|반려견|반려묘|애견|애완|고양이|펫|댕댕이)(?:용|옷|의류)?(?![가-힣])|"
    r"(?<![a-z])(?:pets?|dogs?|puppy|puppies|cats?)(?:['’]s)?(?=\s*(?:clothes|clothing|apparel|"
    r"costumes?|hoodie|sweater|coat|vest|supplies|>|&|$))"
)
_BOYS_AND_GIRLS: Final = re.compile(
    r"(?<![a-z])(?:boys?|girls?)(?:['’]s?|s['’])?\s+(?:clothing|apparel|dress|tops?|bottoms?|t-?shirts?|tees?|"
    r"shirts?|skirts?|jackets?|coats?|hoodies?|pants|jeans|shorts|leggings|shoes|sneakers|swimwear|set)\b"
)
_BOYS_OR_GIRLS_LEVEL: Final = re.compile(r"(?:^|[>/|&])\s*(?:boys?|girls?)['’]?s?\s*(?=[>/|&]|$)")
"""A level of a category path."""

_DOLL: Final = re.compile(
    r"(?<![가-힣])(?:인형옷?|돌옷|구체관절인형)(?:용|의상)?(?![가-힣])|"
    r"(?<![a-z])dolls?(?:['’]s)?\s+(?:clothes|clothing|outfits?|dress)|dolls?\s*&|(?<![a-z])dolls?$"
)
_CHILD: Final = re.compile(
    rf"(?<![가-힣])(?:{_CHILD_KOREAN})(?:용|의류|패션|복)?(?![가-힣])|"
    rf"(?<![a-z-])(?:{_CHILD_ENGLISH})(?![a-z])"
)
_HINT: Final = re.compile(
    r"아동|유아|신생아|키즈|어린이|주니어|베이비|돌복|돌옷|남아|여아|초등|우주복|배냇|내의|개월|토들러|아기|"
    r"강아지|반려|애견|애완|고양이|펫|댕댕|인형|"
    r"kid|child|toddler|infant|newborn|bab|youth|junior|boy|girl|pet|dog|pupp|cat|doll",
    re.IGNORECASE,
)
"""What a text without is for adults, found in one pass; half-width jamo and the like are rare."""

# Adults wear these: a colour, a fit, a motif or a brand that only sounds like a child or a pet.
_ADULT_TERMS: Final = re.compile(
    r"baby[\s-]*(?:pink|blue|doll|tee|alpaca|cashmere|g|rib)|베이비\s*(?:핑크|블루|돌|티|알파카|캐시미어|립)|"
    r"boy(?:friend|s)?[\s-]*fit|보이(?:프렌드)?\s*핏|girls?[\s-]*(?:crush|group)|걸(?:리시|크러쉬|프렌드)|"
    r"dog[\s-]*tooth|도그투스|하운드투스|cat[\s-]*eye|캣아이|고양이\s*(?:프린트|그래픽|자수|무늬|패턴)|"
    r"강아지\s*(?:프린트|그래픽|자수|무늬|패턴)|kid[\s-]*(?:mohair|skin|leather|silk)|키드\s*모헤어|"
    r"junior[\s-]*(?:fit)|cat\s*(?:print|graphic)|dog\s*(?:print|graphic)|hot\s*dog|핫도그|곰돌이|아기자기|아기\s*(?:고양이|곰|천사|호랑이)|"
    r"girls?\s+generation|boys\s+tears|걸스\s*데이"
)


def audience_of(title: str, category: str = "", age_group: str = "") -> Audience:
    """Return whom a product is for.

    Args:
        title: the product's name.
        category: the shop's category path.
        age_group: the feed's field for it, in English or Korean.
    """
    group = unicodedata.normalize("NFKC", age_group).strip().lower()
    if group in _AGE_GROUPS:
        return "child"
    for text, is_path in ((category, True), (title, False)):
        found = _named_in(text[:600], is_path=is_path) if text and _HINT.search(text) else "adult"
        if found == "child" and group in {"adult", "성인"}:
            continue
        if found != "adult":
            return found
    return "adult"


@lru_cache(1024)
def _named_in(text: str, *, is_path: bool) -> Audience:
    """Return whom a title or a category path names."""
    plain = _ADULT_TERMS.sub(" ", unicodedata.normalize("NFKC", text).lower())
    if _PET.search(plain):
        return "pet"
    if _DOLL.search(plain):
        return "doll"
    is_for_child = (
        _CHILD.search(plain)
        or _BOYS_AND_GIRLS.search(plain)
        or (is_path and _BOYS_OR_GIRLS_LEVEL.search(plain))
    )
    return "child" if is_for_child else "adult"
