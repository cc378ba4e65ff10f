"""Stylists' outfits, split by product, and the evaluation questions of a split.

The hard and useful question is whether a product that nobody has styled yet goes with others. So a
share of the products is held out, every outfit that contains one of them is not learned from, and
wrong answers are held-out products of the same family, which the model has not seen either.
Popular products (worn in more than three outfits) are never held out: one pair of earrings that is
in 577 outfits would take them all.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from config.errors import CoordiError

HELD_OUT: Final = 0.08
"""Part of the products held out for each of validation and test."""
MOST_OUTFITS: Final = 3
CHOICES: Final = 4
_SEED: Final = "a"

Indices = NDArray[np.int64]
Flags = NDArray[np.bool_]


class OutfitDataError(CoordiError):
    """The stylists' outfits cannot be read."""

    code = "training_data"


@dataclass(frozen=True, slots=True)
class Product:
    """A product of the set.

    Attributes:
        key: the source's id of a model in a colour.
        family: the source's product family, of 39.
        kind: the source's product type, of 122.
        colour: the source's colour name.
        path: its picture.
    """

    key: str
    family: str
    kind: str
    colour: str
    path: Path


@dataclass(frozen=True, slots=True)
class Stylists:
    """Products, and outfits as tuples of places in `products`; no outfit occurs twice."""

    products: tuple[Product, ...]
    outfits: tuple[tuple[int, ...], ...]

    @classmethod
    def read(cls, folder: Path) -> Stylists:
        """Read the set from its folder.

        Raises:
            OutfitDataError: a file is missing or has other columns.
        """
        try:
            products = tuple(
                Product(
                    row["cod_modelo_color"],
                    row["des_product_family"],
                    row["des_product_type"],
                    row["des_color_specification_esp"],
                    folder / row["des_filename"],
                )
                for row in _rows(folder / "product_data.csv")
            )
            place = {product.key: i for i, product in enumerate(products)}
            worn: dict[str, set[int]] = {}
            for row in _rows(folder / "outfit_data.csv"):
                worn.setdefault(row["cod_outfit"], set()).add(place[row["cod_modelo_color"]])
        except (OSError, KeyError) as error:
            raise OutfitDataError(f"no stylists' outfits in {folder}: {error}") from error
        distinct = dict.fromkeys(tuple(sorted(items)) for items in worn.values())
        return cls(products, tuple(items for items in distinct if len(items) > 1))

    @property
    def frequency(self) -> Indices:
        """In how many outfits each product is, (products,)."""
        counts = np.zeros(len(self.products), np.int64)
        for outfit in self.outfits:
            counts[list(outfit)] += 1
        return counts

    @property
    def family(self) -> Indices:
        """The family of each product as a number, (products,)."""
        names = sorted({product.family for product in self.products})
        number = {name: i for i, name in enumerate(names)}
        return np.array([number[product.family] for product in self.products])


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True, slots=True)
class Split:
    """Which products are held out, one flag a product."""

    val: Flags
    test: Flags

    @classmethod
    def of(cls, stylists: Stylists) -> Split:
        """Split by a hash of the product's id, the same on every machine and run."""
        count = stylists.frequency
        place = np.array([_unit_hash(product.key) for product in stylists.products])
        may = (count > 0) & (count <= MOST_OUTFITS)
        test = may & (place < HELD_OUT)
        val = may & (place >= HELD_OUT) & (place < 2 * HELD_OUT)
        return cls(val, test)

    def train(self, stylists: Stylists) -> list[tuple[int, ...]]:
        """Return the outfits without any held-out product."""
        held = self.val | self.test
        return [outfit for outfit in stylists.outfits if not held[list(outfit)].any()]


def _unit_hash(key: str) -> float:
    digest = hashlib.sha256(f"{_SEED}/{key}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


@dataclass(frozen=True, slots=True)
class Questions:
    """The evaluation questions of one side of a split.

    Attributes:
        blanks: outfits four in a row, the first of each with the stylist's product.
        judged: outfits for the area under the ROC curve.
        labels: 1 for a stylist's outfit of `judged`, 0 for one with a product exchanged.
    """

    blanks: list[tuple[int, ...]]
    judged: list[tuple[int, ...]]
    labels: Indices


def questions(stylists: Stylists, asked: Flags, kept_out: Flags, seed: int = 0) -> Questions:
    """Ask about every held-out product of every outfit that has one.

    Args:
        stylists: the outfits.
        asked: products to ask about; wrong answers come from them, too.
        kept_out: products of the other side: outfits with one of them are left alone.
        seed: of the choice of wrong answers.
    """
    rng = np.random.default_rng(seed)
    family = stylists.family
    blanks: list[tuple[int, ...]] = []
    judged: list[tuple[int, ...]] = []
    for outfit in stylists.outfits:
        if kept_out[list(outfit)].any():
            continue
        for answer in outfit:
            if not asked[answer]:
                continue
            alike = np.flatnonzero(asked & (family == family[answer]))
            wrong = np.setdiff1d(alike, outfit)
            if len(wrong) < CHOICES - 1:
                continue
            context = tuple(item for item in outfit if item != answer)
            others = rng.choice(wrong, CHOICES - 1, replace=False)
            blanks += [(*context, int(item)) for item in (answer, *others)]
            judged += [(*context, answer), (*context, int(rng.choice(wrong)))]
    return Questions(blanks, judged, np.tile([1, 0], len(judged) // 2))


def padded(outfits: Sequence[Sequence[int]]) -> Indices:
    """Return outfits as rows of equal length, -1 behind the shorter ones."""
    width = max(map(len, outfits))
    rows = np.full((len(outfits), width), -1, np.int64)
    for row, outfit in zip(rows, outfits, strict=True):
        row[: len(outfit)] = outfit
    return rows
