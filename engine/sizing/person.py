"""The person whom a size is for, and the limits of what a body can be."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from config.errors import CoordiError

PARTS: Final = ("chest", "bust", "waist", "hip", "shoulder", "arm", "thigh", "inseam", "foot")
"""Body measurements, all in cm: girths at chest (under the arms), bust, waist, hip and thigh;
shoulder width over the back; arm from shoulder point to wrist; crotch height; foot length."""

HEIGHT_RANGE_CM: Final = (120.0, 225.0)
WEIGHT_RANGE_KG: Final = (25.0, 230.0)
AGE_RANGE: Final = (15.0, 100.0)
BMI_RANGE: Final = (10.0, 75.0)
PART_RANGE_CM: Final = MappingProxyType(
    {
        "chest": (60.0, 180.0),
        "bust": (60.0, 180.0),
        "waist": (45.0, 180.0),
        "hip": (60.0, 190.0),
        "shoulder": (28.0, 65.0),
        "arm": (40.0, 80.0),
        "thigh": (30.0, 100.0),
        "inseam": (50.0, 105.0),
        "foot": (18.0, 34.0),
    }
)


class SizeError(CoordiError):
    """A request for which no size can be computed.

    Codes: `height_missing`, `weight_missing`, `height_out_of_range`, `weight_out_of_range`,
    `height_weight_swapped`, `body_implausible`, `age_too_young`, `age_out_of_range`,
    `measurement_out_of_range`, `unknown_gender`, `unknown_category`, `category_without_size`,
    `unknown_market`, `unknown_fit`, `unknown_scale`, `bad_request`.
    """

    code = "bad_request"


class Gender(StrEnum):
    """Whose measurements are expected; `UNSAID` mixes both by height and weight."""

    FEMALE = "female"
    MALE = "male"
    UNSAID = "unsaid"


class Population(StrEnum):
    """The survey that a body is estimated from."""

    KR = "kr"
    US = "us"


@dataclass(frozen=True, slots=True)
class Person:
    """A body as its owner describes it.

    Attributes:
        age: years; None when unknown.
        body_type: one of `features.BODY_TYPES`, or None.
        measured_cm: real measurements, by the names of `PARTS`.
        population: survey to estimate the rest from.

    Raises:
        SizeError: something is impossible, or outside of the fitted range.
    """

    gender: Gender
    height_cm: float
    weight_kg: float
    age: float | None = None
    body_type: str | None = None
    measured_cm: Mapping[str, float] = field(default_factory=dict)
    population: Population = Population.KR

    def __post_init__(self) -> None:
        check_body(self.height_cm, self.weight_kg)
        if self.age is not None:
            check_age(self.age)
        for part, value_cm in self.measured_cm.items():
            check_measurement(part, value_cm)

    @property
    def bmi(self) -> float:
        """Body mass index, kg/m²."""
        return self.weight_kg / (self.height_cm / 100) ** 2


def _inside(value: float, limits: tuple[float, float]) -> bool:
    return math.isfinite(value) and limits[0] <= value <= limits[1]


def check_body(height_cm: float, weight_kg: float) -> None:
    """Check that an adult can have a height and weight.

    Raises:
        SizeError: the code names what is wrong; swapped numbers have a code of their own, so
            that a dialog can ask.
    """
    height_ok = _inside(height_cm, HEIGHT_RANGE_CM)
    weight_ok = _inside(weight_kg, WEIGHT_RANGE_KG)
    # 68 cm and 173 kg are impossible, but plausible the other way round.
    if not height_ok and _inside(height_cm, (30.0, 120.0)) and _inside(weight_kg, (130.0, 210.0)):
        raise SizeError(
            f"height {height_cm:g} cm and weight {weight_kg:g} kg look swapped",
            code="height_weight_swapped",
        )
    if not height_ok:
        low, high = HEIGHT_RANGE_CM
        raise SizeError(
            f"height {height_cm:g} cm is outside {low:g} to {high:g} cm",
            code="height_out_of_range",
        )
    if not weight_ok:
        low, high = WEIGHT_RANGE_KG
        raise SizeError(
            f"weight {weight_kg:g} kg is outside {low:g} to {high:g} kg",
            code="weight_out_of_range",
        )
    if not _inside(weight_kg / (height_cm / 100) ** 2, BMI_RANGE):
        raise SizeError(
            f"{height_cm:g} cm with {weight_kg:g} kg is not a possible body",
            code="body_implausible",
        )


def check_age(age: float) -> None:
    """Check that an age is within the surveys of adults.

    Raises:
        SizeError: `age_too_young` or `age_out_of_range`.
    """
    if math.isfinite(age) and 0 <= age < AGE_RANGE[0]:
        raise SizeError(
            f"age {age:g}: only bodies from {AGE_RANGE[0]:g} years on are known",
            code="age_too_young",
        )
    if not _inside(age, AGE_RANGE):
        raise SizeError(
            f"age {age:g} is outside {AGE_RANGE[0]:g} to {AGE_RANGE[1]:g}",
            code="age_out_of_range",
        )


def check_measurement(part: str, value_cm: float) -> None:
    """Check that a measurement is known and possible.

    Raises:
        SizeError: `measurement_out_of_range`.
    """
    limits = PART_RANGE_CM.get(part)
    if limits is None:
        raise SizeError(
            f"unknown measurement {part[:40]!r}; known: {', '.join(PARTS)}",
            code="measurement_out_of_range",
        )
    if not _inside(value_cm, limits):
        raise SizeError(
            f"{part} {value_cm:g} cm is outside {limits[0]:g} to {limits[1]:g} cm",
            code="measurement_out_of_range",
        )
