"""Texts of size advice: the size and its odds, the reasons, the chart, products to buy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from bot.conversations.size.texts import brand_text, height_text, length_text, weight_text
from bot.handlers.size.pictures import ChartTable, PeerBars
from bot.services.catalogue import Item
from bot.services.size_advice import Advice, SizeTag
from bot.services.size_facts import Facts
from bot.ui.catalogues import Html, Texts, join
from bot.ui.product_texts import item_text, size_tag_text
from engine.sizing.charts import ANY_BRAND
from engine.sizing.peers import MIN_COUNT, Peers

SURE: Final = 0.7
"""Probability from which a size is called sure."""
CLOSE: Final = 0.15
"""Two sizes whose odds differ by less than this are both recommended."""

REASONS: Final = (
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
"""Codes of the reasons that are shown below the odds, in this order."""

CHART_PARTS: Final = ("shoulder", "chest", "waist", "hip", "thigh", "sleeve", "length")
MAX_CHART_PARTS: Final = 5


# -- the answer -------------------------------------------------------------------------------


def garment_text(facts: Facts, t: Texts) -> str:
    """Return brand and category of a garment: 유니클로 티셔츠."""
    assert facts.category is not None
    name = t.label("category", facts.category)
    return f"{brand_text(facts.brand, t)} {name}" if facts.brand else name


def advice_text(advice: Advice, t: Texts) -> Html:
    """Return the text of an advice: size and neighbour, odds, ease, reasons."""
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
    for code in REASONS:
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
    formatted: dict[str, object] = {}
    for name, value in values.items():
        if name in {"cm", "sd_cm"}:
            formatted[name] = length_text(round(float(value)), units)
        elif name == "shift_cm":
            formatted[name] = length_text(float(value), units, signed=True)
        elif name == "share":
            formatted[name] = t.percent(round(float(value), 2))
        elif name == "part":
            formatted[name] = t.label("part", str(value))
        elif name == "brand":
            formatted[name] = brand_text(str(value), t)
        elif name in {"wish", "line", "fit", "used"}:
            formatted[name] = t.label("wish", str(value))
        elif name == "chart":
            formatted[name] = t.label("size.gender", str(value))
        else:
            formatted[name] = f"{value:,}" if isinstance(value, int) else value
    return formatted


# -- pictures ---------------------------------------------------------------------------------


def chart_table(advice: Advice, t: Texts) -> ChartTable | None:
    """Return the size chart as texts for drawing; None when there is none."""
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
    """Return which sizes people of a similar body bought; None when too few are known."""
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
    # Counts below five are not published, so no share can be given.
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
