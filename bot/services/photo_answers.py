"""Puts what was seen in a photo into words: the caption of an answer, the labels of its boxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import numpy as np

from bot.handlers.photo.picture import Label
from bot.ui.callback_data import NOTHING
from bot.ui.catalogues import Html, Texts, circled, escape, join
from config.taxonomy import Slot
from db.models import PhotoAnswer, pack_vector, unpack_vector
from engine.schemas import Analysis, Scored, Vector
from engine.style.reasons import Verdict, verdict

MAX_GARMENTS: Final = 8
"""More numbers than that cannot be told apart on a phone."""

_READ_AS: Final = (
    *(Slot.OUTER, Slot.TOP, Slot.DRESS, Slot.PANTS, Slot.SKIRT, Slot.SHORTS, Slot.SHOES),
    *(Slot.BAG, Slot.HAT, Slot.SCARF, Slot.EYEWEAR, Slot.BELT),
)
"""How people tell an outfit: from the coat down to the shoes, then what goes with it."""

SURE: Final = 0.8
"""Below this score of its category, a garment may be asked back."""
LIKELY: Final = 0.55
"""Below this score, both of the two best categories are named."""


@dataclass(frozen=True, slots=True)
class SeenGarment:
    """A garment of a stored answer.

    Attributes:
        number: as on the photo, from 1.
        category: corrected, if somebody corrected it.
        score: how sure, 0 to 1; 1 after a correction.
        unsure: whether the person should be asked which of two categories it is.
        alternatives: the next categories, most probable first.
        colours: names, largest share first.
        is_garment: whether nobody said that it is none.
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
    """Return what is stored of an analysed photo; never the photo."""
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
    category = row["category"] if corrected in {None, NOTHING} else corrected
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
        is_garment=corrected != NOTHING,
    )


def asked_garment(garments: Sequence[SeenGarment]) -> SeenGarment | None:
    """Return the garment that is asked back: the least sure one, since more would be a quiz."""
    doubtful = [g for g in garments if g.is_garment and g.unsure and g.alternatives]
    return min(doubtful, key=lambda garment: garment.score, default=None)


def correct(answer: PhotoAnswer, garment: int, category: str) -> None:
    """Note in a stored answer what the garment at `garment` (from 0) really is."""
    rows = [dict(row) for row in answer.garments]
    rows[garment]["corrected"] = category
    answer.garments = rows  # a new list: SQLAlchemy does not see changes inside of one


def vectors(answer: PhotoAnswer) -> list[Vector]:
    """Return the embeddings of the answer's garments, in the order of their numbers."""
    count = len(answer.garments)
    if not count:
        return []
    rows = unpack_vector(answer.embeddings).reshape(count, -1)
    # Rounding to 16 bits took them off the unit sphere a little.
    return list(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6))


def styles(answer: PhotoAnswer) -> list[Scored]:
    """Return the styles of a stored answer, most probable first."""
    return [Scored(row["name"], row["score"]) for row in answer.style]


def labels(garments: Sequence[SeenGarment], t: Texts) -> list[Label]:
    """Return what is written on the boxes of a photo."""
    return [
        Label(garment.number, t.label("category", garment.category), garment.box)
        for garment in garments
        if garment.is_garment
    ]


def caption(answer: PhotoAnswer, t: Texts, *, note: Html | None = None) -> Html:
    """Return the caption of an answer: the style of the whole, then a line per garment.

    It stays below Telegram's 1,024 characters: at most eight lines of taxonomy names.
    """
    lines = [_style_line(answer, t)]
    if answer.people > 1:
        lines.append(t.plural("answer.people", answer.people))
    lines.append(Html(""))
    garments = seen_garments(answer)
    lines += [garment_line(garment, t) for garment in garments if garment.is_garment]
    last = [] if note is None else [note]
    if note is None and (asked := asked_garment(garments)) is not None:
        last.append(_question(asked, t))
    if any(garment.is_garment for garment in garments):
        last.append(t.html("answer.hint"))
    if last:
        lines += [Html(""), *last]
    return join("\n", lines)


def _style_line(answer: PhotoAnswer, t: Texts) -> Html:
    ranked = styles(answer)
    if not ranked:
        return t.html("answer.no_style")
    first = t.label("style", ranked[0].name)
    named = verdict(ranked)
    if named is Verdict.CLEAR:
        return t.html("answer.style", style=first, share=t.percent(ranked[0].score))
    second = t.label("style", ranked[1].name)
    if named is Verdict.EITHER:
        return t.html("answer.two_styles", style=first, second=second)
    return t.html("look.answer.unsure", style=first, second=second)


def _question(garment: SeenGarment, t: Texts) -> Html:
    first, second = (t.label("category", c) for c in (garment.category, garment.alternatives[0]))
    return t.html("answer.ask", number=circled(garment.number), first=first, second=second)


def garment_line(garment: SeenGarment, t: Texts) -> Html:
    """Return one garment in words: number, kind, colours, what stands out, how sure."""
    name = t.label("category", garment.category)
    # What is probably right is named alone: an answer of nothing but "A or B" helps nobody.
    either = garment.unsure and bool(garment.alternatives) and garment.score < LIKELY
    if either:
        other = t.label("category", garment.alternatives[0])
        head = t.html("answer.either", first=name, second=other)
    else:
        head = t.html("answer.garment", name=name)
    colours = "/".join(t.label("colour", colour) for colour in garment.colours[:2])
    details = [escape(colours)] if colours else []
    if garment.pattern not in {"solid", "other"}:  # "some pattern" says nothing
        details.append(escape(t.label("pattern", garment.pattern)))
    if garment.fit not in {None, "regular"}:
        details.append(escape(t.label("fit", str(garment.fit))))
    line = join(" · ", [Html(f"{circled(garment.number)} {head}"), *details])
    return line if either else Html(f"{line} <i>{certainty(garment, t)}</i>")


def certainty(garment: SeenGarment, t: Texts) -> Html:
    """Return how sure we are, in words."""
    if garment.score >= SURE:
        return t.html("sure.sure")
    return t.html("sure.likely") if garment.score >= LIKELY else t.html("sure.unsure")


def retention_text(retention: timedelta, t: Texts) -> Html:
    """Return how long an answer is kept, in days if it is whole ones."""
    hours = retention / timedelta(hours=1)
    if hours >= 48 and hours % 24 == 0:
        return t.plural("time.days", int(hours // 24))
    return t.plural("time.hours", max(1, round(hours)))
