"""Transitions of an outfit request: pure functions from a state and an answer to the next state."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from bot.conversations.outfit_request.state import RequestState, Step
from bot.conversations.turn import Next, Note, Turn
from bot.ui.catalogues import texts
from config.taxonomy import STYLES
from engine.outfits.occasions import OCCASIONS
from engine.parsing.money import as_budget, find_price, parse_budget
from engine.parsing.query import is_about_budget
from engine.parsing.text import fold
from engine.parsing.weather import is_about_weather, parse_weather

MAX_WEATHER_CHARS: Final = 80


def ask_for(state: RequestState, step: Step) -> RequestState:
    """Ask for a constraint to be typed."""
    return replace(state, step=step)


def apply_text(state: RequestState, text: str) -> Turn[RequestState]:
    """Apply a text as the weather or the budget that was asked for."""
    if state.step is Step.WEATHER:
        if not is_about_weather(text):
            return Turn(state, understood=False)
        if parse_weather(text) is None:
            return Turn(state, Note("bad_weather"), next=Next.STAY)
        return Turn(_with(state, weather=text.strip()[:MAX_WEATHER_CHARS]))
    if not is_about_budget(text):
        return Turn(state, understood=False)
    budget = parse_budget(text)
    if budget is None:
        return Turn(state, Note("bad_budget"), next=Next.STAY)
    return Turn(_with(state, budget=budget, own_only=False))


def _with(state: RequestState, **constraints: Any) -> RequestState:
    return replace(state, wish={**state.wish, **constraints}, step=None)


def parse_request(text: str) -> dict[str, Any]:
    """Return the constraints that one line names: "데이트 18도 비 10만원"."""
    wish: dict[str, Any] = {}
    price, rest = find_price(fold(text), marked_only=True)
    budget = None if price is None else as_budget(price)
    if budget is not None:
        wish["budget"] = budget
        wish["own_only"] = False
    if parse_weather(rest) is not None:
        wish["weather"] = rest.strip()[:MAX_WEATHER_CHARS]
    for family, names in (("occasion", tuple(OCCASIONS)), ("style", STYLES)):
        for name in names:
            labels = {t.label(family, name).casefold() for t in (texts("ko"), texts("en"))}
            if any(label in rest for label in labels):
                wish.setdefault(family, name)
    return wish
