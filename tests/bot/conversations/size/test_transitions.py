"""The size dialog as a machine: nobody gets stuck in it, and nothing impossible gets into it."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversations.size.options import options
from bot.conversations.size.state import (
    BODY,
    Goal,
    SizeState,
    Step,
    begin_change,
    begin_size,
    begin_worn,
    from_json,
    to_json,
)
from bot.conversations.size.transitions import apply_option, apply_text
from bot.conversations.turn import MAX_TURN, Turn
from bot.services.size_advice import advise, person_of
from bot.services.size_facts import Facts

KNOWN = Facts("male", 173.0, 68.0, 31.0)
BEGINNINGS = (
    begin_size(Facts()),
    begin_size(Facts(units="imperial")),
    begin_size(KNOWN, last_category="jeans"),
    begin_size(Facts("female", category="dress", brand="없는브랜드")),
    begin_worn(Facts()),
    begin_worn(KNOWN),
    *(begin_change(KNOWN, step) for step in BODY),
)
PHRASES = (
    "173", "68", "173 68", "68 173", "남자 173에 68", "여자예요", "키 큼", "17 cm", "1750", "-5",
    "300kg", "7살", "31", "서른 살", "150", "150 lbs", "5'8\"", "1m73", "\uff11\uff17\uff13",
    "건너뛰기", "뒤로", "back", "skip", "모름", "네", "아니요", "ㅇㅇ", "no", "티셔츠", "jeans",
    "가방", "신발",
    "유니클로", "zara", "없는브랜드", "오버핏", "slim", "L", "100", "55", "34인치", "컸어요", "딱",
    "small", "가슴 96 허리 80", "가슴 9", "😀😀", "", " ", "\n", "검정색으로", "5만원 이하",
    "가" * 10_000, "<b>", "{0}", "말하고 싶지 않아요",
    "키 173, 몸무게 68, 남자인데 이 티셔츠 뭐 사지?",
)  # fmt: skip


def check(state: SizeState) -> None:
    """Fail if the dialog is stuck, forgets itself, or knows what cannot be."""
    assert from_json(json.loads(json.dumps(to_json(state)))) == state
    assert 0 <= state.turn <= MAX_TURN
    assert (state.step is None) == (options(state) == ())
    if state.step is not None:
        assert any(option.kind == "cancel" for option in options(state))
        assert len({(o.kind, o.value) for o in options(state)}) == len(options(state))
    person_of(state.facts)  # raises for a body that nobody has


def walk_to_the_end(state: SizeState) -> SizeState:
    """Answer plainly, as anybody can, until the state ends."""
    plain = {
        Step.KNOWN: "네",
        Step.GENDER: "남자",
        Step.HEIGHT: "173cm",
        Step.WEIGHT: "68kg",
        Step.CATEGORY: "티셔츠",
        Step.VERDICT: "딱이에요",
    }
    for _ in range(30):
        step = state.step
        if step is None:
            return state
        if state.guess is not None:
            turn = apply_text(state, "아니요")
        elif step is Step.LABEL:
            turn = apply_text(state, str(options(state)[1].value))
        else:
            turn = apply_text(state, plain.get(step, "건너뛰기"))
        state = turn.state
    raise AssertionError(f"no end from {state}")


def step_at_random(chance: random.Random, state: SizeState) -> Turn[SizeState]:
    if chance.random() < 0.5:
        offered = [n for n, o in enumerate(options(state)) if o.kind != "cancel"]
        turn = apply_option(state, chance.choice(offered))
        assert turn is not None
        return turn
    return apply_text(state, chance.choice(PHRASES))


@pytest.mark.parametrize("seed", range(8))
def test_thousands_of_random_steps_find_no_dead_end(seed: int) -> None:
    chance = random.Random(seed)
    state, ends = chance.choice(BEGINNINGS), 0
    for _ in range(500):
        check(state)
        if chance.random() < 0.1:
            check(walk_to_the_end(state))
        if state.step is None:
            ends += 1
            if state.goal is Goal.SIZE:
                assert advise(state.facts, ()).found.size
            state = chance.choice(BEGINNINGS)
            continue
        turn = step_at_random(chance, state)
        state = chance.choice(BEGINNINGS) if turn.cancelled else turn.state
    assert ends


@settings(max_examples=300)
@given(st.sampled_from(BEGINNINGS), st.lists(st.text(max_size=40), max_size=4))
def test_any_text_is_taken(state: SizeState, said: list[str]) -> None:
    for text in said:
        if state.step is None:
            return
        turn = apply_text(state, text)
        if turn.cancelled:
            return
        state = turn.state
        check(state)


def told(*said: str, start: SizeState = BEGINNINGS[0]) -> Turn[SizeState]:
    turn = Turn(start)
    for text in said:
        turn = apply_text(turn.state, text)
    return turn


def test_one_sentence_may_say_it_all() -> None:
    turn = told("키 173, 몸무게 68, 남자인데 유니클로 티셔츠 오버핏으로 뭐 사지?")
    facts = turn.state.facts
    assert (facts.gender, facts.height_cm, facts.weight_kg) == ("male", 173, 68)
    assert (facts.category, facts.brand, facts.wish) == ("t_shirt", "uniqlo", "oversize")
    assert turn.state.step is Step.AGE


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("17 cm", "height_out_of_range"),
        ("1750", "height_out_of_range"),
        ("-5", "height_out_of_range"),
        ("키 큼", "not_understood"),
        ("😀", "not_understood"),
        ("가" * 10_000, "too_long"),
        ("건너뛰기", "required"),
    ],
)
def test_a_height_that_cannot_be_is_refused_in_words(text: str, code: str) -> None:
    turn = told("남자", text)
    assert turn.note is not None
    assert turn.note.code == code
    assert turn.state.step is Step.HEIGHT
    assert turn.state.facts == Facts("male")


def test_an_impossible_weight_and_age() -> None:
    heavy = told("남자", "173", "300kg")
    assert heavy.note is not None
    assert heavy.note.code == "weight_out_of_range"
    young = told("남자", "173", "68", "7살")
    assert young.note is not None
    assert young.note.code == "age_too_young"
    assert young.state.facts.age is None


def test_swapped_figures_are_asked_back() -> None:
    asked = told("남자 68에 173")
    assert asked.state.guess == pytest.approx((173, 68))
    assert asked.state.facts.height_cm is None
    yes = apply_text(asked.state, "네")
    assert (yes.state.facts.height_cm, yes.state.facts.weight_kg) == (173, 68)
    no = apply_text(asked.state, "아니요")
    assert (no.state.step, no.state.facts.height_cm) == (Step.HEIGHT, None)
    better = apply_text(asked.state, "키 168에 73kg")
    assert (better.state.facts.height_cm, better.state.facts.weight_kg) == (168, 73)


def test_pounds_without_a_unit_are_asked_back() -> None:
    asked = told("남자", "173", "160")
    assert asked.state.guess == pytest.approx((173, 72.6))
    assert apply_text(asked.state, "yes").state.facts.weight_kg == 72.6


def test_whoever_thinks_in_pounds_need_not_say_so() -> None:
    state = told("man", "68", "150", start=BEGINNINGS[1]).state
    assert (state.facts.height_cm, state.facts.weight_kg) == (172.7, 68.0)


def test_back_goes_to_the_question_before_and_offers_what_was_said() -> None:
    state = told("남자", "173", "뒤로").state
    assert state.step is Step.HEIGHT
    assert "keep" in [option.kind for option in options(state)]
    first = told("뒤로")
    assert first.note is not None
    assert first.note.code == "first_question"


def test_what_is_known_is_offered_and_one_thing_can_be_changed() -> None:
    state = begin_size(KNOWN)
    assert state.step is Step.KNOWN
    assert apply_text(state, "네").state.step is Step.CATEGORY
    assert apply_text(state, "네").state.facts == KNOWN
    heavier = apply_text(state, "이제 70kg").state
    assert (heavier.step, heavier.facts) == (Step.CATEGORY, replace(KNOWN, weight_kg=70.0))
    assert apply_text(state, "아니요").state.step is Step.GENDER


def test_a_garment_that_is_known_needs_no_question() -> None:
    assert begin_size(replace(KNOWN, category="t_shirt")).step is None


def test_a_garment_of_one_size_is_refused_in_words() -> None:
    turn = told("네", "가방", start=begin_size(KNOWN))
    assert turn.note is not None
    assert turn.note.code == "category_without_size"
    assert turn.state.step is Step.CATEGORY


def test_a_size_that_a_brand_does_not_have() -> None:
    turn = told("티셔츠", "유니클로", "34인치", start=begin_worn(KNOWN))
    assert turn.note is not None
    assert turn.note.code == "label_unknown"
    done = told("티셔츠", "유니클로", "xl", "딱이에요", start=begin_worn(KNOWN)).state
    assert (done.step, done.facts.label, done.facts.verdict) == (None, "XL", "fit")


def test_a_skipped_change_takes_the_answer_away() -> None:
    turn = told("건너뛰기", start=begin_change(KNOWN, Step.AGE))
    assert turn.state.step is None
    assert turn.state.facts.age is None


def test_what_another_version_stored_is_refused() -> None:
    for stored in ({}, {"facts": None}, {**to_json(BEGINNINGS[0]), "steps": ["unheard"]}):
        with pytest.raises(ValueError, match=r"."):
            from_json(stored)


def test_a_dialog_that_an_older_version_stored_goes_on() -> None:
    stored = {
        "goal": "size",
        "steps": ["gender", "height", "weight", "age", "measured", "category", "brand", "wish"],
        "facts": {
            "gender": "male",
            "height_cm": 173.0,
            "weight_kg": None,
            "age": None,
            "measured_cm": {},
            "units": "metric",
            "category": None,
            "brand": None,
            "wish": None,
            "garment_fit": None,
            "wearer": None,
            "product_id": None,
            "label": None,
            "verdict": None,
        },
        "done": ["gender", "height"],
        "guess": None,
        "page": 0,
        "turn": 2,
        "last_category": "jeans",
    }
    state = from_json(stored)
    assert (state.step, state.facts) == (Step.WEIGHT, Facts("male", 173.0))
    assert json.loads(json.dumps(to_json(state))) == stored
