"""Partitions products by similarity, so that a search reads only the nearest partitions.

The rows of each category are partitioned by spherical k-means. A search reads whole partitions,
the one whose centre is nearest to the query first: an inverted file (IVF; Sivic and Zisserman,
"Video Google", ICCV 2003), nested in the categories because a search is always of a few of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.search.index.columns import DIMENSIONS, Rows

ROWS_PER_PARTITION: Final = 768
"""Few enough that a partition is homogeneous, enough that reading one is worth its call."""

_SAMPLE_PER_PARTITION: Final = 64
_ROUNDS: Final = 8
_CHUNK: Final = 8192

Centres = NDArray[np.float32]
ReadRows = Callable[[Rows], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Partitions:
    """Consecutive ranges of similar rows.

    Attributes:
        starts: the first row of each partition and, at the end, the number of rows, shape (p + 1,).
        categories: code of each partition's category, shape (p,).
        centres: unit vectors, shape (p, 256).
    """

    starts: NDArray[np.int64]
    categories: NDArray[np.uint8]
    centres: NDArray[np.float16]

    def __len__(self) -> int:
        return len(self.categories)


def partition_rows(
    categories: NDArray[np.uint8], read: ReadRows, *, rows_per_partition: int = ROWS_PER_PARTITION
) -> tuple[Rows, Partitions]:
    """Return the order that groups rows by partition, and the partitions in that order.

    Args:
        categories: code of each row, shape (n,).
        read: returns the vectors of some rows, shape (len(rows), 256).
        rows_per_partition: on average; a category has at least one partition.
    """
    rng = np.random.default_rng(0)  # the same products give the same partitions
    order: list[Rows] = []
    sizes: list[int] = []
    codes: list[int] = []
    centres: list[Centres] = []
    for category in np.unique(categories).tolist():
        rows = np.flatnonzero(categories == category)
        count = max(1, round(len(rows) / rows_per_partition))
        sample = rng.choice(rows, min(len(rows), count * _SAMPLE_PER_PARTITION), replace=False)
        found = spherical_k_means(read(np.sort(sample)), count, rng)
        cluster = np.concatenate(
            [
                (read(rows[at : at + _CHUNK]) @ found.T).argmax(axis=1)
                for at in range(0, len(rows), _CHUNK)
            ]
        )
        order.append(rows[np.argsort(cluster, kind="stable")])
        filled = np.bincount(cluster, minlength=count)
        kept = np.flatnonzero(filled)
        sizes += filled[kept].tolist()
        codes += [category] * len(kept)
        centres.append(found[kept])
    partitions = Partitions(
        starts=np.cumsum([0, *sizes], dtype=np.int64),
        categories=np.array(codes, np.uint8),
        centres=np.concatenate([np.empty((0, DIMENSIONS)), *centres]).astype(np.float16),
    )
    return np.concatenate([np.empty(0, np.int64), *order]), partitions


def spherical_k_means(vectors: Centres, count: int, rng: np.random.Generator) -> Centres:
    """Return `count` unit centres of unit rows (Lloyd's rounds by inner product)."""
    centres = vectors[rng.choice(len(vectors), count, replace=False)]
    if count == 1:
        return _unit(vectors.mean(axis=0, keepdims=True))
    for _ in range(_ROUNDS):
        cluster = np.concatenate(
            [
                (vectors[at : at + _CHUNK] @ centres.T).argmax(axis=1)
                for at in range(0, len(vectors), _CHUNK)
            ]
        )
        order = np.argsort(cluster, kind="stable")
        filled = np.unique(cluster)
        sums = np.add.reduceat(vectors[order], np.searchsorted(cluster[order], filled), axis=0)
        centres[filled] = _unit(sums)  # a cluster that has lost all its rows keeps its centre
    return centres


def _unit(rows: Centres) -> Centres:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), np.float32)
