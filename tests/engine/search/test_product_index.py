from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from config.taxonomy import CATEGORY_SLOT, COLOURS
from engine.models.garment import COLOUR_DIMS, SHAPE_DIMS
from engine.schemas import Vector
from engine.search.filters import Filters
from engine.search.product_index import MAX_PER_SHOP, IndexItem, ProductIndex

CATEGORIES = ("hoodie", "sweater", "jeans", "sneakers")


def unit(rng: np.random.Generator) -> Vector:
    vector = rng.normal(size=SHAPE_DIMS + COLOUR_DIMS).astype(np.float32)
    return vector / np.linalg.norm(vector)


def assortment(seed: int, count: int = 60, shops: int = 5) -> list[IndexItem]:
    rng = np.random.default_rng(seed)
    return [
        IndexItem(
            id=100 + i,
            shop_id=int(rng.integers(shops)),
            category=str(rng.choice(CATEGORIES)),
            gender=str(rng.choice(["female", "male", "unisex"])),
            price=int(rng.integers(1, 100)) * 1000,
            colours=(str(rng.choice(COLOURS)),),
            pattern="solid",
            fit="regular",
            embedding=unit(rng),
        )
        for i in range(count)
    ]


def test_a_product_is_most_like_itself() -> None:
    items = assortment(1)
    index = ProductIndex(items)
    for item in items:
        best = index.search(item.embedding, category=item.category, k=1)[0]
        assert best.id == item.id


@given(
    st.integers(0, 20),
    st.builds(
        Filters,
        categories=st.lists(st.sampled_from(CATEGORIES), max_size=2).map(tuple),
        colours=st.lists(st.sampled_from(COLOURS), max_size=4).map(tuple),
        genders=st.lists(st.sampled_from(["female", "male"]), max_size=1).map(tuple),
        min_price=st.none() | st.integers(0, 60_000),
        max_price=st.none() | st.integers(20_000, 100_000),
    ),
    st.sets(st.integers(100, 160), max_size=10),
)
def test_filters_return_everything_that_passes_and_nothing_else(
    seed: int, filters: Filters, exclude: set[int]
) -> None:
    items = assortment(seed)
    hits = ProductIndex(items).search(
        items[0].embedding, k=len(items), filters=filters, exclude=exclude
    )
    passing = {
        item.id
        for item in items
        if (not filters.categories or item.category in filters.categories)
        and (not filters.colours or set(item.colours) & set(filters.colours))
        and (not filters.genders or item.gender in (*filters.genders, "unisex"))
        and (filters.min_price is None or item.price >= filters.min_price)
        and (filters.max_price is None or item.price <= filters.max_price)
        and item.id not in exclude
    }
    assert len(hits) == len({hit.id for hit in hits})
    assert {hit.id for hit in hits} == passing


def test_pages_follow_each_other_without_gap_or_repeat() -> None:
    items = assortment(3)
    index = ProductIndex(items)
    query = items[5].embedding
    whole = [hit.id for hit in index.search(query, k=len(items))]
    pages = [
        hit.id
        for start in range(0, len(items), 7)
        for hit in index.search(query, k=7, offset=start)
    ]
    assert pages == whole


def test_only_the_slot_of_the_garment_is_searched() -> None:
    items = assortment(4)
    by_id = {item.id: item for item in items}
    hits = ProductIndex(items).search(items[0].embedding, category="hoodie", k=100)
    assert {CATEGORY_SLOT[by_id[hit.id].category] for hit in hits} == {CATEGORY_SLOT["hoodie"]}


def test_no_shop_fills_the_first_page() -> None:
    items = assortment(5, count=80, shops=4)
    shop_of = {item.id: item.shop_id for item in items}
    page = ProductIndex(items).search(items[0].embedding, k=4 * MAX_PER_SHOP)
    counts = np.bincount([shop_of[hit.id] for hit in page])
    assert counts.max() == MAX_PER_SHOP


def test_the_same_picture_is_shown_once() -> None:
    first, second, *rest = assortment(6)
    twins = [replace(i, picture_sha256="5a" * 32) for i in (first, second)]
    hits = ProductIndex([*twins, *rest]).search(first.embedding, k=100)
    assert len(hits) == len(rest) + 1


def test_colour_and_shape_can_be_weighed() -> None:
    items = assortment(7)
    index = ProductIndex(items)
    query = items[0].embedding
    by_shape = [hit.id for hit in index.search(query, k=20, colour=0.0)]
    by_colour = [hit.id for hit in index.search(query, k=20, shape=0.0)]
    assert by_shape[0] == by_colour[0] == items[0].id
    assert by_shape != by_colour


def test_the_colour_decides_among_equals_but_not_against_a_better_likeness() -> None:
    first, second, *_ = assortment(8)
    red = replace(first, id=1, colours=("red", "white"), category="hoodie", picture_sha256="1a")
    navy = replace(red, id=2, colours=("navy",), picture_sha256="2a")
    alien = replace(second, id=3, colours=("navy",), category="hoodie")
    index = ProductIndex([red, navy, alien])
    for colour, expected in (("red", [1, 2, 3]), ("white", [1, 2, 3]), ("navy", [2, 1, 3])):
        hits = index.search(first.embedding, category="hoodie", colour_name=colour)
        assert [hit.id for hit in hits] == expected
        assert hits[0].score == hits[1].score, "a score is the likeness alone"


def test_an_empty_catalogue_answers_with_nothing() -> None:
    index = ProductIndex([])
    vector = unit(np.random.default_rng(0))
    assert index.search(vector, category="hoodie") == []
    assert index.nearest_of_shop(1, [("hoodie", vector)], items=3) == ()
