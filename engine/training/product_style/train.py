"""Train the product style model: count evidence, shrink it, fit its weight."""

from __future__ import annotations

import hashlib
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from config.errors import CoordiError
from config.taxonomy import STYLES
from engine.models.product_style import Evidence, ProductStyle
from engine.training.product_style.data import (
    DescribedItem,
    Votes,
    WornGarment,
    read_items,
    read_worn,
    seed_votes,
)
from engine.training.street_photos import Split, split_of

SOURCES: Final = ("etri", "street")
MIN_COUNT: Final = 8
SHRINKAGE: Final = 2.0
"""Votes added to what is seen and to what is expected."""
SEED_VOTES: Final = 20.0
"""How many items a seed word or category is worth."""
_CHI2_99: Final = 20.09
"""99 % point of chi-squared with 8 degrees of freedom: a word below it may be chance."""
_DAMPINGS: Final = tuple(round(0.05 * i, 2) for i in range(21))
_FACT_WEIGHTS: Final = tuple(round(0.1 * i, 1) for i in range(1, 16))
_TITLE_WORDS: Final = (2, 6)


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Figures on items that were not learned from.

    Attributes:
        items: how many.
        top1: whose most probable style is one that its mood names most.
        majority: the same for always saying the commonest style.
        likely: whose most probable style is any that its mood names.
        log_loss: cross-entropy with the votes, nats.
        base_log_loss: the same for always saying the base rate.
        calibration_error: expected, ten bins, of the most probable style.
    """

    items: int
    top1: float
    majority: float
    likely: float
    log_loss: float
    base_log_loss: float
    calibration_error: float


@dataclass(frozen=True, slots=True)
class ProductStyleReport:
    """Size of the model, and its accuracy on whole descriptions and on short titles."""

    words: int
    facts: int
    damping: float
    fact_weight: float
    descriptions: HeldOut | None
    titles: HeldOut | None

    def as_text(self) -> str:
        """Return the report for people."""
        learned = f"{self.words} words, {self.facts} facts"
        lines = [f"{learned}, damping {self.damping}, weight of facts {self.fact_weight}"]
        for name, held_out in (("descriptions", self.descriptions), ("titles", self.titles)):
            if held_out:
                lines.append(
                    f"{name}: {held_out.items} items, top 1 {held_out.top1:.3f} "
                    f"(majority {held_out.majority:.3f}), any named {held_out.likely:.3f}, "
                    f"log loss {held_out.log_loss:.3f} (base rate {held_out.base_log_loss:.3f}), "
                    f"calibration error {held_out.calibration_error:.3f}"
                )
        return "\n".join(lines)


def train_and_report(
    data_dir: Path, out_dir: Path, seed: int = 0, exclude: Sequence[str] = ()
) -> ProductStyleReport:
    """Train `product_style.json`, write it to `out_dir` and measure it.

    Args:
        data_dir: has `outfits/` and `street/`.
        out_dir: where the weights go.
        seed: draws the words of imagined titles.
        exclude: sets of `SOURCES` to leave out; the seed lexicon then stands alone for them.

    Raises:
        CoordiError: a set is missing.
    """
    items_file = data_dir / "outfits" / "etri_fascode_mdata_2020.txt"
    street_dir = data_dir / "street"
    for source, needed in (("etri", items_file), ("street", street_dir / "labels.csv")):
        if source not in exclude and not needed.is_file():
            raise CoordiError(f"no {needed.name} in {needed.parent}", code="no_data")
    items = [] if "etri" in exclude else read_items(items_file)
    worn = [] if "street" in exclude else read_worn(street_dir)
    sides = {side: [i for i in items if _side(i.item_id) is side] for side in Split}
    worn_sides = {side: [w for w in worn if split_of(w.photo_id) is side] for side in Split}
    evidence = fit(
        Learned(sides[Split.TRAIN], worn_sides[Split.TRAIN]),
        Learned(sides[Split.VALIDATION], worn_sides[Split.VALIDATION]),
        seed,
    )
    model = ProductStyle(evidence)
    model.save(out_dir / "product_style.json")
    test = sides[Split.TEST]
    base = mean_votes([item.votes for item in sides[Split.TRAIN]])
    on_base = ProductStyle(_with_base(evidence, base))
    return ProductStyleReport(
        words=len(evidence.words),
        facts=len(evidence.facts),
        damping=evidence.damping,
        fact_weight=evidence.fact_weight,
        descriptions=_held_out([on_base.scores(i.text) for i in test], test, base),
        titles=_held_out(
            [on_base.weigh(w) for w in titles(test, evidence.words, seed)], test, base
        ),
    )


def _side(item_id: str) -> Split:
    """Return an item's split: a fifth to measure on, a tenth to fit the damping, the rest."""
    draw = int.from_bytes(hashlib.sha256(f"etri/{item_id}".encode()).digest()[:4]) / 2**32
    if draw < 0.2:
        return Split.TEST
    return Split.VALIDATION if draw < 0.3 else Split.TRAIN


@dataclass(frozen=True, slots=True)
class Learned:
    """Examples of both kinds on one side of the split."""

    items: Sequence[DescribedItem]
    worn: Sequence[WornGarment]


