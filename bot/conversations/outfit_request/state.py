"""State of an outfit request: what the outfits are for, and the constraint that is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from db.models import OutfitRequest


class Step(StrEnum):
    """A constraint that is typed."""

    WEATHER = "weather"
    BUDGET = "budget"


@dataclass(frozen=True, slots=True)
class RequestState:
    """Where the request is.

    Attributes:
        request_id: the stored request.
        wish: its constraints as JSON: `occasion`, `style`, `own_only`, `budget` in won, `weather`
            as it was typed, `locked` keys of garments, `gender`.
        step: the constraint that the person is asked to type; None when none is.
        turn: its buttons are bound to the request, not to a question.
    """

    request_id: int
    wish: Mapping[str, Any] = field(default_factory=dict)
    step: Step | None = None
    turn: int = 0


def from_row(request: OutfitRequest) -> RequestState:
    """Return the state of a stored request; a step that is not known is none."""
    known = request.asks if request.asks in set(Step) else None
    return RequestState(request.id, request.wish, None if known is None else Step(known))
