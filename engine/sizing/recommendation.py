"""Recommends the size of a garment for a person, with probabilities and reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.sizing.body import BodyEstimate, load_body_model
from engine.sizing.garment_sizes import (
    GarmentKey,
    GarmentSizes,
    garment_sizes,
    known_labels,
    taste_share,
    wish_shift_cm,
    zone_of,
)
from engine.sizing.ordered_logit import LOGISTIC_VARIANCE, Wanted, size_probabilities
from engine.sizing.peers import Peers, load_peer_grid
from engine.sizing.person import PARTS, Gender, Person, Population, SizeError
from engine.sizing.preference import Feedback, Taste, WornSize, learn_taste
from engine.sizing.reasons import Reason, reason
from engine.sizing.size_labels import Equivalent, equivalents

Array = NDArray[np.float64]

NEAR = 0.25
"""Probability from which the neighbouring size is a reason of its own."""


@dataclass(frozen=True, slots=True)
class Garment:
    """A garment, or a kind of one, to be sized.

    Attributes:
        brand: as the shop writes it.
        fit: fit line of the garment, of `charts.FIT_ORDER`.
        wearer: gender it is cut for; None for that of the person.
        scale: labels to answer in, smallest first, or the name of one system.
    """

    category: str
    brand: str | None = None
    fit: str | None = None
    wearer: Gender | None = None
    market: Population = Population.KR
    scale: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PastSize:
    """A size that a person wore, and how it fitted: "this brand's L fits me"."""

    garment: Garment
    size: str
    feedback: Feedback = Feedback.FITS


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A size with its probability.

    Attributes:
        probabilities: of every size, smallest size first.
        neighbour: the likelier of the sizes next to `size`.
        ease_cm: size → part → garment minus body, for `size` and `neighbour`; `length` is the
            garment's own length.
        equivalents: the same size in other systems.
    """

    size: str
    neighbour: str
    probabilities: Mapping[str, float]
    system: str
    body: BodyEstimate
    ease_cm: Mapping[str, Mapping[str, float]]
    equivalents: tuple[Equivalent, ...]
    reasons: tuple[Reason, ...]
    peers: Peers | None = field(repr=False)

    def as_json(self) -> dict[str, Any]:
        """Return the JSON of the command-line contract."""
        return {
            "size": self.size,
            "probabilities": {label: round(p, 4) for label, p in self.probabilities.items()},
            "neighbour": self.neighbour,
            "system": self.system,
            "body": {
                **{f"{part}_cm": round(self.body[part], 1) for part in PARTS},
                "sd_cm": {part: round(self.body.sd_cm(part), 1) for part in PARTS},
            },
            "ease_cm": {k: dict(v) for k, v in self.ease_cm.items()},
            "equivalents": {e.system: e.label for e in self.equivalents},
            "reasons": [why.as_json() for why in self.reasons],
            "notes": [why.english() for why in self.reasons],
        }


def garment_key(person: Person, garment: Garment) -> GarmentKey:
    """Return the key of a garment's sizes for a person."""
    wearer = garment.wearer or person.gender
    if wearer is Gender.UNSAID:
        share = load_body_model().female_share(person)
        wearer = Gender.FEMALE if share >= 0.5 else Gender.MALE
    return GarmentKey(
        garment.category, wearer, garment.market, garment.brand, garment.fit, garment.scale
    )


def tastes(person: Person, past: Sequence[PastSize]) -> dict[str, Taste]:
    """Return a person's taste by zone (upper body, lower body, feet), learned from past sizes.

    Raises:
        SizeError: `unknown_scale` when a past size is no size of its garment.
    """
    body = load_body_model().estimate(person)
    worn_sizes: dict[str, list[tuple[WornSize, float]]] = {}
    for worn in past:
        sizes = garment_sizes(garment_key(person, worn.garment))
        at = known_labels(sizes, worn.size)
        edges = np.concatenate([[-np.inf], sizes.cuts_cm, [np.inf]])
        wanted = sizes.model.wanted(person, body, wide=sizes.wide)
        answer = WornSize(wanted, float(edges[at]), float(edges[at + 1]), worn.feedback)
        spread = float(np.sqrt(taste_share() * LOGISTIC_VARIANCE)) * wanted.scale_cm
        worn_sizes.setdefault(sizes.zone, []).append((answer, spread))
    return {
        zone: learn_taste([a for a, _ in answers], float(np.mean([s for _, s in answers])))
        for zone, answers in worn_sizes.items()
    }


