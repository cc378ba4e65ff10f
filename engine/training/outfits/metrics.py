"""Measure outfit scores: fill-in-the-blank accuracy and area under the ROC curve."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Hashable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from engine.models.outfit import sum_terms
from engine.models.outfit_towers import Tower
from engine.training.outfits.data import CHOICES, Questions, Stylists, padded

Outfits = Sequence[Sequence[int]]
Scorer = Callable[[Outfits], NDArray[np.float32]]
Measured = dict[str, float]

_CHUNK: Final = 256
_BINS: Final = 10


def term(tower: Tower, inputs: NDArray[np.float32], outfits: Outfits) -> NDArray[np.float32]:
    """Return one term of outfits of products, (outfits,)."""
    items = tower.project(inputs)
    scores = []
    for start in range(0, len(outfits), _CHUNK):
        rows = padded(outfits[start : start + _CHUNK])
        there = rows >= 0
        places, back = np.unique(rows[there], return_inverse=True)
        local = np.full(rows.shape, -1)
        local[there] = back
        some = items[places]
        table = some.agreement(some)
        np.fill_diagonal(table, 0)
        scores.append(sum_terms(table, some.own, local, there.sum(1)))
    return np.concatenate(scores)


def measure(score: Scorer, asked: Questions, *, probability: bool = False) -> Measured:
    """Answer questions by a score.

    Args:
        score: gives outfits their scores.
        asked: the questions.
        probability: whether the score is a logit whose calibration is measured, too.

    Returns:
        `fitb`: part of the blanks filled with the stylist's product; a tie counts as a guess.
        `auc`: of the judged outfits. `ece`: expected calibration error in ten bins.
    """
    choices = score(asked.blanks).reshape(-1, CHOICES)
    best = choices.max(1, keepdims=True)
    tied = choices >= best
    result = {
        "fitb": float((tied[:, 0] / tied.sum(1)).mean()),
        "auc": float(roc_auc_score(asked.labels, judged := score(asked.judged))),
    }
    if probability:
        p = 1 / (1 + np.exp(-judged))
        bins = np.minimum((p * _BINS).astype(int), _BINS - 1)
        gaps = [
            abs(p[bins == b].mean() - asked.labels[bins == b].mean()) * (bins == b).mean()
            for b in np.unique(bins)
        ]
        result["ece"] = float(sum(gaps))
    return {name: round(value, 4) for name, value in result.items()}


def attribute_scores(stylists: Stylists, outfits: Outfits, smoothing: float = 3.0) -> Scorer:
    """Return the score by counts alone: how often two kinds, and two colours, meet.

    The mean over an outfit's pairs of the logarithm of the lift, for types and for colours as the
    shop itself names them.
    """
    kinds = [product.kind for product in stylists.products]
    colours = [product.colour for product in stylists.products]
    tables = [
        _lifts([[names[i] for i in o] for o in outfits], smoothing) for names in (kinds, colours)
    ]

    def score(asked: Outfits) -> NDArray[np.float32]:
        values = []
        for outfit in asked:
            pairs = list(combinations(outfit, 2))
            total = sum(
                table.get(_pair(names[i], names[j]), 0.0)
                for table, names in zip(tables, (kinds, colours), strict=True)
                for i, j in pairs
            )
            values.append(total / max(len(pairs), 1))
        return np.array(values, np.float32)

    return score


def _pair(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a <= b else (b, a)


def _lifts(outfits: Sequence[Sequence[str]], smoothing: float) -> dict[tuple[str, str], float]:
    """Return the logarithm of how much oftener than by chance two names meet."""
    met: dict[tuple[str, str], float] = {}
    single: dict[Hashable, float] = {}
    total = 0.0
    for outfit in outfits:
        for a, b in combinations(outfit, 2):
            met[_pair(a, b)] = met.get(_pair(a, b), 0.0) + 1
            total += 1
            for name in (a, b):
                single[name] = single.get(name, 0.0) + 1
    lifts = {}
    for (a, b), count in met.items():
        chance = single[a] * single[b] / (4 * total) * (1 if a == b else 2)
        lifts[a, b] = float(np.log((count + smoothing) / (chance + smoothing)))
    return lifts


def colour_rule_scores(stylists: Stylists, data: Path) -> Scorer:
    """Return the score by K-Fashion's rules of which colours Koreans wear together.

    The mean over an outfit's pairs of the logarithm of the lift; pairs without a rule, such as
    a colour with itself, count nothing.
    """
    vocabulary = json.loads((data / "outfits" / "kfashion_vocab.json").read_text(encoding="utf-8"))
    english = {
        korean: name.replace("-", "_").replace(" ", "_")
        for korean, name in vocabulary["colour"].items()
    }
    lifts: dict[tuple[str, str], float] = {}
    with (data / "outfits" / "kfashion_rules_colour.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        for row in csv.DictReader(file):
            if row["antecedents"] in english and row["consequents"] in english:
                pair = _pair(english[row["antecedents"]], english[row["consequents"]])
                lifts[pair] = float(np.log(float(row["lift"])))
    with (data / "colour_map.csv").open(encoding="utf-8", newline="") as file:
        ours = {r["label"]: r["colour"] for r in csv.DictReader(file) if r["source"] == "mango"}
    colours = [ours.get(product.colour, "") for product in stylists.products]

    def score(asked: Outfits) -> NDArray[np.float32]:
        means = [
            [lifts.get(_pair(colours[i], colours[j]), 0.0) for i, j in combinations(outfit, 2)]
            for outfit in asked
        ]
        return np.array([np.mean(values) if values else 0.0 for values in means], np.float32)

    return score
