"""What is known of a person's body and of the garment to be sized."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a person and a garment; None where nothing is.

    Attributes:
        measured_cm: real measurements by part.
        units: `metric` or `imperial`; how bare figures are meant and figures are shown.
        wearer: gender that the garment is cut for, when that is not the person's.
    """

    gender: str | None = None
    height_cm: float | None = None
    weight_kg: float | None = None
    age: float | None = None
    measured_cm: Mapping[str, float] = field(default_factory=dict)
    units: str = "metric"
    category: str | None = None
    brand: str | None = None
    wish: str | None = None
    garment_fit: str | None = None
    wearer: str | None = None
    product_id: int | None = None
    label: str | None = None
    verdict: str | None = None

    @property
    def has_body(self) -> bool:
        """Whether enough is known for a size."""
        return None not in (self.gender, self.height_cm, self.weight_kg)