def fit(train: Learned, validation: Learned, seed: int) -> Evidence:
    """Count evidence in `train`, then fit its damping and weight on `validation`.

    The base rate is the mean of both sets', since shops are neither; lifts are over each set's own.
    """
    items, worn = train.items, train.worn
    seeds, seed_facts = seed_votes()
    item_base = mean_votes([item.votes for item in items])
    worn_base = mean_votes([garment.votes for garment in worn])
    words = _informative(_counts((i.words | i.mood_words, i.votes) for i in items), item_base)
    colours = _counts(([f"colour:{i.colour}"], i.votes) for i in items if i.colour)
    base = (item_base + worn_base) / 2
    evidence = Evidence(
        base=base,
        words=_lifts(words, item_base, seeds, base),
        facts=_lifts(colours, item_base, {}, base)
        | _lifts(_counts((w.facts, w.votes) for w in worn), worn_base, seed_facts, base),
        damping=0.5,
        fact_weight=0.5,
    )
    damping = _best_damping(_with_base(evidence, item_base), validation.items, seed)
    weight = _best_fact_weight(_with_base(evidence, worn_base), validation.worn)
    return Evidence(base, evidence.words, evidence.facts, damping, weight)


def mean_votes(votes: Sequence[Votes]) -> Votes:
    """Return the share of each style, smoothed so that none is impossible; even without votes."""
    total = np.sum(votes, axis=0) + 1 if votes else np.ones(len(STYLES))
    return np.asarray(total / total.sum())


def _counts(examples: Iterable[tuple[Iterable[str], Votes]]) -> dict[str, Votes]:
    counts: defaultdict[str, Votes] = defaultdict(lambda: np.zeros(len(STYLES)))
    for names, votes in examples:
        for name in names:
            counts[name] = counts[name] + votes
    return dict(counts)


def _informative(counts: Mapping[str, Votes], base: Votes) -> dict[str, Votes]:
    """Return the words that are frequent enough and pass a G-test against the base rate."""
    kept = {}
    for word, votes in counts.items():
        n = votes.sum()
        share = votes[votes > 0] / n
        if n >= MIN_COUNT and 2 * n * (share @ np.log(share / base[votes > 0])) >= _CHI2_99:
            kept[word] = votes
    return kept


def _lifts(
    counts: Mapping[str, Votes], base: Votes, seeds: Mapping[str, Votes], seed_base: Votes
) -> dict[str, Votes]:
    """Return the log ratio of votes seen and votes expected from the base rate, of each name.

    Both get `SHRINKAGE` votes on top (a gamma-Poisson posterior mean), so that neither rare names
    nor rare styles make a large lift by chance. Seeds are votes too, seen at their own base rate.
    """
    nothing = np.zeros(len(STYLES))
    lifts = {}
    for name in counts.keys() | seeds.keys():
        seen, seeded = counts.get(name, nothing), SEED_VOTES * seeds.get(name, nothing)
        expected = seen.sum() * base + seeded.sum() * seed_base
        lifts[name] = np.log((seen + seeded + SHRINKAGE) / (expected + SHRINKAGE))
    return lifts


def titles(items: Sequence[DescribedItem], known: Iterable[str], seed: int) -> list[frozenset[str]]:
    """Draw of each item a few of its known words, as many as a title has."""
    draw = random.Random(seed)
    vocabulary = frozenset(known)
    drawn = []
    for item in items:
        words = sorted(item.words & vocabulary)
        count = min(draw.randint(*_TITLE_WORDS), len(words))
        drawn.append(frozenset(draw.sample(words, count)))
    return drawn


def _with_base(evidence: Evidence, base: Votes) -> Evidence:
    return Evidence(base, evidence.words, evidence.facts, evidence.damping, evidence.fact_weight)


def _best_damping(evidence: Evidence, items: Sequence[DescribedItem], seed: int) -> float:
    """Return the damping with the best likelihood of descriptions and of titles alike."""
    if not items:
        return evidence.damping
    texts = [i.words for i in items] + titles(items, evidence.words, seed)
    votes = np.array([i.votes for i in items] * 2)

    def loss(damping: float) -> float:
        model = ProductStyle(
            Evidence(evidence.base, evidence.words, {}, damping, evidence.fact_weight)
        )
        return _cross_entropy(np.array([model.weigh(words) for words in texts], np.float64), votes)

    return min(_DAMPINGS, key=loss)


def _best_fact_weight(evidence: Evidence, worn: Sequence[WornGarment]) -> float:
    """Return the weight of facts with the best likelihood of what outfits they are worn in."""
    if not worn:
        return evidence.fact_weight
    votes = np.array([w.votes for w in worn])

    def loss(weight: float) -> float:
        model = ProductStyle(Evidence(evidence.base, {}, evidence.facts, evidence.damping, weight))
        return _cross_entropy(np.array([model.weigh((), w.facts) for w in worn], np.float64), votes)

    return min(_FACT_WEIGHTS, key=loss)


def _cross_entropy(scores: Votes, votes: Votes) -> float:
    return float(-(votes * np.log(np.maximum(scores, 1e-12))).sum(1).mean())


def _held_out(
    scores: Sequence[NDArray[np.float32]], items: Sequence[DescribedItem], base: Votes
) -> HeldOut | None:
    if not items:
        return None
    predicted, votes = np.array(scores, np.float64), np.array([item.votes for item in items])
    named_most = votes == votes.max(1, keepdims=True)
    best, rows = predicted.argmax(1), np.arange(len(items))
    right = named_most[rows, best]
    bins = np.minimum((predicted.max(1) * 10).astype(int), 9)
    gaps = [
        (bins == b).mean() * abs(right[bins == b].mean() - predicted.max(1)[bins == b].mean())
        for b in np.unique(bins)
    ]
    return HeldOut(
        items=len(items),
        top1=float(right.mean()),
        majority=float(named_most[:, base.argmax()].mean()),
        likely=float((votes[rows, best] > 0).mean()),
        log_loss=_cross_entropy(predicted, votes),
        base_log_loss=_cross_entropy(np.tile(base, (len(items), 1)), votes),
        calibration_error=float(sum(gaps)),
    )
