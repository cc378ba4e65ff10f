"""Elementary changes of the size dialog's state, of which its transitions are made."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.conversations.size.state import FIELD, SizeState, Step
from bot.conversations.turn import Note, Turn, next_turn

_NOT_UNDERSTOOD = frozenset({"not_understood", "brand_not_understood"})


def with_answer(state: SizeState, step: Step, value: Any) -> SizeState:
    """Return the state with the fact that a question asks for."""
    facts = replace(state.facts, **{FIELD[step]: value})
    return replace(state, facts=facts)


def complete(state: SizeState, *steps: Step) -> Turn[SizeState]:
    """Mark questions as done and go on to the next open one."""
    done = tuple(step for step in state.done if step not in steps) + steps
    changed = replace(state, done=done, guess=None, page=0)
    return Turn(replace(changed, turn=next_turn(state.turn)))


def stay(state: SizeState, code: str | None = None, **values: str | float) -> Turn[SizeState]:
    """Ask the open question again, after a note if there is a code."""
    note = Note(code, values) if code else None
    asked = replace(state, turn=next_turn(state.turn))
    return Turn(asked, note, understood=code not in _NOT_UNDERSTOOD)
