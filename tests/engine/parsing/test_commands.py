"""Words that steer a dialog: one list, and what every dialog makes of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.parsing.commands import Command, parse_command, parse_yes_no

WORDS = {
    Command.CANCEL: [
        *("취소", "취소해줘", "그만", "그만할래요", "cancel", "/cancel", "Cancel!", "stop"),
        *("never mind", "nevermind", "\uff33\uff34\uff2f\uff30", " 취소~ "),
    ],
    Command.DECLINE: ["아니야", "아니요", "됐어", "됐어요", "no", "No."],
    Command.BACK: ["뒤로", "뒤로요", "이전", "뒤", "<", "back", "go back", "previous"],
    Command.SKIP: ["건너뛰기", "패스", "다음", "넘어가기", "Skip", "pass", "next"],
    Command.UNKNOWN: [
        *("모름", "몰라", "몰라요", "모르겠어요", "모르겠어", "잘 모르겠어요", "?"),
        *("don't know", "don\u2019t know", "dont know", "i don't know", "no idea", "idk"),
    ],
    Command.DONE: [
        "완료",
        "끝",
        "다 보냈어요",
        "다했어",
        "done",
        "finish",
        "finished",
        "end",
        "끝!",
    ],
}


@pytest.mark.parametrize(
    ("text", "command"), [(text, command) for command, texts in WORDS.items() for text in texts]
)
def test_a_word_means_one_command_everywhere(text: str, command: Command) -> None:
    assert parse_command(text) is command


@pytest.mark.parametrize(
    "text",
    ["", "검정색으로", "cancel my order", "back pocket", "다음 주", "no collar", "173", "네"],
)
def test_other_text_is_no_command(text: str) -> None:
    assert parse_command(text) is None


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        *((text, True) for text in ("네", "네네네", "응", "맞아요", "그대로", "YES", "ok")),
        *((text, False) for text in ("아니요", "아니", "틀렸어", "바꿀래요", "nope", "wrong", "n")),
        *((text, None) for text in ("", "173", "취소", "yes and no", "글쎄")),
    ],
)
def test_yes_and_no(text: str, answer: bool | None) -> None:
    assert parse_yes_no(text) is answer


@given(st.text(max_size=500))
def test_anything_may_be_typed(text: str) -> None:
    assert parse_command(text) in {None, *Command}
    assert parse_yes_no(text) in {None, True, False}
