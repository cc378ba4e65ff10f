"""Telegram's HTML and its error messages; the wording is TDLib's."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.entities import utf16_length
from simulator.markup_html import MarkupError, link_target, parse_html


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("🏟 🏟<<i>", 'Unsupported start tag "<i" at byte offset 9'),
        ("🏟 <abac>", 'Unsupported start tag "abac" at byte offset 5'),
        ("a<b", "Unclosed start tag at byte offset 1"),
        ("<i   =aba>", 'Empty attribute name in the tag "i" at byte offset 0'),
        ("<i    aba>", 'Can\'t find end tag corresponding to start tag "i"'),
        ("<i  aba  =  ", 'Unclosed start tag "i" at byte offset 0'),
        ("<i  aba  =  190azAz-.,", "Unexpected end of name token at byte offset 12"),
        ('<i  aba  =  "&lt;>', "Unclosed start tag at byte offset 0"),
        ("</", "Unexpected end tag at byte offset 0"),
        ("<b></b></b>", "Unexpected end tag at byte offset 7"),
        ("<i>a</i   ", "Unclosed end tag at byte offset 4"),
        ("가<i>a</em>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</em>"'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("5 < 6", 'Unsupported start tag "" at byte offset 2'),
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
    ],
)
def test_broken_markup_in_telegrams_words(source: str, reason: str) -> None:
    with pytest.raises(MarkupError) as error:
        parse_html(source)
    assert str(error.value) == reason


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("➡️ ➡️<i>➡️ ➡️</i>", "➡️ ➡️➡️ ➡️", [("italic", 5, 5)]),
        ("😀<b>😀</b>", "😀😀", [("bold", 2, 2)]),
        (
            "&ge;&lt;&gt;&amp;&quot;&laquo;&#12345678;&#44032;&#xAC00;",
            '&ge;<>&"&laquo;&#12345678;가가',
            [],
        ),
        ("<b></b>a", "a", []),
        ("<B>a</b>", "a", [("bold", 0, 1)]),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("<ins>a</ins><del>b</del>", "ab", [("underline", 0, 1), ("strikethrough", 1, 1)]),
        ('<span class="tg-spoiler">a</span>', "a", [("spoiler", 0, 1)]),
        ("<tg-spoiler>a</tg-spoiler>", "a", [("spoiler", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
        ("<blockquote>a</blockquote>", "a", [("blockquote", 0, 1)]),
        ("<a>nothing</a>", "nothing", []),
        ('<a href="javascript:x">a</a>', "a", []),
    ],
)
def test_text_and_entities(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    parsed = parse_html(source)
    assert parsed.text == text
    assert [(one.kind, one.offset, one.length) for one in parsed.entities] == entities


def test_link_person_and_language() -> None:
    parsed = parse_html(
        "<a href='https://a.kr?x=1&amp;y=2'>a</a><a href=\"tg://user?id=7\">b</a>"
        '<pre><code class="language-python">c</code></pre><a>d.com</a>'
    )
    link, person, code, bare = parsed.entities
    assert link.url == "https://a.kr/?x=1&y=2"
    assert (person.kind, person.user_id) == ("text_mention", 7)
    assert (code.kind, code.language) == ("pre", "python")
    assert bare.url == "http://d.com/"


@given(st.text())
def test_escaped_text_comes_out_unchanged(text: str) -> None:
    parsed = parse_html(f"<b>{html.escape(text)}</b>")
    assert parsed.text == text
    assert [one.length for one in parsed.entities] == ([utf16_length(text)] if text else [])


@given(st.text(alphabet="<>/bia &;='\"\\ 가😀"))
def test_any_text_is_parsed_or_refused_in_words(text: str) -> None:
    try:
        parsed = parse_html(text)
    except MarkupError as error:
        assert str(error)  # noqa: PT017 - both outcomes are fine
    else:
        end = utf16_length(parsed.text)
        assert all(0 <= one.offset < one.end <= end for one in parsed.entities)


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://a.kr", "https://a.kr/"),
        ("a.kr/b", "http://a.kr/b"),
        ("http://127.0.0.1:8081/x", "http://127.0.0.1:8081/x"),
        ("http://localhost/x", None),
        ("ftp://a.kr", None),
        ("https://a.kr:port/", None),
        ("https://", None),
        ("like:1", None),
    ],
)
def test_link_target(url: str, target: str | None) -> None:
    assert link_target(url) == target
