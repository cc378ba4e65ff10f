"""Answers about the body: gender, height, weight and age, and measured girths.

A message is first turned into a `BodyDecision`, which says what it changes, and then applied.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.conversations.size.moves import complete, stay, with_answer
from bot.conversations.size.state import BODY, SizeState, Step
from bot.conversations.turn import Note, Turn
from bot.services.size_facts import Facts
from engine.parsing.body import KG_PER_LB, Answers, Problem, check_known
from engine.parsing.measurements import parse_measurements
from engine.sizing.person import Gender

Guess = tuple[float | None, float | None]
"""Height in cm and weight in kg."""


@dataclass(frozen=True, slots=True)
class BodyDecision:
    """What a message changes of a body.

    Attributes:
        accepted: new answers by question.
        guess: height and weight that were probably meant, to be confirmed.
        problem: why something of it could not stand.
    """

    accepted: Mapping[Step, Any] = field(default_factory=dict)
    guess: Guess | None = None
    problem: Problem | None = None


def decide_body(facts: Facts, answers: Answers) -> BodyDecision:
    """Decide which of a message's answers stand, given what is known already."""
    accepted: dict[Step, Any] = {}
    if answers.gender is not None:
        accepted[Step.GENDER] = answers.gender.value
    if answers.age is not None:
        accepted[Step.AGE] = answers.age
    figures = {Step.HEIGHT: answers.height_cm, Step.WEIGHT: answers.weight_kg}
    figures = {step: value for step, value in figures.items() if value is not None}
    if answers.to_confirm:
        return BodyDecision(accepted, (answers.height_cm, answers.weight_kg), answers.problem)
    if not figures:
        return BodyDecision(accepted, None, answers.problem)
    problem, guess = _check_against_known(facts, answers)
    if problem is not None:
        return BodyDecision(accepted, guess, problem)
    return BodyDecision(accepted | figures, None, answers.problem)


def apply_body(state: SizeState, decision: BodyDecision) -> Turn[SizeState]:
    """Put the answers of a decision into the state."""
    for step, value in decision.accepted.items():
        state = with_answer(state, step, value)
    turn = complete(state, *decision.accepted) if decision.accepted else stay(state)
    asks_known = Step.KNOWN in state.steps and Step.KNOWN not in state.done
    if asks_known and decision.accepted and decision.guess is None:
        # A part of what is known was corrected: the rest stands.
        turn = complete(turn.state, *BODY, Step.KNOWN)
    has_note = decision.problem is not None and decision.guess is None
    note = Note(decision.problem.value) if has_note and decision.problem is not None else None
    return Turn(replace(turn.state, guess=decision.guess), note)


def _check_against_known(facts: Facts, answers: Answers) -> tuple[Problem | None, Guess | None]:
    """Check a new height or weight against the other one, if that is known."""
    height_cm = facts.height_cm if answers.height_cm is None else answers.height_cm
    weight_kg = facts.weight_kg if answers.weight_kg is None else answers.weight_kg
    if height_cm is None or weight_kg is None:
        return None, None
    has_unit = answers.has_weight_unit or answers.weight_kg is None
    problem = check_known(height_cm, weight_kg, has_weight_unit=has_unit)
    if problem is Problem.HEIGHT_WEIGHT_SWAPPED:
        return problem, (weight_kg, height_cm)
    if problem is Problem.WEIGHT_IN_POUNDS:
        return problem, (height_cm, round(weight_kg * KG_PER_LB, 1))
    return problem, None


def confirm(state: SizeState, *, yes: bool) -> Turn[SizeState]:
    """Apply yes or no to a guess, or to what is known."""
    if state.guess is not None:
        return _accept_guess(state, state.guess) if yes else stay(replace(state, guess=None))
    if yes:
        return complete(state, *BODY, Step.KNOWN)
    return complete(replace(state, done=()), Step.KNOWN)


def _accept_guess(state: SizeState, guess: Guess) -> Turn[SizeState]:
    figures = {Step.HEIGHT: guess[0], Step.WEIGHT: guess[1]}
    accepted = {step: value for step, value in figures.items() if value is not None}
    before = replace(state, guess=None)
    for step, value in accepted.items():
        state = with_answer(state, step, value)
    height_cm, weight_kg = state.facts.height_cm, state.facts.weight_kg
    if height_cm is not None and weight_kg is not None:
        problem = check_known(height_cm, weight_kg)
        if problem is not None:
            return stay(before, problem.value)
    return complete(state, *accepted)


def apply_measurements(state: SizeState, text: str) -> Turn[SizeState] | None:
    """Put the girths and lengths that a text names into the state; None if it names none."""
    facts = state.facts
    measurements = parse_measurements(
        text, bust=facts.gender == Gender.FEMALE.value, inches=facts.units == "imperial"
    )
    if measurements.good_cm:
        merged = {**facts.measured_cm, **measurements.good_cm}
        state = with_answer(state, Step.MEASURED, merged)
    if measurements.refused:
        return stay(state, "measurement_out_of_range", part=measurements.refused[0])
    return complete(state, Step.MEASURED) if measurements.good_cm else None
