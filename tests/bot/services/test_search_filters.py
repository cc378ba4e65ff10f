"""Filters come back from the database as they were, and are said in words."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.catalogue import Item
from bot.services.search_filters import (
    filters_from,
    filters_text,
    filters_to,
    item_text,
    list_text,
    loosenable,
    loosened,
)
from bot.ui.catalogues import Html, texts
from config.taxonomy import CATEGORIES, COLOURS, PATTERNS
from engine.parsing.query import parse_query
from engine.search.filters import Filters

KO, EN = texts("ko"), texts("en")


def some(names: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(names), max_size=3, unique=True).map(tuple)


FILTERS = st.builds(
    Filters,
    categories=some(CATEGORIES),
    colours=some(COLOURS),
    patterns=some(PATTERNS),
    fits=some(("slim", "over")),
    genders=some(("male", "female")),
    min_price=st.none() | st.integers(0, 10**9),
    max_price=st.none() | st.integers(0, 10**9),
)


@given(FILTERS)
def test_filters_survive_json(filters: Filters) -> None:
    assert filters_from(json.loads(json.dumps(filters_to(filters)))) == filters


@given(FILTERS)
def test_loosening_ends_with_no_filter(filters: Filters) -> None:
    left = filters
    for what in loosenable(filters):
        after = loosened(left, what)
        assert not after or len(filters_to(after)) < len(filters_to(filters))
        left = after
    assert left == Filters()
    assert loosenable(left) == []
    assert loosened(filters, "all") == Filters()


@given(FILTERS)
def test_every_filter_is_said(filters: Filters) -> None:
    assert bool(filters_text(filters, KO)) == bool(filters)


def test_what_a_newer_version_wrote_is_left_out() -> None:
    assert filters_from({"colours": ["black"], "mood": ["street"]}) == Filters(colours=("black",))


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


@pytest.mark.parametrize(
    ("week_ago", "said"),
    [(None, ""), (39_000, ""), (39_100, ""), (30_000, ""), (44_318, " · 지난주보다 12% ↓")],
)
def test_a_fall_of_the_price_is_told(week_ago: int | None, said: str) -> None:
    shown = replace(item("셔츠"), price_week_ago=week_ago)
    assert item_text(1, shown, KO).endswith(f"상점{said}")
