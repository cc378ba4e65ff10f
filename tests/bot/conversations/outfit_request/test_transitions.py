"""The typed weather and budget of an outfit request, and requests in one line."""

from __future__ import annotations

import pytest

from bot.conversations.outfit_request.state import RequestState, Step, from_row
from bot.conversations.outfit_request.transitions import apply_text, ask_for, parse_request
from bot.conversations.turn import Next
from db.models import OutfitRequest

REQUEST = RequestState(1, {"own_only": True, "occasion": "date"})


def test_an_answer_is_merged_into_the_request() -> None:
    weather = apply_text(ask_for(REQUEST, Step.WEATHER), "18도 비").state
    assert (weather.step, weather.wish["weather"]) == (None, "18도 비")
    assert weather.wish["occasion"] == "date"
    budget = apply_text(ask_for(REQUEST, Step.BUDGET), "10만원").state
    assert (budget.wish["budget"], budget.wish["own_only"]) == (100_000, False)


@pytest.mark.parametrize("step", Step)
def test_a_text_about_something_else_is_no_answer(step: Step) -> None:
    turn = apply_text(ask_for(REQUEST, step), "고마워")
    assert (turn.understood, turn.state.step) == (False, step)


def test_an_impossible_weather_leaves_the_question_open() -> None:
    turn = apply_text(ask_for(REQUEST, Step.WEATHER), "99도")
    assert turn.next is Next.STAY
    assert turn.note is not None
    assert turn.note.code == "bad_weather"


def test_a_request_in_one_line() -> None:
    wish = parse_request("데이트 18도 비 10만원")
    assert wish["occasion"] == "date"
    assert (wish["budget"], wish["own_only"]) == (100_000, False)
    assert "18도" in wish["weather"]
    assert parse_request("") == {}


def test_a_row_that_asks_for_something_unknown_asks_for_nothing() -> None:
    assert from_row(OutfitRequest(id=1, wish={}, asks="shoes")).step is None
    assert from_row(OutfitRequest(id=1, wish={}, asks="budget")).step is Step.BUDGET
