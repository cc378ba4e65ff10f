"""What to wear with a garment: one product a slot, whom it is for, from which shop."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from config.taxonomy import CATEGORY_SLOT, Slot
from engine.outfit_search import Candidate, OutfitIndex, assemble
from engine.outfits import open_slots
from engine.search import IndexItem


def one(
    number: int, slot: Slot, score: float, *, gender: str = "unisex", shop: int | None = None
) -> Candidate:
    return Candidate(number, slot, number if shop is None else shop, gender, score)


def ids(
    *ranking: Candidate, worn: Slot = Slot.TOP, k: int = 4, genders: tuple[str, ...] = ()
) -> list[int]:
    return [c.id for c in assemble(worn, ranking, k=k, genders=genders)]


def test_one_product_a_slot_and_what_is_needed_first() -> None:
    ranking = (
        one(1, Slot.HAT, 0.9),
        one(2, Slot.TOP, 0.9),
        one(3, Slot.BAG, 0.8),
        one(4, Slot.PANTS, 0.7),
        one(5, Slot.PANTS, 0.6),
        one(6, Slot.SHORTS, 0.5),
        one(7, Slot.SHOES, 0.4),
        one(8, Slot.OUTER, 0.3),
    )
    assert ids(*ranking) == [4, 7, 3, 8]
    assert ids(*ranking, k=5) == [4, 7, 3, 8, 1]


def test_the_best_product_says_whom_the_others_are_for() -> None:
    ranking = (
        one(1, Slot.PANTS, 0.9, gender="male"),
        one(2, Slot.SHOES, 0.8, gender="female"),
        one(3, Slot.SHOES, 0.7, gender="male"),
        one(4, Slot.BAG, 0.1),
    )
    assert ids(*ranking) == [1, 3, 4]
    assert ids(*ranking, genders=("female",)) == [2, 4]


def test_another_shop_has_its_turn_where_there_is_one() -> None:
    ranking = (
        one(1, Slot.PANTS, 0.9, shop=1),
        one(2, Slot.SHOES, 0.8, shop=1),
        one(3, Slot.SHOES, 0.7, shop=2),
        one(4, Slot.BAG, 0.6, shop=2),
    )
    assert ids(*ranking) == [1, 3, 4]


@given(
    st.sampled_from(Slot),
    st.lists(
        st.tuples(
            st.sampled_from(Slot),
            st.sampled_from(("male", "female", "unisex")),
            st.integers(1, 3),
        ),
        max_size=30,
    ),
)
def test_any_ranking_gives_an_outfit_that_can_be_worn(
    worn: Slot, rows: list[tuple[Slot, str, int]]
) -> None:
    ranking = [
        one(n, slot, 1 - n / 100, gender=gender, shop=shop)
        for n, (slot, gender, shop) in enumerate(rows)
    ]
    found = assemble(worn, ranking, k=4)
    slots = [worn]
    for candidate in found:
        assert candidate.slot in open_slots(slots)
        slots.append(candidate.slot)
    assert len(found) <= 4
    assert not {"male", "female"} <= {candidate.gender for candidate in found}


def product(number: int, category: str, gender: str = "unisex") -> IndexItem:
    vector = np.random.default_rng(number).normal(size=256).astype(np.float32)
    return IndexItem(
        id=number,
        shop_id=number,
        category=category,
        gender=gender,
        price=10_000,
        colours=("black",),
        pattern=None,
        fit=None,
        embedding=vector / np.float32(np.linalg.norm(vector)),
    )


def found(index: OutfitIndex, category: str, exclude: tuple[int, ...] = ()) -> set[int]:
    garment = product(0, category)
    hits = index.complete(category, garment.embedding, k=4, exclude=exclude)
    assert all(0 <= hit.score <= 1 for hit in hits)
    return {hit.id for hit in hits}


def test_what_was_dismissed_stays_away() -> None:
    index = OutfitIndex([product(1, "jeans"), product(2, "jeans"), product(3, "sneakers")])
    assert found(index, "shirt", exclude=(1,)) == {2, 3}
    assert found(index, "shirt", exclude=(1, 2, 3)) == set()


def test_a_skirt_is_worn_with_what_is_for_women() -> None:
    index = OutfitIndex([product(1, "shirt", "male"), product(2, "shirt", "female")])
    assert found(index, "skirt_long") == {2}


def test_nothing_to_choose_from() -> None:
    assert found(OutfitIndex([]), "shirt") == set()
    assert found(OutfitIndex([product(1, "tie")]), "shirt") == set()
    assert CATEGORY_SLOT.get("tie") is None
