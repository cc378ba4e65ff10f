"""Calibrate the network's outputs on validation data: temperature, thresholds and weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression

from config.taxonomy import CATEGORIES, COLOURS
from engine.models.colour import Cluster, ColourNames, cubic_terms, name_colours, softmax
from engine.models.garment import COLOUR_DIMS, DETAIL_DIMS, SEMANTIC_DIMS, Calibration, slot_prior
from engine.training.garment.data import Example, unit_hash
from engine.training.garment.fit import sampling_weights
from engine.training.garment.metrics import (
    colour_hits,
    colour_names,
    macro_scores,
    retrieval_precision,
    selective,
    view_recall,
)
from engine.training.garment.outputs import Outputs

Floats = NDArray[np.float64]

PLAIN_CLUSTER = 0.55
"""Least share of the largest cluster of a garment whose colour name is taken for the cluster's."""
_BALANCE_PARTS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)
_LEAST_DRAWN = 1e-4
"""Keeps a category that was never drawn from being said all the time."""
TWO_NAMES_AT_MOST = 0.30
"""Largest part of one-coloured garments that may be given a second name for doubt."""


def fit_temperature(logits: Floats, truth: NDArray[np.int64]) -> float:
    """Return the temperature with the least log loss; `logits` (n, categories), `truth` (n,)."""

    def loss(temperature: float) -> float:
        p = softmax(logits / temperature)
        return float(-np.log(p[np.arange(len(truth)), truth] + 1e-12).mean())

    return float(minimize_scalar(loss, bounds=(0.3, 4.0), method="bounded").x)


def fit_balance(
    logits: NDArray[np.float32], truth: NDArray[np.int64], drawn: Floats
) -> tuple[float, ...]:
    """Return an adjustment of the logits that raises rare categories.

    Logit adjustment (Menon et al., 2021): a part of the log of how often training drew a category
    is taken off. The part is the one with the best macro F1 that costs no accuracy.

    Args:
        logits: category logits, (n, categories).
        truth: labelled categories, (n,).
        drawn: share of each category among what training drew, (categories,).
    """
    temperature = fit_temperature(logits.astype(np.float64), truth)
    log_drawn = np.log(drawn + _LEAST_DRAWN)
    centred = temperature * (log_drawn - log_drawn.mean())
    least = float(np.mean(logits.argmax(1) == truth))
    best, chosen = -1.0, 0.0
    for part in _BALANCE_PARTS:
        predicted = (logits - part * centred).argmax(1)
        scores = macro_scores([str(t) for t in truth], [str(s) for s in predicted])
        if scores["accuracy"] >= least and scores["macro_f1"] > best:
            best, chosen = scores["macro_f1"], part
    return tuple(np.round(-chosen * centred, 3).tolist())


def drawn_categories(examples: Sequence[Example]) -> Floats:
    """Return the share of each category among what training draws from `examples`."""
    drawn = np.zeros(len(CATEGORIES))
    for example, weight in zip(examples, sampling_weights(examples), strict=True):
        for category in example.categories:
            drawn[category] += weight / len(example.categories)
    return np.asarray(drawn / drawn.sum(), np.float64)


def fit_calibration(
    outputs: Outputs,
    altered: NDArray[np.float32],
    examples: Sequence[Example],
    drawn: Floats,
) -> Calibration:
    """Fit balance, temperature, threshold, slot prior and embedding weights.

    Args:
        outputs: of the validation pictures.
        altered: the network's embeddings of their altered views, row by row.
        examples: those pictures.
        drawn: from `drawn_categories` of the training pictures.
    """
    rows, truth = _exact(examples)
    whole = np.array([examples[i].box is None for i in rows])
    logits = outputs.category[rows]
    balance = fit_balance(logits[whole], truth[whole], drawn)
    temperature = fit_temperature(logits + np.array(balance), truth)
    calibration = Calibration(temperature=round(temperature, 4), balance=balance)
    scores = softmax(calibration.logits(logits))
    # A coarse label that allows what was said does not call it wrong.
    right = [s in examples[i].categories for i, s in zip(rows, scores.argmax(1), strict=True)]
    sure, _ = selective(scores.max(1), np.array(right))
    calibration = replace(calibration, sure_score=round(sure, 4))
    calibration = _with_slot_factors(calibration, outputs, examples)
    weights = _embedding_weights(outputs.embedding, altered, examples)
    return replace(
        calibration,
        semantic=weights["semantic"],
        detail=weights["detail"],
        colour=weights["colour"],
    )


