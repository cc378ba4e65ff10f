"""An immutable set of products: exact filters, and similarity by the nearest partitions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from config.taxonomy import CATEGORIES, CATEGORY_SLOT, COLOURS, PATTERNS, SEASONS, SLOT_CATEGORIES
from engine.schemas import Vector
from engine.search.filters import Filters
from engine.search.index.columns import (
    FITS,
    GENDERS,
    Columns,
    IndexItem,
    Rows,
    bits,
    code,
    size_tokens,
)
from engine.search.index.inner_product import inner_products
from engine.search.index.partitions import Partitions, partition_rows

SAME_CATEGORY_BONUS: Final = 0.15
"""A product of the garment's own category ranks as if it were so much more alike."""

SAME_COLOUR_BONUS: Final = 0.1
"""A product of the garment's main colour does, too, by so much.

On unseen products (737, the names as the model gives them) it takes the ten nearest from 0.39 of
the same colour to 0.43, from 0.79 of the same category to 0.77, and from 0.30 of both to 0.32.
"""

MIN_COMPARED: Final = 14_000
"""A search stops at the partition with which so many rows have been compared.

Where fewer pass, all of them are. In a million made-up products (`benchmarks.search`, 240
questions) 0.9992 of the ten that a comparison of all of them finds are found, or more.
"""

MIN_COMPARED_FILTERED: Final = 16_000
"""The same for rows that pass a filter; what a narrow filter leaves is so searched exactly."""

_IMBALANCE: Final = 1.5
"""How much more is compared when only shape or only colour counts: partitions are by both."""

_SPARSE: Final = 0.2
"""Below this share of passing rows, gathering them costs less than comparing all rows."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A query vector, filters and preferences.

    Attributes:
        vector: unit vector, shape (256,), with the weights of shape and colour applied.
        category: of the garment; products of its slot pass, unless the filters name categories.
        colour: main colour of the garment.
        filters: what a product must be, besides of one of `shops`.
        shops: ids of the shops that may sell it; None for any.
        imbalance: 0 where shape and colour weigh the same, 1 where one of them has no weight.
        exact: compare every row that passes, as a reference.
    """

    vector: Vector
    category: str | None = None
    colour: str | None = None
    filters: Filters = field(default_factory=Filters)
    shops: frozenset[int] | None = None
    imbalance: float = 0.0
    exact: bool = False

    @property
    def categories(self) -> tuple[int, ...] | None:
        """The codes of the categories that pass; None for all."""
        names: Sequence[str] = self.filters.categories
        if not names:
            if self.category is None:
                return None
            names = SLOT_CATEGORIES[CATEGORY_SLOT[self.category]]
        return tuple(code(CATEGORIES, name) for name in names)


