"""Fitting after the network, on made-up outputs whose right answer is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from skimage.color import rgb2lab

from config.taxonomy import CATEGORIES, COLOUR_HEX, COLOURS
from engine.models.colour import Cluster, softmax
from engine.training.garment.calibration import (
    drawn_categories,
    fit_balance,
    fit_calibration,
    fit_colour_names,
    fit_temperature,
    weighted,
)
from engine.training.garment.data import Example
from engine.training.garment.outputs import Outputs


def examples_of(categories, colours):
    return [
        Example("mango", str(i), Path("x"), str(i), "val", (int(c),), True, colour=int(k))
        for i, (c, k) in enumerate(zip(categories, colours, strict=True))
    ]


def outputs_of(category, colour=None, embedding=None, clusters=None):
    n = len(category)
    nothing = np.zeros((n, 1), np.float32)
    return Outputs(
        category.astype(np.float32),
        nothing,
        nothing,
        nothing if colour is None else colour,
        nothing,
        nothing if embedding is None else embedding,
        clusters or [[Cluster(np.zeros(3), 1.0)] for _ in range(n)],
    )


@pytest.mark.parametrize("temperature", [0.7, 1.0, 2.0])
def test_the_temperature_that_made_the_scores_too_sharp_is_found(temperature):
    rng = np.random.default_rng(0)
    honest = rng.normal(0, 2, (4000, len(CATEGORIES)))
    truth = [rng.choice(len(CATEGORIES), p=p) for p in softmax(honest)]
    found = fit_temperature(honest * temperature, np.array(truth))
    assert found == pytest.approx(temperature, rel=0.06)


def test_what_training_saw_seldom_is_lifted_where_that_costs_nothing():
    often, seldom = 0, CATEGORIES.index("parka")
    truth = np.repeat([often, seldom], [90, 10])
    logits = np.full((100, len(CATEGORIES)), -9.0)
    logits[:, often] = 2.0
    logits[:90, seldom] = -2.0
    logits[90:, seldom] = 1.5  # a little less than what training saw ten times as often
    drawn = np.full(len(CATEGORIES), 1e-3)
    drawn[often], drawn[seldom] = 0.9, 0.05
    balance = np.array(fit_balance(logits.astype(np.float32), truth, drawn))
    assert balance[seldom] > balance[often]
    assert (logits + balance).argmax(1).tolist() == truth.tolist()


def test_nothing_is_lifted_where_all_is_right():
    truth = np.arange(len(CATEGORIES))
    drawn = np.linspace(1, 5, len(CATEGORIES))
    balance = fit_balance(np.eye(len(CATEGORIES), dtype=np.float32) * 9, truth, drawn / drawn.sum())
    assert set(balance) == {0.0}


def test_what_training_draws_is_counted_by_category():
    drawn = drawn_categories(examples_of([0] * 90 + [1] * 10, [0] * 100))
    assert drawn.sum() == pytest.approx(1)
    assert drawn[1] == pytest.approx(0.25, abs=0.01)  # by the square root of its count


def test_a_detail_that_finds_the_garment_again_gets_weight():
    rng = np.random.default_rng(1)
    n = 240
    category, colour = rng.integers(0, 6, n), rng.integers(0, 5, n)

    def unit(x):
        return x / np.linalg.norm(x, axis=1, keepdims=True)

    kind = unit(np.eye(96)[category] + rng.normal(0, 0.01, (n, 96)))
    tint = unit(np.eye(64)[colour] + rng.normal(0, 0.01, (n, 64)))
    detail = unit(rng.normal(size=(n, 96)))
    plain = np.concatenate([kind, detail, tint], 1).astype(np.float32)
    strange = np.concatenate(
        [
            unit(kind + rng.normal(0, 0.02, kind.shape)),
            unit(detail + rng.normal(0, 0.03, detail.shape)),
            unit(tint + rng.normal(0, 0.02, tint.shape)),
        ],
        1,
    ).astype(np.float32)
    logits = np.eye(len(CATEGORIES))[category] * 8
    found = fit_calibration(
        outputs_of(logits, embedding=plain),
        strange,
        examples_of(category, colour),
        np.full(len(CATEGORIES), 1 / len(CATEGORIES)),
    )
    rows = weighted(
        plain, {"semantic": found.semantic, "detail": found.detail, "colour": found.colour}
    )
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    again = weighted(
        strange, {"semantic": found.semantic, "detail": found.detail, "colour": found.colour}
    )
    assert ((again @ rows.T).argmax(1) == np.arange(n)).mean() > 0.97
    assert found.sure_score <= 1


def test_colour_names_are_learnt_from_clusters_and_help_a_vague_network():
    rng = np.random.default_rng(2)
    swatches = np.array([[int(h[i : i + 2], 16) for i in (1, 3, 5)] for h in COLOUR_HEX.values()])

    def sample(n):
        truth = rng.integers(0, len(COLOURS), n)
        lab = rgb2lab(swatches[truth][None] / 255)[0] + rng.normal(0, 1.5, (n, 3))
        clusters = [[Cluster(row, 1.0)] for row in lab]
        vague = np.zeros((n, len(COLOURS)), np.float32)
        outputs = outputs_of(np.zeros((n, len(CATEGORIES))), vague, clusters=clusters)
        return outputs, examples_of([0] * n, truth), lab, truth

    train, train_examples, _, _ = sample(1500)
    val, val_examples, lab, truth = sample(300)
    names = fit_colour_names(train, train_examples, val, val_examples)
    assert (names.probabilities(lab).argmax(1) == truth).mean() > 0.9
    assert names.cluster_weight > 0
