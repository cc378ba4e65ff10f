from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.text import plain_text, slug_of, web_link


@given(st.text(max_size=2000), st.integers(1, 300))
def test_plain_text_is_short_and_printable(text, limit):
    clean = plain_text(text, limit)
    assert len(clean) <= limit
    assert clean == clean.strip()
    assert "  " not in clean
    assert all(not unicodedata.category(c).startswith("C") for c in clean)


@given(st.text(alphabet="abc<>/&;lgt# \"'=x", max_size=200))
def test_plain_text_leaves_no_tag(text):
    clean = plain_text(text)
    assert not re.search(r"<[a-z/][^<>]*>", clean)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("<b>린넨</b> 셔츠", "린넨 셔츠"),
        ("&lt;b&gt;린넨&lt;/b&gt; 셔츠", "린넨 셔츠"),
        ("&amp;lt;script&amp;gt;x&amp;lt;/script&amp;gt;셔츠", "x 셔츠"),
        ("A&amp;B 셔츠", "A&B 셔츠"),
        ("5 < 6 셔츠", "5 < 6 셔츠"),
        ("셔츠\x00\x1b[31m\u202e\n빨강", "셔츠 [31m 빨강"),
        ("   ", ""),
    ],
)
def test_plain_text(text: str, clean: str):
    assert plain_text(text) == clean


def test_a_title_of_ten_megabytes_is_cut_quickly():
    assert len(plain_text("<b>가</b>" * 1_000_000)) <= 300


@pytest.mark.parametrize(
    "link",
    ["https://shop.example/1", "http://shop.example:8080/a?b=%EA%B0%80", "HTTPS://한글.example/가"],
)
def test_web_links(link: str):
    assert web_link(f" {link} ") == link


@pytest.mark.parametrize(
    "link",
    [
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//shop.example/1",
        "/products/1",
        "https://",
        "https://user:pass@shop.example/",
        "https://shop.example/a b",
        "https://shop.example/\x00",
        "https://[::1",
        "https://shop.example:99999/",
        "https://shop.example/" + "a" * 3000,
    ],
)
def test_what_is_no_web_link(link: str):
    assert web_link(link) is None


@given(st.text(max_size=100))
def test_web_link_never_fails(text):
    link = web_link(text)
    assert link is None or link.lower().startswith(("http://", "https://"))


@given(st.text(max_size=200))
def test_slugs_are_stable_keys(text):
    slug = slug_of(text)
    assert len(slug) <= 80
    assert slug_of(slug) == slug


def test_slug_keeps_hangul():
    assert slug_of("달빛 옷장!") == "달빛-옷장"
