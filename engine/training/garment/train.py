"""Train the garment model step by step, from pictures to the served files.

One training yields category, attributes, colours and embedding. Every step finds what an earlier
run left in the output folder, so an interrupted training goes on where it stopped.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np
import torch

from config.errors import CoordiError
from engine.models.garment import GarmentModel
from engine.sessions.onnx import OnnxSession
from engine.training.garment.activation_cache import (
    STRENGTHS,
    ViewCache,
    home_grounds,
    lower_runner,
)
from engine.training.garment.calibration import drawn_categories, fit_calibration, fit_colour_names
from engine.training.garment.charts import draw_charts
from engine.training.garment.data import Example, read_examples
from engine.training.garment.fit import GarmentTraining, Recipe, shuffled
from engine.training.garment.heads import HEADS, finish_head, look
from engine.training.garment.network import GarmentNet, Lower, Upper
from engine.training.garment.outputs import altered_photo, export, load_crop, run_network
from engine.training.garment.report import measure, write_figures
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
        out: folder for everything written: `views/`, `garment.pt` (the training so far),
            `heads.pt` (the finished upper half), `garment.onnx`, `garment.json`,
            `colour_names.npz`, `figures.json`, charts and `mistakes/`.
        exclude: sets to leave out.
        resume: go on from what `out` holds; otherwise it is emptied of earlier training first.
        recipe: how long and how strongly to train.

    Returns:
        The path of the exported network.
    """
    recipe = recipe or Recipe()
    if not resume:
        _forget(out)
    bench = _Bench.open(data, out, exclude, recipe.seed)
    training = GarmentTraining(
        bench.upper, bench.train, bench.cache, recipe, out / "garment.pt", bench.device
    )
    training.run()
    return _finish(bench, training.averaged, tuple(HEADS), out, recipe.seed)


def train_head(
    data: Path, out: Path, head: str, *, exclude: Sequence[str] = (), seed: int = 7
) -> Path:
    """Train one head of a finished garment model again, then calibrate, export and measure.

    Args:
        data: folder of the data sets.
        out: folder that `train_garment` wrote to.
        head: one of `HEADS`.
        exclude: sets to leave out, the same as in the first training.
        seed: of order and dropout.

    Returns:
        The path of the exported network.

    Raises:
        CoordiError: `out` holds no finished training.
    """
    if not (out / "heads.pt").is_file():
        raise CoordiError(
            f"{out} holds no finished garment model; run `coordi train garment` first",
            code="no_training",
        )
    bench = _Bench.open(data, out, exclude, seed)
    bench.upper.load_state_dict(
        torch.load(out / "heads.pt", map_location=bench.device, weights_only=True)
    )
    return _finish(bench, bench.upper, (head,), out, seed)


@dataclass(frozen=True, slots=True)
class _Bench:
    """Resources of the training steps, loaded once."""

    examples: list[Example]
    train: list[Example]
    lower: Lower
    upper: Upper
    cache: ViewCache
    device: torch.device

    @classmethod
    def open(cls, data: Path, out: Path, exclude: Sequence[str], seed: int) -> Self:
        examples = read_examples(data, tuple(exclude))
        out.mkdir(parents=True, exist_ok=True)
        device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        if device.type == "cpu":
            torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", os.cpu_count() or 1)))
        backbone = lite0()
        lower = Lower(backbone)
        train = shuffled([e for e in examples if e.split == "train"])
        cache = store_views(train, lower, out / "views", device, seed)
        torch.manual_seed(seed)  # the heads begin at random
        return cls(examples, train, lower, Upper(backbone).to(device), cache, device)


def _finish(bench: _Bench, upper: Upper, heads: Sequence[str], out: Path, seed: int) -> Path:
    seen = look(upper, bench.train, bench.cache)
    for head in heads:
        finish_head(upper, seen, head, seed)
    torch.save(upper.state_dict(), out / "heads.pt")
    session = export(GarmentNet(bench.lower, upper), out / "garment.onnx")
    calibrate(session, bench.examples, out)
    report(session, bench.examples, out)
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
    train = [e for e in examples if e.split == "train"]
    calibration = fit_calibration(outputs, altered.embedding, val, drawn_categories(train))
    (out / "garment.json").write_text(
        json.dumps(asdict(calibration), indent=1) + "\n", encoding="utf-8"
    )
    coloured = shuffled([e for e in train if e.colour >= 0])
    coloured = coloured[:_COLOUR_PICTURES]
    seen = run_network(session, coloured, "coloured training pictures")
    fit_colour_names(seen, coloured, outputs, val).save(out / "colour_names.npz")


def report(session: OnnxSession, examples: Sequence[Example], out: Path) -> None:
    """Step "report": measure on the test split; charts and figures go to `out`."""
    model = GarmentModel.open(session, out)
    measured = measure(model, [e for e in examples if e.split == "test"], out)
    draw_charts(measured, out)
    write_figures(measured.figures, out / "figures.json")


def _forget(out: Path) -> None:
    shutil.rmtree(out / "views", ignore_errors=True)
    for name in ("garment.pt", "heads.pt"):
        (out / name).unlink(missing_ok=True)
