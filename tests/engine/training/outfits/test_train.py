"""Stylists' outfits: the split, the questions, training, what is measured."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.models.outfit import sum_terms
from engine.training.outfits.data import (
    CHOICES,
    OutfitDataError,
    Product,
    Questions,
    Split,
    Stylists,
    padded,
    questions,
)
from engine.training.outfits.metrics import attribute_scores, colour_rule_scores, measure, term
from engine.training.outfits.network import Batches, Recipe, TowerNet, TowerShape, fit_towers
from engine.training.outfits.train import OutfitConfig, train_outfit

FAMILIES = ("tops", "bottoms", "shoes")


def stylists(products: int = 900, seed: int = 0) -> Stylists:
    """Products of three families and two tastes; an outfit is one of each family in one taste."""
    rng = np.random.default_rng(seed)
    made = tuple(
        Product(f"p{i}", FAMILIES[i % 3], FAMILIES[i % 3], f"colour{i // 3 % 2}", Path(f"{i}.webp"))
        for i in range(products)
    )
    outfits = set()
    for _ in range(products // 2):
        taste = rng.integers(2)
        triples = rng.integers(products // 6, size=3) * 6 + 3 * taste + np.arange(3)
        outfits.add(tuple(sorted(int(i) for i in triples)))
    return Stylists(made, tuple(sorted(outfits)))


def tastes(data: Stylists) -> np.ndarray:
    """Inputs whose first number is the taste, between others that mean nothing."""
    rng = np.random.default_rng(5)
    rows = rng.normal(scale=0.3, size=(len(data.products), 6)).astype(np.float32)
    rows[:, 0] = [1 if product.colour == "colour1" else -1 for product in data.products]
    return rows


DATA = stylists()
SPLIT = Split.of(DATA)


def test_nothing_held_out_is_learned_from() -> None:
    held = np.flatnonzero(SPLIT.val | SPLIT.test)

    assert not (SPLIT.val & SPLIT.test).any()
    assert SPLIT.val.any()
    assert SPLIT.test.any()
    assert not set(held) & {item for outfit in SPLIT.train(DATA) for item in outfit}


def test_a_question_has_the_stylists_product_first_and_unseen_ones_of_its_family() -> None:
    asked = questions(DATA, SPLIT.test, SPLIT.val)

    assert asked.blanks
    for start in range(0, len(asked.blanks), CHOICES):
        choices = asked.blanks[start : start + CHOICES]
        assert tuple(sorted(choices[0])) in DATA.outfits
        assert len({outfit[:-1] for outfit in choices}) == 1
        answers = [outfit[-1] for outfit in choices]
        assert len(set(answers)) == CHOICES
        assert SPLIT.test[answers].all()
        assert len({DATA.products[i].family for i in answers}) == 1
        assert not SPLIT.val[[i for outfit in choices for i in outfit]].any()
    assert asked.labels.tolist() == [1, 0] * (len(asked.judged) // 2)


def test_outfits_become_rows_of_equal_length() -> None:
    assert padded([(1, 2), (3,), (4, 5, 6)]).tolist() == [[1, 2, -1], [3, -1, -1], [4, 5, 6]]


def test_a_batch_exchanges_one_product_for_others_of_its_family() -> None:
    recipe = Recipe(batch=16, negatives=3, forget=0.0)
    family = DATA.family
    rows, mask = Batches(DATA, SPLIT.train(DATA), recipe).draw(np.random.default_rng(0))

    assert rows.shape == mask.shape == (16 * 4, 3)
    assert mask.all()
    for right, *wrong in rows.reshape(16, 4, 3):
        assert tuple(right) in DATA.outfits
        places = {int(p) for other in wrong for p in np.flatnonzero(other != right)}
        assert len(places) <= 1
        assert all((family[other] == family[right]).all() for other in wrong)


def test_the_served_tower_says_what_the_trained_one_does() -> None:
    torch.manual_seed(1)
    inputs = np.random.default_rng(2).normal(size=(30, 8)).astype(np.float32)
    shape = TowerShape(hidden=(5,), dims=4, components=6, whiten=0.5, dropout=0.3)
    net = TowerNet(inputs, shape, members=3).eval()

    served = net.tower().project(inputs)
    table = served.agreement(served)
    np.fill_diagonal(table, 0)
    outfits = np.array([[0, 1, 2], [3, 4, -1]])
    size = (outfits >= 0).sum(1)
    with torch.no_grad():
        vectors = net(torch.from_numpy(inputs))[:, torch.from_numpy(np.maximum(outfits, 0))]
        trained = net.terms(vectors, torch.from_numpy(outfits >= 0).float()).mean(0)

    assert sum_terms(table, served.own, outfits, size) == pytest.approx(trained.numpy(), abs=1e-4)


def test_training_finds_the_taste_in_products_it_has_not_seen() -> None:
    inputs = {"garment": tastes(DATA)}
    shapes = {"garment": TowerShape(hidden=(), dims=4, components=6, whiten=0.0, dropout=0.0)}
    recipe = Recipe(epochs=30, batch=32, negatives=3, members=2, learning_rate=2e-2)

    towers = fit_towers(DATA, SPLIT.train(DATA), inputs, recipe, shapes)

    found = measure(
        lambda outfits: term(towers["garment"], inputs["garment"], outfits),
        questions(DATA, SPLIT.test, SPLIT.val),
    )
    assert found["auc"] > 0.65
    assert found["fitb"] > 0.35


def test_counts_find_colours_that_meet() -> None:
    score = attribute_scores(DATA, SPLIT.train(DATA))
    alike, mixed = score([(0, 1, 2), (0, 4, 2)])

    assert alike > mixed


def test_a_tie_counts_as_a_guess() -> None:
    asked = Questions([(0, 1)] * 8, [(0, 1), (0, 2)] * 2, np.array([1, 0, 1, 0]))

    found = measure(lambda outfits: np.zeros(len(outfits), np.float32), asked)

    assert found == {"fitb": 0.25, "auc": 0.5}


def test_korean_colour_rules_score_pairs_by_their_lift(tmp_path: Path) -> None:
    (tmp_path / "outfits").mkdir()
    (tmp_path / "outfits" / "kfashion_vocab.json").write_text(
        '{"colour": {"블랙": "black", "스카이블루": "sky blue"}}', encoding="utf-8"
    )
    (tmp_path / "outfits" / "kfashion_rules_colour.csv").write_text(
        "antecedents,consequents,lift\n블랙,스카이블루,0.5\n없는색,블랙,3\n", encoding="utf-8"
    )
    (tmp_path / "colour_map.csv").write_text(
        "source,label,colour\nmango,colour0,black\nmango,colour1,sky_blue\n", encoding="utf-8"
    )

    scores = colour_rule_scores(DATA, tmp_path)([(0, 3), (0, 1)])

    assert scores.tolist() == pytest.approx([np.log(0.5), 0.0])


def test_the_set_is_read_from_its_tables(tmp_path: Path) -> None:
    columns = (
        "cod_modelo_color",
        "des_product_family",
        "des_product_type",
        "des_color_specification_esp",
        "des_filename",
    )
    with (tmp_path / "product_data.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(columns)
        table.writerows([[f"{i}-02", "Tops", "Top", "NEGRO", f"images/{i}.webp"] for i in range(3)])
    (tmp_path / "outfit_data.csv").write_text(
        "cod_outfit,cod_modelo_color\n1,0-02\n1,2-02\n2,2-02\n2,0-02\n3,1-02\n", encoding="utf-8"
    )

    found = Stylists.read(tmp_path)

    assert found.outfits == ((0, 2),)
    assert found.frequency.tolist() == [1, 0, 1]
    assert found.products[2].path == tmp_path / "images" / "2.webp"


def test_missing_data_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutfitDataError, match="no stylists' outfits"):
        Stylists.read(tmp_path)


def test_leaving_out_the_only_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutfitDataError, match="mango"):
        train_outfit(OutfitConfig(tmp_path, tmp_path / "out", exclude=("mango",)))
