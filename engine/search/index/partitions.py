"""Puts products that look alike next to each other, so that a search reads only the nearest.

The rows of each category are split into cells by spherical k-means. A search reads whole cells,
the one whose centre is nearest to the question first: an inverted file (Sivic and Zisserman,
"Video Google", ICCV 2003), nested in the categories because a search always asks for a few of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.search.index.columns import DIMENSIONS, Rows

ROWS_A_CELL: Final = 768
"""Few enough that a cell is all alike, enough that reading one is worth its call."""

_SAMPLE_A_CELL: Final = 64
_ROUNDS: Final = 8
_CHUNK: Final = 8192

Centres = NDArray[np.float32]
ReadRows = Callable[[Rows], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Cells:
    """Consecutive rows that belong together.

    Attributes:
        starts: the first row of each cell and, at the end, the number of rows, shape (c + 1,).
        categories: code of the category that each cell is of, shape (c,).
        centres: unit vectors, shape (c, 256).
    """

    starts: NDArray[np.int64]
    categories: NDArray[np.uint8]
    centres: NDArray[np.float16]

    def __len__(self) -> int:
        return len(self.categories)


def arrange(
    categories: NDArray[np.uint8], read: ReadRows, *, rows_a_cell: int = ROWS_A_CELL
) -> tuple[Rows, Cells]:
    """Return the order that puts rows of a cell together, and the cells in that order.

    Args:
        categories: code of each row, shape (n,).
        read: returns the vectors of some rows, shape (len(rows), 256).
        rows_a_cell: how many rows a cell has on average; a category has one cell at least.
    """
    rng = np.random.default_rng(0)  # the same products give the same cells
    order: list[Rows] = []
    sizes: list[int] = []
    codes: list[int] = []
    centres: list[Centres] = []
    for category in np.unique(categories).tolist():
        rows = np.flatnonzero(categories == category)
        count = max(1, round(len(rows) / rows_a_cell))
        sample = rng.choice(rows, min(len(rows), count * _SAMPLE_A_CELL), replace=False)
        found = spherical_k_means(read(np.sort(sample)), count, rng)
        cell = np.concatenate(
            [
                (read(rows[at : at + _CHUNK]) @ found.T).argmax(axis=1)
                for at in range(0, len(rows), _CHUNK)
            ]
        )
        order.append(rows[np.argsort(cell, kind="stable")])
        filled = np.bincount(cell, minlength=count)
        kept = np.flatnonzero(filled)
        sizes += filled[kept].tolist()
        codes += [category] * len(kept)
        centres.append(found[kept])
    cells = Cells(
        starts=np.cumsum([0, *sizes], dtype=np.int64),
        categories=np.array(codes, np.uint8),
        centres=np.concatenate([np.empty((0, DIMENSIONS)), *centres]).astype(np.float16),
    )
    return np.concatenate([np.empty(0, np.int64), *order]), cells


def spherical_k_means(vectors: Centres, count: int, rng: np.random.Generator) -> Centres:
    """Return `count` unit centres of unit rows (Lloyd's rounds by inner product)."""
    centres = vectors[rng.choice(len(vectors), count, replace=False)]
    if count == 1:
        return _unit(vectors.mean(axis=0, keepdims=True))
    for _ in range(_ROUNDS):
        cell = np.concatenate(
            [
                (vectors[at : at + _CHUNK] @ centres.T).argmax(axis=1)
                for at in range(0, len(vectors), _CHUNK)
            ]
        )
        order = np.argsort(cell, kind="stable")
        filled = np.unique(cell)
        sums = np.add.reduceat(vectors[order], np.searchsorted(cell[order], filled), axis=0)
        centres[filled] = _unit(sums)  # a cell that has lost all its rows keeps its centre
    return centres


def _unit(rows: Centres) -> Centres:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), np.float32)
