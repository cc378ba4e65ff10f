"""Reads the data sets that sizes are learned from, cleaned, and splits them by person.

Nothing of what is read here may be shipped but coefficients and aggregated tables.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

SETS = ("sizekorea", "ansur", "musinsa", "renttherunway", "garments", "uniqlo")
"""Names that `--exclude` takes."""

RTR_LETTER_CODES = {4: "XS", 8: "S", 14: "M", 20: "L", 26: "XL"}
RTR_NUMBER_CODES = {1: "0", 4: "2", 8: "4", 12: "6", 16: "8", 20: "10", 24: "12", 28: "14"}
"""RentTheRunway's `size` is a scale of its own; these are its letters and its US numbers."""

_SIZE_KOREA_MM = {
    "chest": "039_가슴둘레",
    "bust": "040_젖가슴둘레",
    "waist": "042_허리둘레",
    "hip": "045_엉덩이둘레",
    "shoulder": "054_어깨사이길이",
    "arm": "064_팔길이",
    "thigh": "121_넙다리둘레",
    "inseam": "017_샅높이",
    "foot": "119_발직선길이",
}
_ANSUR_MM = {
    "chest": "chestcircumference",
    "bust": "chestcircumference",
    "waist": "waistcircumference",
    "hip": "buttockcircumference",
    "shoulder": "biacromialbreadth",
    "arm": "sleeveoutseam",
    "thigh": "thighcircumference",
    "inseam": "crotchheight",
    "foot": "footlength",
}
_FEEDBACK = {"보통이에요": "fit", "커요": "large", "작아요": "small"}


def unseen(person_ids: NDArray[np.uint64], fold: int = 0, folds: int = 5) -> NDArray[np.bool_]:
    """Say which rows are kept unseen: a hash of the person decides, so a person is on one side.

    Args:
        person_ids: one a row.
        fold: which of the parts is kept; 0 is the one that no choice here was made on.
        folds: how many parts there are.
    """
    mixed = (person_ids.astype(np.uint64) * np.uint64(2654435761)) % np.uint64(2**32)
    return np.asarray(mixed % np.uint64(folds) == np.uint64(fold))


def read_size_korea(folder: Path) -> pd.DataFrame:
    """Return Size Korea's adults: gender, age, height_cm, weight_kg and the measurements in cm."""
    raw = pd.read_csv(
        folder / "sizekorea7_2015_direct_6420.csv.gz", encoding="utf-8-sig", low_memory=False
    )
    table = pd.DataFrame(
        {
            "gender": raw["02_성별"].map({"남": "male", "여": "female"}),
            "age": pd.to_numeric(raw["06_나이_반올림"], errors="coerce"),
            "height_cm": pd.to_numeric(raw["003_키"], errors="coerce") / 10,
            "weight_kg": pd.to_numeric(raw["031_몸무게"], errors="coerce"),
        }
    )
    for part, column in _SIZE_KOREA_MM.items():
        table[part] = pd.to_numeric(raw[column], errors="coerce") / 10
    return _plausible(table)


def read_ansur(folder: Path) -> pd.DataFrame:
    """Return ANSUR II in the columns of `read_size_korea`."""
    tables = []
    for gender, name in (("female", "FEMALE"), ("male", "MALE")):
        raw = pd.read_csv(folder / f"ANSUR_II_{name}_Public.csv.gz", encoding="latin1")
        table = pd.DataFrame(
            {
                "gender": gender,
                "age": raw["Age"].astype(float),
                "height_cm": raw["stature"] / 10,
                "weight_kg": raw["weightkg"] / 10,
            }
        )
        for part, column in _ANSUR_MM.items():
            table[part] = raw[column] / 10
        # ANSUR's shoulder is a straight breadth, Size Korea's a tape over the back.
        table["shoulder"] *= 1.02
        tables.append(table)
    return _plausible(pd.concat(tables, ignore_index=True))


def _plausible(table: pd.DataFrame) -> pd.DataFrame:
    table = table.dropna()
    ok = table.height_cm.between(130, 215) & table.weight_kg.between(30, 200)
    for part in _ANSUR_MM:
        middle, spread = table[part].median(), table[part].std()
        ok &= (table[part] - middle).abs() < 6 * spread
    return table[ok].reset_index(drop=True)


def read_musinsa(folder: Path) -> pd.DataFrame:
    """Return Musinsa purchases: person, garment (tee, slacks), wide, gender, body, size, feedback.

    `XXL` and `2XL` name the same size in different colours of one tee; both are `2XL` here.
    """
    raw = pd.read_csv(folder / "musinsa_standard.csv")
    return pd.DataFrame(
        {
            "person": raw.uid.astype("uint64"),
            "garment": raw.item_type,
            "wide": raw["item"].str.contains("와이드"),
            "gender": raw.gender.map({"남성": "male", "여성": "female"}),
            "height_cm": raw.height.astype(float),
            "weight_kg": raw.weight.astype(float),
            "age": np.nan,
            "body_type": None,
            "size": raw["size"].replace({"XXL": "2XL"}),
            "feedback": raw.size_eval.map(_FEEDBACK),
        }
    )


def read_renttherunway(folder: Path) -> pd.DataFrame:
    """Return RentTheRunway's rentals by women who told height and weight; `code` is their scale."""
    raw = pd.read_parquet(folder / "renttherunway.parquet")
    raw = raw[raw.height_in.notna() & raw.weight_lbs.notna()]
    age = raw.age.astype(float)
    return pd.DataFrame(
        {
            "person": raw.user_id.astype("uint64"),
            "garment": raw.category.astype(str),
            "wide": False,
            "gender": "female",
            "height_cm": raw.height_in.astype(float) * 2.54,
            "weight_kg": raw.weight_lbs.astype(float) * 0.45359237,
            # Ages of 5 and 116 are keyboard noise.
            "age": age.where(age.between(15, 90)),
            "body_type": raw.body_type.astype(object).where(raw.body_type.notna(), None),
            "code": raw["size"].astype(int),
            "feedback": raw.fit.astype(str),
            "date": pd.to_datetime(raw.review_date),
        }
    ).reset_index(drop=True)


@dataclass(frozen=True)
class GarmentRow:
    """One size of one product as its shop measures it, girths around (twice the flat width)."""

    brand: str
    kind: str
    gender: str
    fit: str
    product: str
    label: str
    cm: dict[str, float]


def read_garments(folder: Path) -> list[dict[str, Any]]:
    """Return the hand-collected garment measurements, as they are."""
    document = json.loads((folder / "garments.json").read_text(encoding="utf-8"))
    specs: list[dict[str, Any]] = document["specs"]
    return specs


def read_uniqlo(folder: Path) -> pd.DataFrame:
    """Return Uniqlo's product measurements of 2016 and 2017, as they are."""
    with gzip.open(folder / "uniqloData.csv.gz", "rt", encoding="utf-8") as file:
        return pd.read_csv(file)
