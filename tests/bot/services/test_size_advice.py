"""From what a person told to the sizes of garments and products."""

from __future__ import annotations

import time

import pytest

from bot.services.size_advice import (
    Wearer,
    advise,
    past_of,
    person_of,
    product_facts,
    same_size,
    tags,
)
from bot.services.size_facts import Facts
from db.models import Product, WornSize
from engine.sizing.garment_sizes import garment_sizes
from engine.sizing.person import Gender
from engine.sizing.recommendation import Garment, garment_key

MAN = Facts("male", 173.0, 68.0)


def wearer(facts: Facts = MAN, *worn: WornSize) -> Wearer:
    person = person_of(facts)
    assert person is not None
    return Wearer(person, past_of(person, worn))


def product(number: int = 1, **changes: object) -> Product:
    values: dict[str, object] = {
        "id": number,
        "category": "t_shirt",
        "gender": "unisex",
        "sizes": ["S", "M", "L"],
        **changes,
    }
    return Product(**values)


def worn(label: str, verdict: str | None, **changes: object) -> WornSize:
    values: dict[str, object] = {"category": "t_shirt", "label": label, "verdict": verdict}
    return WornSize(**{**values, **changes})


@pytest.mark.parametrize(
    ("sizes", "label", "in_stock"),
    [
        (["S", "M", "L"], "L", True),
        (["95", "100", "105"], "100", True),
        (["l", "xl"], "l", True),
        (["S", "M"], "L", False),
        ([], "L", None),
        (["FREE"], "L", None),
    ],
)
def test_a_product_says_ones_size_as_it_is_written_there(
    sizes: list[str], label: str, in_stock: bool | None
) -> None:
    [tag] = tags(wearer(), [product(sizes=sizes)]).values()
    assert (tag.label, tag.in_stock) == (label, in_stock)


def test_what_comes_in_one_size_has_no_tag() -> None:
    assert tags(wearer(), [product(category="bag"), product(2)]).keys() == {2}


def test_a_brand_from_a_stranger_does_no_harm() -> None:
    assert tags(wearer(), [product(brand="<b>" * 40, fit="?", gender="x")])[1].label == "L"


def test_same_size_in_other_words() -> None:
    man = wearer().person
    sizes = garment_sizes(garment_key(man, Garment("t_shirt")))
    assert same_size("L", sizes, ["M(95)", "L(100)"]) == "L(100)"
    assert same_size("L", sizes, ["95", "100"]) == "100"
    assert same_size("L", sizes, []) is None


def test_what_nobody_rated_and_what_cannot_be_read_is_no_evidence() -> None:
    man = wearer().person
    rows = [
        worn("L", None),
        worn("무엇", "fit"),
        worn("L", "fit"),
        worn("L", "fit", category="bag"),
    ]
    assert [past.size for past in past_of(man, rows)] == ["L"]


def test_what_was_too_small_moves_the_next_size_up() -> None:
    before = advise(_tee(MAN), ())
    after = advise(_tee(MAN), wearer(MAN, worn("L", "small"), worn("L", "small")).past)
    larger = ("XL", "2XL", "3XL")
    assert sum(after.found.probabilities[s] for s in larger) > 2 * sum(
        before.found.probabilities[s] for s in larger
    )


def _tee(facts: Facts) -> Facts:
    return product_facts(facts, product())


def test_a_wish_moves_the_size() -> None:
    plain = advise(Facts("male", 173.0, 68.0, category="t_shirt"), ()).found.probabilities
    loose = advise(Facts("male", 173.0, 68.0, category="t_shirt", wish="oversize"), ())
    assert loose.found.probabilities["M"] < plain["M"]


def test_the_row_of_the_chart_is_ones_size() -> None:
    advice = advise(Facts("male", 173.0, 68.0, category="jeans", brand="uniqlo"), ())
    assert advice.marked == advice.found.size
    assert advise(Facts("male", 173.0, 68.0, category="sneakers"), ()).marked is None


def test_a_products_gender_decides_the_chart() -> None:
    facts = product_facts(MAN, product(gender="female", category="jeans"))
    assert advise(facts, ()).sizes.key.wearer is Gender.FEMALE


def test_a_page_of_products_is_quick() -> None:
    one = wearer()
    many = [product(n, category=c) for n, c in enumerate(("t_shirt", "jeans", "coat") * 100)]
    tags(one, many)
    start = time.perf_counter()
    tags(one, many)
    assert time.perf_counter() - start < 1.0
