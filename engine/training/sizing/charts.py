"""Condenses garment measurements into medians per brand, kind, gender, fit line and size.

A cell needs two products or more, so that no product's own table is shipped.
"""

from __future__ import annotations

import ast
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from engine.sizing.size_labels import LETTERS, canonical_label, rank
from engine.training.sizing.data import GarmentRow, read_garments, read_uniqlo

MIN_PRODUCTS = 2
GIRTHS = ("chest", "waist", "hip", "thigh")
_KEPT = (*GIRTHS, "length", "shoulder", "sleeve")

_UNIQLO_KINDS = {
    "티셔츠": "short_sleeve",
    "UT": "short_sleeve",
    "폴로셔츠": "short_sleeve",
    "셔츠(반팔)": "short_sleeve",
    "티셔츠(긴팔·7부)": "long_sleeve",
    "스웨트컬렉션": "long_sleeve",
    "가디건·니트": "long_sleeve",
    "니트": "long_sleeve",
    "셔츠·블라우스": "long_sleeve",
    "캐주얼셔츠": "long_sleeve",
    "플란넬컬렉션": "long_sleeve",
    "이지케어셔츠": "long_sleeve",
    "재킷·코트": "outer",
    "아우터": "outer",
    "울트라라이트다운": "outer",
    "다운": "outer",
    "후리스": "outer",
    "원피스·튜닉": "dress",
    "팬츠·슬랙스": "pants",
    "롱팬츠": "pants",
    "진": "pants",
    "진·캐주얼팬츠": "pants",
    "스커트": "skirt",
}
_UNIQLO_PARTS = {
    "chestWidth": ("chest", 2.0),
    "waistRound": ("waist", 1.0),
    "hipRound": ("hip", 1.0),
    "thighWidth": ("thigh", 2.0),
    "totalLength": ("length", 1.0),
    "shoulderWidth": ("shoulder", 1.0),
    "sleeveLength": ("sleeve", 1.0),
}
_FIT_WORDS = (
    ("slim", re.compile("슬림|스키니|skinny|slim", re.IGNORECASE)),
    ("oversize", re.compile("오버|oversize", re.IGNORECASE)),
    ("loose", re.compile("와이드|릴랙스|릴렉스|루즈|wide|relax", re.IGNORECASE)),
)


def collected_rows(folder: Path) -> Iterator[GarmentRow]:
    """Yield the hand-collected measurements with girths around the garment."""
    for spec in read_garments(folder):
        kind = "pants" if spec["category"] == "BOTTOM" else spec["subtype"]
        cm = {
            part: value * (2 if part in GIRTHS else 1)
            for part, value in spec["garmentCm"].items()
            if part in _KEPT and isinstance(value, int | float)
        }
        genders = ("male", "female") if spec["gender"] == "unisex" else (spec["gender"],)
        for gender in genders:
            yield GarmentRow(
                spec["brandId"], kind, gender, spec["fitLine"], spec["product"],
                canonical_label(str(spec["sizeLabel"])), cm,
            )  # fmt: skip


def uniqlo_rows(folder: Path) -> Iterator[GarmentRow]:
    """Yield Uniqlo's measurements of 2016 and 2017 in the same form."""
    for row in read_uniqlo(folder).itertuples():
        kind = _UNIQLO_KINDS.get(row.category)
        if kind is None or row.gender not in {"male", "female"}:
            continue
        try:
            labels, details = _listed(row.size), _listed(row.size_detail)
        except (ValueError, SyntaxError):
            continue
        fit = next((name for name, word in _FIT_WORDS if word.search(row.title)), "regular")
        for label, detail in zip(labels, details, strict=False):
            cm = {}
            for source, (part, factor) in _UNIQLO_PARTS.items():
                value = _number(detail.get(source, ""))
                if value is not None and 5 < value * factor < 250:
                    cm[part] = value * factor
            yield GarmentRow(
                "uniqlo", kind, row.gender, fit, row.title, canonical_label(str(label)), cm
            )


def _listed(text: str) -> list[Any]:
    try:
        loaded = json.loads(text)
    except json.JSONDecodeError:
        loaded = ast.literal_eval(text)
    return list(loaded)


def _number(text: str) -> float | None:
    """Return the middle of `68~76`, or the number itself."""
    found = [float(part) for part in re.findall(r"\d+(?:\.\d+)?", str(text))]
    return float(np.mean(found)) if found else None