def _exact(examples: Sequence[Example]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    rows = np.array([i for i, e in enumerate(examples) if e.fine])
    return rows, np.array([examples[i].categories[0] for i in rows])


def _with_slot_factors(
    calibration: Calibration, outputs: Outputs, examples: Sequence[Example]
) -> Calibration:
    """Choose how far to trust a slot that is wrong as often as a detector's is.

    One street garment in twelve is given a related slot instead of its own; the factors with the
    best accuracy are those that weigh both errors rightly.
    """
    rows = [i for i, e in enumerate(examples) if e.fine and e.slot is not None]
    if not rows:
        return calibration
    rng = np.random.default_rng(0)
    slots = [examples[i].slot for i in rows]
    wrong = rng.random(len(rows)) < 1 / 12
    others = [s for s in set(slots) if s is not None]
    given = [
        others[rng.integers(len(others))] if w else s for s, w in zip(slots, wrong, strict=True)
    ]
    logits = calibration.logits(outputs.category[rows])
    truth = np.array([examples[i].categories[0] for i in rows])
    best, chosen = -1.0, calibration
    for related, other in product((-1.0, -1.5, -2.0, -3.0), (-3.0, -4.0, -5.0, -6.0)):
        tried = replace(calibration, related_slot=related, other_slot=other)
        prior = np.stack([slot_prior(s, tried) for s in given])
        right = float(np.mean((logits + prior).argmax(1) == truth))
        if right > best:
            best, chosen = right, tried
    return chosen


def _embedding_weights(
    plain: NDArray[np.float32], altered: NDArray[np.float32], examples: Sequence[Example]
) -> dict[str, float]:
    """Choose the weights of the embedding's parts: neighbours of a kind and a colour, itself first.

    The grid's best sum of precision by category, by colour, by both, and of twice the recall of
    altered views.
    """
    rows = np.array(
        [i for i, e in enumerate(examples) if e.fine and e.colour >= 0 and e.box is None]
    )
    chosen = [examples[i] for i in rows]
    gallery = np.array([unit_hash(f"gallery/{e.key}") < 0.7 for e in chosen])
    whole = np.array([i for i, e in enumerate(examples) if e.box is None])
    best, best_weights = -1.0, {"semantic": 1.0, "detail": 1.0, "colour": 1.0}
    for detail, colour in product((0.3, 0.5, 0.65, 0.8, 1.0, 1.3), (0.5, 0.65, 0.8, 1.0, 1.2)):
        weights = {"semantic": 1.0, "detail": detail, "colour": colour}
        near = retrieval_precision(weighted(plain[rows], weights), chosen, gallery)
        seen = view_recall(weighted(plain[whole], weights), weighted(altered[whole], weights))
        score = sum(near[k] for k in ("category_p10", "colour_p10", "both_p10"))
        score += 2 * seen["recall1"]
        if score > best:
            best, best_weights = score, weights
    return best_weights


def weighted(parts: NDArray[np.float32], weights: dict[str, float]) -> NDArray[np.float32]:
    """Return unit embeddings from the network's three unit parts side by side."""
    factors = np.repeat(
        [weights["semantic"], weights["detail"], weights["colour"]],
        [SEMANTIC_DIMS, DETAIL_DIMS, COLOUR_DIMS],
    )
    rows = parts * factors
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def fit_colour_names(
    train: Outputs,
    train_examples: Sequence[Example],
    val: Outputs,
    val_examples: Sequence[Example],
) -> ColourNames:
    """Fit the classifier of CIELAB on plain training garments, and its blend on validation."""
    plain = [
        i
        for i, e in enumerate(train_examples)
        if e.colour >= 0 and train.clusters[i][0].share >= PLAIN_CLUSTER
    ]
    lab = np.stack([train.clusters[i][0].lab for i in plain])
    truth = np.array([train_examples[i].colour for i in plain])
    counts = np.bincount(truth, minlength=len(COLOURS))
    model = LogisticRegression(C=10.0, max_iter=3000)
    model.fit(cubic_terms(lab), truth, sample_weight=1 / np.sqrt(counts[truth]))
    weights = np.full((cubic_terms(lab[:1]).shape[1], len(COLOURS)), 0.0)
    weights[:, model.classes_] = model.coef_.T
    weights[0, model.classes_] += model.intercept_
    weights[0, np.setdiff1d(np.arange(len(COLOURS)), model.classes_)] = -20.0
    return _fit_blend(ColourNames(weights), val, val_examples)


def _fit_blend(names: ColourNames, val: Outputs, examples: Sequence[Example]) -> ColourNames:
    rows = [i for i, e in enumerate(examples) if e.colour >= 0]
    truth = colour_names([examples[i] for i in rows])
    network = softmax(val.colour[rows].astype(np.float64))
    clusters = [val.clusters[i] for i in rows]
    best, chosen = -1.0, names
    for own, seen in product((0.8, 1.0, 1.2), (0.0, 0.2, 0.4, 0.6, 0.9)):
        tried = replace(names, network_weight=own, cluster_weight=seen, second_least=2.0)
        right = colour_hits(truth, _named(network, clusters, tried))["top1"]
        if right > best:
            best, chosen = right, tried
    return replace(chosen, second_least=_second_least(chosen, network, clusters))


def _second_least(names: ColourNames, network: Floats, clusters: list[list[Cluster]]) -> float:
    """Return the threshold that gives a second name for doubt to so many garments and no more."""
    single = np.array([len(n) == 1 for n in _named(network, clusters, names)])
    for least in (0.04, 0.06, 0.08, 0.1, 0.12, 0.15, 0.2, 0.25):
        tried = replace(names, second_least=least)
        doubled = np.array([len(n) > 1 for n in _named(network, clusters, tried)])
        if (doubled & single).mean() <= TWO_NAMES_AT_MOST:
            return least
    return 0.3


def _named(network: Floats, clusters: list[list[Cluster]], names: ColourNames) -> list[list[str]]:
    return [
        [c.name for c in name_colours(p, own, names)]
        for p, own in zip(network, clusters, strict=True)
    ]


def category_of(outputs: Outputs) -> list[str]:
    """Return the best category of every row."""
    return [CATEGORIES[i] for i in outputs.category.argmax(1)]
