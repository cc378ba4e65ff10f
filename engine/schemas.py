"""Data classes of the engine's input and output, and the JSON of the command-line contract."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import PlainSerializer, PlainValidator

from config.errors import CoordiError
from config.taxonomy import Slot


def _pack(array: NDArray[np.float32]) -> dict[str, Any]:
    data = base64.b64encode(array.astype("<f4").tobytes()).decode()
    return {"shape": list(array.shape), "float32": data}


def _unpack(packed: object) -> NDArray[np.float32]:
    if isinstance(packed, np.ndarray):
        return packed
    if not isinstance(packed, dict) or not packed.keys() >= {"shape", "float32"}:
        raise ValueError("an array is an object with `shape` and `float32`")
    data = base64.b64decode(packed["float32"], validate=True)
    return np.frombuffer(data, "<f4").astype(np.float32).reshape(packed["shape"])


FloatArray = Annotated[NDArray[np.float32], PlainValidator(_unpack), PlainSerializer(_pack)]
"""An array that pydantic writes to JSON as its shape and the base64 of little-endian values."""

Vector = FloatArray


class PhotoKind(StrEnum):
    """What a photo shows: an outfit that someone wears, or one garment."""

    OUTFIT = "outfit"
    GARMENT = "garment"


class PhotoError(CoordiError):
    """A picture that cannot be analysed.

    Codes: `empty_file`, `not_a_picture`, `truncated`, `too_small`, `too_many_pixels`,
    `too_large`, `unsupported`, `busy`.
    """

    code = "not_a_picture"


@dataclass(frozen=True, slots=True)
class Detection:
    """One box of the detector: `(x1, y1, x2, y2)` in pixels of the upright photo."""

    box: tuple[float, float, float, float]
    slot: Slot
    score: float


@dataclass(frozen=True, slots=True)
class ColourShare:
    """A named colour of a garment with the part of its surface, 0 to 1."""

    name: str
    hex: str
    share: float

    def as_json(self) -> dict[str, Any]:
        """Return the JSON of the command-line contract."""
        return {"name": self.name, "hex": self.hex, "share": round(self.share, 3)}


@dataclass(frozen=True, slots=True)
class Scored:
    """A name with its probability."""

    name: str
    score: float

    def as_json(self) -> dict[str, Any]:
        """Return the JSON of the command-line contract."""
        return {"name": self.name, "score": round(self.score, 4)}


@dataclass(frozen=True, slots=True)
class Garment:
    """A garment found in a photo.

    Attributes:
        box: `(x1, y1, x2, y2)`, pixels of the upright photo.
        score: how sure the detector is that there is one, 0 to 1.
        categories: most probable first, at least the best two.
        unsure: whether the person should be asked for the category.
        colours: largest share first, one to three.
        fit: None for accessories.
        warmth: 1 (hot days) to 4 (cold days).
        embedding: unit vector, float32, shape (256,).
        person: who wears it: 0 the largest person of the photo, 1 the next.
    """

    box: tuple[int, int, int, int]
    slot: Slot
    score: float
    categories: tuple[Scored, ...]
    unsure: bool
    colours: tuple[ColourShare, ...]
    pattern: str
    fit: str | None
    warmth: int
    embedding: Vector = field(repr=False, compare=False)
    person: int = 0

    @property
    def category(self) -> str:
        """The most probable category."""
        return self.categories[0].name

    @property
    def category_score(self) -> float:
        """Calibrated probability of `category`."""
        return self.categories[0].score

    def as_json(self) -> dict[str, Any]:
        """Return the JSON of the command-line contract."""
        return {
            "box": list(self.box),
            "slot": self.slot.value,
            "score": round(self.score, 4),
            "category": self.category,
            "category_score": round(self.category_score, 4),
            "unsure": self.unsure,
            "alternatives": [c.as_json() for c in self.categories[1:]],
            "colours": [c.as_json() for c in self.colours],
            "pattern": self.pattern,
            "fit": self.fit,
            "warmth": self.warmth,
            "person": self.person,
        }


@dataclass(frozen=True, slots=True)
class Analysis:
    """The analysis of one photo; `garments` best first.

    Attributes:
        people: how many people were found; the garments of the largest come first.
        style: nine styles, most probable first; empty when there is no garment.
        formality: 1 (sport) to 5 (ceremony); None when there is no garment.
        warmth: 1 to 4 of the whole outfit; None when there is no garment.
        timing_ms: milliseconds of each step.
        style_labels: the outfit in an operator's own labels, such as K-Fashion's 23, most probable
            first; empty where none were trained.
    """

    width: int
    height: int
    garments: tuple[Garment, ...]
    style: tuple[Scored, ...]
    formality: int | None
    warmth: int | None
    people: int
    timing_ms: dict[str, float]
    style_labels: tuple[Scored, ...] = ()

    def resized(self, width: int, height: int) -> Analysis:
        """Scale the boxes to a photo of another size."""
        x, y = width / self.width, height / self.height
        garments = tuple(
            replace(
                g,
                box=(
                    round(g.box[0] * x),
                    round(g.box[1] * y),
                    round(g.box[2] * x),
                    round(g.box[3] * y),
                ),
            )
            for g in self.garments
        )
        return replace(self, width=width, height=height, garments=garments)

    def as_json(self) -> dict[str, Any]:
        """Return the JSON of the command-line contract, without the path."""
        payload: dict[str, Any] = {
            "width": self.width,
            "height": self.height,
            "garments": [g.as_json() for g in self.garments],
            "style": [s.as_json() for s in self.style],
            "formality": self.formality,
            "warmth": self.warmth,
            "people": self.people,
            "timing_ms": {k: round(v, 1) for k, v in self.timing_ms.items()},
        }
        if self.style_labels:
            payload["style_labels"] = [label.as_json() for label in self.style_labels]
        return payload
