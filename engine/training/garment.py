"""Trains the garment model from the pictures to the files that serve, step by step.

One training yields category, attributes, colours and embedding. Every step finds what an earlier
run left in the output folder, so an interrupted training goes on where it stopped.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

import numpy as np
import torch

from engine.models.colour import ColourNames
from engine.models.garment import Calibration, GarmentModel
from engine.sessions.onnx import OnnxSession
from engine.training.garment_cache import (
    STRENGTHS,
    ViewCache,
    home_grounds,
    lower_runner,
)
from engine.training.garment_calibrate import fit_calibration, fit_colour_names
from engine.training.garment_data import Example, read_examples
from engine.training.garment_fit import GarmentTraining, Recipe, finish_colours, shuffled
from engine.training.garment_net import GarmentNet, Lower, Upper
from engine.training.garment_outputs import altered_photo, export, load_crop, run_network
from engine.training.garment_report import draw_charts, measure, write_figures
from engine.training.imagenet import lite0

_COLOUR_PICTURES: Final = 2400


def train_garment(
    data: Path,
    out: Path,
    *,
    exclude: Sequence[str] = (),
    resume: bool = False,
    recipe: Recipe | None = None,
) -> Path:
    """Train, calibrate, export and measure the garment model.

    Args:
        data: folder of the data sets.
        out: folder for everything written: `views/`, `garment.pt`, `garment.onnx`,
            `garment.json`, `colour_names.npz`, `figures.json`, charts and `mistakes/`.
        exclude: sets to leave out.
        resume: go on from what `out` holds; otherwise it is emptied of earlier training first.
        recipe: how long and how strongly to train.

    Returns:
        The path of the exported network.
    """
    recipe = recipe or Recipe()
    examples = read_examples(data, tuple(exclude))
    if not resume:
        _forget(out)
    out.mkdir(parents=True, exist_ok=True)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if device.type == "cpu":
        torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", os.cpu_count() or 1)))
    backbone = lite0()
    lower = Lower(backbone)
    train = shuffled([e for e in examples if e.split == "train"])
    cache = store_views(train, lower, out / "views", device, recipe.seed)
    torch.manual_seed(recipe.seed)
    training = GarmentTraining(Upper(backbone), train, cache, recipe, out / "garment.pt", device)
    training.run()
    finish_colours(training.averaged, train, cache, recipe.seed)
    session = export(GarmentNet(lower, training.averaged), out / "garment.onnx")
    calibrate(session, examples, out)
    report(session, examples, out)
    return out / "garment.onnx"


def store_views(
    examples: Sequence[Example], lower: Lower, folder: Path, device: torch.device, seed: int
) -> ViewCache:
    """Step "views": store the lower half's activations of altered views of every picture."""
    cache = ViewCache(folder, len(examples), len(STRENGTHS))
    if cache.ready < len(examples):
        run = lower_runner(lower, device)
        cache.fill(examples, run, STRENGTHS, home_grounds(examples, seed), seed)
    return cache


def calibrate(session: OnnxSession, examples: Sequence[Example], out: Path) -> None:
    """Step "calibration": fit temperature, thresholds, embedding weights and colour names."""
    val = [e for e in examples if e.split == "val"]
    outputs = run_network(session, val, "validation pictures")
    strange = {(e.source, e.key): np.random.default_rng((5, i)) for i, e in enumerate(val)}
    altered = run_network(
        session,
        val,
        "altered validation pictures",
        lambda e: altered_photo(load_crop(e), strange[e.source, e.key]),
    )
    calibration = fit_calibration(outputs, altered.embedding, val)
    (out / "garment.json").write_text(
        json.dumps(asdict(calibration), indent=1) + "\n", encoding="utf-8"
    )
    coloured = shuffled([e for e in examples if e.split == "train" and e.colour >= 0])
    coloured = coloured[:_COLOUR_PICTURES]
    seen = run_network(session, coloured, "coloured training pictures")
    fit_colour_names(seen, coloured, outputs, val).save(out / "colour_names.npz")


def report(session: OnnxSession, examples: Sequence[Example], out: Path) -> None:
    """Step "report": measure on the test split; charts and figures go to `out`."""
    model = GarmentModel(
        session,
        Calibration.read(out / "garment.json"),
        ColourNames.read(out / "colour_names.npz"),
    )
    measured = measure(model, [e for e in examples if e.split == "test"], out)
    draw_charts(measured, out)
    write_figures(measured.figures, out / "figures.json")


def _forget(out: Path) -> None:
    shutil.rmtree(out / "views", ignore_errors=True)
    (out / "garment.pt").unlink(missing_ok=True)
