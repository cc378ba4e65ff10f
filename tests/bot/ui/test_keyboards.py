"""Link buttons: links from feeds cannot do harm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ui.keyboards import link_button, safe_link


@pytest.mark.parametrize(
    "url",
    ["https://shop.example/p/1?a=b&c=%20", "http://xn--hu1b40gbid.kr/한글", "https://a.b:8080/"],
)
def test_good_links(url: str) -> None:
    assert safe_link(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "tg://resolve?domain=x",
        "https://",
        "https://localhost/x",
        "https://user@shop.example/",
        "https://shop.example/a b",
        "https://shop.example/\n",
        "https://[::1",
        "//shop.example/",
        "https://shop.example/" + "a" * 2000,
    ],
)
def test_bad_links_get_no_button(url: str) -> None:
    assert safe_link(url) is None
    assert link_button("x", url) == []


@given(st.text())
def test_any_text_may_stand_where_a_link_should(url: str) -> None:
    assert safe_link(url) in {None, url}
