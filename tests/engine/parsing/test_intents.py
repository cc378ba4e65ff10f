"""Intents of sentences without a command."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.parsing.intents import Intent, parse_intent


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("오늘 뭐 입지", Intent.OUTFIT),
        ("안녕! 내일 뭘 입을까?", Intent.OUTFIT),
        ("출근룩 추천해줘", Intent.OUTFIT),
        ("What should I wear today?", Intent.OUTFIT),
        ("내일 날씨 어때?", Intent.WEATHER),
        ("내 옷장 보여줘", Intent.CLOSET),
        ("찜한 거 보여줘", Intent.SAVED),
        ("뭐 할 수 있어?", Intent.HELP),
        ("what can you do", Intent.HELP),
        ("고마워~", Intent.THANKS),
        ("Thank you!", Intent.THANKS),
        ("바보야", Intent.COMPLAINT),
        ("안녕하세요", Intent.GREETING),
        ("hello", Intent.GREETING),
    ],
)
def test_intents(text: str, intent: Intent) -> None:
    assert parse_intent(text) is intent


@pytest.mark.parametrize(
    "text", ["", "ㅁㄴㅇㄹ", "검정색으로", "5만원 이하", "이 옷 어디서 사?", "this"]
)
def test_other_sentences_have_no_intent(text: str) -> None:
    assert parse_intent(text) is None


@given(st.text(max_size=400))
def test_any_text_is_accepted(text: str) -> None:
    assert parse_intent(text) in {None, *Intent}
