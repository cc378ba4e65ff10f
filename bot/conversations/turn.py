"""Data that the transitions of every dialog take and return; free of Telegram."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final, Generic, Literal, TypeVar

S = TypeVar("S")

MAX_TURN: Final = 999
"""Largest number of a question; buttons carry three digits."""

OptionKind = Literal["pick", "keep", "yes", "no", "more", "skip", "back", "cancel"]


@dataclass(frozen=True, slots=True)
class Option:
    """A button under a question; `value` is the answer that a `pick` gives."""

    kind: OptionKind
    value: str | int | bool = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence that is sent before the next question: its code, and its parameters."""

    code: str
    values: Mapping[str, str | float] = field(default_factory=dict)


class Next(Enum):
    """How the dialog goes on after an answer."""

    ASK = auto()
    """Close the answered question and send the open one."""
    EDIT = auto()
    """Show other options under the same question."""
    STAY = auto()
    """Send the note alone; the question that was asked stays open."""


@dataclass(frozen=True, slots=True)
class Turn(Generic[S]):
    """What an answer led to.

    Attributes:
        state: the state after the answer.
        note: why the answer could not stand, or what it was taken for.
        cancelled: whether the person wants to end the dialog.
        understood: whether the answer had anything to do with the question.
        next: how the dialog goes on.
    """

    state: S
    note: Note | None = None
    cancelled: bool = False
    understood: bool = True
    next: Next = Next.ASK


def next_turn(turn: int) -> int:
    """Return the number of the question after this one."""
    return (turn + 1) % (MAX_TURN + 1)
