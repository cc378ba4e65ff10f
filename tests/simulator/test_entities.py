"""Formatted text: UTF-16 counting, trimming, and what Telegram finds by itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.entities import Entity, FormattedText, entities_from_api, utf16_length


@given(st.text())
def test_utf16_length_is_that_of_the_encoding(text: str) -> None:
    assert utf16_length(text) == len(text.encode("utf-16-le", "surrogatepass")) // 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/start 안녕", [("bot_command", "/start")]),
        ("가 /help@coordi_bot!", [("bot_command", "/help@coordi_bot")]),
        ("1/2 and/or a//b", []),
        ("😀 @coordi_bot 봐", [("mention", "@coordi_bot")]),
        ("me@example.com", [("email", "me@example.com")]),
        ("https://a.kr/x?y=1, ok", [("url", "https://a.kr/x?y=1")]),
        ("www.shop.com", [("url", "www.shop.com")]),
        ("#오오티디 #1", [("hashtag", "#오오티디")]),
    ],
)
def test_detection(text: str, found: list[tuple[str, str]]) -> None:
    finished = FormattedText(text).finished()
    assert [(one.kind, finished.slice(one)) for one in finished.entities] == found


def test_nothing_is_detected_in_code_and_links() -> None:
    text = FormattedText("/a /b", (Entity("code", 0, 2), Entity("text_link", 3, 2, url="x")))
    assert [one.kind for one in text.finished().entities] == ["code", "text_link"]


def test_outer_white_space_is_cut_and_offsets_move() -> None:
    text = FormattedText("  가나 \n", (Entity("bold", 0, 4), Entity("italic", 5, 1))).finished()
    assert text == FormattedText("가나", (Entity("bold", 0, 2),))


def test_people_are_looked_up_and_unknown_ones_dropped() -> None:
    text = FormattedText(
        "ab", (Entity("text_mention", 0, 1, user_id=1), Entity("text_mention", 1, 1, user_id=2))
    )
    known = text.resolved(lambda user_id: {"id": 1} if user_id == 1 else None)
    assert [one.api()["user"] for one in known.entities] == [{"id": 1}]


@pytest.mark.parametrize(
    "items",
    [
        {"type": "bold"},
        [{"type": "loud", "offset": 0, "length": 1}],
        [{"type": "bold", "offset": -1, "length": 1}],
        [{"type": "bold", "offset": 0, "length": 9}],
        [{"type": "bold"}],
    ],
)
def test_wrong_entities_are_refused(items: object) -> None:
    with pytest.raises(ValueError, match=r"entit|Array"):
        entities_from_api(items, "text")
