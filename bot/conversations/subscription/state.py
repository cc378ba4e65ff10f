"""State of the subscription dialog: its questions, what has been answered, and its JSON.

What an answer changes is in `bot.conversations.subscription.transitions`, what can be pressed in
`bot.conversations.subscription.options`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from bot.services.subscriptions import SubscriptionFacts, subscription_facts
from db.models import TipSubscription
from engine.weather.cities import cities


class Goal(StrEnum):
    """What the answers are for: a new subscription, a change of one, or only the person's city."""

    SUBSCRIBE = "subscribe"
    CHANGE = "change"
    HOME = "home"


class Step(StrEnum):
    """A question."""

    TIME = "time"
    DAYS = "days"
    CITY = "city"
    OCCASION = "occasion"
    CLOTHES = "clothes"
    ZONE = "zone"
    PAUSE = "pause"


PERSONAL: Final = (Step.TIME, Step.DAYS, Step.CITY, Step.OCCASION, Step.CLOTHES)
FOR_A_CHAT: Final = (Step.TIME, Step.DAYS, Step.CITY, Step.OCCASION)

FIELD: Final = MappingProxyType(
    {
        Step.TIME: "minute_of_day",
        Step.DAYS: "days",
        Step.CITY: "city",
        Step.OCCASION: "occasion",
        Step.CLOTHES: "own_only",
        Step.ZONE: "zone",
        Step.PAUSE: "paused_until",
    }
)
"""The setting that each question asks for."""


@dataclass(frozen=True, slots=True)
class SubscriptionState:
    """Where the dialog is.

    Attributes:
        goal: what the answers are for.
        steps: the questions, in order.
        facts: the settings so far.
        at: index of the open question; `len(steps)` when all are answered.
        candidates: ids of the cities that a name may mean, to choose from.
        turn: number of the open question; buttons of older ones carry another.
    """

    goal: Goal
    steps: tuple[Step, ...]
    facts: SubscriptionFacts
    at: int = 0
    candidates: tuple[str, ...] = ()
    turn: int = 0

    @property
    def step(self) -> Step | None:
        """The open question; None when there is none left."""
        return self.steps[self.at] if self.at < len(self.steps) else None


def begin_subscription(
    user_id: int, chat_id: int, chat_title: str | None = None
) -> SubscriptionState:
    """Return the dialog about a new subscription, of the person's own chat or another one."""
    steps = PERSONAL if chat_id == user_id else FOR_A_CHAT
    return SubscriptionState(Goal.SUBSCRIBE, steps, SubscriptionFacts(chat_id, chat_title))


def begin_change(subscription: TipSubscription, step: Step) -> SubscriptionState:
    """Return the dialog that changes one setting."""
    return SubscriptionState(Goal.CHANGE, (step,), subscription_facts(subscription))


def begin_home(user_id: int) -> SubscriptionState:
    """Return the dialog that asks where the person lives."""
    return SubscriptionState(Goal.HOME, (Step.CITY,), SubscriptionFacts(user_id))


def to_json(state: SubscriptionState) -> dict[str, Any]:
    """Return the state as JSON."""
    return asdict(state)


def from_json(stored: Mapping[str, Any]) -> SubscriptionState:
    """Return the state of `to_json`.

    Raises:
        ValueError: another version wrote it.
    """
    try:
        known = {field.name for field in fields(SubscriptionFacts)}
        facts = {name: value for name, value in stored["facts"].items() if name in known}
        return SubscriptionState(
            goal=Goal(stored["goal"]),
            steps=tuple(map(Step, stored["steps"])),
            facts=SubscriptionFacts(**facts),
            at=int(stored["at"]),
            candidates=tuple(name for name in stored["candidates"] if name in cities()),
            turn=int(stored["turn"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("not a dialog about tips") from error
