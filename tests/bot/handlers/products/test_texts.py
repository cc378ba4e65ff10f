"""Product lists and their filters in both languages."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.handlers.products.texts import filters_text, list_text
from bot.services.catalogue import Item
from bot.ui.catalogues import Html, texts
from engine.parsing.query import parse_query
from engine.search.filters import Filters
from tests.bot.services.test_search_filters import FILTERS

KO, EN = texts("ko"), texts("en")


@given(FILTERS)
def test_every_filter_is_said(filters: Filters) -> None:
    assert bool(filters_text(filters, KO)) == bool(filters)


@pytest.mark.parametrize(
    ("words", "korean", "english"),
    [
        ("검정색으로, 5만원 이하", "검정 · 50,000원 이하", "black · up to ₩50,000"),
        ("under 50,000 won, black", "검정 · 50,000원 이하", "black · up to ₩50,000"),
        ("검정 바지", "바지 · 검정", "pants · black"),
        ("하의만", "하의", "bottoms"),
        ("3만원 이상", "30,000원 이상", "from ₩30,000"),
        ("3~5만원", "30,000원~50,000원", "₩30,000 to ₩50,000"),
    ],
)
def test_words_come_back_as_they_were_understood(words: str, korean: str, english: str) -> None:
    assert filters_text(parse_query(words), KO) == korean
    assert filters_text(parse_query(words), EN) == english


def item(title: str = "후드티", url: str = "https://shop.example/1") -> Item:
    return Item(1, title, None, 39_000, "KRW", url, "상점", None, "hoodie", 0.9)


@given(st.text(max_size=400), st.text(max_size=200))
def test_titles_of_strangers_bring_no_markup_and_no_lines(title: str, shop: str) -> None:
    plain = list_text(Html("t"), [item()], KO, first_number=1, narrowed="")
    text = list_text(Html("t"), [item(title)], KO, first_number=1, narrowed="")
    assert text.count("\n") == plain.count("\n")
    assert re.findall(r"<[^>]*>", text) == re.findall(r"<[^>]*>", plain)
    assert len(text) < 4096


def test_the_legend_explains_only_the_buttons_that_are_there() -> None:
    sized = list_text(Html("t"), [item()], KO, first_number=1, narrowed="")
    unsized = list_text(Html("t"), [item()], KO, first_number=1, narrowed="", sizable=False)
    assert "📏" in sized
    assert "📏" not in unsized
