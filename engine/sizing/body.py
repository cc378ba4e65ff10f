"""Body measurements, with their uncertainty, from gender, height, weight and age.

Each measurement is linear in height, weight, BMI, age and a few of their products. The residuals
are a multivariate normal, so a real measurement of one part corrects the expectation of all others
(conditioning a Gaussian). Fitted per gender on Size Korea's 7th survey and on ANSUR II by
`engine.training.sizing.body`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.sizing.person import PARTS, Gender, Person, Population

Array = NDArray[np.float64]

TAPE_SD_CM = 1.0
"""Standard deviation of what a person measures with a tape."""


@dataclass(frozen=True, slots=True)
class BodyEstimate:
    """Expected measurements of one person.

    Attributes:
        mean_cm: shape (9,), in the order of `PARTS`.
        covariance_cm2: shape (9, 9).
        prior_mean_cm: the expectation before any real measurement, shape (9,).
        prior_variance_cm2: its variances, shape (9,).
        female_share: probability that the body is a woman's; 0 or 1 when the gender is known.
    """

    mean_cm: Array
    covariance_cm2: Array
    prior_mean_cm: Array
    prior_variance_cm2: Array
    female_share: float

    def __getitem__(self, part: str) -> float:
        return float(self.mean_cm[PARTS.index(part)])

    def sd_cm(self, part: str) -> float:
        """Return the standard deviation of `part`."""
        at = PARTS.index(part)
        return float(np.sqrt(self.covariance_cm2[at, at]))

    def measured_shift_cm(self, part: str) -> float:
        """Return how far real measurements moved `part` from what was expected."""
        at = PARTS.index(part)
        return float(self.mean_cm[at] - self.prior_mean_cm[at])

    def variance_removed_cm2(self, part: str) -> float:
        """Return how much of the variance of `part` real measurements took away."""
        at = PARTS.index(part)
        return float(max(self.prior_variance_cm2[at] - self.covariance_cm2[at, at], 0.0))


@dataclass(frozen=True, slots=True)
class LinearBody:
    """Lines and residual covariance of one gender of one survey.

    Attributes:
        coefficients: shape (F, 9), F = 9 with age, 5 without.
        covariance_cm2: shape (9, 9).
    """

    coefficients: Array
    covariance_cm2: Array

    def mean_cm(self, height_cm: Array, weight_kg: Array, age: Array | None) -> Array:
        """Return expected measurements, shape (n, 9)."""
        return design_matrix(height_cm, weight_kg, age) @ self.coefficients


@dataclass(frozen=True, slots=True)
class BodySurvey:
    """The parameters fitted on one gender of one survey.

    Attributes:
        stature: mean of (height cm, weight kg), shape (2,), and their covariance, (2, 2), for
            the likely gender of a body.
    """

    with_age: LinearBody
    without_age: LinearBody
    stature_mean: Array
    stature_covariance: Array

    def log_density(self, height_cm: float, weight_kg: float) -> float:
        """Return the normal log density of a height and weight in this survey."""
        offset = np.array([height_cm, weight_kg]) - self.stature_mean
        _, log_det = np.linalg.slogdet(self.stature_covariance)
        distance = offset @ np.linalg.solve(self.stature_covariance, offset)
        return float(-0.5 * (distance + log_det))


def design_matrix(height_cm: Array, weight_kg: Array, age: Array | None) -> Array:
    """Return the regressors of n people, shape (n, 5), or (n, 9) when ages are known.

    They are 1, height, weight, BMI and its square; then age, its square and its products with BMI
    and height.
    """
    height_cm = np.atleast_1d(np.asarray(height_cm, dtype=np.float64))
    weight_kg = np.atleast_1d(np.asarray(weight_kg, dtype=np.float64))
    height = (height_cm - 170) / 10
    bmi = (weight_kg / (height_cm / 100) ** 2 - 23) / 3
    # Hardly anyone beyond a BMI of 35 was measured: from there on the term is constant.
    columns = [np.ones_like(height), height, (weight_kg - 65) / 10, bmi, np.minimum(bmi, 4.0) ** 2]
    if age is not None:
        years = (np.atleast_1d(np.asarray(age, dtype=np.float64)) - 35) / 10
        columns += [years, years**2, years * bmi, years * height]
    return np.column_stack(columns)


class BodyModel:
    """Estimates bodies with the coefficients of the surveys."""

    def __init__(self, surveys: Mapping[tuple[Population, Gender], BodySurvey]) -> None:
        self._surveys = surveys

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> BodyModel:
        """Return the model of a document that `engine.training.sizing.body` wrote."""
        surveys = {}
        for entry in document["surveys"]:
            key = (Population(entry["population"]), Gender(entry["gender"]))
            lines = [
                LinearBody(
                    np.array(entry[name]["coefficients"]), np.array(entry[name]["covariance_cm2"])
                )
                for name in ("with_age", "without_age")
            ]
            surveys[key] = BodySurvey(
                lines[0],
                lines[1],
                np.array(entry["stature_mean"]),
                np.array(entry["stature_covariance"]),
            )
        return cls(surveys)

    def survey(self, population: Population, gender: Gender) -> BodySurvey:
        """Return the coefficients of one gender of one survey."""
        return self._surveys[population, gender]

    def female_share(self, person: Person) -> float:
        """Return the probability that a body of this height and weight is a woman's."""
        if person.gender is not Gender.UNSAID:
            return float(person.gender is Gender.FEMALE)
        woman, man = (
            self.survey(person.population, g).log_density(person.height_cm, person.weight_kg)
            for g in (Gender.FEMALE, Gender.MALE)
        )
        return float(1 / (1 + np.exp(np.clip(man - woman, -50, 50))))

    def estimate(self, person: Person) -> BodyEstimate:
        """Estimate the measurements of one person; real ones given are conditioned on."""
        share = self.female_share(person)
        parts = [
            (weight, self._moments(person, gender))
            for gender, weight in ((Gender.FEMALE, share), (Gender.MALE, 1 - share))
            if weight > 0
        ]
        mean = np.sum([weight * mean for weight, (mean, _) in parts], axis=0)
        covariance = np.sum(
            [
                weight * (covariance + np.outer(part_mean - mean, part_mean - mean))
                for weight, (part_mean, covariance) in parts
            ],
            axis=0,
        )
        conditioned = condition(mean, covariance, person.measured_cm)
        return BodyEstimate(*conditioned, mean, np.diag(covariance).copy(), share)

    def _moments(self, person: Person, gender: Gender) -> tuple[Array, Array]:
        survey = self.survey(person.population, gender)
        line = survey.without_age if person.age is None else survey.with_age
        # Both surveys end before 70; the lines must not be extrapolated in age.
        age = None if person.age is None else np.array([min(person.age, 70.0)])
        mean = line.mean_cm(np.array([person.height_cm]), np.array([person.weight_kg]), age)[0]
        return mean, line.covariance_cm2


def condition(
    mean_cm: Array, covariance_cm2: Array, measured_cm: Mapping[str, float]
) -> tuple[Array, Array]:
    """Condition a Gaussian over `PARTS` on real measurements.

    Returns:
        The mean, shape (9,), and covariance, (9, 9), given the measurements with an error of
        `TAPE_SD_CM` each.
    """
    if not measured_cm:
        return mean_cm, covariance_cm2
    at = [PARTS.index(part) for part in measured_cm]
    seen = np.array(list(measured_cm.values()), dtype=np.float64)
    noise = np.eye(len(at)) * TAPE_SD_CM**2
    gain = np.linalg.solve(covariance_cm2[np.ix_(at, at)] + noise, covariance_cm2[at]).T
    mean = mean_cm + gain @ (seen - mean_cm[at])
    covariance = covariance_cm2 - gain @ covariance_cm2[at]
    return mean, (covariance + covariance.T) / 2


@cache
def load_body_model() -> BodyModel:
    """Return the body model that ships with the package."""
    text = files("engine.sizing").joinpath("weights/body.json").read_text(encoding="utf-8")
    return BodyModel.from_json(json.loads(text))
