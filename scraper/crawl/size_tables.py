"""Parse size charts in the tables of shop pages, in Korean and English.

The result has the units of the project's charts: centimetres, girths around the garment. A chart of
the garment laid flat (단면) has half of each girth.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from engine.sizing.size_labels import canonical_label
from scraper.text import plain_text

Table = Sequence[Sequence[str]]

_MEASURES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "length": ("총장", "총기장", "기장", "length"),
        "shoulder": ("어깨", "shoulder"),
        "sleeve": ("소매", "sleeve"),
        "chest": ("가슴", "chest", "bust"),
        "waist": ("허리", "waist"),
        "hip": ("엉덩이", "힙", "hip"),
        "thigh": ("허벅지", "thigh"),
        "rise": ("밑위", "rise"),
        "hem": ("밑단", "hem"),
        "foot": ("발길이", "foot"),
    }
)
_FLAT_BELOW_CM: Final[Mapping[str, float]] = MappingProxyType(
    {"chest": 76.0, "waist": 55.0, "hip": 72.0, "thigh": 42.0, "hem": 30.0}
)
"""Smaller values are too narrow for an adult's girth, so they are flat widths."""
_INCH_CM: Final = 2.54
_NUMBER: Final = re.compile(r"\d{1,3}(?:[.,]\d{1,2})?")
_LABEL: Final = re.compile(r"(?:[2-5]?X{0,4}[SML]|FREE|F|\d{2,3})", re.IGNORECASE)
_MAX_CM: Final = 250.0


def size_chart(tables: Sequence[Table]) -> dict[str, dict[str, float]]:
    """Return `{label: {measure: cm}}` of the first size chart among the tables, or `{}`."""
    for table in tables:
        for oriented in (table, list(zip(*table, strict=False))):
            chart = _parse(oriented)
            if chart:
                return chart
    return {}


def _parse(table: Table) -> dict[str, dict[str, float]]:
    """Parse a table with measures in its first row and sizes in its first column."""
    if len(table) < 2:
        return {}
    header = table[0]
    columns = {i: name for i, cell in enumerate(header) if i and (name := _measure(cell))}
    if len(columns) < 2:
        return {}
    inches = any("inch" in cell.lower() or "인치" in cell for cell in header)
    chart: dict[str, dict[str, float]] = {}
    for row in table[1:]:
        label = canonical_label(plain_text(row[0], 20)) if row else ""
        if not _LABEL.fullmatch(label):
            continue
        measured = {
            name: round(cm, 1)
            for i, name in columns.items()
            if i < len(row) and (cm := _centimetres(row[i], inches=inches)) is not None
        }
        if measured:
            chart[label] = measured
    return _flat_to_girth(chart, header)


def _measure(cell: str) -> str | None:
    text = cell.lower().replace(" ", "")
    return next((n for n, words in _MEASURES.items() if any(w in text for w in words)), None)


def _centimetres(cell: str, *, inches: bool) -> float | None:
    match = _NUMBER.search(cell)
    if not match:
        return None
    number = float(match.group().replace(",", ".")) * (_INCH_CM if inches else 1.0)
    return number if 0 < number <= _MAX_CM else None


def _flat_to_girth(
    chart: dict[str, dict[str, float]], header: Sequence[str]
) -> dict[str, dict[str, float]]:
    """Double the flat widths: values labelled so, or too small to be girths."""
    named_flat = {name for cell in header if "단면" in cell and (name := _measure(cell))}
    named_girth = {name for cell in header if "둘레" in cell and (name := _measure(cell))}
    for name, limit in _FLAT_BELOW_CM.items():
        values = [row[name] for row in chart.values() if name in row]
        is_flat = name in named_flat or (
            name not in named_girth and bool(values) and max(values) < limit
        )
        if is_flat:
            for row in chart.values():
                if name in row:
                    row[name] = round(row[name] * 2, 1)
    return chart
