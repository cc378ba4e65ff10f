"""Size charts in the tables of shop pages, in Korean and English.

The result is what the charts of this project have: centimetres, girths around the garment. A chart
that measures the garment laid flat (단면) has half of each girth.
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
"""A grown-up's garment of such a girth would be too narrow, so less is the garment laid flat."""
_INCH_CM: Final = 2.54
_NUMBER: Final = re.compile(r"\d{1,3}(?:[.,]\d{1,2})?")
_LABEL: Final = re.compile(r"(?:[2-5]?X{0,4}[SML]|FREE|F|\d{2,3})", re.IGNORECASE)
_MAX_CM: Final = 250.0


def size_chart(tables: Sequence[Table]) -> dict[str, dict[str, float]]:
    """Return `{label: {measure: cm}}` of the first table that is a size chart, else nothing."""
    for table in tables:
        for turned in (table, list(zip(*table, strict=False))):
            chart = _read(turned)
            if chart:
                return chart
    return {}


def _read(table: Table) -> dict[str, dict[str, float]]:
    """Read a table whose first row names measures and whose first column names sizes."""
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
    return _around(chart, header)


def _measure(cell: str) -> str | None:
    text = cell.lower().replace(" ", "")
    return next((n for n, words in _MEASURES.items() if any(w in text for w in words)), None)


def _centimetres(cell: str, *, inches: bool) -> float | None:
    found = _NUMBER.search(cell)
    if not found:
        return None
    number = float(found.group().replace(",", ".")) * (_INCH_CM if inches else 1.0)
    return number if 0 < number <= _MAX_CM else None


def _around(
    chart: dict[str, dict[str, float]], header: Sequence[str]
) -> dict[str, dict[str, float]]:
    """Double the girths that were measured flat: those called so, or too small to be around."""
    called_flat = {name for cell in header if "단면" in cell and (name := _measure(cell))}
    called_round = {name for cell in header if "둘레" in cell and (name := _measure(cell))}
    for name, limit in _FLAT_BELOW_CM.items():
        values = [row[name] for row in chart.values() if name in row]
        is_flat = name in called_flat or (
            name not in called_round and bool(values) and max(values) < limit
        )
        if is_flat:
            for row in chart.values():
                if name in row:
                    row[name] = round(row[name] * 2, 1)
    return chart
