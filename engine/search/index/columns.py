"""Stores products as columns of numbers, which a search compares, filters and groups by.

A column is a NumPy array with one entry a product, so that a filter over a million products is a
few passes over some megabytes, and a file of it can be mapped into memory as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from config.taxonomy import CATEGORIES, COLOURS, FITS_BOTTOM, FITS_TOP, PATTERNS, SEASONS
from engine.schemas import Vector

DIMENSIONS: Final = 256
UNKNOWN: Final = 255
"""Code of a name that the taxonomy does not have, and of a missing one."""

GENDERS: Final = ("unisex", "female", "male")
FITS: Final = tuple(dict.fromkeys((*FITS_TOP, *FITS_BOTTOM)))
_MAX_PRICE: Final = np.iinfo(np.int32).max
_NAMED_COLOURS: Final = 2
"""How many of a product's colours, the main ones, a filter by colour compares."""

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class IndexItem:
    """A product as it is indexed.

    Attributes:
        price: in won.
        colours: names, main colour first.
        embedding: unit vector, shape (256,).
        picture_sha256: products of the same picture are shown once.
        group_id: shared by products that are the same thing; None for a single one.
        seasons: that it is for; empty when unknown.
        sizes: labels that are in stock.
        revision: grows whenever the product changes.
    """

    id: int
    shop_id: int
    category: str
    gender: str
    price: int
    colours: tuple[str, ...]
    pattern: str | None
    fit: str | None
    embedding: Vector
    picture_sha256: str | None = None
    group_id: int | None = None
    seasons: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    revision: int = 0


def code(names: Sequence[str], name: str | None) -> int:
    """Return the index of a name in `names`, `UNKNOWN` when it is none of them."""
    return names.index(name) if name in names else UNKNOWN


def bits(names: Sequence[str], selected: Iterable[str]) -> int:
    """Return a bit mask of the `names` that are selected; others are ignored."""
    return sum(1 << names.index(name) for name in set(selected) if name in names)


def picture_bits(sha256: str | None) -> int:
    """Return the first 64 bits of a hash in hexadecimal digits, 0 for none."""
    return int(sha256[:16], 16) if sha256 else 0


def size_tokens(label: str) -> frozenset[str]:
    """Return the forms in which a size may be searched: `M(95)`, `M` and `95`."""
    whole = " ".join(label.upper().split())
    return frozenset({whole, *re.findall(r"[0-9A-Z가-힣]+(?:\.5)?", whole)} - {""})


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns over n products; names become codes (`code`) or bits (`bits`).

    Attributes:
        pictures: `picture_bits` of the picture's hash.
        groups: `group_id`, -1 for none.
        size_sets: index into `size_labels` of a product's sizes.
        vectors: unit rows, shape (n, 256).
        size_labels: every combination of sizes that occurs, each as its tokens.
    """

    ids: NDArray[np.int64]
    shops: NDArray[np.int64]
    categories: NDArray[np.uint8]
    genders: NDArray[np.uint8]
    patterns: NDArray[np.uint8]
    fits: NDArray[np.uint8]
    seasons: NDArray[np.uint8]
    colours: NDArray[np.uint32]
    prices: NDArray[np.int32]
    pictures: NDArray[np.uint64]
    groups: NDArray[np.int64]
    revisions: NDArray[np.int64]
    size_sets: NDArray[np.uint32]
    vectors: NDArray[np.float16]
    size_labels: tuple[frozenset[str], ...]

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def of(cls, items: Sequence[IndexItem]) -> Self:
        """Return the columns of products, in the same order."""
        tokens = [frozenset[str]().union(*map(size_tokens, item.sizes)) for item in items]
        index_of = {sizes: index for index, sizes in enumerate(dict.fromkeys(tokens))}
        return cls(
            ids=np.array([i.id for i in items], np.int64),
            shops=np.array([i.shop_id for i in items], np.int64),
            categories=np.array([code(CATEGORIES, i.category) for i in items], np.uint8),
            genders=np.array([code(GENDERS, i.gender) for i in items], np.uint8),
            patterns=np.array([code(PATTERNS, i.pattern) for i in items], np.uint8),
            fits=np.array([code(FITS, i.fit) for i in items], np.uint8),
            seasons=np.array([bits(SEASONS, i.seasons) for i in items], np.uint8),
            colours=np.array([bits(COLOURS, i.colours[:_NAMED_COLOURS]) for i in items], np.uint32),
            prices=np.array([max(0, min(i.price, _MAX_PRICE)) for i in items], np.int32),
            pictures=np.array([picture_bits(i.picture_sha256) for i in items], np.uint64),
            groups=np.array([-1 if i.group_id is None else i.group_id for i in items], np.int64),
            revisions=np.array([i.revision for i in items], np.int64),
            size_sets=np.array([index_of[sizes] for sizes in tokens], np.uint32),
            vectors=np.array([i.embedding for i in items], np.float16).reshape(-1, DIMENSIONS),
            size_labels=tuple(index_of),
        )

    def take(self, rows: Rows | slice) -> Columns:
        """Return the columns of some rows, in that order."""
        return replace(self, **{name: getattr(self, name)[rows] for name in ARRAYS})

    @classmethod
    def joined(cls, parts: Sequence[Columns]) -> Columns:
        """Return the columns of several parts, concatenated; `parts` has at least one."""
        labels = dict.fromkeys(sizes for part in parts for sizes in part.size_labels)
        index_of = {sizes: index for index, sizes in enumerate(labels)}
        arrays: dict[str, NDArray[Any]] = {
            name: np.concatenate([getattr(part, name) for part in parts]) for name in ARRAYS
        }
        arrays["size_sets"] = np.concatenate(
            [
                np.array([index_of[sizes] for sizes in part.size_labels], np.uint32)[part.size_sets]
                for part in parts
            ]
        )
        return cls(**arrays, size_labels=tuple(index_of))


ARRAYS: Final = tuple(field.name for field in fields(Columns) if field.name != "size_labels")
"""The columns that are arrays."""
