"""The size dialog as a machine: nobody gets stuck in it, and nothing impossible gets into it."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversations.size.state import (
    BODY,
    MAX_TURN,
    Dialog,
    Goal,
    Step,
    begin_change,
    begin_size,
    begin_worn,
    from_json,
    options,
    to_json,
)
from bot.conversations.size.transitions import Turn, press, read
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


def check(dialog: Dialog) -> None:
    """Fail if the dialog is stuck, forgets itself, or knows what cannot be."""
    assert from_json(json.loads(json.dumps(to_json(dialog)))) == dialog
    assert 0 <= dialog.turn <= MAX_TURN
    assert (dialog.step is None) == (options(dialog) == ())
    if dialog.step is not None:
        assert any(option.kind == "cancel" for option in options(dialog))
        assert len({(o.kind, o.value) for o in options(dialog)}) == len(options(dialog))
    person_of(dialog.facts)  # raises for a body that nobody has


def walk_to_the_end(dialog: Dialog) -> Dialog:
    """Answer plainly, as anybody can, until the dialog ends."""
    plain = {
        Step.KNOWN: "네",
        Step.GENDER: "남자",
        Step.HEIGHT: "173cm",
        Step.WEIGHT: "68kg",
        Step.CATEGORY: "티셔츠",
        Step.VERDICT: "딱이에요",
    }
    for _ in range(30):
        step = dialog.step
        if step is None:
            return dialog
        if dialog.guess is not None:
            turn = read(dialog, "아니요")
        elif step is Step.LABEL:
            turn = read(dialog, options(dialog)[1].value)
        else:
            turn = read(dialog, plain.get(step, "건너뛰기"))
        dialog = turn.dialog
    raise AssertionError(f"no end from {dialog}")


def step_at_random(chance: random.Random, dialog: Dialog) -> Turn:
    if chance.random() < 0.5:
        offered = [n for n, o in enumerate(options(dialog)) if o.kind != "cancel"]
        turn = press(dialog, chance.choice(offered))
        assert turn is not None
        return turn
    return read(dialog, chance.choice(PHRASES))


@pytest.mark.parametrize("seed", range(8))
def test_thousands_of_random_steps_find_no_dead_end(seed: int) -> None:
    chance = random.Random(seed)
    dialog, ends = chance.choice(BEGINNINGS), 0
    for _ in range(500):
        check(dialog)
        if chance.random() < 0.1:
            check(walk_to_the_end(dialog))
        if dialog.step is None:
            ends += 1
            if dialog.goal is Goal.SIZE:
                assert advise(dialog.facts, ()).found.size
            dialog = chance.choice(BEGINNINGS)
            continue
        turn = step_at_random(chance, dialog)
        dialog = chance.choice(BEGINNINGS) if turn.cancelled else turn.dialog
    assert ends


@settings(max_examples=300)
@given(st.sampled_from(BEGINNINGS), st.lists(st.text(max_size=40), max_size=4))
def test_any_text_is_taken(dialog: Dialog, said: list[str]) -> None:
    for text in said:
        if dialog.step is None:
            return
        turn = read(dialog, text)
        if turn.cancelled:
            return
        dialog = turn.dialog
        check(dialog)


def told(*said: str, start: Dialog = BEGINNINGS[0]) -> Turn:
    turn = Turn(start)
    for text in said:
        turn = read(turn.dialog, text)
    return turn


def test_one_sentence_may_say_it_all() -> None:
    turn = told("키 173, 몸무게 68, 남자인데 유니클로 티셔츠 오버핏으로 뭐 사지?")
    facts = turn.dialog.facts
    assert (facts.gender, facts.height_cm, facts.weight_kg) == ("male", 173, 68)
    assert (facts.category, facts.brand, facts.wish) == ("t_shirt", "uniqlo", "oversize")
    assert turn.dialog.step is Step.AGE


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
    assert turn.dialog.step is Step.HEIGHT
    assert turn.dialog.facts == Facts("male")


def test_an_impossible_weight_and_age() -> None:
    heavy = told("남자", "173", "300kg")
    assert heavy.note is not None
    assert heavy.note.code == "weight_out_of_range"
    young = told("남자", "173", "68", "7살")
    assert young.note is not None
    assert young.note.code == "age_too_young"
    assert young.dialog.facts.age is None


def test_swapped_figures_are_asked_back() -> None:
    asked = told("남자 68에 173")
    assert asked.dialog.guess == pytest.approx((173, 68))
    assert asked.dialog.facts.height_cm is None
    yes = read(asked.dialog, "네")
    assert (yes.dialog.facts.height_cm, yes.dialog.facts.weight_kg) == (173, 68)
    no = read(asked.dialog, "아니요")
    assert (no.dialog.step, no.dialog.facts.height_cm) == (Step.HEIGHT, None)
    better = read(asked.dialog, "키 168에 73kg")
    assert (better.dialog.facts.height_cm, better.dialog.facts.weight_kg) == (168, 73)


def test_pounds_without_a_unit_are_asked_back() -> None:
    asked = told("남자", "173", "160")
    assert asked.dialog.guess == pytest.approx((173, 72.6))
    assert read(asked.dialog, "yes").dialog.facts.weight_kg == 72.6


def test_whoever_thinks_in_pounds_need_not_say_so() -> None:
    dialog = told("man", "68", "150", start=BEGINNINGS[1]).dialog
    assert (dialog.facts.height_cm, dialog.facts.weight_kg) == (172.7, 68.0)


def test_back_goes_to_the_question_before_and_offers_what_was_said() -> None:
    dialog = told("남자", "173", "뒤로").dialog
    assert dialog.step is Step.HEIGHT
    assert "keep" in [option.kind for option in options(dialog)]
    first = told("뒤로")
    assert first.note is not None
    assert first.note.code == "first_question"


def test_what_is_known_is_offered_and_one_thing_can_be_changed() -> None:
    dialog = begin_size(KNOWN)
    assert dialog.step is Step.KNOWN
    assert read(dialog, "네").dialog.step is Step.CATEGORY
    assert read(dialog, "네").dialog.facts == KNOWN
    heavier = read(dialog, "이제 70kg").dialog
    assert (heavier.step, heavier.facts) == (Step.CATEGORY, replace(KNOWN, weight_kg=70.0))
    assert read(dialog, "아니요").dialog.step is Step.GENDER


def test_a_garment_that_is_known_needs_no_question() -> None:
    assert begin_size(replace(KNOWN, category="t_shirt")).step is None


def test_a_garment_of_one_size_is_refused_in_words() -> None:
    turn = told("네", "가방", start=begin_size(KNOWN))
    assert turn.note is not None
    assert turn.note.code == "category_without_size"
    assert turn.dialog.step is Step.CATEGORY


def test_a_size_that_a_brand_does_not_have() -> None:
    turn = told("티셔츠", "유니클로", "34인치", start=begin_worn(KNOWN))
    assert turn.note is not None
    assert turn.note.code == "label_unknown"
    done = told("티셔츠", "유니클로", "xl", "딱이에요", start=begin_worn(KNOWN)).dialog
    assert (done.step, done.facts.label, done.facts.verdict) == (None, "XL", "fit")


def test_a_skipped_change_takes_the_answer_away() -> None:
    turn = told("건너뛰기", start=begin_change(KNOWN, Step.AGE))
    assert turn.dialog.step is None
    assert turn.dialog.facts.age is None


def test_what_another_version_stored_is_refused() -> None:
    for stored in ({}, {"facts": None}, {**to_json(BEGINNINGS[0]), "steps": ["unheard"]}):
        with pytest.raises(ValueError, match=r"."):
            from_json(stored)