def recommend(
    person: Person,
    garment: Garment,
    *,
    wish: str | None = None,
    past: Sequence[PastSize] = (),
) -> Recommendation:
    """Return the size of a garment that a person most likely takes.

    Args:
        person: who is to wear it.
        garment: what is to be worn.
        wish: fit line the person wishes for, when it may differ from the garment's own.
        past: sizes the person wore, and how they fitted.

    Raises:
        SizeError: the garment has no sizes, or a past size is unknown.
    """
    zone_of(garment.category)
    sizes = garment_sizes(garment_key(person, garment))
    body = load_body_model().estimate(person)
    taste = tastes(person, past).get(sizes.zone, Taste())
    wanted, shift_cm = _wanted(person, body, sizes, taste, wish)
    chance = size_probabilities(wanted.location_cm, wanted.scale_cm, sizes.cuts_cm)[0]
    best = int(chance.argmax())
    beside = [i for i in (best - 1, best + 1) if 0 <= i < len(chance)]
    second = max(beside, key=lambda i: chance[i])
    size, neighbour = sizes.labels[best], sizes.labels[second]
    same = equivalents(size, sizes.system, sizes.key.wearer, sizes.zone)
    reasons = [
        *_body_reasons(person, body, sizes),
        *sizes.reasons,
        *_choice_reasons(sizes, wanted, chance, best, second),
        *_shift_reasons(garment, wish, shift_cm, taste),
    ]
    if same:
        reasons.append(reason("converted", label=size, other=same[0].label, system=same[0].system))
    return Recommendation(
        size,
        neighbour,
        dict(zip(sizes.labels, chance.tolist(), strict=True)),
        sizes.system,
        body,
        {sizes.labels[i]: ease_cm(sizes, body, i) for i in (best, second)},
        same,
        tuple(reasons),
        peers_of(person, garment),
    )


def _wanted(
    person: Person, body: BodyEstimate, sizes: GarmentSizes, taste: Taste, wish: str | None
) -> tuple[Wanted, float]:
    wanted = taste.applied(sizes.model.wanted(person, body, wide=sizes.wide))
    line = sizes.key.fit
    shift_cm = (
        0.0 if wish is None or line in {None, wish} else wish_shift_cm(sizes, wish, str(line))
    )
    return Wanted(wanted.location_cm + shift_cm, wanted.scale_cm), shift_cm


def _body_reasons(person: Person, body: BodyEstimate, sizes: GarmentSizes) -> list[Reason]:
    part = sizes.model.girth
    reasons = []
    if part in person.measured_cm:
        reasons.append(reason("body_measured", part=part, cm=float(person.measured_cm[part])))
    elif part == "foot":
        reasons.append(reason("shoe_from_height", cm=body[part]))
    else:
        reasons.append(reason("body_estimated", part=part, cm=body[part], sd_cm=body.sd_cm(part)))
    if person.gender is Gender.UNSAID:
        reasons.append(
            reason("gender_assumed", chart=sizes.key.wearer.value, share=body.female_share)
        )
    knows_age = sizes.model.uses_age or sizes.model.coefficients_cm is None
    if person.age is None and knows_age and part in {"waist", "bust"}:
        reasons.append(reason("without_age"))
    return reasons


