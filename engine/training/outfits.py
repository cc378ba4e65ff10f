"""Trains the outfit model: features, towers, calibration, report, weights."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from config.settings import EngineSettings
from engine.models.garment import CALIBRATION, WEIGHTS, GarmentModel
from engine.models.outfit import (
    BACKDROP_DIMS,
    Calibration,
    ItemFeatures,
    Tower,
    embeddings,
    save_model,
)
from engine.outfits.requests import describe_files
from engine.sessions.onnx import OnnxSession
from engine.training.outfits_data import OutfitDataError, Questions, Split, Stylists, questions
from engine.training.outfits_measure import (
    Measured,
    attribute_scores,
    colour_rule_scores,
    measure,
    term,
)
from engine.training.outfits_net import Inputs, Recipe, fit_towers

SETS: Final = ("mango", "kfashion")


@dataclass(frozen=True, slots=True)
class OutfitConfig:
    """What to train on and where to put it.

    Attributes:
        data_dir: folder of the data sets.
        out_dir: folder for stored features, `outfit.npz` and `outfit.report.json`.
        exclude: sets to leave out, of `SETS`.
        recipe: how to train.
        compare: also measure the baselines and each term alone.
    """

    data_dir: Path
    out_dir: Path
    exclude: tuple[str, ...] = ()
    recipe: Recipe = field(default_factory=Recipe)
    compare: bool = True


def train_outfit(config: OutfitConfig) -> str:
    """Train, measure on products not seen, and write the weights.

    What is reported was learned without the test products and calibrated on the validation
    products; the weights that are written were then learned from all outfits in the same way.

    Returns:
        The report as JSON.

    Raises:
        OutfitDataError: the stylists' outfits are missing or left out.
    """
    if "mango" in config.exclude:
        raise OutfitDataError("without mango there are no stylists' outfits to learn from")
    config.out_dir.mkdir(parents=True, exist_ok=True)
    stylists = Stylists.read(config.data_dir / "mango")
    inputs = read_inputs(stylists, config.out_dir)
    split = Split.of(stylists)
    val = questions(stylists, split.val, split.test)
    test = questions(stylists, split.test, split.val)
    towers = fit_towers(stylists, split.train(stylists), inputs, config.recipe)
    calibration = calibrate(towers, inputs, val)
    report: dict[str, object] = {
        "recipe": asdict(config.recipe),
        "outfits": {"train": len(split.train(stylists)), "all": len(stylists.outfits)},
        "questions": {"val": len(val.labels) // 2, "test": len(test.labels) // 2},
        "test": measure_all(config, stylists, split, inputs, towers, calibration, test),
    }
    final = fit_towers(stylists, stylists.outfits, inputs, config.recipe)
    save_model(config.out_dir / "outfit.npz", final, calibration, inputs["backdrop"].mean(0))
    text = json.dumps(report, indent=1)
    (config.out_dir / "outfit.report.json").write_text(text + "\n", encoding="utf-8")
    return text


def read_inputs(stylists: Stylists, folder: Path) -> Inputs:
    """Describe every product's picture with the garment model that ships, once.

    The result is stored in `folder` under a name that holds the weights' digest, so that another
    garment model is never mixed with it.
    """
    digest = hashlib.sha256(WEIGHTS.read_bytes() + CALIBRATION.read_bytes()).hexdigest()[:12]
    stored = folder / f"products-{digest}.npz"
    if stored.is_file():
        with np.load(stored, allow_pickle=False) as file:
            return {name: file[name] for name in ("garment", "backdrop")}
    settings = EngineSettings(workers=1)
    paths = [product.path for product in stylists.products]
    found = describe_files(paths, GarmentModel(OnnxSession(WEIGHTS)), settings)
    items = []
    for path in paths:
        item = found[path]
        if not isinstance(item, ItemFeatures):
            raise OutfitDataError(f"{path}: {item}")
        items.append(item)
    inputs = {"garment": embeddings(items), "backdrop": _backdrops(items)}
    np.savez_compressed(stored, allow_pickle=False, **inputs)
    return inputs


def _backdrops(items: Sequence[ItemFeatures]) -> NDArray[np.float32]:
    """Return the backdrops, (n, `BACKDROP_DIMS`), the mean of all where there is none."""
    known = [item.backdrop for item in items if item.backdrop is not None]
    mean = np.mean(known, axis=0) if known else np.zeros(BACKDROP_DIMS)
    return np.array(
        [mean if item.backdrop is None else item.backdrop for item in items], np.float32
    )


def calibrate(
    towers: Mapping[str, Tower], inputs: Inputs, asked: Questions
) -> dict[str, Calibration]:
    """Fit the terms' weights so that the score is the probability of a stylist's outfit.

    Half of the outfits asked about are a stylist's, half have one product exchanged for another
    of its family: 0.5 is what is said without any evidence.
    """
    garment = term(towers["garment"], inputs["garment"], asked.judged)
    backdrop = term(towers["backdrop"], inputs["backdrop"], asked.judged)

    def fit(*columns: NDArray[np.float32]) -> tuple[list[float], float]:
        fitted = LogisticRegression(C=10.0).fit(np.stack(columns, axis=1), asked.labels)
        return [float(x) for x in fitted.coef_[0]], float(fitted.intercept_[0])

    both, bias = fit(garment, backdrop)
    alone, alone_bias = fit(garment)
    return {
        "with_backdrop": Calibration(both[0], both[1], bias),
        "garment_only": Calibration(alone[0], 0.0, alone_bias),
    }


def measure_all(
    config: OutfitConfig,
    stylists: Stylists,
    split: Split,
    inputs: Inputs,
    towers: Mapping[str, Tower],
    calibration: Mapping[str, Calibration],
    asked: Questions,
) -> dict[str, Measured]:
    """Measure the model, each term, and the baselines, on the same questions."""
    both = calibration["with_backdrop"]
    weights = {"garment": both.garment, "backdrop": both.backdrop}

    def ours(outfits: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        return sum(
            (weights[name] * term(towers[name], inputs[name], outfits) for name in towers),
            start=np.full(len(outfits), both.bias, np.float32),
        )

    results = {"model": measure(ours, asked, probability=True)}
    if not config.compare:
        return results
    known = split.train(stylists)
    short = replace(config.recipe, members=3)
    for name, x in inputs.items():
        alone = fit_towers(stylists, known, {name: x}, short)[name]
        results[f"{name} alone"] = measure(partial(term, alone, x), asked)
    results["type and colour counts"] = measure(attribute_scores(stylists, known), asked)
    if "kfashion" not in config.exclude:
        rules = colour_rule_scores(stylists, config.data_dir)
        results["K-Fashion colour rules"] = measure(rules, asked)
    return results
