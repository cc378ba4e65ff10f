"""Sizes are fitted here on people who were made up, with a truth that is known."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from engine.sizing.ordered_logit import size_probabilities
from engine.training.sizing.body import fit_body, fit_lines
from engine.training.sizing.charts import chart_cells, system_of_label
from engine.training.sizing.data import GarmentRow, unseen
from engine.training.sizing.fit import (
    MUSINSA_TEE,
    Purchases,
    count_peers,
    on_girth_scale,
    read_feedback,
    replay,
    taste_sd_cm,
    with_feedback,
)
from engine.training.sizing.ordered_logit import (
    ChoiceTask,
    calibration_error,
    described,
    fit_choice,
    score,
    size_index,
)

LABELS = ("S", "M", "L", "XL")
TASK = ChoiceTask("made_up", LABELS, "chest", "letter", ("height", "weight"), 5.0, "made up")
TRUE_CUTS = np.array([-5.0, 0.0, 5.0])


def shoppers(n: int, seed: int = 3, purchases: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    person = np.repeat(np.arange(n), purchases)
    height_cm, weight_kg = rng.normal(175, 6, n)[person], rng.normal(70, 10, n)[person]
    taste = rng.normal(0, 2.5, n)[person] if purchases > 1 else 0.0
    girth = 6 * (weight_kg - 70) / 10 + 1.5 * (height_cm - 175) / 10 + taste
    size = np.searchsorted(TRUE_CUTS, girth + rng.logistic(0, 1.2, len(person)))
    return pd.DataFrame(
        {
            "person": person.astype("uint64"),
            "garment": "tee",
            "wide": False,
            "gender": "male",
            "height_cm": height_cm,
            "weight_kg": weight_kg,
            "age": np.nan,
            "body_type": None,
            "size": np.array(LABELS)[size],
            "feedback": "fit",
        }
    )


def bodies(n: int = 400) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    height_cm, weight_kg = rng.normal(170, 8, n), rng.normal(68, 11, n)
    table = pd.DataFrame(
        {
            "gender": np.where(np.arange(n) % 2, "male", "female"),
            "age": rng.uniform(18, 65, n),
            "height_cm": height_cm,
            "weight_kg": weight_kg,
        }
    )
    for part in ("chest", "bust", "waist", "hip", "shoulder", "arm", "thigh", "inseam", "foot"):
        table[part] = 0.3 * height_cm + 0.5 * weight_kg + rng.normal(0, 1.5, n)
    return table


def test_the_truth_is_found_again():
    train, test = shoppers(6000), shoppers(4000, seed=9)
    model = fit_choice(TASK, train)
    # Three cuts, the middle one alone lies between the central sizes: steps are 5 cm by design.
    assert np.diff(model.cuts_cm) == pytest.approx([5, 5], abs=0.5)
    assert model.scale_cm == pytest.approx(1.2, abs=0.15)
    found = score(model.predict(**described(test)), size_index(test, LABELS))
    girth = 6 * (test.weight_kg - 70) / 10 + 1.5 * (test.height_cm - 175) / 10
    best = size_probabilities(girth.to_numpy(), 1.2, TRUE_CUTS)
    ceiling = score(best, size_index(test, LABELS))
    assert found.exact > ceiling.exact - 0.01
    assert found.ece < 0.03


def test_only_what_fitted_is_learned_from():
    good = shoppers(500)
    bad = shoppers(500, seed=4).assign(size="XL", feedback="large")
    alone, mixed = fit_choice(TASK, good), fit_choice(TASK, pd.concat([good, bad]))
    assert mixed.cuts_cm == pytest.approx(alone.cuts_cm)
    assert mixed.purchases == 500


def test_calibration_error_of_honest_and_of_boastful_odds():
    assert calibration_error(np.full(10, 0.55), np.array([1.0] * 5 + [0.0] * 5)) == pytest.approx(
        0.05
    )
    assert calibration_error(np.full(10, 0.95), np.zeros(10)) == pytest.approx(0.95)


def test_a_person_is_on_one_side_of_the_split():
    person = np.repeat(np.arange(2000, dtype=np.uint64), 3)
    held = unseen(person)
    assert (held.reshape(-1, 3).min(axis=1) == held.reshape(-1, 3).max(axis=1)).all()
    assert 0.1 < held.mean() < 0.3
    folds = sum(unseen(person, fold).astype(int) for fold in range(5))
    assert (folds == 1).all()


def test_the_body_lines_are_found_again():
    table = bodies()
    line = fit_lines(table, with_age=True)
    mean = line.mean_cm(np.array([175.0]), np.array([70.0]), np.array([30.0]))
    assert mean[0] == pytest.approx(np.full(9, 0.3 * 175 + 0.5 * 70), abs=1.0)


def test_the_shift_to_girths_changes_no_odds():
    table = shoppers(800)
    model = fit_choice(TASK, table)
    body = fit_body({"kr": bodies(), "us": bodies()})
    moved = on_girth_scale(model, Purchases(TASK, table), body)
    assert moved.cuts_cm.mean() > 50
    rows = described(table)
    assert moved.predict(**rows) == pytest.approx(model.predict(**rows))


def test_answers_help_people_who_have_a_taste():
    model = fit_choice(TASK, shoppers(1500, purchases=2))
    found = replay(model, shoppers(150, seed=8, purchases=6), answers=5)
    at = np.arange(len(found.truth))
    before = np.log(found.foretold(0.0)[at, found.truth]).mean()
    after = np.log(found.foretold(taste_sd_cm(model, 0.5))[at, found.truth]).mean()
    assert len(found.truth) == 150
    assert after > before + 0.05


def test_rare_people_are_not_counted():
    table = shoppers(300)
    grid = count_peers([Purchases(MUSINSA_TEE, table)])
    cells = grid["garments"]["male/tee"]
    assert cells
    assert all(n >= 5 for cell in cells for n in cell["sizes"].values())
    assert sum(n for cell in cells for n in cell["sizes"].values()) < 300


def test_one_person_with_many_colours_counts_once():
    one = shoppers(1)
    table = pd.concat([one] * 40, ignore_index=True)
    assert count_peers([Purchases(MUSINSA_TEE, table)])["garments"] == {}


def test_feedback_needs_consent_and_sense(tmp_path):
    row = {
        "gender": "male", "height_cm": 173, "weight_kg": 68, "category": "t_shirt",
        "size": "l", "feedback": "fit", "consent": True,
    }  # fmt: skip
    lines = [
        row,
        row | {"consent": False},
        row | {"height_cm": 17},
        row | {"feedback": "meh"},
        row | {"category": "bag"},
        [1],
    ]
    path = tmp_path / "feedback.jsonl"
    path.write_text("\n".join([*map(json.dumps, lines), "not json", ""]), encoding="utf-8")
    rows, refused = read_feedback(path)
    assert rows["size"].tolist() == ["L"]
    assert refused == 6
    grown = with_feedback([Purchases(MUSINSA_TEE, shoppers(40))], rows)[0].table
    assert len(grown) == 41
    assert fit_choice(TASK, grown).purchases == 41


def garment(product: str, label: str, chest: float) -> GarmentRow:
    return GarmentRow("brand", "short_sleeve", "male", "regular", product, label, {"chest": chest})


def test_charts_are_medians_of_two_products_or_more():
    rows = [garment("a", "S", 100), garment("a", "M", 105), garment("a", "L", 110)]
    assert chart_cells(rows, by_brand=True) == []
    rows += [garment("b", "S", 104), garment("b", "M", 109)]
    (cell,) = chart_cells(rows, by_brand=True)
    assert cell["products"] == 2
    assert cell["sizes"] == {"S": {"chest": 102.0}, "M": {"chest": 107.0}}


def test_a_wide_product_in_few_sizes_does_not_turn_the_chart_around():
    rows = [garment("a", s, c) for s, c in (("S", 100), ("M", 105), ("L", 110), ("XL", 115))]
    rows += [garment("b", s, c) for s, c in (("S", 102), ("M", 107), ("L", 112), ("XL", 117))]
    rows += [garment("wide", s, c) for s, c in (("S", 130), ("M", 135))]
    (cell,) = chart_cells(rows, by_brand=True)
    chests = [parts["chest"] for parts in cell["sizes"].values()]
    assert np.diff(chests) == pytest.approx([5, 5, 5])


@pytest.mark.parametrize(
    ("label", "kind", "system"),
    [
        ("M", "pants", "letter"),
        ("32", "pants", "inch"),
        ("76", "pants", "waist_cm"),
        ("95", "short_sleeve", "kr_number"),
        ("FREE", "short_sleeve", None),
    ],
)
def test_systems_of_chart_labels(label, kind, system):
    assert system_of_label(label, kind) == system