def _choice_reasons(
    sizes: GarmentSizes, wanted: Wanted, chance: Array, best: int, second: int
) -> list[Reason]:
    reasons = []
    size, neighbour = sizes.labels[best], sizes.labels[second]
    if chance[second] >= NEAR:
        reasons.append(
            reason("between_sizes", size=size, neighbour=neighbour, chance=float(chance[second]))
        )
    # One whole step past the last cut, where the next size would be right if there were one.
    steps = np.diff(sizes.cuts_cm)
    step = float(np.median(steps)) if len(steps) else 5.0
    if best == len(chance) - 1 and wanted.location_cm > sizes.cuts_cm[-1] + step:
        reasons.append(reason("beyond_largest", size=size))
    if best == 0 and wanted.location_cm < sizes.cuts_cm[0] - step:
        reasons.append(reason("beyond_smallest", size=size))
    return reasons


def _shift_reasons(
    garment: Garment, wish: str | None, shift_cm: float, taste: Taste
) -> list[Reason]:
    """Return why the wanted girth is not the expected one: a wished fit, past sizes."""
    reasons = []
    if wish is not None and shift_cm:
        line = garment.fit or "regular"
        reasons.append(reason("wished_fit", wish=wish, line=line, shift_cm=shift_cm))
    if taste.answers:
        reasons.append(
            reason("taste_learned", answers=taste.answers, shift_cm=round(taste.mean_cm, 1))
        )
    return reasons


def ease_cm(sizes: GarmentSizes, body: BodyEstimate, at: int) -> dict[str, float]:
    """Return garment minus body at chest or waist and hip, and the garment's length, in cm."""
    chart, place = sizes.chart, np.array([sizes.chart_ranks[at]])
    if chart is None or not np.isfinite(place[0]):
        return {}
    ease = {}
    upper = "chest" if sizes.key.wearer is Gender.MALE else "bust"
    pairs = {"upper": (("chest", upper),), "lower": (("waist", "waist"), ("hip", "hip"))}
    for part, body_part in pairs.get(sizes.zone, ()):
        girth = chart.girth_at(place, part)
        if girth is not None and np.isfinite(girth[0]):
            ease[part] = round(float(girth[0]) - body[body_part], 1)
    length = chart.girth_at(place, "length")
    if length is not None and np.isfinite(length[0]):
        ease["length"] = round(float(length[0]), 1)
    return ease


_PEER_GARMENTS = {"t_shirt": "tee", "trousers": "slacks", "dress": "dress", "jumpsuit": "jumpsuit"}


def peers_of(person: Person, garment: Garment) -> Peers | None:
    """Return the sizes that people of nearly this body took; None when there are too few."""
    kind = _PEER_GARMENTS.get(garment.category)
    if garment.market is Population.US and kind in {None, "tee", "slacks"}:
        kind = {"upper": "top", "lower": "bottom"}.get(zone_of(garment.category))
    if kind is None or person.gender is Gender.UNSAID:
        return None
    return load_peer_grid().near(person.gender.value, kind, person.height_cm, person.weight_kg)


@dataclass(frozen=True, slots=True)
class SizedProducts:
    """Sizes of many products for one person.

    Attributes:
        sizes: one for each product; None where the category has no sizes.
        chances: probability of each, NaN where there is none; shape (n,).
    """

    sizes: list[str | None]
    chances: Array


def sizes_for(
    person: Person, products: Sequence[Garment], *, past: Sequence[PastSize] = ()
) -> SizedProducts:
    """Size many products for one person; each distinct kind of garment is computed once."""
    body = load_body_model().estimate(person)
    learned = tastes(person, past)
    answers: dict[Garment, tuple[str | None, float]] = {}
    for garment in set(products):
        try:
            sizes = garment_sizes(garment_key(person, garment))
        except SizeError:
            answers[garment] = (None, float("nan"))
            continue
        wanted, _ = _wanted(person, body, sizes, learned.get(sizes.zone, Taste()), None)
        chance = size_probabilities(wanted.location_cm, wanted.scale_cm, sizes.cuts_cm)[0]
        best = int(chance.argmax())
        answers[garment] = (sizes.labels[best], float(chance[best]))
    ordered = [answers[garment] for garment in products]
    return SizedProducts([size for size, _ in ordered], np.array([chance for _, chance in ordered]))
