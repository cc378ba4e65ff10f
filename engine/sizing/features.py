"""Features of size models: smooth terms of height, weight, age and body type."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

BODY_TYPES: Final = (
    "apple",
    "athletic",
    "full bust",
    "hourglass",
    "pear",
    "petite",
    "straight & narrow",
)
"""Body types of RentTheRunway."""

_TYPE_TERMS: Final = tuple(name.replace(" & ", "_").replace(" ", "_") for name in BODY_TYPES)

BASIC_TERMS: Final = (
    "one",
    "height",
    "weight",
    "bmi",
    "height2",
    "weight2",
    "bmi2",
    "height_weight",
    "female",
    "wide",
)
AGE_TERMS: Final = ("age", "age2", "age_weight", "age_unknown", "age_over_45")
WEIGHT_HINGES: Final = ("weight_over_55", "weight_over_65", "weight_over_75", "weight_over_90")
TYPE_TERMS: Final = (
    "type_unknown",
    *(f"type_{name}" for name in _TYPE_TERMS),
    *(f"type_{name}_weight" for name in _TYPE_TERMS),
)
SPREAD_TERMS: Final = ("height", "weight", "weight_over_75")
"""Terms of the logarithm of the spread."""


def term_matrix(
    names: Sequence[str],
    *,
    height_cm: Array,
    weight_kg: Array,
    age: Array,
    female: Array,
    wide: Array,
    body_type: Iterable[str | None],
) -> Array:
    """Return the terms `names` of n people, shape (n, len(names)).

    Args:
        names: terms, of the tuples above.
        height_cm: shape (n,), as all that follow.
        weight_kg: as the person states it.
        age: years, NaN where unknown.
        female: probability of a woman's body.
        wide: 1 for a wide cut, 0 for a narrow one, the share of wide ones where it is unknown.
        body_type: of `BODY_TYPES`; anything else counts as unknown.
    """
    h = (height_cm - 170) / 10
    w = (np.minimum(weight_kg, 160.0) - 65) / 10
    b = (np.minimum(weight_kg / (height_cm / 100) ** 2, 45.0) - 23) / 3
    unknown = np.isnan(age)
    a = (np.clip(np.where(unknown, 34.0, age), 16, 75) - 34) / 10
    terms = {
        "one": np.ones_like(h),
        "height": h,
        "weight": w,
        "bmi": b,
        "height2": h**2,
        "weight2": w**2,
        "bmi2": b**2,
        "height_weight": h * w,
        "female": female,
        "wide": wide,
        "age": a,
        "age2": a**2,
        "age_weight": a * w,
        "age_unknown": unknown.astype(np.float64),
        "age_over_45": np.maximum(a - 1.1, 0),
    }
    for kg in (55, 65, 75, 90):
        terms[f"weight_over_{kg}"] = np.maximum(w - (kg - 65) / 10, 0)
    if any(name.startswith("type_") for name in names):
        kinds = np.array([kind or "" for kind in body_type], dtype=object)
        terms["type_unknown"] = ~np.isin(kinds, BODY_TYPES) * 1.0
        for kind, name in zip(BODY_TYPES, _TYPE_TERMS, strict=True):
            is_kind = (kinds == kind).astype(np.float64)
            terms[f"type_{name}"] = is_kind
            terms[f"type_{name}_weight"] = is_kind * w
    return np.column_stack([terms[name] for name in names])