def system_of_label(label: str, kind: str) -> str | None:
    """Return the system of a chart label, or None when it is a code of the shop's own."""
    if label in LETTERS:
        return "letter"
    if not label.isdigit():
        return None
    number = int(label)
    if kind in {"pants", "skirt"}:
        return "inch" if 22 <= number <= 44 else "waist_cm" if 55 <= number <= 110 else None
    return "kr_number" if 80 <= number <= 120 and number % 5 == 0 else None


def chart_cells(rows: Iterable[GarmentRow], *, by_brand: bool) -> list[dict[str, Any]]:
    """Return median charts, one a (brand, kind, gender, fit, system); brand `*` pools brands."""
    groups: dict[tuple[str, ...], list[GarmentRow]] = defaultdict(list)
    for row in rows:
        system = system_of_label(row.label, row.kind)
        if system is not None and row.cm:
            brand = row.brand if by_brand else "*"
            groups[brand, row.kind, row.gender, row.fit, system].append(row)
    cells = []
    for key, members in sorted(groups.items()):
        sizes = _size_medians(members, system=key[-1])
        if len(sizes) < 2:
            continue
        names = ("brand", "kind", "gender", "fit", "system")
        count = len({(row.brand, row.product) for row in members})
        cells.append({**dict(zip(names, key, strict=True)), "products": count, "sizes": sizes})
    return cells


def _size_medians(rows: list[GarmentRow], *, system: str) -> dict[str, dict[str, float]]:
    """Return label → part → cm, smallest size first."""
    seen_in: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in rows:
        seen_in[row.label].add((row.brand, row.product))
    labels = sorted(
        (label for label, products in seen_in.items() if len(products) >= MIN_PRODUCTS),
        key=lambda label: rank(label, system),
    )
    sizes: dict[str, dict[str, float]] = {label: {} for label in labels}
    for part in _KEPT:
        for label, value in _polished([r for r in rows if r.label in sizes], part, labels).items():
            sizes[label][part] = value
    return {label: parts for label, parts in sizes.items() if parts}


def _polished(rows: list[GarmentRow], part: str, labels: list[str]) -> dict[str, float]:
    """Return the medians of a part per label by median polish (Tukey).

    Products come in different runs of sizes; without taking out what is peculiar to a product, a
    size that only wide products have would look wider than the next one up.
    """
    at = {label: i for i, label in enumerate(labels)}
    products = sorted({(row.brand, row.product) for row in rows if part in row.cm})
    grid = np.full((len(products), len(labels)), np.nan)
    for row in rows:
        if part in row.cm:
            grid[products.index((row.brand, row.product)), at[row.label]] = row.cm[part]
    enough = (~np.isnan(grid)).sum(axis=0) >= MIN_PRODUCTS if products else np.zeros(0, bool)
    grid = grid[:, enough]
    grid = grid[~np.isnan(grid).all(axis=1)] if grid.size else grid
    if not grid.size:
        return {}
    effect = np.zeros(grid.shape[1])
    for _ in range(6):
        product = np.nanmedian(grid - effect, axis=1)
        effect = np.nanmedian(grid - product[:, None], axis=0)
    # The last step of a polish leaves the general level in the products.
    values = np.maximum.accumulate(effect + np.median(product))
    names = [label for label, kept in zip(labels, enough, strict=True) if kept]
    return {name: round(float(value), 1) for name, value in zip(names, values, strict=True)}


def build_charts(folder: Path, exclude: frozenset[str]) -> dict[str, Any]:
    """Return the document of `config/size_charts/charts.json`."""
    rows: list[GarmentRow] = []
    if "garments" not in exclude:
        rows += collected_rows(folder)
    if "uniqlo" not in exclude:
        rows += uniqlo_rows(folder)
    return {
        "about": (
            "Medians in cm of garments as their shops measure them, girths around the garment; "
            "cells of two products or more. Sources: size tables of the brands' own shops, "
            "collected by hand in July 2026; Uniqlo Korea 2016 and 2017 "
            "(limtaegeun/cloth-size-recommend, MIT). Brand * pools all brands."
        ),
        "cells": chart_cells(rows, by_brand=True) + chart_cells(rows, by_brand=False),
    }
