"""Transitions of the subscription dialog, and what running installations have stored of it."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversations.subscription.options import options
from bot.conversations.subscription.state import (
    Goal,
    Step,
    SubscriptionState,
    begin_home,
    begin_subscription,
    from_json,
    to_json,
)
from bot.conversations.subscription.transitions import apply_location, apply_option, apply_text
from bot.conversations.turn import Turn

TODAY = date(2026, 11, 21)


def answered(*texts: str) -> Turn[SubscriptionState]:
    turn = Turn(begin_subscription(7, 7))
    for text in texts:
        turn = apply_text(turn.state, text, TODAY)
    return turn


def test_all_questions_in_words() -> None:
    state = answered("7시 반", "평일", "서울", "출근", "내 옷만").state
    assert state.step is None
    facts = state.facts
    assert (facts.minute_of_day, facts.days, facts.city) == (450, 0b11111, "seoul")
    assert (facts.occasion, facts.own_only) == ("work", True)


@pytest.mark.parametrize(
    ("texts", "code", "understood"),
    [
        (("25:00",), "time.no_such_time", True),
        (("안녕",), "time.not_understood", False),
        (("7시", "평일", "아틀란티스"), "city.not_understood", False),
        (("7시", "평일", "광주"), "city.several", True),
        (("뒤로",), "first_question", True),
    ],
)
def test_what_cannot_stand_is_explained(
    texts: tuple[str, ...], code: str, understood: bool
) -> None:
    turn = answered(*texts)
    assert turn.note is not None
    assert (turn.note.code, turn.understood) == (code, understood)


def test_back_and_cancel() -> None:
    assert answered("7시", "뒤로").state.step is Step.TIME
    assert answered("7시", "취소").cancelled
    several = answered("7시", "평일", "광주").state
    assert apply_text(several, "뒤로", TODAY).state.candidates == ()


def test_a_point_on_the_map_answers_one_question_only() -> None:
    home = apply_location(begin_home(7), 35.1587, 129.1604)
    assert (home.state.step, home.state.facts.city) == (None, "busan-haeundae-gu")
    elsewhere = apply_location(begin_subscription(7, 7), 35.1587, 129.1604)
    assert elsewhere.note is not None
    assert elsewhere.note.code == "no_place_asked"


@given(st.lists(st.integers(-1, 12), max_size=12))
def test_any_options_may_be_pressed(numbers: list[int]) -> None:
    state = begin_subscription(7, 7)
    for number in numbers:
        if state.step is None:
            return
        turn = apply_option(state, number, TODAY)
        assert (turn is None) == (not 0 <= number < len(options(state)))
        state = state if turn is None else turn.state
        assert from_json(json.loads(json.dumps(to_json(state)))) == state


def test_a_dialog_that_an_older_version_stored_goes_on() -> None:
    stored = {
        "goal": "subscribe",
        "steps": ["time", "days", "city", "occasion", "clothes"],
        "facts": {
            "chat_id": 7,
            "chat_title": None,
            "minute_of_day": 450,
            "days": None,
            "zone": "Asia/Seoul",
            "city": None,
            "occasion": None,
            "own_only": None,
            "paused_until": None,
        },
        "at": 1,
        "candidates": [],
        "turn": 1,
    }
    state = from_json(stored)
    assert (state.goal, state.step, state.facts.minute_of_day) == (Goal.SUBSCRIBE, Step.DAYS, 450)
    assert to_json(state) == {**stored, "steps": tuple(stored["steps"]), "candidates": ()}
    for broken in ({}, {"facts": None}, {**stored, "steps": ["unheard"]}):
        with pytest.raises(ValueError, match=r"."):
            from_json(broken)