class Segment:
    """Products in the order of their partitions; safe to share between threads.

    Args:
        columns: the products, in the order of `partitions`.
        partitions: ranges of similar rows.
        deleted_rows: rows whose product was removed or changed since; a search skips them.
        name: of its folder, when it is on disk.
    """

    def __init__(
        self,
        columns: Columns,
        partitions: Partitions,
        deleted_rows: Rows | None = None,
        name: str | None = None,
    ) -> None:
        self.columns = columns
        self.name = name
        self.partitions = partitions
        self.deleted_rows = np.empty(0, np.int64) if deleted_rows is None else deleted_rows
        self._live: Mask | None = None
        if len(self.deleted_rows):
            self._live = np.ones(len(columns), bool)
            self._live[self.deleted_rows] = False

    @classmethod
    def of(cls, items: Sequence[IndexItem]) -> Self:
        """Return a segment of products in memory."""
        return cls.of_columns(Columns.of(items))

    @classmethod
    def of_columns(cls, columns: Columns) -> Self:
        """Return a segment of columns in memory."""
        order, partitions = partition_rows(
            columns.categories, lambda rows: columns.vectors[rows].astype(np.float32)
        )
        return cls(columns.take(order), partitions)

    def without(self, rows: Rows) -> Segment:
        """Return a segment with more rows deleted; nothing is copied."""
        if not len(rows):
            return self
        deleted_rows = np.union1d(self.deleted_rows, rows)
        return Segment(self.columns, self.partitions, deleted_rows, self.name)

    def __len__(self) -> int:
        """Number of products that are not deleted."""
        return len(self.columns) - len(self.deleted_rows)

    @property
    def live_rows(self) -> Rows:
        """The rows that are not deleted."""
        if self._live is None:
            return np.arange(len(self.columns))
        return np.flatnonzero(self._live)

    def nearest(self, query: SearchQuery, *, at_least: int) -> tuple[Rows, NDArray[np.float32]]:
        """Return the rows that pass and the similarity of each, in no order.

        Every row that passes is among them, unless there are very many; then those of the nearest
        partitions, at least `at_least` rows.
        """
        spans = self._spans(query.categories)
        keep = self._filter_mask(query, spans)
        chosen = self._partitions_in(spans)
        counts = self._count_passing(keep, chosen)
        enough = MIN_COMPARED if keep is None else MIN_COMPARED_FILTERED
        budget = max(round(enough * (1 + _IMBALANCE * query.imbalance)), at_least)
        if query.exact or int(counts.sum()) <= budget:
            chosen = chosen[counts > 0]
        else:
            chosen = self._nearest_partitions(query, chosen, counts, budget)
        return self._score(query.vector, keep, np.sort(chosen))

    def row_of(self, ids: Collection[int]) -> Rows:
        """Return the live rows of those products that the segment has."""
        if not ids:
            return np.empty(0, np.int64)
        rows = np.flatnonzero(np.isin(self.columns.ids, np.fromiter(ids, np.int64)))
        return rows if self._live is None else rows[self._live[rows]]

    def rows_of_shop(self, shop_id: int) -> Rows:
        """Return the live_rows rows of a shop."""
        mine = self.columns.shops == shop_id
        return np.flatnonzero(mine if self._live is None else mine & self._live)

    def _spans(self, categories: Collection[int] | None) -> list[slice]:
        """Return the ranges of rows of some categories; those of one are contiguous."""
        if categories is None:
            return [slice(0, len(self.columns))]
        spans: list[slice] = []
        for wanted in sorted(set(categories)):
            first, last = np.searchsorted(self.partitions.categories, [wanted, wanted + 1]).tolist()
            start, stop = int(self.partitions.starts[first]), int(self.partitions.starts[last])
            if spans and spans[-1].stop == start:
                spans[-1] = slice(spans[-1].start, stop)
            elif stop > start:
                spans.append(slice(start, stop))
        return spans

    def _partitions_in(self, spans: Sequence[slice]) -> Rows:
        starts = self.partitions.starts
        return np.concatenate(
            [
                np.empty(0, np.int64),
                *(np.arange(*np.searchsorted(starts, [span.start, span.stop])) for span in spans),
            ]
        )

    def _filter_mask(self, query: SearchQuery, spans: Sequence[slice]) -> Mask | None:
        """Return a mask of the rows that pass; None when all rows of the spans do."""
        row_filter = _Filter(self.columns, query.filters, query.shops)
        if self._live is None and not row_filter.narrows:
            return None
        keep = np.zeros(len(self.columns), bool)
        for span in spans:
            keep[span] = row_filter.mask(span)
            if self._live is not None:
                keep[span] &= self._live[span]
        return keep

    def _count_passing(self, keep: Mask | None, chosen: Rows) -> Rows:
        """Return the number of passing rows of each chosen partition."""
        if keep is None:
            return np.diff(self.partitions.starts)[chosen]
        if not len(self.partitions):
            return np.empty(0, np.int64)
        counts = np.add.reduceat(keep.view(np.uint8), self.partitions.starts[:-1], dtype=np.int32)
        return np.asarray(counts[chosen], np.int64)

    def _nearest_partitions(
        self, query: SearchQuery, chosen: Rows, counts: Rows, budget: int
    ) -> Rows:
        centres = self.partitions.centres[chosen].astype(np.float32)
        ranks = centres @ query.vector
        if query.category is not None:
            own = self.partitions.categories[chosen] == code(CATEGORIES, query.category)
            ranks = ranks + SAME_CATEGORY_BONUS * own
        order = np.argsort(-ranks, kind="stable")
        enough = int(np.searchsorted(np.cumsum(counts[order]), budget)) + 1
        nearest = order[:enough]
        return chosen[nearest[counts[nearest] > 0]]

    def _score(
        self, vector: Vector, keep: Mask | None, chosen: Rows
    ) -> tuple[Rows, NDArray[np.float32]]:
        """Return the passing rows of some partitions and their similarity to the vector."""
        starts, vectors = self.partitions.starts, self.columns.vectors
        runs = [(int(starts[first]), int(starts[last])) for first, last in _runs(chosen)]
        total = sum(stop - start for start, stop in runs)
        if keep is None:
            rows = [np.arange(start, stop) for start, stop in runs]
        else:
            rows = [start + np.flatnonzero(keep[start:stop]) for start, stop in runs]
        rows_compared = np.concatenate([np.empty(0, np.int64), *rows])
        if len(rows_compared) < _SPARSE * total:
            # `take` copies whole rows where indexing copies value by value.
            return rows_compared, inner_products(vector, np.take(vectors, rows_compared, axis=0))
        similarity = [np.empty(0, np.float32)]
        for (start, stop), passing in zip(runs, rows, strict=True):
            whole = inner_products(vector, vectors[start:stop])
            similarity.append(whole if keep is None else whole[passing - start])
        return rows_compared, np.concatenate(similarity)


