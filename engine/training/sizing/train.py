"""Fits and measures the size models: what `coordi train size` runs."""

from __future__ import annotations

import json
from pathlib import Path

from config.errors import CoordiError
from engine.training.sizing import charts as sizing_charts
from engine.training.sizing import fit as sizing_fit
from engine.training.sizing.body import fit_body
from engine.training.sizing.comparison import comparison_report


class TrainingDataError(CoordiError):
    """The data folder lacks what a size model needs."""

    code = "training_data"


def train_size(
    data_dir: Path,
    out_dir: Path,
    *,
    exclude: tuple[str, ...] = (),
    feedback: Path | None = None,
    compare: bool = False,
) -> str:
    """Write body.json, choice.json, peers.json and charts.json to `out_dir`.

    Args:
        data_dir: folder of the data sets; the tables of sizes lie in its folder `size`.
        out_dir: made when it is not there.
        exclude: names of `sizing_data.SETS` to leave out.
        feedback: JSON lines of people who agreed that their sizes are learned from.
        compare: also measure every method on people not seen.

    Returns:
        What was fitted and, with `compare`, the comparison as Markdown.

    Raises:
        TrainingDataError: when a table is missing.
    """
    folder, left_out = data_dir / "size", frozenset(exclude)
    lines = []
    try:
        surveys = sizing_fit.surveys(folder, left_out)
        purchase_sets = sizing_fit.purchases(folder, left_out)
        charts = sizing_charts.build_charts(folder, left_out)
    except FileNotFoundError as error:
        raise TrainingDataError(f"{error.filename} is missing") from None
    if feedback is not None:
        rows, refused = sizing_fit.read_feedback(feedback)
        purchase_sets = sizing_fit.with_feedback(purchase_sets, rows)
        lines.append(f"feedback: {len(rows)} rows taken, {refused} not usable")
    body = fit_body(surveys)
    choices = sizing_fit.fit_choices(purchase_sets, body)
    documents = {
        "body.json": body,
        "choice.json": choices,
        "peers.json": sizing_fit.count_peers(purchase_sets),
        "charts.json": charts,
    }
    out_dir.mkdir(parents=True, exist_ok=True)
    for name, document in documents.items():
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
        (out_dir / name).write_text(text + "\n", encoding="utf-8")
    lines += [f"{m['name']}: {m['purchases']} purchases" for m in choices["models"]]
    if compare:
        lines.append(comparison_report(purchase_sets, surveys))
    return "\n".join(lines)
