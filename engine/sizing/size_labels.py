"""Size labels: letters, Korean numbers, inches, US, EU and UK numbers, shoe lengths.

Within a system every label has a rank on a line, so that charts with different sets of labels can
be compared.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from engine.sizing.person import Gender, SizeError

LETTERS = ("3XS", "2XS", "XS", "S", "M", "L", "XL", "2XL", "3XL", "4XL", "5XL")
SYSTEMS = (
    "letter",
    "kr_number",
    "kr_dress",
    "inch",
    "waist_cm",
    "us_number",
    "eu_number",
    "uk_number",
    "shoe_mm",
    "shoe_us",
    "shoe_eu",
    "shoe_uk",
)
_LETTER_RANK = {label: float(i - LETTERS.index("M")) for i, label in enumerate(LETTERS)}
_LETTER_FORM = re.compile(r"(?P<x>X{1,5})(?P<end>[SL])|(?P<n>[2-5])X(?P<nend>[SL])|(?P<one>[SML])")


@dataclass(frozen=True, slots=True)
class Equivalent:
    """The same size in another system."""

    system: str
    label: str


def canonical_label(text: str) -> str:
    """Return a label as the charts spell it: `xxl`, `XXL`, `2xl` → `2XL`; `076` → `76`.

    A label with a second one in brackets, such as `M(30)`, keeps the first.
    """
    folded = unicodedata.normalize("NFKC", text).strip().upper().split("(")[0].strip()
    match = _LETTER_FORM.fullmatch(folded)
    if match is None:
        return folded.lstrip("0") or folded
    if match["one"]:
        return match["one"]
    count = len(match["x"]) if match["x"] else int(match["n"])
    end = match["end"] or match["nend"]
    return f"{count}X{end}" if count > 1 else f"X{end}"


def rank(label: str, system: str) -> float:
    """Return the rank of a label in its system; one step of letters or of inches is 1.

    Raises:
        SizeError: `unknown_scale`: the system has no such label.
    """
    if system == "letter":
        if label in _LETTER_RANK:
            return _LETTER_RANK[label]
    else:
        try:
            number = float(label)
        except ValueError:
            pass
        else:
            return number / _RANK_UNIT.get(system, 1.0)
    raise SizeError(f"{label[:20]!r} is no size of {system}", code="unknown_scale")


_RANK_UNIT = {"kr_number": 5.0, "kr_dress": 11.0, "waist_cm": 2.54, "shoe_mm": 5.0}


def system_of(labels: Sequence[str], *, lower: bool, shoes: bool) -> str:
    """Return the most likely system of a list of labels.

    Raises:
        SizeError: `unknown_scale`: no system fits.
    """
    plain = [canonical_label(label) for label in labels]
    if plain and all(label in _LETTER_RANK for label in plain):
        return "letter"
    try:
        numbers = [float(label) for label in plain]
    except ValueError:
        numbers = []
    if not numbers:
        raise SizeError("the scale is of no known size system", code="unknown_scale")
    return _number_system(numbers, lower=lower, shoes=shoes)


def _number_system(numbers: list[float], *, lower: bool, shoes: bool) -> str:
    low, high = min(numbers), max(numbers)
    if shoes:
        return "shoe_mm" if low >= 200 else "shoe_eu" if low >= 33 else "shoe_us"
    if set(numbers) <= {44.0, 55.0, 66.0, 77.0, 88.0} and not (lower and high == 44.0):
        return "kr_dress"
    if low >= 58 and high <= 130:
        return "waist_cm" if lower else "kr_number"
    if low >= 22 and lower:
        return "inch"
    return "eu_number" if low >= 30 else "us_number"


@cache
def _tables() -> dict[str, list[dict[str, str]]]:
    text = files("config").joinpath("size_charts/equivalents.json").read_text(encoding="utf-8")
    tables: dict[str, list[dict[str, str]]] = json.loads(text)["tables"]
    return tables


def equivalents(label: str, system: str, gender: Gender, zone: str) -> tuple[Equivalent, ...]:
    """Return the same size in the other systems, by the conversion tables of shops.

    Args:
        label: as the tables spell it.
        system: the label's own, of `SYSTEMS`.
        gender: whose table; a man's for men, a woman's for all others.
        zone: `upper`, `lower` or `feet`.
    """
    rows = equivalence_rows(gender, zone)
    for row in rows:
        if label in row.get(system, "").split("|"):
            return tuple(
                Equivalent(name, value.replace("|", "/"))
                for name, value in row.items()
                if name != system
            )
    return ()


def equivalence_rows(gender: Gender, zone: str) -> list[dict[str, str]]:
    """Return the conversion table of a gender and zone, smallest size first."""
    wearer = "male" if gender is Gender.MALE else "female"
    return _tables().get(f"{wearer}_{zone}", [])
