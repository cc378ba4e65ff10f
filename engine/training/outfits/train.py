"""Trains the outfit model: features, towers, calibration, report, weights."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from config.settings import EngineSettings
from engine.models.garment import CALIBRATION, WEIGHTS, GarmentModel
from engine.models.outfit import Calibration, save_model
from engine.models.outfit_towers import BACKDROP_DIMS, ItemFeatures, Tower, embeddings
from engine.outfits.json_lines import describe_files
from engine.sessions.onnx import OnnxSession
from engine.training.outfits.co_occurrence import write_pairs
from engine.training.outfits.data import OutfitDataError, Questions, Split, Stylists, questions
from engine.training.outfits.metrics import (
    Measured,
    Outfits,
    Scorer,
    attribute_scores,
    colour_rule_scores,
    measure,
    term,
)
from engine.training.outfits.network import Inputs, Recipe, fit_towers

SETS: Final = ("mango", "kfashion")


@dataclass(frozen=True, slots=True)
class OutfitConfig:
    """Inputs and outputs of a training.

    Attributes:
        data_dir: folder of the data sets.
        out_dir: folder for stored features, `outfit.npz`, `pairs.json` and `outfit.report.json`.
        exclude: sets to leave out, of `SETS`.
        recipe: how to train.
    """

    data_dir: Path
    out_dir: Path
    exclude: tuple[str, ...] = ()
    recipe: Recipe = field(default_factory=Recipe)


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
    towers = fit_judges(stylists, split.train(stylists), inputs, config.recipe)
    calibration = calibrate(towers, inputs, val)
    report: dict[str, object] = {
        "recipe": asdict(config.recipe),
        "outfits": {"train": len(split.train(stylists)), "all": len(stylists.outfits)},
        "questions": {"val": len(val.labels) // 2, "test": len(test.labels) // 2},
        "val": measure_judges(towers, inputs, calibration, val),
        "test": measure_judges(towers, inputs, calibration, test)
        | measure_baselines(config, stylists, split, inputs, test),
    }
    final = fit_judges(stylists, stylists.outfits, inputs, config.recipe)
    save_model(config.out_dir / "outfit.npz", final, calibration, inputs["backdrop"].mean(0))
    if "kfashion" not in config.exclude:
        write_pairs(config.data_dir, config.out_dir / "pairs.json")
    text = json.dumps(report, indent=1)
    (config.out_dir / "outfit.report.json").write_text(text + "\n", encoding="utf-8")
    return text


def fit_judges(
    stylists: Stylists, outfits: Sequence[tuple[int, ...]], inputs: Inputs, recipe: Recipe
) -> dict[str, Tower]:
    """Train the tower for any clothes, and the two that judge studio photos together.

    Were there one garment tower for both, it would have learned only what the backdrop does not
    tell, and be worse where there is no backdrop.
    """
    alone = fit_towers(stylists, outfits, {"garment": inputs["garment"]}, recipe)
    studio = fit_towers(stylists, outfits, inputs, recipe)
    return alone | {f"studio_{name}": tower for name, tower in studio.items()}


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


def judge(towers: Mapping[str, Tower], inputs: Inputs) -> dict[str, Scorer]:
    """Return the two ways to judge, before calibration."""

    def studio(outfits: Outfits) -> NDArray[np.float32]:
        garment = term(towers["studio_garment"], inputs["garment"], outfits)
        return garment + term(towers["studio_backdrop"], inputs["backdrop"], outfits)

    return {"garment": partial(term, towers["garment"], inputs["garment"]), "studio": studio}


def calibrate(
    towers: Mapping[str, Tower], inputs: Inputs, asked: Questions
) -> dict[str, Calibration]:
    """Fit scale and bias so that a score is the probability of a stylist's outfit.

    Half of the outfits asked about are a stylist's, half have one product exchanged for another
    of its family: 0.5 is the probability without evidence.
    """
    fitted = {}
    for name, score in judge(towers, inputs).items():
        line = LogisticRegression(C=10.0).fit(score(asked.judged)[:, None], asked.labels)
        fitted[name] = Calibration(float(line.coef_[0, 0]), float(line.intercept_[0]))
    return fitted


def measure_judges(
    towers: Mapping[str, Tower],
    inputs: Inputs,
    calibration: Mapping[str, Calibration],
    asked: Questions,
) -> dict[str, Measured]:
    """Measure both ways to judge."""

    def logit(name: str, score: Scorer, outfits: Outfits) -> NDArray[np.float32]:
        return calibration[name].scale * score(outfits) + calibration[name].bias

    return {
        name: measure(partial(logit, name, score), asked, probability=True)
        for name, score in judge(towers, inputs).items()
    }


def measure_baselines(
    config: OutfitConfig, stylists: Stylists, split: Split, inputs: Inputs, asked: Questions
) -> dict[str, Measured]:
    """Measure what is known without the garments: backdrop, types, colours."""
    known = split.train(stylists)
    backdrop = {"backdrop": inputs["backdrop"]}
    tower = fit_towers(stylists, known, backdrop, config.recipe)["backdrop"]
    results = {
        "backdrop": measure(partial(term, tower, inputs["backdrop"]), asked),
        "type and colour counts": measure(attribute_scores(stylists, known), asked),
    }
    if "kfashion" not in config.exclude:
        rules = colour_rule_scores(stylists, config.data_dir)
        results["K-Fashion colour rules"] = measure(rules, asked)
    return results
