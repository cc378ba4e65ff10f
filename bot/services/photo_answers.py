"""Stored answers of photos: the garments found in them, corrected by the person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.services.embeddings import unit_vectors
from config.taxonomy import NO_GARMENT, Slot
from db.models import PhotoAnswer, pack_vector
from engine.schemas import Analysis, Scored, Vector
from engine.style.reasons import Verdict, verdict

MAX_GARMENTS: Final = 8
"""More numbers cannot be told apart on a phone."""

_READ_AS: Final = (
    *(Slot.OUTER, Slot.TOP, Slot.DRESS, Slot.PANTS, Slot.SKIRT, Slot.SHORTS, Slot.SHOES),
    *(Slot.BAG, Slot.HAT, Slot.SCARF, Slot.EYEWEAR, Slot.BELT),
)
"""Order in which an outfit is described: from the coat down to the shoes, then accessories."""

SURE: Final = 0.8
"""Below this score, the person may be asked for the category."""


@dataclass(frozen=True, slots=True)
class SeenGarment:
    """A garment of a stored answer.

    Attributes:
        number: as on the photo, from 1.
        category: the corrected one, if there is a correction.
        score: of the category, 0 to 1; 1 after a correction.
        unsure: whether the person should be asked which of two categories it is.
        alternatives: the next categories, most probable first.
        colours: names, largest share first.
        is_garment: False if it was corrected to be no garment.
    """

    number: int
    category: str
    score: float
    unsure: bool
    alternatives: tuple[str, ...]
    colours: tuple[str, ...]
    pattern: str
    fit: str | None
    box: tuple[float, float, float, float]
    is_garment: bool


def new_answer(analysis: Analysis, *, user_id: int, chat_id: int) -> PhotoAnswer:
    """Return the row that is stored of an analysed photo; the photo is not."""
    best = analysis.garments[:MAX_GARMENTS]
    shown = sorted(best, key=lambda garment: _READ_AS.index(garment.slot))
    return PhotoAnswer(
        user_id=user_id,
        chat_id=chat_id,
        width=analysis.width,
        height=analysis.height,
        people=analysis.people,
        garments=[garment.as_json() for garment in shown],
        embeddings=b"".join(pack_vector(garment.embedding) for garment in shown),
        style=[style.as_json() for style in analysis.style],
    )


def seen_garments(answer: PhotoAnswer) -> list[SeenGarment]:
    """Return the garments of a stored answer in the order of their numbers."""
    return [_seen(number, row) for number, row in enumerate(answer.garments, 1)]


def _seen(number: int, row: dict[str, Any]) -> SeenGarment:
    corrected = row.get("corrected")
    category = row["category"] if corrected in {None, NO_GARMENT} else corrected
    guesses = (row["category"], *(guess["name"] for guess in row["alternatives"]))
    return SeenGarment(
        number=number,
        category=category,
        score=1.0 if corrected else row["category_score"],
        unsure=row["unsure"] and row["category_score"] < SURE and not corrected,
        alternatives=tuple(guess for guess in guesses if guess != category),
        colours=tuple(colour["name"] for colour in row["colours"]),
        pattern=row["pattern"],
        fit=row["fit"],
        box=tuple(row["box"]),
        is_garment=corrected != NO_GARMENT,
    )


def asked_garment(garments: Sequence[SeenGarment]) -> SeenGarment | None:
    """Return the one garment whose category is asked for: the least sure of the unsure ones."""
    doubtful = [g for g in garments if g.is_garment and g.unsure and g.alternatives]
    return min(doubtful, key=lambda garment: garment.score, default=None)


def correct(answer: PhotoAnswer, garment: int, category: str) -> None:
    """Store the right category of a garment, counted from 0, in an answer."""
    rows = [dict(row) for row in answer.garments]
    rows[garment]["corrected"] = category
    answer.garments = rows  # a new list: SQLAlchemy does not see changes inside of one


def vectors(answer: PhotoAnswer) -> list[Vector]:
    """Return the unit embeddings of the answer's garments, in the order of their numbers."""
    return unit_vectors(answer.embeddings, len(answer.garments))


def styles(answer: PhotoAnswer) -> list[Scored]:
    """Return the styles of a stored answer, most probable first."""
    return [Scored(row["name"], row["score"]) for row in answer.style]


def clear_style(answer: PhotoAnswer) -> str | None:
    """Return the style of a photo, None where the answer does not name one alone."""
    ranked = styles(answer)
    return ranked[0].name if ranked and verdict(ranked) is Verdict.CLEAR else None
