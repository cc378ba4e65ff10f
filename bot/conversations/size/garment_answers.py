"""Answers about the garment: category, brand, wished fit, size label, and how it fits."""

from __future__ import annotations

import unicodedata
from typing import Final

from bot.conversations.size.moves import complete, stay, with_answer
from bot.conversations.size.options import labels_of, sizes_of
from bot.conversations.size.state import GARMENT, SizeState, Step
from bot.conversations.turn import Turn
from engine.parsing.answers import parse_verdict
from engine.parsing.query import parse_query
from engine.sizing.charts import brand_id, fit_line
from engine.sizing.garment_sizes import known_labels, zone_of
from engine.sizing.person import SizeError

MAX_BRAND_CHARS: Final = 40

_MAX_BRAND_WORDS: Final = 3
_MAX_WORDS: Final = 30
_MAX_LABEL_CHARS: Final = 20


def apply_garment_words(state: SizeState, text: str) -> Turn[SizeState] | None:
    """Put category, brand and wished fit of a text into the state; None if it names none."""
    asked = [step for step in GARMENT if step in state.steps]
    if not asked:
        return None
    query, answered = parse_query(text), list[Step]()
    if query.categories and Step.CATEGORY in asked:
        category = query.categories[0]
        try:
            zone_of(category)
        except SizeError:
            return stay(state, "category_without_size", category=category)
        state = with_answer(state, Step.CATEGORY, category)
        answered.append(Step.CATEGORY)
    brand = find_brand(text)
    if brand is not None and Step.BRAND in asked:
        state = with_answer(state, Step.BRAND, brand)
        answered.append(Step.BRAND)
    if query.fits and Step.WISH in asked:
        state = with_answer(state, Step.WISH, fit_line(query.fits[0]))
        answered.append(Step.WISH)
    return complete(state, *answered) if answered else None


def find_brand(text: str) -> str | None:
    """Return the id of the first brand with a chart that a text names, or None."""
    words = unicodedata.normalize("NFKC", text).split()[:_MAX_WORDS]
    for length in range(_MAX_BRAND_WORDS, 0, -1):
        for start in range(len(words) - length + 1):
            brand = brand_id(" ".join(words[start : start + length]).strip(".,!?'\""))
            if brand is not None:
                return brand
    return None


def apply_brand_name(state: SizeState, text: str) -> Turn[SizeState]:
    """Take a whole text as the name of a brand; one without a chart gets the typical chart."""
    name = " ".join(unicodedata.normalize("NFKC", text).split())
    letters = sum(char.isalnum() for char in name)
    if not name.isprintable() or letters < 2 or not 1 <= len(name) <= MAX_BRAND_CHARS:
        return stay(state, "brand_not_understood")
    return complete(with_answer(state, Step.BRAND, brand_id(name) or name), Step.BRAND)


def apply_label(state: SizeState, text: str) -> Turn[SizeState]:
    """Take a text as a size of the garment, such as "xl" or "34인치"."""
    labels, label = labels_of(state.facts), text.strip()[:_MAX_LABEL_CHARS]
    try:
        row = known_labels(sizes_of(state.facts), label)
    except SizeError:
        return stay(state, "label_unknown", labels=" · ".join(labels))
    return complete(with_answer(state, Step.LABEL, labels[row]), Step.LABEL)


def apply_verdict(state: SizeState, text: str) -> Turn[SizeState]:
    """Take a text as the answer to how a garment fits."""
    verdict = parse_verdict(text)
    if verdict is None:
        return stay(state, "not_understood")
    return complete(with_answer(state, Step.VERDICT, verdict), Step.VERDICT)
