"""Draw the confusion table and the curves of a detector report."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from engine.training.detector.curves import THRESHOLD, Curve
from engine.training.street_photos import SLOTS


def draw_confusion(counts: NDArray[np.int64], path: Path) -> None:
    """Draw a table of `confusion`, shaded by the share of its row."""
    names = [slot.value for slot in SLOTS]
    shares = counts / np.maximum(counts.sum(1, keepdims=True), 1)
    figure = Figure(figsize=(7, 6), layout="tight")
    axes = figure.subplots()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(names) + 1), [*names, "nothing"], rotation=60, fontsize=8)
    axes.set_yticks(range(len(names) + 1), [*names, "no garment"], fontsize=8)
    axes.set(xlabel="found", ylabel="true")
    for (row, column), count in np.ndenumerate(counts):
        if count:
            colour = "white" if shares[row, column] > 0.5 else "black"
            axes.text(column, row, str(count), ha="center", va="center", fontsize=7, color=colour)
    figure.savefig(path, dpi=110)


def draw_curves(curves: dict[str, Curve], out_dir: Path) -> None:
    """Write `detector_pr.png` and `detector_f1.png`, one line a slot."""
    pr, f1 = Figure(figsize=(6, 4.5), layout="tight"), Figure(figsize=(6, 4.5), layout="tight")
    pr_axes, f1_axes = pr.subplots(), f1.subplots()
    palette = plot_colours(len(curves))
    for (slot, curve), colour in zip(curves.items(), palette, strict=True):
        falling = np.maximum.accumulate(curve.precision[::-1])[::-1]
        pr_axes.plot(curve.recall, falling, label=slot, color=colour)
        f1_axes.plot(curve.scores, curve.f1, label=slot, color=colour)
    pr_axes.set(xlabel="recall", ylabel="precision", xlim=(0, 1), ylim=(0, 1.02))
    f1_axes.set(xlabel="score at least", ylabel="F1", xlim=(0, 1), ylim=(0, 1.02))
    f1_axes.axvline(THRESHOLD, color="grey", linestyle=":")
    for figure, axes, name in ((pr, pr_axes, "pr"), (f1, f1_axes, "f1")):
        axes.grid(alpha=0.3)
        axes.legend(fontsize=7, ncols=2)
        figure.savefig(out_dir / f"detector_{name}.png", dpi=110)


def plot_colours(count: int) -> list[tuple[float, float, float, float]]:
    """Return `count` colours that can be told apart."""
    import matplotlib as mpl  # noqa: PLC0415

    return [mpl.colormaps["tab20"](i / 20) for i in range(count)]
