"""The typed comment or price of a closet item."""

from __future__ import annotations

import pytest

from bot.conversations.closet_item.state import ItemState, Step
from bot.conversations.closet_item.transitions import apply_text
from bot.conversations.turn import Next


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (Step.COMMENT, "할머니 선물", "할머니 선물"),
        (Step.PRICE, "3만9천원", 39_000),
        (Step.PRICE, "39,000", 39_000),
    ],
)
def test_an_answer_ends_the_question(field: Step, text: str, value: str | int) -> None:
    turn = apply_text(ItemState(7, field), text)
    assert (turn.state.value, turn.state.step, turn.next) == (value, None, Next.ASK)


def test_an_unclear_price_leaves_the_question_open() -> None:
    state = ItemState(7, Step.PRICE)
    turn = apply_text(state, "비쌌어요")
    assert (turn.state, turn.next) == (state, Next.STAY)
    assert turn.note is not None
