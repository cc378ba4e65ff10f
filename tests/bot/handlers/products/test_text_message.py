"""What a text makes of the list that was looked at last."""

from __future__ import annotations

import pytest

from bot.handlers.products.text_message import narrowed
from bot.services.photo_answers import SeenGarment
from bot.services.search_filters import filters_to
from db.models import Search
from engine.parsing.query import parse_query
from engine.search.filters import Filters


def garment(number: int, category: str) -> SeenGarment:
    return SeenGarment(
        number, category, 0.9, False, (), ("black",), "solid", None, (0, 0, 1, 1), True
    )


GARMENTS = [garment(1, "hoodie"), garment(2, "jeans")]


def listed(filters: Filters, order: str = "both") -> Search:
    return Search(garment=1, filters=filters_to(filters), order=order)


@pytest.mark.parametrize(
    ("text", "place", "filters", "order"),
    [
        ("3만원 이하", 1, Filters(colours=("red",), max_price=30_000), "shape"),
        ("후드티", 0, Filters(categories=("hoodie",)), "shape"),
        ("신발", 1, Filters(categories=parse_query("신발").categories), "colour"),
    ],
)
def test_a_text_narrows_the_list_or_begins_anew(
    text: str, place: int, filters: Filters, order: str
) -> None:
    search = listed(Filters(colours=("red",)), "shape")
    assert narrowed(parse_query(text), search, GARMENTS) == (place, filters, order)


def test_without_a_list_the_first_garment_is_meant() -> None:
    wanted = parse_query("3만원 이하")
    assert narrowed(wanted, None, GARMENTS) == (0, Filters(max_price=30_000), "both")
