"""Recognises the intent of a sentence: "오늘 뭐 입지?", "내일 날씨", "고마워"."""

from __future__ import annotations

import re
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from engine.parsing.text import fold

MAX_CHARS: Final = 300


class Intent(StrEnum):
    """Subject of a sentence that names no garment, colour or price."""

    OUTFIT = "outfit"
    WEATHER = "weather"
    CLOSET = "closet"
    SAVED = "saved"
    HELP = "help"
    COMPLAINT = "complaint"
    THANKS = "thanks"
    GREETING = "greeting"


_PATTERNS: Final = MappingProxyType(
    {
        Intent.OUTFIT: r"(?:뭐|뭘|모|무엇을?|무슨 옷을?|어떤 옷을?|어떻게) ?입"
        r"|(?:코디|[가-힣]룩) ?(?:좀 ?)?(?:추천|해 ?줘|짜|골라|보여|알려)|입을 ?(?:옷|거|것)"
        r"|\bwhat (?:should|shall|do|can|could|to)\b.{0,8}\bwear\b"
        r"|\b(?:suggest|recommend|pick)\b.{0,12}\boutfit|\boutfit (?:idea|suggestion|for)",
        Intent.WEATHER: r"날씨|기온|\bweather\b|\bforecast\b",
        Intent.CLOSET: r"옷장|\bclosets?\b|\bwardrobe\b",
        Intent.SAVED: r"찜한|찜 ?목록|\b(?:what i|my) saved\b|\bsaved (?:items|products|list)\b",
        Intent.HELP: r"(?:뭐|뭘|무엇을?) ?(?:할|하는|해 ?줄|도와)|도움말|도와 ?줘"
        r"|사용 ?(?:방)?법|어떻게 ?(?:써|쓰|사용|하)"
        r"|\bhelp\b|\bwhat can you do\b|\bhow (?:do|can|does)\b",
        Intent.COMPLAINT: r"바보|멍청|쓰레기|짜증|별로|엉망|꺼져|이상해|틀렸|아니잖아"
        r"|\b(?:stupid|idiot|useless|terrible|awful|sucks?|wrong|bad bot)\b",
        Intent.THANKS: r"고마|고맙|감사|땡큐|ㄱㅅ|ㅇㅋ|최고|좋아|좋네|예쁘|예뻐|이쁘|이뻐"
        r"|\b(?:thanks?|thank you|thx|great|awesome|love it|nice|perfect)\b|👍|❤|🙏",
        Intent.GREETING: r"^(?:안녕|하이|헬로|반가|ㅎㅇ)"
        r"|^(?:hi|hello|hey|yo|good (?:morning|evening))\b",
    }
)
"""The first that matches wins, so that "안녕, 오늘 뭐 입지?" is about an outfit."""

_COMPILED: Final = tuple((intent, re.compile(words)) for intent, words in _PATTERNS.items())


def parse_intent(text: str) -> Intent | None:
    """Return what a sentence is about, or None."""
    plain = fold(text, MAX_CHARS)
    return next((intent for intent, words in _COMPILED if words.search(plain)), None)
