"""Parses answers to questions of few choices: occasion, whose clothes, time zone, how it fitted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final, Literal, TypeAlias
from zoneinfo import available_timezones

from engine.parsing.text import fold

Verdict: TypeAlias = Literal["fit", "small", "large"]

_Choices: TypeAlias = Sequence[tuple[str, re.Pattern[str]]]

_OCCASIONS: Final = (
    ("work", re.compile(r"출근|회사|직장|오피스|비즈니스|면접|work|office|business|interview")),
    ("date", re.compile(r"데이트|소개팅|기념일|\bdates?\b|romantic")),
    ("guest", re.compile(r"결혼식|하객|격식|행사|돌잔치|formal|wedding|guest")),
    ("trip", re.compile(r"여행|나들이|소풍|trip|travel|holiday")),
    ("sport", re.compile(r"운동|헬스|러닝|등산|스포츠|gym|sport|run|hik|workout")),
    ("daily", re.compile(r"평소|일상|데일리|동네|학교|편하|외출|daily|every ?day|casual")),
)
_CLOTHES: Final = (
    ("shop", re.compile(r"상품|쇼핑|새 ?옷|사고|추천|shop|new|both|buy")),
    ("own", re.compile(r"내 ?옷|옷장|가진|있는 ?옷|own|mine|my clothes|closet|wardrobe")),
)
_ZONES: Final = (
    ("Asia/Seoul", re.compile(r"서울|한국|seoul|korea")),
    ("Asia/Tokyo", re.compile(r"도쿄|일본|오사카|tokyo|japan|osaka")),
    ("Asia/Shanghai", re.compile(r"상하이|베이징|중국|shanghai|beijing|china")),
    ("Asia/Singapore", re.compile(r"싱가포르|singapore")),
    ("Australia/Sydney", re.compile(r"시드니|호주|sydney")),
    ("Europe/London", re.compile(r"런던|영국|london")),
    ("Europe/Paris", re.compile(r"파리|프랑스|paris")),
    ("America/New_York", re.compile(r"뉴욕|new ?york|boston|보스턴")),
    (
        "America/Los_Angeles",
        re.compile(r"로스앤젤레스|엘에이|\bla\b|los ?angeles|샌프란|san francisco"),
    ),
)
_VERDICTS: Final[tuple[tuple[Verdict, re.Pattern[str]], ...]] = (
    ("fit", re.compile(r"딱|맞|좋|perfect|fits?|right|good|just")),
    ("small", re.compile(r"작|끼|타이트|조이|small|tight|short")),
    ("large", re.compile(r"크|컸|커|헐렁|남아|large|big|loose|long")),
)


def parse_occasion(text: str) -> str | None:
    """Return the id of the occasion that a text names, or None."""
    return _first(text, _OCCASIONS)


def parse_own_only(text: str) -> bool | None:
    """Return whether a text asks for one's own clothes only, None when it names no clothes."""
    source = _first(text, _CLOTHES)
    return None if source is None else source == "own"


def parse_time_zone(text: str) -> str | None:
    """Return the IANA name of a time zone that is named by itself, its city or country."""
    zone = _zones_by_name().get(fold(text).replace(" ", "_"))
    return _first(text, _ZONES) if zone is None else zone


def parse_verdict(text: str) -> Verdict | None:
    """Return how a garment fitted, or None."""
    plain = fold(text)
    return next((verdict for verdict, words in _VERDICTS if words.search(plain)), None)


@cache
def _zones_by_name() -> Mapping[str, str]:
    """Return IANA names by themselves and by their last part, in lower case."""
    zones: dict[str, str] = {}
    for zone in sorted(available_timezones()):
        zones.setdefault(zone.lower(), zone)
        zones.setdefault(zone.lower().rpartition("/")[2], zone)
    return zones


def _first(text: str, choices: _Choices) -> str | None:
    plain = fold(text)
    return next((choice for choice, words in choices if words.search(plain)), None)
