"""Texts of the size dialog: questions, notes and labels of options; and sizes of a body."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from bot.conversations.size.state import Goal, SizeState, Step
from bot.conversations.turn import Note, Option
from bot.services.size_facts import Facts
from bot.ui.catalogues import Html, Texts, capped, join
from bot.ui.product_texts import SHOP_CHARS
from engine.parsing.body import CM_PER_INCH, KG_PER_LB
from engine.sizing.charts import brand_id

# -- figures ----------------------------------------------------------------------------------


def height_text(height_cm: float, units: str) -> str:
    """Return a height: 173 cm or 5'8"."""
    if units != "imperial":
        return f"{height_cm:g} cm"
    inches = round(height_cm / CM_PER_INCH)
    return f"{inches // 12}'{inches % 12}\""


def weight_text(weight_kg: float, units: str) -> str:
    """Return a weight: 68 kg or 150 lb."""
    return f"{weight_kg:g} kg" if units != "imperial" else f"{weight_kg / KG_PER_LB:.0f} lb"


def length_text(cm: float, units: str, *, signed: bool = False) -> str:
    """Return a length or girth: 94 cm or 37 in."""
    value, unit = (cm, "cm") if units != "imperial" else (cm / CM_PER_INCH, "in")
    number = f"{value:+.1f}" if signed else f"{value:.1f}".removesuffix(".0")
    return f"{number} {unit}"


def measured_text(facts: Facts, t: Texts) -> str:
    """Return real measurements: 가슴 96 cm, 허리 80 cm."""
    return ", ".join(
        f"{t.label('part', part)} {length_text(cm, facts.units)}"
        for part, cm in facts.measured_cm.items()
    )


def body_text(facts: Facts, t: Texts) -> str:
    """Return what is known of a body on one line: 남성 · 173 cm · 68 kg."""
    words = [t.label("size.gender", facts.gender)] if facts.gender else []
    if facts.height_cm is not None:
        words.append(height_text(facts.height_cm, facts.units))
    if facts.weight_kg is not None:
        words.append(weight_text(facts.weight_kg, facts.units))
    if facts.age is not None:
        words.append(t.text("size.age", age=f"{facts.age:g}"))
    if facts.measured_cm:
        words.append(measured_text(facts, t))
    return " · ".join(words)


def brand_text(brand: str, t: Texts) -> str:
    """Return a brand as people write it."""
    known = brand_id(brand)
    return t.label("brand", known) if known is not None else capped(brand, SHOP_CHARS)


# -- the dialog -------------------------------------------------------------------------------


_OTHER_WORDING: Final = MappingProxyType(
    {
        (Goal.PROFILE, Step.GENDER): "gender_alone",
        (Goal.WORN, Step.GENDER): "gender_alone",
        (Goal.WORN, Step.CATEGORY): "category_worn",
        (Goal.WORN, Step.BRAND): "brand_worn",
    }
)
"""Questions that are worded differently where the goal is not a size."""


def question_text(state: SizeState, note: Note | None, t: Texts) -> Html:
    """Return the open question, with a note before it when there is one."""
    lines = [note_text(note, t)] if note is not None else []
    step = state.step
    assert step is not None
    if state.guess is not None:
        lines.append(t.html("size.guess", guess=_guess_text(state, t)))
    elif step is Step.KNOWN:
        lines.append(t.html("size.ask.known", known=body_text(state.facts, t)))
    else:
        lines.append(t.html(f"size.ask.{_OTHER_WORDING.get((state.goal, step), step.value)}"))
    return join("\n\n", lines)


def _guess_text(state: SizeState, t: Texts) -> str:
    assert state.guess is not None
    height_cm, weight_kg = state.guess
    units = state.facts.units
    words = []
    if height_cm is not None:
        words.append(f"{t.label('size.part', 'height')} {height_text(height_cm, units)}")
    if weight_kg is not None:
        words.append(f"{t.label('size.part', 'weight')} {weight_text(weight_kg, units)}")
    return ", ".join(words)


def note_text(note: Note, t: Texts) -> Html:
    """Return the sentence of a note: why an answer could not stand, and what to do."""
    values: dict[str, object] = dict(note.values)
    if "part" in values:
        values["part"] = t.label("part", str(values["part"]))
    if "category" in values:
        values["category"] = t.label("category", str(values["category"]))
    return t.html(f"size.note.{note.code}", **values)


def option_text(option: Option, state: SizeState, t: Texts) -> str:
    """Return the label of an option's button."""
    if option.kind == "keep":
        return t.text("size.option.keep", value=_kept_text(state, t))
    if option.kind == "skip" and state.goal is Goal.PROFILE:
        return t.text("size.option.clear")
    if option.kind != "pick":
        return t.label("size.option", option.kind)
    return _pick_text(state, str(option.value), t)


def _pick_text(state: SizeState, value: str, t: Texts) -> str:
    step = state.step
    if step is Step.GENDER:
        chosen = "✓ " if state.facts.gender == value else ""
        return chosen + t.label("size.gender", value)
    if step is Step.BRAND:
        return t.label("brand", value)
    if step in {Step.CATEGORY, Step.WISH, Step.VERDICT}:
        return t.label(step.value, value)
    return value


def _kept_text(state: SizeState, t: Texts) -> str:
    facts = state.facts
    if state.step is Step.HEIGHT and facts.height_cm is not None:
        return height_text(facts.height_cm, facts.units)
    if state.step is Step.WEIGHT and facts.weight_kg is not None:
        return weight_text(facts.weight_kg, facts.units)
    if state.step is Step.AGE and facts.age is not None:
        return t.text("size.age", age=f"{facts.age:g}")
    return capped(measured_text(facts, t), 30)
