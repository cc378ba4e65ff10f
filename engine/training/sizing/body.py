"""Fits the body model on Size Korea and ANSUR II and measures it on people it has not seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.sizing.body import LinearBody, design_matrix
from engine.sizing.person import PARTS
from engine.training.sizing.data import unseen

Array = NDArray[np.float64]


def fit_lines(table: pd.DataFrame, *, with_age: bool) -> LinearBody:
    """Fit the lines of one gender by least squares, with the covariance of what they miss."""
    design = _design(table, with_age=with_age)
    target = table[list(PARTS)].to_numpy(dtype=np.float64)
    coefficients, *_ = np.linalg.lstsq(design, target, rcond=None)
    residual = target - design @ coefficients
    covariance = residual.T @ residual / (len(design) - design.shape[1])
    # ANSUR measures one girth for chest and bust: a whisker keeps the matrix invertible.
    return LinearBody(coefficients, covariance + np.eye(len(PARTS)) * 0.05)


def _design(table: pd.DataFrame, *, with_age: bool) -> Array:
    age = table.age.to_numpy(dtype=np.float64) if with_age else None
    return design_matrix(table.height_cm.to_numpy(), table.weight_kg.to_numpy(), age)


def fit_body(surveys: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """Fit every gender of every survey; `surveys` maps a population (kr, us) to its people."""
    entries = []
    for population, people in surveys.items():
        for gender, table in people.groupby("gender"):
            stature = table[["height_cm", "weight_kg"]].to_numpy()
            entry: dict[str, Any] = {"population": population, "gender": gender, "n": len(table)}
            for name, with_age in (("with_age", True), ("without_age", False)):
                line = fit_lines(table, with_age=with_age)
                entry[name] = {
                    "coefficients": line.coefficients.round(5).tolist(),
                    "covariance_cm2": line.covariance_cm2.round(4).tolist(),
                }
            entry["stature_mean"] = stature.mean(axis=0).round(3).tolist()
            entry["stature_covariance"] = np.cov(stature.T).round(3).tolist()
            entries.append(entry)
    return {"parts": list(PARTS), "surveys": entries}


def measure_body(surveys: Mapping[str, pd.DataFrame]) -> list[dict[str, Any]]:
    """Fit on four fifths of each survey and measure on the rest of it and of the others.

    Returns:
        One row per (fitted on, measured on, gender): mean absolute error of each part in cm.
    """
    rows = []
    for fitted_on, people in surveys.items():
        for gender in ("female", "male"):
            mine = people[people.gender == gender]
            seen = mine[~unseen(mine.index.to_numpy().astype("uint64"))]
            for with_age in (True, False):
                line = fit_lines(seen, with_age=with_age)
                for measured_on, others in surveys.items():
                    test = others[others.gender == gender]
                    test = test[unseen(test.index.to_numpy().astype("uint64"))]
                    error = test[list(PARTS)].to_numpy() - (
                        _design(test, with_age=with_age) @ line.coefficients
                    )
                    rows.append(
                        {
                            "fitted_on": fitted_on,
                            "measured_on": measured_on,
                            "gender": gender,
                            "age_known": with_age,
                            "n": len(test),
                            **dict(zip(PARTS, np.abs(error).mean(axis=0), strict=True)),
                        }
                    )
    return rows
