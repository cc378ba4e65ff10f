"""The style of an answered photo, after corrections, with its reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bot.services.photo_answers import seen_garments, styles, vectors
from config.settings import EngineSettings
from config.taxonomy import NO_GARMENT
from db.models import PhotoAnswer
from engine.models.style import StyleModel, WornItem, changed
from engine.pipeline import WEIGHTS_DIR
from engine.schemas import ColourShare, Scored
from engine.style.reasons import Reason, Verdict, reasons, verdict


@dataclass(frozen=True, slots=True)
class StyleReading:
    """The style of a photo.

    Attributes:
        style: all nine, most probable first.
        verdict: how clearly it is the first of them.
        reasons: for the first; their `garment` is a place among all garments of the answer.
        garments: how many garments there are.
    """

    style: tuple[Scored, ...]
    verdict: Verdict
    reasons: tuple[Reason, ...]
    garments: int


class StyleReader:
    """Computes styles with the style model, which is loaded when it is first needed."""

    def __init__(self, settings: EngineSettings) -> None:
        """Store the model's path; the file is read later."""
        self._path = (settings.models_dir or WEIGHTS_DIR) / "style.npz"

    @cached_property
    def _model(self) -> StyleModel:
        return StyleModel.load(self._path)

    def read(self, answer: PhotoAnswer) -> StyleReading | None:
        """Return the style of a stored answer with its corrections; None without any garment.

        Raises:
            ModelFileError: the model is missing or damaged.
        """
        return read_style(answer, self._model)


def read_style(answer: PhotoAnswer, model: StyleModel) -> StyleReading | None:
    """Return the style of a stored answer, computed again by `model` where it was corrected."""
    stored = styles(answer)
    shown = [garment.number - 1 for garment in seen_garments(answer) if garment.is_garment]
    if not stored or not shown:
        return None
    seen, worn = _worn(answer, corrected=False), _worn(answer, corrected=True)
    kept = [worn[place] for place in shown]
    is_corrected = any(row.get("corrected") for row in answer.garments)
    style = changed(model, stored, seen, kept) if is_corrected else tuple(stored)
    found = reasons(model, style, kept, photographed=True)
    return StyleReading(
        style=style,
        verdict=verdict(style),
        reasons=tuple(
            Reason(shown[reason.garment], reason.traits, reason.effect) for reason in found
        ),
        garments=len(kept),
    )


def _worn(answer: PhotoAnswer, *, corrected: bool) -> list[WornItem]:
    return [
        WornItem(
            categories=_categories(row, corrected=corrected),
            colours=tuple(ColourShare(c["name"], c["hex"], c["share"]) for c in row["colours"]),
            pattern=row["pattern"],
            fit=row["fit"],
            embedding=vector,
        )
        for row, vector in zip(answer.garments, vectors(answer), strict=True)
    ]


def _categories(row: dict[str, Any], *, corrected: bool) -> tuple[Scored, ...]:
    right = row.get("corrected")
    if corrected and right not in {None, NO_GARMENT}:
        return (Scored(right, 1.0),)
    others: Sequence[dict[str, Any]] = row["alternatives"]
    return (
        Scored(row["category"], row["category_score"]),
        *(Scored(other["name"], other["score"]) for other in others),
    )
