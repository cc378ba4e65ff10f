"""Compute co-occurrence tables of colours, categories and fits from K-Fashion's rules.

The rules give the lift of pairs counted over 515,672 annotated outfits. What is kept of them is the
logarithm of the lift, averaged over the folds of our taxonomy and centred on the mean of the pair
of roles: garments that were rarely annotated together (an outer garment and anything) would else
seem to clash.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from engine.training.outfits.data import OutfitDataError

KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "상의_카테고리_티셔츠": ("t_shirt", "long_sleeve", "polo", "sweatshirt"),
    "상의_카테고리_탑": ("sleeveless",),
    "상의_카테고리_니트웨어": ("sweater",),
    "상의_카테고리_블라우스": ("blouse",),
    "상의_카테고리_셔츠": ("shirt",),
    "상의_카테고리_후드티": ("hoodie",),
    "하의_카테고리_청바지": ("jeans",),
    "하의_카테고리_팬츠": ("trousers", "shorts"),
    "하의_카테고리_스커트": ("skirt_short", "skirt_long"),
    "하의_카테고리_레깅스": ("leggings",),
    "하의_카테고리_조거팬츠": ("training_bottom",),
    "아우터_카테고리_가디건": ("cardigan",),
    "아우터_카테고리_베스트": ("vest",),
    "아우터_카테고리_재킷": ("jacket", "blazer"),
    "아우터_카테고리_점퍼": ("jacket",),
    "아우터_카테고리_코트": ("coat",),
    "아우터_카테고리_패딩": ("padded_jacket",),
    "원피스_카테고리_드레스": ("dress",),
}
FITS: Final[Mapping[str, str]] = {
    "타이트": "slim",
    "스키니": "slim",
    "노멀": "regular",
    "루즈": "over",
    "오버사이즈": "over",
    "와이드": "over",
    "벨보텀": "over",
}
"""K-Fashion's fits as ours; what is `over` of a top is `wide` of trousers."""

_ROLES: Final = {"상의": "top", "하의": "bottom", "아우터": "outer", "원피스": "dress"}

Weighted = dict[tuple[str, str], list[tuple[float, float]]]


def write_pairs(data: Path, out: Path) -> None:
    """Write the table that ships with the engine.

    Args:
        data: folder of the data sets.
        out: the JSON file.

    Raises:
        OutfitDataError: the rules are missing or have other columns.
    """
    try:
        tables = {
            "colour": _centred(_colours(data / "outfits")),
            "category": _centred_by_roles(_attributes(data / "outfits", "카테고리")),
            "fit": _centred_by_roles(_attributes(data / "outfits", "핏")),
        }
    except (OSError, KeyError, ValueError) as error:
        raise OutfitDataError(f"no K-Fashion rules in {data}: {error}") from error
    out.write_text(json.dumps(tables, indent=0, sort_keys=True) + "\n", encoding="utf-8")


def _rules(path: Path) -> Iterator[tuple[str, str, float, float]]:
    """Yield both sides of every rule once, with support and the logarithm of the lift."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            first, second = row["antecedents"], row["consequents"]
            if first < second:
                yield first, second, float(row["support"]), float(np.log(float(row["lift"])))


def _colours(folder: Path) -> Weighted:
    vocabulary = json.loads((folder / "kfashion_vocab.json").read_text(encoding="utf-8"))
    ours = {korean: name.replace("-", "_") for korean, name in vocabulary["colour"].items()}
    found: Weighted = defaultdict(list)
    for first, second, support, lift in _rules(folder / "kfashion_rules_colour.csv"):
        if first in ours and second in ours:
            a, b = sorted((ours[first], ours[second]))
            found[a, b].append((support, lift))
    return found


def _attributes(folder: Path, attribute: str) -> dict[tuple[str, str], Weighted]:
    """Return the pairs of an attribute by the roles of both sides."""
    found: dict[tuple[str, str], Weighted] = defaultdict(lambda: defaultdict(list))
    for first, second, support, lift in _rules(folder / "kfashion_rules_attr.csv"):
        if first.split("_")[1] != attribute or second.split("_")[1] != attribute:
            continue
        roles = (_ROLES[first.split("_")[0]], _ROLES[second.split("_")[0]])
        for a in _ours(first):
            for b in _ours(second):
                x, y = sorted((a, b))
                found[min(roles), max(roles)][x, y].append((support, lift))
    return found


def _ours(label: str) -> tuple[str, ...]:
    role, attribute, value = label.split("_", 2)
    if attribute == "핏":
        return (f"{_ROLES[role]}:{FITS[value]}",)
    return KINDS.get(label, ())


def _centred(found: Weighted) -> dict[str, float]:
    support = [sum(s for s, _ in rows) for rows in found.values()]
    lifts = [
        float(np.average([x for _, x in r], weights=[s for s, _ in r])) for r in found.values()
    ]
    middle = float(np.average(lifts, weights=support)) if lifts else 0.0
    return {
        "+".join(pair): round(float(np.clip(lift - middle, -1.5, 1.5)), 2)
        for pair, lift in zip(found, lifts, strict=True)
    }


def _centred_by_roles(found: Mapping[Any, Weighted]) -> dict[str, float]:
    return {pair: lift for roles in found.values() for pair, lift in _centred(roles).items()}
