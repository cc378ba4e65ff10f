"""Transitions of the question for a typed field of a closet item."""

from __future__ import annotations

from dataclasses import replace

from bot.conversations.closet_item.state import ItemState, Step
from bot.conversations.turn import Next, Note, Turn
from bot.ui.catalogues import capped
from bot.ui.closet_item import MAX_COMMENT_CHARS
from engine.parsing.money import parse_paid_price


def apply_text(state: ItemState, text: str) -> Turn[ItemState]:
    """Apply a text as the comment or the price, "3만9천원" is 39,000."""
    if state.field is Step.COMMENT:
        value: str | int | None = capped(text, MAX_COMMENT_CHARS) or None
    else:
        value = parse_paid_price(text)
    if value is None:
        return Turn(state, Note("price_unclear"), next=Next.STAY)
    return Turn(replace(state, value=value))
