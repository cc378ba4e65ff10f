"""Garment charts: medians per brand, kind of garment, gender, fit line and size."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from config.taxonomy import CATEGORY_SLOT, Slot
from engine.sizing.person import Gender, SizeError
from engine.sizing.size_labels import rank

Array = NDArray[np.float64]

ANY_BRAND: Final = "*"

BRAND_NAMES: Final = MappingProxyType(
    {
        "musinsa-standard": (
            "musinsa standard",
            "musinsa",
            "무신사 스탠다드",
            "무신사",
            "무탠다드",
        ),
        "uniqlo": ("uniqlo", "유니클로"),
        "zara": ("zara", "자라"),
        "spao": ("spao", "스파오"),
        "8seconds": ("8seconds", "8 seconds", "에잇세컨즈"),
        "topten": ("topten", "top ten", "topten10", "탑텐"),
        "hm": ("h&m", "hm", "h & m", "에이치앤엠"),
        "nike": ("nike", "나이키"),
        "northface": ("the north face", "north face", "northface", "노스페이스"),
        "renttherunway": ("rent the runway", "renttherunway"),
    }
)

_LONG_SLEEVED: Final = frozenset(
    {"long_sleeve", "shirt", "blouse", "sweatshirt", "hoodie", "sweater", "training_top"}
)
FIT_ORDER: Final = MappingProxyType(
    {
        "slim": ("slim", "regular", "loose", "oversize"),
        "regular": ("regular", "loose", "slim", "oversize"),
        "loose": ("loose", "oversize", "regular", "slim"),
        "oversize": ("oversize", "loose", "regular", "slim"),
    }
)
"""Fit line → the lines that can stand in for it, nearest first."""

_FIT_WORDS: Final = MappingProxyType(
    {
        "slim": ("slim", "skinny", "슬림", "스키니", "slim fit", "슬림핏"),
        "regular": ("regular", "standard", "straight", "tapered", "레귤러", "스탠다드", "테이퍼드"),
        "loose": (
            "loose",
            "relaxed",
            "wide",
            "릴렉스",
            "루즈",
            "와이드",
            "세미와이드",
            "relaxed fit",
        ),
        "oversize": ("over", "oversize", "oversized", "오버", "오버핏", "오버사이즈", "overfit"),
    }
)


@dataclass(frozen=True, slots=True)
class Chart:
    """Median measurements of the sizes of one cell, in cm, girths around the garment."""

    brand: str
    kind: str
    gender: str
    fit: str
    system: str
    products: int
    sizes: Mapping[str, Mapping[str, float]]

    def girth_at(self, ranks: Array, part: str) -> Array | None:
        """Return the girth of `part` at ranks within the chart's, NaN outside.

        None when fewer than two sizes state it.
        """
        known = sorted(
            (rank(label, self.system), parts[part])
            for label, parts in self.sizes.items()
            if part in parts
        )
        if len(known) < 2:
            return None
        x, y = np.array(known).T
        return np.asarray(np.interp(ranks, x, y, left=np.nan, right=np.nan))


def _folded(text: str) -> str:
    return re.sub(r"[\s_\-]+", " ", unicodedata.normalize("NFKC", text)).strip().lower()


_BRAND_BY_NAME: Final = MappingProxyType(
    {_folded(name): brand for brand, names in BRAND_NAMES.items() for name in (brand, *names)}
)
_FIT_BY_WORD: Final = MappingProxyType(
    {_folded(word): fit for fit, words in _FIT_WORDS.items() for word in words}
)


def brand_id(name: str) -> str | None:
    """Return the id of the brand of a name, or None."""
    return _BRAND_BY_NAME.get(_folded(name))


def fit_line(word: str) -> str:
    """Return the fit line that a word means.

    Raises:
        SizeError: `unknown_fit`.
    """
    folded = _folded(word)
    fit = _FIT_BY_WORD.get(folded) or _FIT_BY_WORD.get(
        folded.replace(" fit", "").replace(" 핏", "").removesuffix("핏")
    )
    if fit is None:
        raise SizeError(
            f"fit {word[:40]!r} is unknown; known: slim, regular, wide, over", code="unknown_fit"
        )
    return fit


def kind_of(category: str) -> str:
    """Return the kind of chart of a category."""
    slot = CATEGORY_SLOT[category]
    if slot is Slot.TOP:
        return "long_sleeve" if category in _LONG_SLEEVED else "short_sleeve"
    return {
        Slot.PANTS: "pants",
        Slot.SHORTS: "pants",
        Slot.SKIRT: "skirt",
        Slot.OUTER: "outer",
        Slot.DRESS: "dress",
    }.get(slot, slot.value)


class ChartBook:
    """All charts, found by brand, kind, gender and fit line."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._cells: dict[tuple[str, str, str], dict[str, list[Chart]]] = {}
        for cell in document["cells"]:
            chart = Chart(**cell)
            by_fit = self._cells.setdefault((chart.brand, chart.kind, chart.gender), {})
            by_fit.setdefault(chart.fit, []).append(chart)

    def find(
        self, brand: str, kind: str, gender: Gender, fit: str, *, exact_fit: bool = False
    ) -> Chart | None:
        """Return the best supported chart of the fit line, or of the nearest line to it."""
        by_fit = self._cells.get((brand, kind, gender.value), {})
        for line in (fit,) if exact_fit else FIT_ORDER[fit]:
            if line in by_fit:
                return max(by_fit[line], key=lambda chart: chart.products)
        return None

    def typical(
        self, kind: str, gender: Gender, fit: str, system: str, *, exact_fit: bool = False
    ) -> Chart | None:
        """Return the market's typical chart in the given label system."""
        by_fit = self._cells.get((ANY_BRAND, kind, gender.value), {})
        for line in (fit,) if exact_fit else FIT_ORDER[fit]:
            for chart in by_fit.get(line, []):
                if chart.system == system:
                    return chart
        return None


@cache
def load_chart_book() -> ChartBook:
    """Return the charts that ship with the package."""
    text = files("config").joinpath("size_charts/charts.json").read_text(encoding="utf-8")
    return ChartBook(json.loads(text))
