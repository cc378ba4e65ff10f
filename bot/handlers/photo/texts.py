"""Format the caption of an answered photo: its style, then a line for each garment."""

from __future__ import annotations

from typing import Final

from bot.services.photo_answers import SURE, SeenGarment, asked_garment, seen_garments, styles
from bot.ui.catalogues import Html, Texts, circled, escape, join
from db.models import PhotoAnswer
from engine.style.reasons import Verdict, verdict

LIKELY: Final = 0.55
"""Below this score, the two best categories are both named."""


def caption(answer: PhotoAnswer, t: Texts, *, note: Html | None = None) -> Html:
    """Return the caption of an answer: the style of the outfit, then a line per garment.

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
    """Return a garment on one line: number, category, colours, pattern, fit, certainty."""
    name = t.label("category", garment.category)
    # A probable category is named alone: an answer of nothing but "A or B" helps nobody.
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
    """Return how certain the category of a garment is."""
    if garment.score >= SURE:
        return t.html("sure.sure")
    return t.html("sure.likely") if garment.score >= LIKELY else t.html("sure.unsure")
