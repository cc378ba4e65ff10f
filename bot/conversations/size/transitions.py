"""Transitions of the size dialog: pure functions from a state and an answer to the next state.

`apply_text` takes a message, `apply_option` a pressed button.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from bot.conversations.size.body_answers import (
    apply_body,
    apply_measurements,
    confirm,
    decide_body,
)
from bot.conversations.size.garment_answers import (
    apply_brand_name,
    apply_garment_words,
    apply_label,
    apply_verdict,
)
from bot.conversations.size.moves import complete, stay, with_answer
from bot.conversations.size.options import options, previous
from bot.conversations.size.state import OPTIONAL, Goal, SizeState, Step
from bot.conversations.turn import Next, Turn
from engine.parsing.body import (
    MAX_CHARS,
    Answers,
    Problem,
    Question,
    has_two_numbers,
    mentions_body,
    parse_body,
    with_imperial_unit,
)
from engine.parsing.commands import Command, parse_command, parse_yes_no
from engine.sizing.person import Gender

_QUESTION: Final = MappingProxyType(
    {step: Question(step.value) for step in (Step.GENDER, Step.HEIGHT, Step.WEIGHT, Step.AGE)}
)
_OBEYED: Final = frozenset({Command.CANCEL, Command.BACK, Command.SKIP, Command.UNKNOWN})
"""Commands that steer this dialog; "I don't know" skips a question."""


def apply_option(state: SizeState, number: int) -> Turn[SizeState] | None:
    """Apply a pressed option; None when there is no option of this number."""
    offered = options(state)
    if not 0 <= number < len(offered):
        return None
    option, step = offered[number], state.step
    assert step is not None
    if option.kind == "pick":
        return complete(with_answer(state, step, option.value), step)
    if option.kind == "keep":
        return complete(state, step)
    if option.kind == "more":
        return replace(stay(replace(state, page=state.page + 1)), next=Next.EDIT)
    if option.kind in {"yes", "no"}:
        return confirm(state, yes=option.kind == "yes")
    return _apply_command(state, Command(option.kind))


def apply_text(state: SizeState, text: str) -> Turn[SizeState]:
    """Apply a message, whatever it is."""
    if len(text) > MAX_CHARS:
        return stay(state, "too_long")
    step = state.step
    assert step is not None
    command = parse_command(text)
    if command in _OBEYED:
        return _apply_command(state, command)
    if state.guess is not None or step is Step.KNOWN:
        is_yes = parse_yes_no(text)
        if is_yes is not None:
            return confirm(state, yes=is_yes)
    return _APPLY_BY_STEP.get(step, _apply_facts)(state, text)


# -- back, skip, cancel -----------------------------------------------------------------------


def _apply_command(state: SizeState, command: Command) -> Turn[SizeState]:
    step = state.step
    assert step is not None
    if command is Command.CANCEL:
        return Turn(state, cancelled=True)
    if command is Command.BACK:
        return _back(state)
    return stay(state, "required") if state.guess is not None else _skip(state, step)


def _skip(state: SizeState, step: Step) -> Turn[SizeState]:
    if step is Step.KNOWN:
        return confirm(state, yes=True)
    if step not in OPTIONAL:
        return stay(state, "required")
    if step is Step.GENDER:
        return complete(with_answer(state, step, Gender.UNSAID.value), step)
    # Skipping a change of the profile removes the answer; elsewhere what is known stays.
    if step in {Step.BRAND, Step.WISH}:
        state = with_answer(state, step, None)
    elif state.goal is Goal.PROFILE:
        state = with_answer(state, step, {} if step is Step.MEASURED else None)
    return complete(state, step)


def _back(state: SizeState) -> Turn[SizeState]:
    if state.guess is not None:
        return stay(replace(state, guess=None))
    before = previous(state)
    if before is None:
        return stay(state, "first_question")
    return stay(replace(state, done=tuple(s for s in state.done if s is not before), page=0))


# -- text by question -------------------------------------------------------------------------


def _apply_facts(state: SizeState, text: str) -> Turn[SizeState]:
    """Apply every answer that a text contains, to whichever question."""
    answers = _parse_answers(state, text)
    garment = apply_garment_words(state, text)
    if answers.problem is Problem.NOT_UNDERSTOOD:
        if garment is not None:
            return garment
        # Any other text may be the name of a brand.
        return stay(state) if state.step is Step.BRAND else stay(state, "not_understood")
    if garment is None:
        return apply_body(state, decide_body(state.facts, answers))
    body = apply_body(garment.state, decide_body(garment.state.facts, answers))
    return body if body.note is not None else replace(body, note=garment.note)


def _parse_answers(state: SizeState, text: str) -> Answers:
    """Parse a text about a body; one about something else is not understood."""
    step = state.step
    assert step is not None
    question = _QUESTION.get(step)
    if question is not None or mentions_body(text):
        is_imperial = state.facts.units == "imperial"
        return parse_body(with_imperial_unit(text, question) if is_imperial else text, question)
    if step is Step.KNOWN and has_two_numbers(text):
        return parse_body(text)
    return Answers(problem=Problem.NOT_UNDERSTOOD)


def _apply_brand(state: SizeState, text: str) -> Turn[SizeState]:
    turn = _apply_facts(state, text)
    if turn.state.step is not Step.BRAND or turn.note is not None:
        return turn
    return apply_brand_name(state, text)


def _apply_measured(state: SizeState, text: str) -> Turn[SizeState]:
    turn = apply_measurements(state, text) or apply_garment_words(state, text)
    return turn or stay(state, "not_understood")


_APPLY_BY_STEP: Final = MappingProxyType[Step, Callable[[SizeState, str], Turn[SizeState]]](
    {
        Step.MEASURED: _apply_measured,
        Step.BRAND: _apply_brand,
        Step.LABEL: apply_label,
        Step.VERDICT: apply_verdict,
    }
)
