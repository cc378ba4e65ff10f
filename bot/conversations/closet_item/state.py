"""State of the question for a typed field of a closet item."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from db.models import ClosetQuestion


class Step(StrEnum):
    """A field that is typed; the value is its column."""

    COMMENT = "comment"
    PRICE = "price"


@dataclass(frozen=True, slots=True)
class ItemState:
    """Where the question is.

    Attributes:
        item_id: the closet item.
        field: what is asked for.
        value: the answer, a text or won; None until it is given.
        turn: its buttons are bound to the item, not to a question.
    """

    item_id: int
    field: Step
    value: str | int | None = None
    turn: int = 0

    @property
    def step(self) -> Step | None:
        """The field that is asked for; None once it is answered."""
        return self.field if self.value is None else None


def from_row(question: ClosetQuestion) -> ItemState:
    """Return the state of a stored question."""
    return ItemState(question.item_id, Step.PRICE if question.field == Step.PRICE else Step.COMMENT)
