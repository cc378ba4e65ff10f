"""The charts of the card: files that are pictures, the same every time."""

from __future__ import annotations

import numpy as np

from config.taxonomy import CATEGORIES
from engine.training.garment.charts import draw_charts
from engine.training.garment.metrics import reliability
from engine.training.garment.report import Measured


def test_the_charts_are_drawn_the_same_every_time(tmp_path):
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 3, 90)
    scores = rng.dirichlet(np.ones(len(CATEGORIES)), 90)
    scores[np.arange(90), truth] += 0.3
    said = scores.argmax(1)
    measured = Measured(
        {"confidence": {"ece": 0.1}},
        [CATEGORIES[i] for i in truth],
        [CATEGORIES[i] for i in said],
        scores,
        reliability(np.minimum(scores.max(1), 1), truth == said),
    )
    charts = []
    for run in ("a", "b"):
        draw_charts(measured, tmp_path / run)
        charts.append({p.name: p.read_text() for p in (tmp_path / run).iterdir()})
    assert set(charts[0]) == {
        "garment-confusion.svg",
        "garment-curves.svg",
        "garment-reliability.svg",
    }
    assert all("<svg" in chart for chart in charts[0].values())
