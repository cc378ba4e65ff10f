"""Texts of the size profile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.conversations.size.texts import brand_text, height_text, measured_text, weight_text
from bot.services.size_facts import Facts
from bot.ui.catalogues import Html, Texts, capped, escape, join
from bot.ui.product_texts import TITLE_CHARS
from db.models import WornSize

LABEL_CHARS: Final = 20
"""Length to which the labels of sizes are cut."""


def profile_text(facts: Facts, worn: Sequence[WornSize], t: Texts) -> Html:
    """Return everything that is stored of a person's sizes."""
    if facts == Facts(units=facts.units) and not worn:
        return t.html("size.profile.empty")
    nothing = t.text("size.profile.nothing")
    lines = [
        t.html("size.profile.title"),
        t.html(
            "size.profile.body",
            gender=t.label("size.gender", facts.gender) if facts.gender else nothing,
            height=nothing
            if facts.height_cm is None
            else height_text(facts.height_cm, facts.units),
            weight=nothing
            if facts.weight_kg is None
            else weight_text(facts.weight_kg, facts.units),
            age=nothing if facts.age is None else t.text("size.age", age=f"{facts.age:g}"),
            measured=measured_text(facts, t) or nothing,
        ),
    ]
    if worn:
        lines.append(t.html("size.profile.worn"))
        lines.append(join("\n", (worn_text(row, t) for row in worn)))
    return join("\n\n", lines)


def worn_text(row: WornSize, t: Texts) -> Html:
    """Return a worn size on one line: 유니클로 티셔츠 L: 딱이에요."""
    name = capped(row.title, TITLE_CHARS) if row.title else t.label("category", row.category)
    if row.brand and not row.title:
        name = f"{brand_text(row.brand, t)} {name}"
    verdict = t.label("verdict", row.verdict) if row.verdict else t.text("size.profile.unrated")
    return Html(f"· {escape(name)} <b>{escape(row.label)}</b> — {escape(verdict)}")
