"""State of the size dialog: its questions, what has been answered, and its JSON.

What an answer changes is in `bot.conversations.size.transitions`, what can be pressed in
`bot.conversations.size.options`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from bot.services.size_facts import Facts


class Goal(StrEnum):
    """What the answers are for."""

    SIZE = "size"
    PROFILE = "profile"
    WORN = "worn"


class Step(StrEnum):
    """A question."""

    KNOWN = "known"
    GENDER = "gender"
    HEIGHT = "height"
    WEIGHT = "weight"
    AGE = "age"
    MEASURED = "measured"
    CATEGORY = "category"
    BRAND = "brand"
    WISH = "wish"
    LABEL = "label"
    VERDICT = "verdict"


BODY: Final = (Step.GENDER, Step.HEIGHT, Step.WEIGHT, Step.AGE, Step.MEASURED)
GARMENT: Final = (Step.CATEGORY, Step.BRAND, Step.WISH)
WORN: Final = (Step.CATEGORY, Step.BRAND, Step.LABEL, Step.VERDICT)
OPTIONAL: Final = frozenset({Step.GENDER, Step.AGE, Step.MEASURED, Step.BRAND, Step.WISH})


@dataclass(frozen=True, slots=True)
class SizeState:
    """Where the dialog is.

    Attributes:
        goal: what the answers are for.
        steps: the questions, in this order, each asked unless it is done.
        facts: what is known of the body and the garment.
        done: questions that were answered or skipped, in the order in which that happened.
        guess: height in cm and weight in kg that were probably meant, to be confirmed.
        page: of the categories.
        turn: number of the open question; buttons of older ones carry another.
        last_category: category of the last size, offered first.
    """

    goal: Goal
    steps: tuple[Step, ...]
    facts: Facts = field(default_factory=Facts)
    done: tuple[Step, ...] = ()
    guess: tuple[float | None, float | None] | None = None
    page: int = 0
    turn: int = 0
    last_category: str | None = None

    @property
    def step(self) -> Step | None:
        """The question that is open; None at the end."""
        return next((step for step in self.steps if step not in self.done), None)


# -- beginning --------------------------------------------------------------------------------


def begin_size(known: Facts, *, last_category: str | None = None) -> SizeState:
    """Return the dialog about a size; a garment that is known already is not asked for."""
    garment = () if known.category is not None else GARMENT
    steps = ((Step.KNOWN, *BODY) if known.has_body else BODY) + garment
    state = SizeState(Goal.SIZE, steps, known, last_category=last_category)
    if known.has_body and not garment:
        return replace(state, done=(*BODY, Step.KNOWN))
    required = (Step.GENDER, Step.HEIGHT, Step.WEIGHT)
    present = tuple(step for step in required if getattr(known, FIELD[step]) is not None)
    return state if known.has_body else replace(state, done=present)


def begin_change(known: Facts, step: Step) -> SizeState:
    """Return the dialog that changes one part of the profile."""
    return SizeState(Goal.PROFILE, (step,), known)


def begin_worn(known: Facts) -> SizeState:
    """Return the dialog about a garment that the person has, its size and how it fits."""
    steps = WORN if known.gender is not None else (Step.GENDER, *WORN)
    return SizeState(Goal.WORN, steps, known)


FIELD: Final = MappingProxyType(
    {
        Step.GENDER: "gender",
        Step.HEIGHT: "height_cm",
        Step.WEIGHT: "weight_kg",
        Step.AGE: "age",
        Step.MEASURED: "measured_cm",
        Step.CATEGORY: "category",
        Step.BRAND: "brand",
        Step.WISH: "wish",
        Step.LABEL: "label",
        Step.VERDICT: "verdict",
    }
)


# -- over a restart ---------------------------------------------------------------------------


def to_json(state: SizeState) -> dict[str, Any]:
    """Return the state as JSON."""
    return asdict(state)


def from_json(stored: Mapping[str, Any]) -> SizeState:
    """Return the state of `to_json`.

    Raises:
        ValueError: another version wrote it.
    """
    try:
        known = {field.name for field in fields(Facts)}
        facts = {name: v for name, v in stored["facts"].items() if name in known}
        guess = stored["guess"]
        return SizeState(
            goal=Goal(stored["goal"]),
            steps=tuple(map(Step, stored["steps"])),
            facts=Facts(**facts),
            done=tuple(map(Step, stored["done"])),
            guess=None if guess is None else (guess[0], guess[1]),
            page=int(stored["page"]),
            turn=int(stored["turn"]),
            last_category=stored["last_category"],
        )
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise ValueError("not a size dialog") from error
