"""Transitions of the subscription dialog: pure functions from a state and an answer to the next.

`apply_text` takes a message, `apply_option` a pressed button, `apply_location` a point on the map.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.conversations.subscription.options import options
from bot.conversations.subscription.parsing import NOT_UNDERSTOOD, parse_answer
from bot.conversations.subscription.state import FIELD, Step, SubscriptionState
from bot.conversations.turn import Note, Turn, next_turn
from engine.parsing.commands import Command, parse_command
from engine.tips.schedule import ScheduleError
from engine.weather.cities import find_cities, nearest_city


def apply_option(
    state: SubscriptionState, number: int, today: date
) -> Turn[SubscriptionState] | None:
    """Apply a pressed option; None when there is no option of this number."""
    offered = options(state)
    if not 0 <= number < len(offered):
        return None
    option = offered[number]
    if option.kind == "cancel":
        return Turn(state, cancelled=True)
    if option.kind == "back":
        return _back(state)
    value = option.value
    if state.step is Step.PAUSE:
        value = (today + timedelta(days=int(value))).isoformat()
    return _complete(state, value)


def apply_text(state: SubscriptionState, text: str, today: date) -> Turn[SubscriptionState]:
    """Apply a message, whatever it is."""
    command = parse_command(text)
    if command is Command.CANCEL:
        return Turn(state, cancelled=True)
    if command is Command.BACK:
        return _back(state)
    step = state.step
    assert step is not None
    if step is Step.CITY:
        return _apply_city(state, text)
    try:
        value = parse_answer(step, text, today)
    except ScheduleError as error:
        code = f"{step.value}.{error.code}"
        return _stay(state, code, understood=error.code != NOT_UNDERSTOOD)
    return _complete(state, value)


def apply_location(
    state: SubscriptionState, latitude: float, longitude: float
) -> Turn[SubscriptionState]:
    """Apply a point on the map, in degrees, as the answer to where one lives."""
    if state.step is not Step.CITY:
        return _stay(state, "no_place_asked", understood=False)
    city = nearest_city(latitude, longitude)
    return _stay(state, "city.abroad") if city is None else _complete(state, city.id)


def _apply_city(state: SubscriptionState, text: str) -> Turn[SubscriptionState]:
    """Apply the name of a city; one that several cities have is asked back."""
    found = find_cities(text)
    if found.only is not None:
        return _complete(state, found.only.id)
    if not found.cities:
        return _stay(replace(state, candidates=()), "city.not_understood", understood=False)
    candidates = tuple(city.id for city in found.cities)
    code = "city.several" if found.is_exact else "city.alike"
    return _stay(replace(state, candidates=candidates), code)


def _back(state: SubscriptionState) -> Turn[SubscriptionState]:
    if state.candidates:
        return _stay(replace(state, candidates=()))
    if state.at == 0:
        return _stay(state, "first_question")
    return _stay(replace(state, at=state.at - 1))


def _complete(state: SubscriptionState, value: str | int | bool) -> Turn[SubscriptionState]:
    """Store the answer to the open question and go on to the next."""
    step = state.step
    assert step is not None
    answer: dict[str, Any] = {FIELD[step]: value}
    facts = replace(state.facts, **answer)
    return Turn(
        replace(state, facts=facts, at=state.at + 1, candidates=(), turn=next_turn(state.turn))
    )


def _stay(
    state: SubscriptionState, code: str | None = None, *, understood: bool = True
) -> Turn[SubscriptionState]:
    """Ask the open question again, after a note if there is a code."""
    note = Note(code) if code else None
    return Turn(replace(state, turn=next_turn(state.turn)), note, understood=understood)
