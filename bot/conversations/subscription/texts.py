"""Texts of the subscription dialog: questions, notes, options and answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from bot.conversations.subscription.state import FIELD, Step, SubscriptionState
from bot.conversations.turn import Note, Option
from bot.ui.catalogues import Html, Texts, join
from bot.ui.schedule_texts import clothes_text, days_text, time_text, zone_text
from bot.ui.weather import city_name, date_text


def question_text(state: SubscriptionState, note: Note | None, t: Texts) -> Html:
    """Return the open question, after a note about the last answer."""
    step = state.step
    assert step is not None
    if step is Step.CITY and state.facts.chat_title:
        question = t.html("tips.ask.city_of_chat")
    else:
        question = Html(t.label("tips.ask", step.value))
    if note is None:
        return question
    reason = Html(t.label("tips.note", note.code))
    return reason if state.candidates else join("\n\n", [reason, question])


def option_text(option: Option, state: SubscriptionState, t: Texts) -> str:
    """Return the label of an option's button."""
    step = state.step
    assert step is not None
    if option.kind != "pick":
        return t.label("tips.option", option.kind)
    if step is Step.PAUSE:
        return str(t.plural("tips.pause_days", int(option.value)))
    return _VALUE_TEXTS[step](option.value, t)


def answer_text(state: SubscriptionState, step: Step, t: Texts) -> str:
    """Return the answer to a question, as it was understood."""
    return _VALUE_TEXTS[step](getattr(state.facts, FIELD[step]), t)


_VALUE_TEXTS: Final = MappingProxyType[Step, Callable[[Any, Texts], str]](
    {
        Step.TIME: time_text,
        Step.DAYS: days_text,
        Step.CITY: city_name,
        Step.OCCASION: lambda occasion, t: t.label("occasion", occasion),
        Step.CLOTHES: clothes_text,
        Step.ZONE: zone_text,
        Step.PAUSE: lambda day, t: date_text(date.fromisoformat(day), t),
    }
)
