"""Explain the choice of an outfit by the terms of its score that exceed the alternatives'."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Final, Literal

import numpy as np

from engine.outfits.composition import Composed, pools_of, sample
from engine.outfits.pieces import BODY
from engine.outfits.scoring import Scores, Wish, is_wet

ReasonKind = Literal[
    "weather", "rain", "occasion", "style", "harmony", "learned", "korean", "fresh", "taste"
]

MOST: Final = 3
_LEAST_LEAD: Final = 0.04
_PAIR: Final = 2
_ABOUT_PAIRS: Final[tuple[ReasonKind, ...]] = ("harmony", "learned", "korean")
"""Reasons that name two garments."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A term in favour of an outfit.

    Attributes:
        kind: name of the term.
        lead: the term's part of the outfit's lead over the mean alternative.
        items: indices of the pieces that contribute most; empty if all do.
    """

    kind: ReasonKind
    lead: float
    items: tuple[int, ...] = ()


_GROUPS: Final[dict[str, ReasonKind]] = {
    "weather": "weather",
    "season": "weather",
    "rain": "rain",
    "occasion": "occasion",
    "formality": "occasion",
    "style": "style",
    "harmony": "harmony",
    "crowding": "harmony",
    "contrast": "harmony",
    "patterns": "harmony",
    "learned": "learned",
    "korean": "korean",
    "fresh": "fresh",
    "taste": "taste",
}


def reasons_for(scores: Scores, wish: Wish, outfit: Composed) -> list[Reason]:
    """Return the reasons for an outfit against random ones of the wardrobe, strongest first.

    A term is a reason only if the outfit leads by it: without the term the outfit's lead shrinks by
    exactly `Reason.lead`.
    """
    body = [i for i in outfit.items if scores.pieces[i].role in BODY]
    own = scores.parts(np.array([body], np.intp))
    others = scores.parts(sample(pools_of(scores.pieces)))
    leads: dict[ReasonKind, float] = {}
    for name, kind in _GROUPS.items():
        lead = float(own[name][0] - others[name].mean())
        leads[kind] = leads.get(kind, 0.0) + lead
    if wish.weather is None or not is_wet(wish.weather):
        leads.pop("rain", None)
    if wish.occasion is None:
        leads.pop("occasion", None)
    if wish.weather is None:
        leads.pop("weather", None)
    if len(body) < _PAIR:
        # A dress alone clashes with nothing, which is no merit.
        for kind in _ABOUT_PAIRS:
            leads.pop(kind, None)
    ranked = sorted(leads.items(), key=lambda pair: -pair[1])
    return [
        Reason(kind, lead, _about(scores, body, kind))
        for kind, lead in ranked[:MOST]
        if lead > _LEAST_LEAD
    ]


def _about(scores: Scores, body: list[int], kind: ReasonKind) -> tuple[int, ...]:
    """Return the pair of pieces with the largest share of a pair term."""
    if kind not in _ABOUT_PAIRS:
        return ()
    table = scores.pair_terms[kind]
    return max(combinations(body, 2), key=lambda pair: float(table[pair]))
