"""What shops and editors call styles, and which of the nine that is.

The labels of snap services (five for men, seven for women), of K-Fashion, and the names that the
bot itself uses. Matching ignores case, blanks, hyphens and a trailing 룩, 스타일, look or style.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

from config.kfashion import K_FASHION, SPELLINGS
from config.taxonomy import STYLES

_WORDS: Final = MappingProxyType(
    {
        "casual": (
            *("캐주얼", "캐쥬얼", "데일리", "베이직", "시티보이", "홈웨어", "이지", "리조트"),
            *("daily", "basic", "cityboy", "homewear", "easy", "resort"),
        ),
        "street": (
            *("스트리트", "스트릿", "힙합", "힙", "스케이트", "워크웨어", "밀리터리"),
            *("streetwear", "hiphop", "skate", "workwear", "military"),
        ),
        "classic": (
            *("클래식", "포멀", "댄디", "프레피", "오피스", "비즈니스캐주얼", "트래디셔널"),
            *("formal", "dandy", "preppy", "office", "businesscasual", "traditional", "ivy"),
        ),
        "modern": (
            *("모던", "미니멀", "시크", "컨템포러리", "매니시", "놈코어"),
            *("minimal", "chic", "contemporary", "mannish", "normcore"),
        ),
        "feminine": (
            *("페미닌", "로맨틱", "걸리시", "러블리", "섹시", "글램", "발레코어"),
            *("romantic", "girlish", "lovely", "sexy", "glam", "balletcore"),
        ),
        "sporty": (
            *("스포티", "스포츠", "애슬레저", "고프코어", "골프", "아웃도어"),
            *("sports", "athleisure", "gorpcore", "golf", "outdoor"),
        ),
        "retro": (
            *("레트로", "빈티지", "아메카지", "키치", "복고", "Y2K"),
            *("vintage", "amekaji", "kitsch"),
        ),
        "bohemian": (
            *("보헤미안", "에스닉", "히피", "웨스턴", "컨트리"),
            *("boho", "ethnic", "hippie", "western", "country"),
        ),
        "edgy": (
            *("에지", "엣지", "펑크", "고딕", "그런지", "아방가르드", "다크웨어"),
            *("punk", "gothic", "goth", "grunge", "avantgarde", "darkwear"),
        ),
    }
)

_ENDING: Final = re.compile(r"(룩|스타일|look|style)$")
_BLANKS: Final = re.compile(r"[\s_\-·/]+")


def _plain(word: str) -> str:
    joined = _BLANKS.sub("", word).lower()
    return _ENDING.sub("", joined) or joined


_STYLE_OF: Final = MappingProxyType(
    {
        **{_plain(word): style for style, words in _WORDS.items() for word in words},
        **{_plain(known.name): known.style for known in K_FASHION.values()},
        **{_plain(known.english): known.style for known in K_FASHION.values()},
        **{_plain(other): K_FASHION[name].style for other, name in SPELLINGS.items()},
        **{style: style for style in STYLES},
    }
)


def style_of_word(word: str) -> str | None:
    """Return which of the nine styles somebody's label means, None when it is not known."""
    return _STYLE_OF.get(_plain(word))
