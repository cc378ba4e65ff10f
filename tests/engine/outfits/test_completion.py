"""What goes with this: slots, order, limits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.taxonomy import CATEGORIES, CATEGORY_SLOT, Slot
from engine.models.outfit import Calibration, OutfitModel
from engine.models.outfit_towers import BACKDROP_DIMS, EMBEDDING_DIMS, ItemFeatures, Tower
from engine.outfits import complete, open_slots


def cosine_model() -> OutfitModel:
    """A model for which two garments agree by the cosine of their embeddings."""
    weight = np.zeros((1, EMBEDDING_DIMS, EMBEDDING_DIMS), np.float32)
    weight[0, :EMBEDDING_DIMS] = np.eye(EMBEDDING_DIMS)
    garment = Tower(
        (weight,),
        (np.zeros((1, EMBEDDING_DIMS), np.float32),),
        np.ones((1, EMBEDDING_DIMS), np.float32),
        np.zeros((1, EMBEDDING_DIMS), np.float32),
    )
    nothing = np.zeros((1, 1), np.float32)
    backdrop = Tower((np.zeros((1, BACKDROP_DIMS, 1), np.float32),), (nothing,), nothing, nothing)
    return OutfitModel(
        garment,
        (garment, backdrop),
        calibration=(Calibration(1, 0), Calibration(1, 0)),
        backdrop_mean=np.zeros(BACKDROP_DIMS, np.float32),
    )


def item(category: str, *direction: float) -> ItemFeatures:
    vector = np.zeros(EMBEDDING_DIMS, np.float32)
    vector[: len(direction)] = direction
    return ItemFeatures(category, vector / np.linalg.norm(vector))


MODEL = cosine_model()


def test_the_candidate_that_agrees_most_comes_first() -> None:
    context = [item("jeans", 1, 0, 0), item("sneakers", 0, 1, 0)]
    candidates = [item("shirt", 0, 0, 1), item("t_shirt", 0, 1, 0), item("sweater", 1, 1, 1)]

    ranking = complete(context, candidates, model=MODEL)

    assert [found.index for found in ranking] == [2, 1, 0]
    assert ranking[1].goes_with == 1
    assert ranking[0].score > ranking[1].score > ranking[2].score == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("worn", "candidate", "room"),
    [
        ("jeans", "trousers", False),
        ("jeans", "skirt_long", False),
        ("jeans", "dress", False),
        ("jeans", "shirt", True),
        ("dress", "shirt", False),
        ("dress", "shorts", False),
        ("dress", "coat", True),
        ("dress", "heels", True),
        ("shirt", "dress", False),
        ("shirt", "sweater", False),
        ("shirt", "blazer", True),
        ("sneakers", "boots", False),
        ("bag", "hat", True),
    ],
)
def test_only_free_places_are_filled(worn: str, candidate: str, room: bool) -> None:
    ranking = complete([item(worn, 1)], [item(candidate, 1)], model=MODEL)

    assert bool(ranking) is room


@given(st.lists(st.sampled_from(CATEGORIES), min_size=1, max_size=6))
def test_what_is_worn_never_has_room_left(worn: list[str]) -> None:
    slots = [CATEGORY_SLOT[category] for category in worn]

    assert not open_slots(slots) & set(slots)


def test_everything_is_free_when_nothing_is_worn() -> None:
    assert open_slots([]) == frozenset(Slot)


@given(st.lists(st.sampled_from(CATEGORIES), max_size=20), st.integers(1, 3))
def test_a_slot_gets_no_more_than_asked_for(categories: list[str], per_slot: int) -> None:
    candidates = [item(c, 1, i / 10) for i, c in enumerate(categories)]

    ranking = complete([item("jeans", 1)], candidates, model=MODEL, per_slot=per_slot)

    slots = [found.slot for found in ranking]
    assert all(slots.count(slot) <= per_slot for slot in slots)
    scores = [found.score for found in ranking]
    assert scores == sorted(scores, reverse=True)


def test_projected_candidates_rank_as_the_items_do() -> None:
    context = [item("jeans", 1, 2)]
    candidates = [item("shirt", 1, 0), item("boots", 0, 1), item("bag", 1, 1)]

    assert complete(context, MODEL.project(candidates), model=MODEL) == complete(
        context, candidates, model=MODEL
    )


def test_no_candidates_give_an_empty_ranking() -> None:
    assert complete([item("jeans", 1)], [], model=MODEL) == []


def test_nothing_to_complete_is_an_error() -> None:
    with pytest.raises(ValueError, match="nothing to complete"):
        complete([], [item("shirt", 1)], model=MODEL)
