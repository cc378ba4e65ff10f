"""Explain an outfit's style by the change without a garment or one of its traits.

Every reason is a counterfactual: the outfit is scored again without the garment (or with the
trait made plain), and what lowers the odds of the style is a reason for it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from engine.models.style import StyleModel, Worn, WornItem, changed
from engine.schemas import Scored

MAX_REASONS: Final = 3
MIN_EFFECT: Final = 0.1
"""Change of the log odds below which a garment or a trait is no reason."""

CLEAR_SCORE: Final = 0.5
"""A style at least this probable is shown alone."""

EITHER_SCORE: Final = 0.55
"""Two styles that are less probable together leave the outfit without a name."""


class Verdict(StrEnum):
    """Clarity of an outfit's style."""

    CLEAR = "clear"
    EITHER = "either"
    UNSURE = "unsure"


class Trait(StrEnum):
    """A trait of a garment that can contribute to a style."""

    FIT = "fit"
    PATTERN = "pattern"
    COLOUR = "colour"


@dataclass(frozen=True, slots=True)
class Reason:
    """A garment that contributes to the style.

    Attributes:
        garment: index in the outfit, from 0.
        traits: contributing traits, strongest first; empty if it is the garment as such.
        effect: decrease of the style's log odds without it.
    """

    garment: int
    traits: tuple[Trait, ...]
    effect: float


def verdict(style: Sequence[Scored]) -> Verdict:
    """Return the clarity of an outfit's styles, given most probable first."""
    if style[0].score >= CLEAR_SCORE or len(style) == 1:
        return Verdict.CLEAR
    together = style[0].score + style[1].score
    return Verdict.EITHER if together >= EITHER_SCORE else Verdict.UNSURE


def reasons(
    model: StyleModel, style: Sequence[Scored], garments: Sequence[Worn], *, photographed: bool
) -> tuple[Reason, ...]:
    """Return the reasons for the most probable style, strongest first.

    Args:
        model: the model that predicted `style`.
        style: styles of the outfit, most probable first.
        garments: the worn garments.
        photographed: whether the whole photo was used for `style`.

    Returns:
        At most `MAX_REASONS`; none when no single garment makes a difference, and the lone garment
        of an outfit of one.
    """
    if not style or not garments:
        return ()
    name = style[0].name
    if len(garments) == 1:
        traits = _traits(model, style, garments, 0, photographed=photographed)
        return (Reason(0, traits, 0.0),)
    present = _log_odds(style, name)
    contributions = []
    for place in range(len(garments)):
        rest = [*garments[:place], *garments[place + 1 :]]
        without = changed(model, style, garments, rest, photographed=photographed)
        effect = present - _log_odds(without, name)
        if effect >= MIN_EFFECT:
            traits = _traits(model, style, garments, place, photographed=photographed)
            contributions.append(Reason(place, traits, effect))
    contributions.sort(key=lambda reason: -reason.effect)
    return tuple(contributions[:MAX_REASONS])


def _traits(
    model: StyleModel,
    style: Sequence[Scored],
    garments: Sequence[Worn],
    place: int,
    *,
    photographed: bool,
) -> tuple[Trait, ...]:
    """Return a garment's traits that contribute to the first style, strongest first."""
    name = style[0].name
    present = _log_odds(style, name)
    effects = {}
    for trait, plain in _plainer(garments[place]).items():
        others = [*garments[:place], plain, *garments[place + 1 :]]
        instead = changed(model, style, garments, others, photographed=photographed)
        effects[trait] = present - _log_odds(instead, name)
    strong = [trait for trait, effect in effects.items() if effect >= MIN_EFFECT]
    return tuple(sorted(strong, key=lambda trait: -effects[trait]))


def _plainer(garment: Worn) -> dict[Trait, Worn]:
    """Return copies of a garment, each with one non-plain trait replaced by a plain one."""
    item = WornItem(
        garment.categories, garment.colours, garment.pattern, garment.fit, garment.embedding
    )
    plainer: dict[Trait, Worn] = {}
    if item.fit not in {None, "regular"}:
        plainer[Trait.FIT] = replace(item, fit="regular")
    if item.pattern != "solid":
        plainer[Trait.PATTERN] = replace(item, pattern="solid")
    if item.colours:
        plainer[Trait.COLOUR] = replace(item, colours=())
    return plainer


def _log_odds(style: Sequence[Scored], name: str) -> float:
    score = next((scored.score for scored in style if scored.name == name), 0.0)
    score = min(max(score, 1e-6), 1 - 1e-6)
    return math.log(score / (1 - score))
