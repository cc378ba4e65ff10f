"""Filters come back from the database as they were, and can be removed group by group."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from bot.services.search_filters import (
    filters_from,
    filters_to,
    loosenable,
    loosened,
)
from config.taxonomy import CATEGORIES, COLOURS, PATTERNS
from engine.search.filters import Filters


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


def test_what_a_newer_version_wrote_is_left_out() -> None:
    assert filters_from({"colours": ["black"], "mood": ["street"]}) == Filters(colours=("black",))