def _runs(numbers: Rows) -> list[tuple[int, int]]:
    """Return ascending numbers as ranges of consecutive ones, each `(first, last + 1)`."""
    if not len(numbers):
        return []
    breaks = np.flatnonzero(np.diff(numbers) > 1) + 1
    firsts = numbers[np.concatenate([[0], breaks])]
    lasts = numbers[np.concatenate([breaks - 1, [-1]])] + 1
    return list(zip(firsts.tolist(), lasts.tolist(), strict=True))


class _Filter:
    """Evaluates the filters of a query on the columns of a segment."""

    def __init__(self, columns: Columns, filters: Filters, shops: frozenset[int] | None) -> None:
        self._columns = columns
        self._filters = filters
        self._shops = None if shops is None else np.array(sorted(shops), np.int64)
        rest = {name: getattr(filters, name) for name in Filters.__slots__ if name != "categories"}
        self.narrows = shops is not None or any(value not in {(), None} for value in rest.values())

    def mask(self, span: slice) -> Mask:
        """Return which rows of a span pass."""
        filters, columns = self._filters, self._columns
        tests: list[Mask] = []
        if filters.genders:
            codes = [code(GENDERS, name) for name in (*filters.genders, "unisex")]
            tests.append(_any_of(columns.genders[span], codes))
        if filters.patterns:
            codes = [code(PATTERNS, name) for name in filters.patterns]
            tests.append(_any_of(columns.patterns[span], codes))
        if filters.fits:
            tests.append(_any_of(columns.fits[span], [code(FITS, n) for n in filters.fits]))
        if filters.colours:
            asked = np.uint32(bits(COLOURS, filters.colours))
            tests.append((columns.colours[span] & asked) != 0)
        if filters.seasons:
            # Most shops do not state the season, so unknown ones pass.
            seasons = columns.seasons[span]
            asked_seasons = np.uint8(bits(SEASONS, filters.seasons))
            tests.append((seasons == 0) | ((seasons & asked_seasons) != 0))
        if filters.sizes:
            wanted = frozenset().union(*(size_tokens(size) for size in filters.sizes))
            holds = np.array([bool(has & wanted) for has in columns.size_labels], bool)
            tests.append(holds[columns.size_sets[span]])
        if filters.min_price is not None:
            tests.append(columns.prices[span] >= filters.min_price)
        if filters.max_price is not None:
            tests.append(columns.prices[span] <= filters.max_price)
        if self._shops is not None:
            tests.append(np.isin(columns.shops[span], self._shops))
        if not tests:
            return np.ones(span.stop - span.start, bool)
        return np.asarray(np.logical_and.reduce(tests), bool)


def _any_of(column: NDArray[Any], codes: Sequence[int]) -> Mask:
    return reduce(or_, [column == wanted for wanted in set(codes)])
