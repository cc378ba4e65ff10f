"""Draws the charts of the garment model's card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from matplotlib import rc_context
from matplotlib.figure import Figure
from numpy.typing import NDArray
from sklearn.metrics import precision_recall_curve

from config.taxonomy import CATEGORIES
from engine.training.garment.report import Measured

_INK: Final = "#1f2a4d"
_THIN: Final[Mapping[str, Any]] = MappingProxyType({"color": "#b9bec9", "linewidth": 0.8})
_BOLD: Final[Mapping[str, Any]] = MappingProxyType({"color": _INK, "linewidth": 2})
_FEW: Final = 20
"""Categories with fewer test pictures get no curve of their own: it would be all steps."""


def draw_charts(measured: Measured, folder: Path) -> None:
    """Draw confusion, reliability, precision and recall, and F1 by confidence, as SVG files."""
    folder.mkdir(parents=True, exist_ok=True)
    _draw_confusion(measured.truth, measured.predicted, folder / "garment-confusion.svg")
    _draw_reliability(measured, folder / "garment-reliability.svg")
    _draw_curves(measured, folder / "garment-curves.svg")


def _draw_confusion(truth: Sequence[str], predicted: Sequence[str], path: Path) -> None:
    names: list[str] = [c for c in CATEGORIES if c in set(truth)]
    columns: list[str] = list(CATEGORIES)
    table = np.zeros((len(names), len(CATEGORIES)))
    for t, s in zip(truth, predicted, strict=True):
        table[names.index(t), columns.index(s)] += 1
    table /= table.sum(1, keepdims=True)
    figure = Figure(figsize=(11, 10), layout="constrained")
    axes = figure.subplots()
    axes.imshow(table, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(CATEGORIES)), CATEGORIES, rotation=90, fontsize=8)
    axes.set_yticks(range(len(names)), names, fontsize=8)
    axes.set_xlabel("said")
    axes.set_ylabel("labelled")
    for y, x in np.argwhere(table >= 0.05):
        axes.text(
            x,
            y,
            f"{table[y, x]:.2f}"[1:] if table[y, x] < 0.995 else "1",
            ha="center",
            va="center",
            fontsize=6,
            color="white" if table[y, x] > 0.5 else _INK,
        )
    axes.set_title("Category on unseen photos, share of each labelled class")
    _save(figure, path)


def _draw_reliability(measured: Measured, path: Path) -> None:
    figure = Figure(figsize=(5, 5), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="#c4c7cb", linewidth=1)
    axes.plot(
        [b["score"] for b in measured.curve],
        [b["right"] for b in measured.curve],
        marker="o",
        color=_INK,
    )
    for b in measured.curve:
        axes.annotate(
            f"{b['n']:.0f}",
            (b["score"], b["right"]),
            fontsize=7,
            textcoords="offset points",
            xytext=(6, -8),
        )
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="calibrated score", ylabel="share right")
    axes.set_title(f"Reliability, ECE {measured.figures['confidence']['ece']:.3f}")
    _save(figure, path)


def _draw_curves(measured: Measured, path: Path) -> None:
    truth = np.array([CATEGORIES.index(t) for t in measured.truth])
    figure = Figure(figsize=(11, 5), layout="constrained")
    recall_axes, f1_axes = figure.subplots(1, 2)
    levels = np.linspace(0, 0.99, 100)
    mean = np.zeros(len(levels))
    shown = [c for c in range(len(CATEGORIES)) if (truth == c).sum() >= _FEW]
    for c in shown:
        recall_axes.plot(*_recall_precision(measured.scores[:, c], truth == c), **_THIN)
        f1 = _f1_at(levels, measured.scores[:, c], truth == c)
        f1_axes.plot(levels, f1, **_THIN)
        mean += f1 / len(shown)
    hits = truth[:, None] == np.arange(len(CATEGORIES))
    recall_axes.plot(*_recall_precision(measured.scores.ravel(), hits.ravel()), **_BOLD)
    f1_axes.plot(levels, mean, **_BOLD)
    recall_axes.set(xlabel="recall", ylabel="precision", xlim=(0, 1), ylim=(0, 1.01))
    recall_axes.set_title("Precision and recall, all pictures (dark) and each category")
    f1_axes.set(xlabel="least score", ylabel="F1", xlim=(0, 1), ylim=(0, 1.01))
    f1_axes.set_title("F1 by least score, mean (dark) and each category")
    _save(figure, path)


def _recall_precision(
    scores: NDArray[np.float64], wanted: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the curve as far as scores reach; what is not among the best three has none."""
    precision, recall, levels = precision_recall_curve(wanted, scores)
    return recall[:-1][levels > 0], precision[:-1][levels > 0]


def _save(figure: Figure, path: Path) -> None:
    with rc_context({"svg.hashsalt": path.name}):  # or the ids in the file differ every time
        figure.savefig(path, metadata={"Date": None})


def _f1_at(
    levels: NDArray[np.float64], scores: NDArray[np.float64], wanted: NDArray[np.bool_]
) -> NDArray[np.float64]:
    predicted = scores[None] > levels[:, None]
    hits = (predicted & wanted).sum(1)
    return np.asarray(2 * hits / np.maximum(predicted.sum(1) + wanted.sum(), 1), np.float64)
