"""A fixed set of products: filters them exactly, and reads the nearest cells of what passes."""

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
from engine.search.index.partitions import Cells, arrange

SAME_CATEGORY_BONUS: Final = 0.15
"""A product of the garment's own category ranks as if it were so much more alike."""

SAME_COLOUR_BONUS: Final = 0.1
"""A product of the garment's main colour does, too, by so much.

On unseen products (737, the names as the model gives them) it takes the ten nearest from 0.39 of
the same colour to 0.43, from 0.79 of the same category to 0.77, and from 0.30 of both to 0.32.
"""

READ_AT_LEAST: Final = 14_000
"""So many rows are compared before a search stops looking for more.

Where fewer pass, all of them are. In a million made-up products (`benchmarks.search`, 240
questions) 0.9992 of the ten that a comparison of all of them finds are found, or more.
"""

READ_FILTERED_AT_LEAST: Final = 16_000
"""As many of those that pass a filter, so that what a filter leaves over is searched exactly."""

_LOPSIDED: Final = 2.0
"""How much more is read when only shape or only colour counts, since cells are made by both."""

_SPARSE: Final = 0.2
"""Below this share of passing rows, picking them costs less than reading their cells whole."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for.

    Attributes:
        vector: unit vector, shape (256,), shape and colour weighed already.
        category: of the garment; products of its slot pass, unless the filters name categories.
        colour: main colour of the garment.
        filters: what a product must be, besides of one of `shops`.
        shops: ids of the shops that may sell it; None for any.
        lopsided: 0 where shape and colour count alike, 1 where one of them does not at all.
        exact: whether every row that passes is compared, to measure others against.
    """

    vector: Vector
    category: str | None = None
    colour: str | None = None
    filters: Filters = field(default_factory=Filters)
    shops: frozenset[int] | None = None
    lopsided: float = 0.0
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
    """Products in the order of their cells; safe to share between threads.

    Args:
        columns: the products, in the order that `cells` tells of.
        cells: where rows that look alike begin and end.
        dead: rows whose product has gone or changed since; they are found no more.
        name: of its folder, when it is on disk.
    """

    def __init__(
        self, columns: Columns, cells: Cells, dead: Rows | None = None, name: str | None = None
    ) -> None:
        self.columns = columns
        self.name = name
        self.cells = cells
        self.dead = np.empty(0, np.int64) if dead is None else dead
        self._alive: Mask | None = None
        if len(self.dead):
            self._alive = np.ones(len(columns), bool)
            self._alive[self.dead] = False

    @classmethod
    def of(cls, items: Sequence[IndexItem]) -> Self:
        """Return a segment of products in memory."""
        return cls.of_columns(Columns.of(items))

    @classmethod
    def of_columns(cls, columns: Columns) -> Self:
        """Return a segment of columns in memory."""
        order, cells = arrange(
            columns.categories, lambda rows: columns.vectors[rows].astype(np.float32)
        )
        return cls(columns.take(order), cells)

    def without(self, rows: Rows) -> Segment:
        """Return the same products without some more rows; nothing is copied."""
        if not len(rows):
            return self
        return Segment(self.columns, self.cells, np.union1d(self.dead, rows), self.name)

    def __len__(self) -> int:
        """How many products can be found."""
        return len(self.columns) - len(self.dead)

    @property
    def living(self) -> Rows:
        """The rows that can be found."""
        if self._alive is None:
            return np.arange(len(self.columns))
        return np.flatnonzero(self._alive)

    def nearest(self, question: Question, *, at_least: int) -> tuple[Rows, NDArray[np.float32]]:
        """Return rows that pass, with how alike each is, in no order.

        Every row that passes is among them, unless there are very many; then those of the cells
        nearest to the question are, `at_least` so many.
        """
        spans = self._spans(question.categories)
        keep = self._passing(question, spans)
        chosen = self._cells_of(spans)
        counts = self._counts(keep, chosen)
        enough = READ_AT_LEAST if keep is None else READ_FILTERED_AT_LEAST
        budget = max(round(enough * (1 + _LOPSIDED * question.lopsided)), at_least)
        if question.exact or int(counts.sum()) <= budget:
            chosen = chosen[counts > 0]
        else:
            chosen = self._nearest_cells(question, chosen, counts, budget)
        return self._read(question.vector, keep, np.sort(chosen))

    def row_of(self, ids: Collection[int]) -> Rows:
        """Return the living rows of products, those that are there."""
        if not ids:
            return np.empty(0, np.int64)
        rows = np.flatnonzero(np.isin(self.columns.ids, np.fromiter(ids, np.int64)))
        return rows if self._alive is None else rows[self._alive[rows]]

    def rows_of_shop(self, shop_id: int) -> Rows:
        """Return the living rows of a shop."""
        mine = self.columns.shops == shop_id
        return np.flatnonzero(mine if self._alive is None else mine & self._alive)

    def _spans(self, categories: Collection[int] | None) -> list[slice]:
        """Return where the rows of some categories are; those of one lie together."""
        if categories is None:
            return [slice(0, len(self.columns))]
        spans: list[slice] = []
        for wanted in sorted(set(categories)):
            first, last = np.searchsorted(self.cells.categories, [wanted, wanted + 1]).tolist()
            start, stop = int(self.cells.starts[first]), int(self.cells.starts[last])
            if spans and spans[-1].stop == start:
                spans[-1] = slice(spans[-1].start, stop)
            elif stop > start:
                spans.append(slice(start, stop))
        return spans

    def _cells_of(self, spans: Sequence[slice]) -> Rows:
        starts = self.cells.starts
        return np.concatenate(
            [
                np.empty(0, np.int64),
                *(np.arange(*np.searchsorted(starts, [span.start, span.stop])) for span in spans),
            ]
        )

    def _passing(self, question: Question, spans: Sequence[slice]) -> Mask | None:
        """Return which rows pass, None when all rows of the spans do."""
        tests = _Tests(self.columns, question.filters, question.shops)
        if self._alive is None and not tests.narrow:
            return None
        keep = np.zeros(len(self.columns), bool)
        for span in spans:
            keep[span] = tests.passing(span)
            if self._alive is not None:
                keep[span] &= self._alive[span]
        return keep

    def _counts(self, keep: Mask | None, chosen: Rows) -> Rows:
        """Return how many rows of each cell pass."""
        if keep is None:
            return np.diff(self.cells.starts)[chosen]
        if not len(self.cells):
            return np.empty(0, np.int64)
        counts = np.add.reduceat(keep.view(np.uint8), self.cells.starts[:-1], dtype=np.int32)
        return np.asarray(counts[chosen], np.int64)

    def _nearest_cells(self, question: Question, chosen: Rows, counts: Rows, budget: int) -> Rows:
        centres = self.cells.centres[chosen].astype(np.float32)
        ranks = centres @ question.vector
        if question.category is not None:
            own = self.cells.categories[chosen] == code(CATEGORIES, question.category)
            ranks = ranks + SAME_CATEGORY_BONUS * own
        order = np.argsort(-ranks, kind="stable")
        enough = int(np.searchsorted(np.cumsum(counts[order]), budget)) + 1
        nearest = order[:enough]
        return chosen[nearest[counts[nearest] > 0]]

    def _read(
        self, vector: Vector, keep: Mask | None, chosen: Rows
    ) -> tuple[Rows, NDArray[np.float32]]:
        """Compare the passing rows of some cells, run of cells by run of cells."""
        starts, vectors = self.cells.starts, self.columns.vectors
        runs = [(int(starts[first]), int(starts[last])) for first, last in _runs(chosen)]
        total = sum(stop - start for start, stop in runs)
        if keep is None:
            rows = [np.arange(start, stop) for start, stop in runs]
        else:
            rows = [start + np.flatnonzero(keep[start:stop]) for start, stop in runs]
        every = np.concatenate([np.empty(0, np.int64), *rows])
        if len(every) < _SPARSE * total:
            # `take` copies whole rows where indexing copies value by value.
            return every, inner_products(vector, np.take(vectors, every, axis=0))
        likeness = [np.empty(0, np.float32)]
        for (start, stop), passing in zip(runs, rows, strict=True):
            whole = inner_products(vector, vectors[start:stop])
            likeness.append(whole if keep is None else whole[passing - start])
        return every, np.concatenate(likeness)


def _runs(numbers: Rows) -> list[tuple[int, int]]:
    """Return ascending numbers as ranges of consecutive ones, `(first, last + 1)` each."""
    if not len(numbers):
        return []
    breaks = np.flatnonzero(np.diff(numbers) > 1) + 1
    firsts = numbers[np.concatenate([[0], breaks])]
    lasts = numbers[np.concatenate([breaks - 1, [-1]])] + 1
    return list(zip(firsts.tolist(), lasts.tolist(), strict=True))


class _Tests:
    """The filters of a question on the columns of a segment."""

    def __init__(self, columns: Columns, filters: Filters, shops: frozenset[int] | None) -> None:
        self._columns = columns
        self._filters = filters
        self._shops = None if shops is None else np.array(sorted(shops), np.int64)
        rest = {name: getattr(filters, name) for name in Filters.__slots__ if name != "categories"}
        self.narrow = shops is not None or any(value not in {(), None} for value in rest.values())

    def passing(self, span: slice) -> Mask:
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
            # Most shops do not tell the season; what nobody knows is not held against a product.
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
