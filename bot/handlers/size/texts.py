"""Puts sizes into words: the dialog's questions, an answer's odds and reasons, the profile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from bot.conversations.size.state import (
    Dialog,
    Goal,
    Note,
    Option,
    Step,
)
from bot.handlers.size.pictures import ChartTable, PeerBars
from bot.services.catalogue import Item
from bot.services.size_advice import Advice, SizeTag
from bot.services.size_facts import Facts
from bot.ui.catalogues import Html, Texts, capped, escape, join
from bot.ui.product_texts import SHOP_CHARS, TITLE_CHARS, item_text, size_tag_text
from db.models import WornSize
from engine.parsing.body import CM_PER_INCH, KG_PER_LB
from engine.sizing.charts import ANY_BRAND, brand_id
from engine.sizing.peers import MIN_COUNT, Peers

SURE: Final = 0.7
CLOSE: Final = 0.15
"""Two sizes whose odds differ by less than this are both called right."""

SAID: Final = (
    "body_estimated",
    "body_measured",
    "shoe_from_height",
    "gender_assumed",
    "brand_chart",
    "brand_chart_other_fit",
    "brand_unknown",
    "brand_without_chart",
    "fitted_on_purchases",
    "trade_convention",
    "wished_fit",
    "taste_learned",
    "without_age",
)
"""Reasons that are said below the odds, in this order."""

CHART_PARTS: Final = ("shoulder", "chest", "waist", "hip", "thigh", "sleeve", "length")
MAX_CHART_PARTS: Final = 5
LABEL_CHARS: Final = 20


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


_ASKED_AS: Final = MappingProxyType(
    {
        (Goal.PROFILE, Step.GENDER): "gender_alone",
        (Goal.WORN, Step.GENDER): "gender_alone",
        (Goal.WORN, Step.CATEGORY): "category_worn",
        (Goal.WORN, Step.BRAND): "brand_worn",
    }
)
"""Questions with other words where no size is looked for."""


def question_text(dialog: Dialog, note: Note | None, t: Texts) -> Html:
    """Return the open question, with a note before it when there is one."""
    lines = [note_text(note, t)] if note is not None else []
    step = dialog.step
    assert step is not None
    if dialog.guess is not None:
        lines.append(t.html("size.guess", guess=_guess_text(dialog, t)))
    elif step is Step.KNOWN:
        lines.append(t.html("size.ask.known", known=body_text(dialog.facts, t)))
    else:
        lines.append(t.html(f"size.ask.{_ASKED_AS.get((dialog.goal, step), step.value)}"))
    return join("\n\n", lines)


def _guess_text(dialog: Dialog, t: Texts) -> str:
    assert dialog.guess is not None
    height_cm, weight_kg = dialog.guess
    units = dialog.facts.units
    words = []
    if height_cm is not None:
        words.append(f"{t.label('size.part', 'height')} {height_text(height_cm, units)}")
    if weight_kg is not None:
        words.append(f"{t.label('size.part', 'weight')} {weight_text(weight_kg, units)}")
    return ", ".join(words)


def note_text(note: Note, t: Texts) -> Html:
    """Return why an answer could not stand, and what to do."""
    values: dict[str, object] = dict(note.values)
    if "part" in values:
        values["part"] = t.label("part", str(values["part"]))
    if "category" in values:
        values["category"] = t.label("category", str(values["category"]))
    return t.html(f"size.note.{note.code}", **values)


def option_text(option: Option, dialog: Dialog, t: Texts) -> str:
    """Return what stands on a button."""
    if option.kind == "keep":
        return t.text("size.option.keep", value=_kept_text(dialog, t))
    if option.kind == "skip" and dialog.goal is Goal.PROFILE:
        return t.text("size.option.clear")
    if option.kind != "pick":
        return t.label("size.option", option.kind)
    return _pick_text(dialog, option.value, t)


def _pick_text(dialog: Dialog, value: str, t: Texts) -> str:
    step = dialog.step
    if step is Step.GENDER:
        chosen = "✓ " if dialog.facts.gender == value else ""
        return chosen + t.label("size.gender", value)
    if step is Step.BRAND:
        return t.label("brand", value)
    if step in {Step.CATEGORY, Step.WISH, Step.VERDICT}:
        return t.label(step.value, value)
    return value


def _kept_text(dialog: Dialog, t: Texts) -> str:
    facts = dialog.facts
    if dialog.step is Step.HEIGHT and facts.height_cm is not None:
        return height_text(facts.height_cm, facts.units)
    if dialog.step is Step.WEIGHT and facts.weight_kg is not None:
        return weight_text(facts.weight_kg, facts.units)
    if dialog.step is Step.AGE and facts.age is not None:
        return t.text("size.age", age=f"{facts.age:g}")
    return capped(measured_text(facts, t), 30)


# -- the answer -------------------------------------------------------------------------------


def garment_text(facts: Facts, t: Texts) -> str:
    """Return a garment in a few words: 유니클로 티셔츠."""
    assert facts.category is not None
    name = t.label("category", facts.category)
    return f"{brand_text(facts.brand, t)} {name}" if facts.brand else name


def advice_text(advice: Advice, t: Texts) -> Html:
    """Return a size, its neighbour, the odds in words, the ease and the reasons."""
    found, units = advice.found, advice.facts.units
    blocks = [
        t.html("size.title", name=garment_text(advice.facts, t), size=found.size),
        _odds_text(advice, t),
    ]
    ease = [
        t.html("size.ease", size=size, parts=_ease_text(parts, units, t))
        for size, parts in found.ease_cm.items()
        if parts
    ]
    if ease:
        blocks.append(join("\n", [t.html("size.ease.title"), *ease]))
    blocks.append(join("\n", _reason_lines(advice, t)))
    return join("\n\n", blocks)


def _odds_text(advice: Advice, t: Texts) -> Html:
    found = advice.found
    codes = {reason.code for reason in found.reasons}
    # Odds are among the sizes there are; here the truth is that none may fit.
    for beyond in ("beyond_largest", "beyond_smallest"):
        if beyond in codes:
            return t.html(f"size.reason.{beyond}", size=found.size)
    chance, beside = found.probabilities[found.size], found.probabilities[found.neighbour]
    values = {
        "size": found.size,
        "chance": t.percent(round(chance, 2)),
        "neighbour": found.neighbour,
        "beside": t.percent(round(beside, 2)),
    }
    if chance >= SURE:
        return t.html("size.odds.sure", **values)
    if chance - beside < CLOSE:
        return t.html("size.odds.close", **values)
    return t.html("size.odds.likely", **values)


def _ease_text(parts: Mapping[str, float], units: str, t: Texts) -> str:
    words = []
    for part, cm in parts.items():
        if part == "length":
            words.append(f"{t.label('part', part)} {length_text(cm, units)}")
        else:
            words.append(f"{t.label('part', part)} {length_text(cm, units, signed=True)}")
    return " · ".join(words)


def _reason_lines(advice: Advice, t: Texts) -> list[Html]:
    by_code = {reason.code: reason.values for reason in advice.found.reasons}
    lines = []
    for code in SAID:
        if code in by_code:
            values = _reason_values(by_code[code], advice.facts.units, t)
            lines.append(Html("· " + t.html(f"size.reason.{code}", **values)))
    same = [
        f"{t.label('size.system', other.system)} {other.label}"
        for other in advice.found.equivalents
    ]
    if same:
        lines.append(Html("· " + t.html("size.equivalents", labels=", ".join(same))))
    return lines


def _reason_values(
    values: Mapping[str, str | float | int], units: str, t: Texts
) -> dict[str, object]:
    worded: dict[str, object] = {}
    for name, value in values.items():
        if name in {"cm", "sd_cm"}:
            worded[name] = length_text(round(float(value)), units)
        elif name == "shift_cm":
            worded[name] = length_text(float(value), units, signed=True)
        elif name == "share":
            worded[name] = t.percent(round(float(value), 2))
        elif name == "part":
            worded[name] = t.label("part", str(value))
        elif name == "brand":
            worded[name] = brand_text(str(value), t)
        elif name in {"wish", "line", "fit", "used"}:
            worded[name] = t.label("wish", str(value))
        elif name == "chart":
            worded[name] = t.label("size.gender", str(value))
        else:
            worded[name] = f"{value:,}" if isinstance(value, int) else value
    return worded


# -- pictures ---------------------------------------------------------------------------------


def chart_table(advice: Advice, t: Texts) -> ChartTable | None:
    """Return the chart behind a size in words; None when there is none."""
    chart = advice.sizes.chart
    if chart is None:
        return None
    parts = [p for p in CHART_PARTS if any(p in row for row in chart.sizes.values())]
    parts = _most_telling(parts, advice.sizes.zone)
    rows = tuple(
        (label, *(f"{row[p]:.1f}" if p in row else "-" for p in parts))
        for label, row in chart.sizes.items()
    )
    labels = list(chart.sizes)
    name = t.label("category", advice.sizes.key.category)
    title = (
        t.text("size.chart.typical", name=name)
        if chart.brand == ANY_BRAND
        else t.text("size.chart.brand", brand=t.label("brand", chart.brand), name=name)
    )
    line = t.label("wish", chart.fit)
    return ChartTable(
        title,
        (t.text("size.chart.size"), *(t.label("part", part) for part in parts)),
        rows,
        None if advice.marked is None else labels.index(advice.marked),
        t.text("size.chart.note", products=chart.products, fit=line),
    )


def _most_telling(parts: list[str], zone: str) -> list[str]:
    least = ("thigh", "hip") if zone == "upper" else ("shoulder", "sleeve", "chest")
    spare = [part for part in least if part in parts]
    while len(parts) > MAX_CHART_PARTS and spare:
        parts.remove(spare.pop(0))
    return parts[:MAX_CHART_PARTS]


def peer_bars(advice: Advice, t: Texts) -> PeerBars | None:
    """Return what people of nearly this body took; None when too few are known."""
    peers = advice.found.peers
    if peers is None or not any(n >= MIN_COUNT for n in peers.sizes.values()):
        return None
    order = [label for label in advice.found.probabilities if label in peers.sizes]
    if not order:
        return None
    bars = tuple(
        (label, peers.sizes[label], _fitted_text(peers, label, t))
        for label in order
        if peers.sizes[label] >= MIN_COUNT
    )
    units = advice.facts.units
    low_cm, below_cm = peers.height_cm
    low_kg, below_kg = peers.weight_kg
    note = t.text(
        "size.peers.note",
        heights=f"{height_text(low_cm, units)}~{height_text(below_cm, units)}",
        weights=f"{weight_text(low_kg, units)}~{weight_text(below_kg, units)}",
        source=t.label("size.peers", peers.garment),
    )
    return PeerBars(t.text("size.peers.title"), note, bars, advice.found.size)


def _fitted_text(peers: Peers, label: str, t: Texts) -> str:
    counts = peers.feedback.get(label, {})
    people, fitted = peers.sizes[label], counts.get("fit", 0)
    if fitted < MIN_COUNT:
        return str(t.plural("size.peers.people", people))
    # How many said otherwise is not known where they were fewer than five, so no share is given.
    return str(t.plural("size.peers.fitted", people, fitted=fitted))


# -- products ---------------------------------------------------------------------------------


def products_text(advice: Advice, found: Sequence[tuple[Item, SizeTag]], t: Texts) -> Html:
    """Return products that come in one's size."""
    assert advice.facts.category is not None
    name = t.label("category", advice.facts.category)
    lines = [t.html("size.products", name=name), Html("")]
    for number, (item, tag) in enumerate(found, 1):
        lines.append(item_text(number, item, t, size=size_tag_text(tag, t)))
    return join("\n", lines)


# -- the profile ------------------------------------------------------------------------------


def profile_text(facts: Facts, worn: Sequence[WornSize], t: Texts) -> Html:
    """Return all that is known of a person's sizes."""
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
