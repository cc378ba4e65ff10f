"""Composed outfits are the best there are, complete, different, and fit for the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.taxonomy import CATEGORIES, COLOUR_HEX, PATTERNS
from engine.outfits.composition import (
    Composed,
    ComposeError,
    best_outfits,
    compose,
    pools_of,
    sample,
)
from engine.outfits.pieces import BODY, Piece, Role, Taste, role_of
from engine.outfits.reasons import reasons_for
from engine.outfits.scoring import Scores, Wish
from engine.parsing.weather import TypedWeather
from engine.weather.typed import day_weather

DAY = date(2026, 11, 21)
COLD = day_weather(TypedWeather(-6, 1), DAY)
MILD = day_weather(TypedWeather(14, 21), DAY)
HOT = day_weather(TypedWeather(25, 33), DAY)
BODY_CATEGORIES = tuple(c for c in CATEGORIES if role_of(c) in BODY)


def piece(
    category: str, colour: str = "black", *, key: str = "", seed: int = 0, **values: object
) -> Piece:
    vector = np.random.default_rng(seed).normal(0, 1, 256).astype(np.float32)
    made = Piece(
        key or f"{category}-{colour}",
        category,
        vector / np.linalg.norm(vector),
        ((COLOUR_HEX[colour], 1.0),),
        (colour,),
        "solid",
    )
    return replace(made, **values)  # type: ignore[arg-type]


@st.composite
def closets(draw: st.DrawFn) -> list[Piece]:
    size = draw(st.integers(2, 14))
    return [
        piece(
            draw(st.sampled_from(BODY_CATEGORIES)),
            draw(st.sampled_from(sorted(COLOUR_HEX))),
            key=str(number),
            seed=draw(st.integers(0, 50)),
            pattern=draw(st.sampled_from(PATTERNS)),
            price=draw(st.integers(0, 9)) * 10_000,
        )
        for number in range(size)
    ]


def every_outfit(pieces: Sequence[Piece]) -> list[list[int]]:
    by_role: dict[Role, list[int]] = {role: [] for role in Role}
    for place, one in enumerate(pieces):
        by_role[one.role].append(place)
    cores = [list(pair) for pair in product(by_role[Role.TOP], by_role[Role.BOTTOM])]
    cores += [[place] for place in by_role[Role.DRESS]]
    shoes: list[list[int]] = [[place] for place in by_role[Role.SHOES]] or [[]]
    outers = [*([place] for place in by_role[Role.OUTER]), []]
    return [[*core, *outer, *shoe] for core in cores for outer in outers for shoe in shoes]


@settings(max_examples=60)
@given(
    closets(),
    st.sampled_from([None, COLD, MILD, HOT]),
    st.sampled_from([None, "work", "daily"]),
    st.sampled_from([None, 60_000, 150_000]),
)
def test_the_best_outfit_is_found(
    pieces: list[Piece], weather: object, occasion: str | None, budget: int | None
) -> None:
    wish = Wish(occasion=occasion, weather=weather, budget=budget)  # type: ignore[arg-type]
    scores = Scores.of(pieces, wish)
    # Shoes are weighed alike in the search; so here.
    shoes = scores.clo[[p.role is Role.SHOES for p in pieces]]
    alike = np.array([p.role is Role.SHOES for p in pieces])
    clo = np.where(alike, np.median(shoes) if len(shoes) else 0, scores.clo).astype(np.float32)
    scores = replace(scores, clo=clo)
    totals = [float(scores.totals(np.array([o]))[0]) for o in every_outfit(pieces)]
    reachable = [total for total in totals if np.isfinite(total)]
    found = best_outfits(scores, pools_of(pieces), count=1)
    if not reachable:
        assert found == []
    else:
        assert found[0].score == pytest.approx(max(reachable), abs=1e-3)
        assert float(scores.totals(np.array([found[0].items]))[0]) == pytest.approx(
            found[0].score, abs=1e-3
        )


@settings(max_examples=40)
@given(closets(), st.sampled_from([None, COLD, HOT]))
def test_two_outfits_never_share_a_core(pieces: list[Piece], weather: object) -> None:
    wish = Wish("daily", weather=weather)  # type: ignore[arg-type]
    scores = Scores.of(pieces, wish)
    try:
        found = compose(scores, wish, count=2)
    except ComposeError:
        assert not every_outfit(pieces)
        return
    cores = [
        {i for i in one.items if pieces[i].role in {Role.TOP, Role.BOTTOM, Role.DRESS}}
        for one in found
    ]
    roles = [[pieces[i].role for i in one.items] for one in found]
    assert all(len(set(each)) == len(each) for each in roles)
    assert len({frozenset(core) for core in cores}) == len(cores)


CLOSET = [
    piece("t_shirt", "white"),
    piece("sweater", "beige"),
    piece("shirt", "sky_blue"),
    piece("shirt", "purple", key="zebra", pattern="animal"),
    piece("trousers", "navy"),
    piece("jeans", "blue"),
    piece("shorts", "beige"),
    piece("padded_jacket", "blue"),
    piece("coat", "grey"),
    piece("blazer", "navy"),
    piece("sneakers", "white"),
    piece("dress_shoes", "black"),
    piece("boots", "brown"),
]


def kinds(pieces: Sequence[Piece], wish: Wish, **options: object) -> list[set[str]]:
    found = compose(Scores.of(pieces, wish), wish, **options)  # type: ignore[arg-type]
    return [{pieces[i].category for i in one.items} for one in found]


def test_winter_is_not_summer() -> None:
    for worn in kinds(CLOSET, Wish("daily", weather=COLD)):
        assert worn & {"padded_jacket", "coat"}
        assert not worn & {"shorts", "t_shirt"}
    for worn in kinds(CLOSET, Wish("daily", weather=HOT)):
        assert not worn & {"padded_jacket", "coat", "blazer", "sweater", "boots"}


def test_work_and_weddings_are_not_sport() -> None:
    first = kinds(CLOSET, Wish("work", weather=MILD))[0]
    assert "trousers" in first
    assert "shorts" not in first
    assert "sneakers" not in kinds(CLOSET, Wish("guest", weather=MILD))[0]


def test_two_loud_patterns_do_not_meet() -> None:
    pieces = [
        piece("shirt", "purple", key="zebra", seed=4, pattern="animal"),
        piece("shirt", "white", seed=4),
        piece("skirt_long", "red", seed=5, pattern="check"),
        piece("sneakers", "white", seed=11),
    ]
    scores = Scores.of(pieces, Wish())
    best = compose(scores, Wish(), count=1)[0]
    assert 1 in best.items


def test_a_padded_jacket_stays_at_home_in_july_even_when_locked_trousers_are_navy() -> None:
    """Navy slacks once brought a purple zebra top and a blue padded jacket."""
    wish = Wish("daily", weather=MILD)
    scores = Scores.of(CLOSET, wish)
    for one in compose(scores, wish, count=2, locked=[4]):
        worn = {CLOSET[i].key for i in one.items}
        assert "trousers-navy" in worn
        assert not worn & {"zebra", "padded_jacket-blue"}


def test_what_was_worn_yesterday_rests() -> None:
    pieces = [
        piece("t_shirt", "white", key="a", seed=1),
        piece("t_shirt", "white", key="b", seed=1),
        piece("jeans", "blue", seed=6),
    ]
    for tired in range(2):
        worn = [replace(p, worn_days_ago=1) if i == tired else p for i, p in enumerate(pieces)]
        assert 1 - tired in compose(Scores.of(worn, Wish()), Wish(), count=1)[0].items


def test_likes_draw_near_and_dislikes_push_away() -> None:
    pieces = [
        piece("shirt", "white", key="a", seed=1),
        piece("shirt", "white", key="b", seed=2),
        piece("jeans", "blue", seed=6),
    ]
    before = Scores.of(pieces, Wish()).totals(np.array([[0, 2], [1, 2]]))
    for liked in range(2):
        taste = Taste.of([(pieces[liked].embedding, True), (pieces[1 - liked].embedding, False)])
        change = Scores.of(pieces, Wish(taste=taste)).totals(np.array([[0, 2], [1, 2]])) - before
        assert change[liked] > 0.1
        assert change[1 - liked] < -0.1


def test_a_budget_is_kept() -> None:
    pieces = [replace(p, own=False, price=50_000) for p in CLOSET]
    wish = Wish("daily", weather=MILD, budget=150_000)
    scores = Scores.of(pieces, wish)
    for one in compose(scores, wish):
        assert sum(pieces[i].price for i in one.items) <= 150_000
    poor = replace(wish, budget=90_000)
    with pytest.raises(ComposeError) as caught:
        compose(Scores.of(pieces, poor), poor)
    assert caught.value.code == "outfit_budget"


@pytest.mark.parametrize(
    ("categories", "locked", "code"),
    [
        (("jeans", "trousers"), (), "outfit_no_top"),
        (("shirt", "sneakers"), (), "outfit_no_bottom"),
        (("bag", "hat"), (), "outfit_empty"),
        (("jeans", "dress"), (0,), "outfit_locked"),
    ],
)
def test_why_there_is_none(categories: tuple[str, ...], locked: tuple[int, ...], code: str) -> None:
    pieces = [piece(category, seed=i) for i, category in enumerate(categories)]
    with pytest.raises(ComposeError) as caught:
        compose(Scores.of(pieces, Wish()), Wish(), locked=locked)
    assert caught.value.code == code


def test_parts_sum_up_to_totals() -> None:
    scores = Scores.of(CLOSET, Wish("work", "classic", MILD))
    outfits = sample(pools_of(CLOSET), count=50)
    parts = scores.parts(outfits)
    assert np.allclose(sum(parts.values()), scores.totals(outfits), atol=1e-3)


def test_a_reason_is_what_the_outfit_is_ahead_by() -> None:
    wish = Wish("work", weather=COLD)
    scores = Scores.of(CLOSET, wish)
    best = compose(scores, wish, count=1)[0]
    body = np.array([[i for i in best.items if CLOSET[i].role in BODY]])
    others = sample(pools_of(CLOSET))
    groups = {"weather": ("weather", "season"), "occasion": ("occasion", "formality")}
    found = {reason.kind: reason for reason in reasons_for(scores, wish, best)}
    assert "weather" in found
    for kind, terms in groups.items():
        if kind not in found:
            continue
        with_it = float(scores.totals(body)[0] - scores.totals(others).mean())
        mine, theirs = scores.parts(body), scores.parts(others)
        removed = sum(float(mine[t][0] - theirs[t].mean()) for t in terms)
        assert found[kind].lead == pytest.approx(removed, abs=1e-3)
        assert with_it - found[kind].lead < with_it


def test_a_budget_gives_no_reasons() -> None:
    closet = [replace(one, price=30_000) for one in CLOSET]
    wish = Wish("work", weather=COLD, budget=90_000)
    scores = Scores.of(closet, wish)
    outfits = sample(pools_of(closet))
    assert np.isinf(scores.totals(outfits)).any(), "some cost too much"
    others = scores.parts(outfits)
    assert all(np.isfinite(values).all() for values in others.values())
    best = compose(scores, wish, count=1)[0]
    found = reasons_for(scores, wish, best)
    assert "style" not in {reason.kind for reason in found}, "none was asked for"
    assert all(np.isfinite(reason.lead) for reason in found)


def test_a_dress_alone_has_no_reason_about_a_pair() -> None:
    closet = [piece("dress", "red"), *(one for one in CLOSET if one.role in BODY)]
    wish = Wish(weather=HOT)
    scores = Scores.of(closet, wish)
    kinds = {reason.kind for reason in reasons_for(scores, wish, Composed((0,), 0.0))}
    assert not kinds & {"harmony", "learned", "korean"}
