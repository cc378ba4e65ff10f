"""The figures: folds, precision among neighbours, calibration, selective answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from config.taxonomy import CATEGORIES, COLOURS
from engine.training.garment.data import Example
from engine.training.garment.metrics import (
    CLOSET_TEN,
    calibration_error,
    colour_hits,
    fold_accuracy,
    macro_scores,
    reliability,
    retrieval_precision,
    seed_scores,
    selective,
    view_recall,
)


def example(category: str, colour: str) -> Example:
    return Example(
        "mango",
        "1",
        Path("x"),
        "g",
        "test",
        (CATEGORIES.index(category),),
        True,
        colour=COLOURS.index(colour),
    )


def test_the_ten_classes_cover_all_clothes_and_no_bags():
    assert CLOSET_TEN["polo"] == "t-shirt"
    assert CLOSET_TEN["hoodie"] == "longsleeve"
    assert CLOSET_TEN["heels"] == "shoes"
    assert CLOSET_TEN["jumpsuit"] == "dress"
    assert "bag" not in CLOSET_TEN
    assert len(set(CLOSET_TEN.values())) == 10


def test_a_fold_forgives_siblings():
    assert fold_accuracy(["t-shirt", "t-shirt"], ["polo", "bag"], CLOSET_TEN) == 0.5


def test_macro_f1_counts_every_class_alike():
    scores = macro_scores(["a"] * 9 + ["b"], ["a"] * 10)
    assert scores["accuracy"] == 0.9
    assert scores["macro_f1"] == pytest.approx(0.4737, abs=1e-3)


def test_the_21_classes_leave_accessories_out():
    scores = seed_scores(["polo", "bag", "coat"], ["t_shirt", "bag", "coat"])
    assert scores["n"] == 2
    assert scores["accuracy"] == 1


def test_colour_hits():
    hits = colour_hits(
        ["red", "navy", "blue"], [["red"], ["black", "navy"], ["red", "pink", "blue"]]
    )
    assert hits["top1"] == pytest.approx(1 / 3)
    assert hits["top2"] == pytest.approx(2 / 3)


def test_precision_among_neighbours():
    kinds = [("coat", "red"), ("coat", "navy"), ("polo", "red"), ("polo", "navy")]
    examples = [example(*k) for k in kinds for _ in range(11)]
    rows = np.repeat(np.eye(4, dtype=np.float32), 11, axis=0)
    gallery = np.array([i % 11 > 0 for i in range(44)])
    perfect = retrieval_precision(rows, examples, gallery)
    assert perfect["category_p10"] == perfect["colour_p10"] == perfect["both_p10"] == 1
    by_kind_only = np.repeat(np.eye(2, dtype=np.float32)[[0, 0, 1, 1]], 11, axis=0)
    noise = np.random.default_rng(0).normal(0, 1e-3, by_kind_only.shape)
    mixed = retrieval_precision(by_kind_only + noise, examples, gallery)
    assert mixed["category_p10"] == 1
    assert 0.2 < mixed["both_p10"] < 0.8


def test_precision_is_told_with_what_the_gallery_allows():
    examples = [example("coat", "red")] * 6 + [example("polo", "navy")] * 14
    rows = np.repeat(np.eye(2, dtype=np.float32), [6, 14], axis=0)
    gallery = np.array([i not in (0, 6) for i in range(20)])
    found = retrieval_precision(rows, examples, gallery)
    assert found["category_most"] == pytest.approx((0.5 + 1.0) / 2)
    assert found["category_p10"] == found["category_most"]


def test_recall_of_altered_views():
    originals = np.eye(20)
    altered = originals.copy()
    altered[0] = originals[1] + 0.5 * originals[0]
    found = view_recall(originals, altered)
    assert found["recall1"] == pytest.approx(0.95)
    assert found["recall10"] == 1


def test_a_calibrated_score_has_no_calibration_error():
    rng = np.random.default_rng(0)
    scores = rng.uniform(0, 1, 50_000)
    honest = calibration_error(reliability(scores, rng.random(50_000) < scores))
    boastful = calibration_error(reliability(scores, rng.random(50_000) < scores / 2))
    assert honest < 0.01
    assert boastful > 0.2


def test_the_threshold_keeps_as_much_as_stays_right_enough():
    scores = np.linspace(1, 0, 100)
    right = np.arange(100) < 50
    threshold, kept = selective(scores, right, least_right=0.9)
    assert kept == pytest.approx(0.55)
    assert right[scores >= threshold].mean() >= 0.9


def test_nothing_is_kept_when_nothing_is_right():
    assert selective(np.array([0.9, 0.8]), np.array([False, False])) == (1.0, 0.0)
