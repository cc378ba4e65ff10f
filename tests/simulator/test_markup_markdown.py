"""MarkdownV2 and its demands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.entities import utf16_length
from simulator.markup_html import MarkupError
from simulator.markup_markdown import parse_markdown_v2


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("*a* _b_", "a b", [("bold", 0, 1), ("italic", 2, 1)]),
        (
            "__a__ ~b~ ||c||",
            "a b c",
            [("underline", 0, 1), ("strikethrough", 2, 1), ("spoiler", 4, 1)],
        ),
        ("*a _b_*", "a b", [("bold", 0, 3), ("italic", 2, 1)]),
        (r"1\.5 \*x\*", "1.5 *x*", []),
        ("`a*b`", "a*b", [("code", 0, 3)]),
        ("```python\nx\n```", "x\n", [("pre", 0, 2)]),
        ("[a](https://b.kr/)", "a", [("text_link", 0, 1)]),
        (">q1\n>q2\nplain", "q1\nq2\nplain", [("blockquote", 0, 5)]),
    ],
)
def test_text_and_entities(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    parsed = parse_markdown_v2(source)
    assert parsed.text == text
    assert [(one.kind, one.offset, one.length) for one in parsed.entities] == entities


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("1.5", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("*가", "Can't find end of Bold entity at byte offset 0"),
        ("가 `x", "Can't find end of Code entity at byte offset 4"),
        ("*a _b* c_", "Can't find end of Italic entity at byte offset 3"),
        ("[a](b", "Can't find end of a URL at byte offset 3"),
    ],
)
def test_broken_markup(source: str, reason: str) -> None:
    with pytest.raises(MarkupError) as error:
        parse_markdown_v2(source)
    assert str(error.value) == reason


@given(st.text(alphabet="*_~|`[]()>\\.ab \n가😀"))
def test_any_text_is_parsed_or_refused_in_words(text: str) -> None:
    try:
        parsed = parse_markdown_v2(text)
    except MarkupError as error:
        assert str(error)  # noqa: PT017 - both outcomes are fine
    else:
        end = utf16_length(parsed.text)
        assert all(0 <= one.offset < one.end <= end for one in parsed.entities)
