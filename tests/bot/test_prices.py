"""A price means the same wherever somebody types it to the bot."""

from __future__ import annotations

import pytest

from bot.conversations.closet_item.state import ItemState
from bot.conversations.closet_item.state import Step as ItemStep
from bot.conversations.closet_item.transitions import apply_text as apply_item_text
from bot.conversations.outfit_request.state import RequestState, Step
from bot.conversations.outfit_request.transitions import apply_text, ask_for, parse_request
from engine.parsing.query import parse_query
from tests.support.prices import PRICES


@pytest.mark.parametrize(("text", "low", "high", "amount"), PRICES)
def test_a_price_is_the_same_everywhere(
    text: str, low: int | None, high: int | None, amount: int
) -> None:
    wanted = parse_query(text)
    assert (wanted.min_price, wanted.max_price) == (low, high)
    asked = ask_for(RequestState(1), Step.BUDGET)
    assert apply_text(asked, text).state.wish == {"budget": amount, "own_only": False}
    assert parse_request(f"데이트 18도 비 {text}") == {
        "budget": amount,
        "own_only": False,
        "weather": "데이트 18도 비",
        "occasion": "date",
    }
    answered = apply_item_text(ItemState(1, ItemStep.PRICE), text)
    assert answered.state.value == amount


@pytest.mark.parametrize("unit", ["9", "9 ", "9만 ", "1,", " ", "₩", "$1"])
def test_a_hostile_outfit_request_is_cut(unit: str) -> None:
    assert set(parse_request(unit * 4096)) <= {"budget", "own_only", "weather"}
