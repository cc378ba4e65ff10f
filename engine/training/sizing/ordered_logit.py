"""Fits the ordered logistic choice of a size on purchases, and scores it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import minimize

from engine.sizing.features import SPREAD_TERMS, term_matrix
from engine.sizing.ordered_logit import SizeModel, logistic

Array = NDArray[np.float64]
Indices = NDArray[np.int64]


@dataclass(frozen=True)
class ChoiceTask:
    """What is fitted: purchases of one kind of garment with ordered labels.

    Attributes:
        step_cm: girth between the middles of neighbouring sizes in the shop's own chart; turns
            the scale-free fit into centimetres.
        ridge: strength of the penalty on standardised slopes.
    """

    name: str
    labels: tuple[str, ...]
    girth: str
    system: str
    terms: tuple[str, ...]
    step_cm: float
    source: str
    uses_age: bool = False
    ridge: float = 1.0


def described(table: pd.DataFrame) -> dict[str, Any]:
    """Return a table of purchases as keyword arguments of `features.term_matrix`."""
    return {
        "height_cm": table.height_cm.to_numpy(dtype=np.float64),
        "weight_kg": table.weight_kg.to_numpy(dtype=np.float64),
        "age": table.age.to_numpy(dtype=np.float64),
        "female": (table.gender == "female").to_numpy(dtype=np.float64),
        "wide": table.wide.to_numpy(dtype=np.float64),
        "body_type": table.body_type.tolist(),
    }


def size_index(table: pd.DataFrame, labels: tuple[str, ...]) -> Indices:
    """Return the index in `labels` of the size that each row took."""
    order = {label: i for i, label in enumerate(labels)}
    return np.asarray(table["size"].map(order).to_numpy(dtype=np.int64))


def fit_choice(task: ChoiceTask, table: pd.DataFrame) -> SizeModel:
    """Fit cuts, location and spread by penalised maximum likelihood.

    Only purchases that fitted are learned from. Taking a size that was too small for the next one
    up, or for a bound, made the odds of people who were content worse on people left out.
    """
    table = table[table.feedback == "fit"]
    size = size_index(table, task.labels)
    rows = described(table)
    names = tuple(name for name in task.terms if name != "one")
    design = term_matrix(names, **rows)
    spread = term_matrix(SPREAD_TERMS, **rows)
    middle, width = design.mean(axis=0), design.std(axis=0) + 1e-9
    spread_middle = spread.mean(axis=0)
    problem = _Likelihood(
        (design - middle) / width, spread - spread_middle, size, len(task.labels), task.ridge
    )
    cuts, slope, log_spread = problem.solve()
    # From the fit's own unit to centimetres: one size step is as wide as in the shop's chart.
    # Sizes that few take would make the mean step a matter of chance; the middle half decides.
    share = np.cumsum(np.bincount(size, minlength=len(task.labels)) / len(size))[:-1]
    core = (share > 0.1) & (share < 0.9)
    unit_cm = task.step_cm / np.diff(cuts[core] if core.sum() >= 2 else cuts).mean()
    coefficients = slope / width * unit_cm
    constant = -float(middle @ coefficients)
    base = -float(spread_middle @ log_spread)
    return SizeModel(
        name=task.name,
        labels=task.labels,
        cuts_cm=cuts * unit_cm,
        girth=task.girth,
        system=task.system,
        scale_cm=float(unit_cm * np.exp(base)),
        source=task.source,
        terms=("one", *names),
        coefficients_cm=np.array([constant, *coefficients]),
        spread_terms=SPREAD_TERMS,
        spread_coefficients=log_spread,
        uses_age=task.uses_age,
        purchases=len(table),
    )


@dataclass(frozen=True)
class _Likelihood:
    """Likelihood of the ordered logistic model, with its gradient."""

    design: Array
    spread: Array
    size: Indices
    sizes: int
    ridge: float

    def solve(self) -> tuple[Array, Array, Array]:
        """Return cuts (K - 1,), slopes and log-spread slopes."""
        features, spreads, cuts = self.design.shape[1], self.spread.shape[1], self.sizes - 1
        counts = np.bincount(self.size, minlength=self.sizes) + 0.5
        share = np.cumsum(counts / counts.sum())[:-1]
        start_cuts = 1.5 * np.log(share / (1 - share))
        gaps = np.maximum(np.diff(start_cuts), 0.05)
        start = np.concatenate(
            [start_cuts[:1], np.log(gaps), np.zeros(features), np.zeros(spreads)]
        )
        optimum = minimize(self._loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 600})
        raw = optimum.x
        edges = np.cumsum(np.concatenate([raw[:1], np.exp(raw[1:cuts])]))
        return edges, raw[cuts : cuts + features], raw[cuts + features :]

    def _loss(self, raw: Array) -> tuple[float, Array]:
        features, cuts = self.design.shape[1], self.sizes - 1
        gaps = np.exp(raw[1:cuts])
        edges = np.cumsum(np.concatenate([raw[:1], gaps]))
        slope, log_spread = raw[cuts : cuts + features], raw[cuts + features :]
        location, scale = self.design @ slope, np.exp(np.clip(self.spread @ log_spread, -3, 3))
        padded = np.concatenate([[-np.inf], edges, [np.inf]])
        upper = (padded[self.size + 1] - location) / scale
        lower = (padded[self.size] - location) / scale
        f_upper, f_lower = logistic(upper), logistic(lower)
        f_upper[np.isposinf(upper)], f_lower[np.isneginf(lower)] = 1.0, 0.0
        probability = np.maximum(f_upper - f_lower, 1e-9)
        d_upper, d_lower = f_upper * (1 - f_upper), f_lower * (1 - f_lower)
        d_location = -(d_upper - d_lower) / scale / probability
        finite_upper = np.where(np.isfinite(upper), upper, 0.0)
        finite_lower = np.where(np.isfinite(lower), lower, 0.0)
        d_scale = -(finite_upper * d_upper - finite_lower * d_lower) / probability
        d_edges = np.zeros(len(padded))
        np.add.at(d_edges, self.size + 1, d_upper / scale / probability)
        np.add.at(d_edges, self.size, -d_lower / scale / probability)
        edge_gradient = d_edges[1:-1]
        from_here_on = np.cumsum(edge_gradient[::-1])[::-1]
        gradient = np.concatenate(
            [
                from_here_on[:1],
                from_here_on[1:] * gaps,
                self.design.T @ d_location,
                self.spread.T @ d_scale,
            ]
        )
        penalty = 0.5 * self.ridge * (slope @ slope + 20 * (log_spread @ log_spread))
        shrink = np.concatenate([np.zeros(cuts), self.ridge * slope, 20 * self.ridge * log_spread])
        return float(-np.log(probability).sum() + penalty), -gradient + shrink


@dataclass(frozen=True)
class Scores:
    """How well sizes were foretold.

    Attributes:
        ece: expected calibration error of the best size's probability, ten bins of equal width.
    """

    exact: float
    within_one: float
    ece: float
    n: int


def score(probabilities: Array, truth: Indices) -> Scores:
    """Measure probabilities, shape (n, K), against the sizes taken, shape (n,)."""
    best = probabilities.argmax(axis=1)
    right = (best == truth).astype(np.float64)
    return Scores(
        float(right.mean()),
        float((np.abs(best - truth) <= 1).mean()),
        calibration_error(probabilities.max(axis=1), right),
        len(truth),
    )


def calibration_error(confidence: Array, right: Array) -> float:
    """Return the expected calibration error over ten bins of equal width (Guo et al., 2017)."""
    bins = np.minimum((confidence * 10).astype(int), 9)
    return float(
        sum(
            abs(right[bins == i].mean() - confidence[bins == i].mean()) * (bins == i).mean()
            for i in range(10)
            if (bins == i).any()
        )
    )
