"""Finds the products that look most like a garment: of all shops, or of one.

An index is a snapshot: it never changes, and a search that has begun on one ends on it. `updated`
gives the next one, which shares what has not changed. What a filter leaves over is searched
exactly, so a filter can never make it return fewer products than there are; only where very many
pass, those of the cells nearest to the garment are compared (`engine.search.index`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from config.taxonomy import CATEGORIES, CATEGORY_SLOT, COLOURS, SLOT_CATEGORIES
from engine.models.garment import weigh
from engine.schemas import Vector
from engine.search.filters import Filters
from engine.search.index.columns import Columns, IndexItem, Rows, bits, code
from engine.search.index.inner_product import inner_products
from engine.search.index.segment import (
    SAME_CATEGORY_BONUS,
    SAME_COLOUR_BONUS,
    Question,
    Segment,
)

__all__ = ["Hit", "IndexItem", "ProductIndex"]

MAX_PER_SHOP: Final = 3
"""So many products of one shop come before the other shops have had their turn."""

SMALL_ROWS: Final = 50_000
"""A segment with fewer rows is made anew with what changes."""

BLOCK: Final = 200
"""Shops take turns within so many products; the next block is less alike, whoever sells it."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A product and how alike it is, -1 to 1."""

    id: int
    score: float


@dataclass(frozen=True, slots=True)
class _Ranked:
    """Products in the order of their rank, one a row."""

    ids: Rows
    shops: Rows
    pictures: NDArray[np.uint64]
    groups: Rows
    ranks: NDArray[np.float32]
    likeness: NDArray[np.float32]

    def take(self, rows: Rows) -> _Ranked:
        return _Ranked(*(getattr(self, name)[rows] for name in self.__slots__))

    @classmethod
    def joined(cls, parts: Sequence[_Ranked]) -> _Ranked:
        """Return the best of several segments as one ranking, ties by id."""
        every = cls(*(np.concatenate([getattr(p, n) for p in parts]) for n in cls.__slots__))
        return every.take(np.lexsort((every.ids, -every.ranks)))


class ProductIndex:
    """An immutable index over products.

    Args:
        items: the products, kept in memory; give none and `segments` for those on disk.
        segments: products of earlier indexes; no product is alive in two of them.
    """

    def __init__(self, items: Sequence[IndexItem] = (), segments: Sequence[Segment] = ()) -> None:
        self.segments = tuple(segment for segment in segments if len(segment))
        if items:
            self.segments += (Segment.of(items),)

    def __len__(self) -> int:
        return sum(len(segment) for segment in self.segments)

    @property
    def rows(self) -> int:
        """How many rows its segments have; more than products, when some are dead."""
        return sum(len(segment.columns) for segment in self.segments)

    def chunks(self, rows: int = 16_384) -> Iterator[Columns]:
        """Yield the products a chunk at a time, to build an index of one segment."""
        for segment in self.segments:
            living = segment.living
            for start in range(0, len(living), rows):
                yield segment.columns.take(living[start : start + rows])

    def revisions(self, ids: Collection[int]) -> dict[int, int]:
        """Return the revision of each of the products that the index has."""
        known: dict[int, int] = {}
        for segment in self.segments:
            rows = segment.row_of(ids)
            ids_there, revisions = segment.columns.ids[rows], segment.columns.revisions[rows]
            known |= dict(zip(ids_there.tolist(), revisions.tolist(), strict=True))
        return known

    def updated(self, changed: Sequence[IndexItem], gone: Collection[int] = ()) -> ProductIndex:
        """Return an index in which some products are new or different and some are gone.

        It shares the large segments of this one; the small ones become one with what is new, so
        that there are never many.
        """
        left = {*gone, *(item.id for item in changed)}
        kept = [segment.without(segment.row_of(left)) for segment in self.segments]
        large = [segment for segment in kept if len(segment.columns) >= SMALL_ROWS]
        small = [segment for segment in kept if len(segment.columns) < SMALL_ROWS]
        if not changed:
            return ProductIndex(segments=kept)
        parts = [Columns.of(changed), *(one.columns.take(one.living) for one in small)]
        return ProductIndex(segments=[*large, Segment.of_columns(Columns.joined(parts))])

    def search(
        self,
        vector: Vector,
        *,
        category: str | None = None,
        colour_name: str | None = None,
        k: int = 10,
        offset: int = 0,
        filters: Filters | None = None,
        shops: Collection[int] | None = None,
        exclude: Collection[int] = (),
        shape: float = 1.0,
        colour: float = 1.0,
        exact: bool = False,
    ) -> list[Hit]:
        """Return the `k` products most like `vector` after the first `offset`, best first.

        Args:
            vector: unit embedding of a garment, shape (256,).
            category: of the garment; only products of its slot are shown, its own category
                first among equals. A category filter takes its place.
            colour_name: the garment's main colour; products of it come first among equals.
            k: how many to return; fewer come back only when fewer pass.
            offset: how many to leave out, for the next page.
            filters: what a product must be; its `shops` are names and are passed over here.
            shops: ids of the shops that may sell it; None for any.
            exclude: ids that must not be shown.
            shape: weight of kind, cut and pattern.
            colour: weight of colour.
            exact: compare every product, to measure against.
        """
        question = Question(
            vector=weigh(vector, shape=shape, colour=colour),
            category=category,
            colour=colour_name,
            filters=filters or Filters(),
            shops=None if shops is None else frozenset(shops),
            lopsided=abs(shape - colour) / max(shape + colour, 1e-9),
            exact=exact,
        )
        blocks = -(-(offset + k) // BLOCK)
        unique = self._unique(question, blocks * BLOCK, frozenset(exclude))
        shown = [
            row
            for start in range(0, len(unique.ids), BLOCK)
            for row in _in_turns(unique.shops[start : start + BLOCK], start)
        ][offset : offset + k]
        return [Hit(int(unique.ids[row]), float(unique.likeness[row])) for row in shown]

    def _unique(self, question: Question, count: int, exclude: frozenset[int]) -> _Ranked:
        """Return the `count` best products that are not excluded, each thing once."""
        wanted = count + len(exclude)
        while True:
            ranked = self._ranked(question, wanted)
            kept = _first_of_each(ranked, exclude)[:count]
            # Where many are the same thing, the next best are needed, too.
            if len(kept) == count or len(ranked.ids) < wanted:
                return ranked.take(np.array(kept, np.int64))
            wanted *= 4

    def _ranked(self, question: Question, wanted: int) -> _Ranked:
        """Return at least the `wanted` best products, fewer only where fewer pass."""
        parts = [_best_of(segment, question, wanted) for segment in self.segments]
        return _Ranked.joined(parts) if parts else _NOTHING

    def nearest_of_shop(
        self,
        shop_id: int,
        garments: Sequence[tuple[str, Vector]],
        *,
        items: int,
        exclude: Collection[int] = (),
    ) -> tuple[Hit, ...]:
        """Return a shop's products that look most like a photo's garments, one a garment first.

        Args:
            shop_id: the shop.
            garments: `(category, embedding)` of the photo's garments.
            items: how many products.
            exclude: products that must not be shown.
        """
        own = Columns.joined(
            [_EMPTY, *(s.columns.take(s.rows_of_shop(shop_id)) for s in self.segments)]
        )
        if exclude:
            own = own.take(np.flatnonzero(~np.isin(own.ids, list(exclude))))
        if not len(own) or not garments:
            return tuple(Hit(int(product_id), 0.0) for product_id in own.ids[:items])
        likeness = np.stack([inner_products(vector, own.vectors) for _, vector in garments])
        bonus = np.stack([_category_bonus(own.categories, category) for category, _ in garments])
        return tuple(
            Hit(int(own.ids[column]), float(likeness[row, column]))
            for row, column in _one_per_row_first(likeness + bonus, items)
        )


_EMPTY: Final = Columns.of([])
_NOTHING: Final = _Ranked(
    ids=np.empty(0, np.int64),
    shops=np.empty(0, np.int64),
    pictures=np.empty(0, np.uint64),
    groups=np.empty(0, np.int64),
    ranks=np.empty(0, np.float32),
    likeness=np.empty(0, np.float32),
)


def _best_of(segment: Segment, question: Question, wanted: int) -> _Ranked:
    """Return the `wanted` best products of a segment and what ties with the last of them."""
    columns = segment.columns
    rows, likeness = segment.nearest(question, at_least=wanted)
    ranks = likeness
    if question.category is not None:
        own = columns.categories[rows] == code(CATEGORIES, question.category)
        ranks = ranks + np.float32(SAME_CATEGORY_BONUS) * own
    if question.colour is not None:
        alike = (columns.colours[rows] & np.uint32(bits(COLOURS, [question.colour]))) != 0
        ranks = ranks + np.float32(SAME_COLOUR_BONUS) * alike
    if len(rows) > wanted:
        least = np.partition(ranks, len(rows) - wanted)[len(rows) - wanted]
        best = np.flatnonzero(ranks >= least)
        rows, ranks, likeness = rows[best], ranks[best], likeness[best]
    return _Ranked(
        ids=columns.ids[rows],
        shops=columns.shops[rows],
        pictures=columns.pictures[rows],
        groups=columns.groups[rows],
        ranks=ranks,
        likeness=likeness,
    )


def _first_of_each(ranked: _Ranked, exclude: frozenset[int]) -> list[int]:
    """Return the rows that are left when a picture and a thing come once and the excluded never."""
    kept: list[int] = []
    pictures: set[int] = {0}
    groups: set[int] = {-1}
    seen = zip(ranked.ids.tolist(), ranked.pictures.tolist(), ranked.groups.tolist(), strict=True)
    for row, (product_id, picture, group) in enumerate(seen):
        if product_id in exclude or (picture and picture in pictures):
            continue
        if group != -1 and group in groups:
            continue
        pictures.add(picture)
        groups.add(group)
        kept.append(row)
    return kept


def _in_turns(shops: Rows, first_row: int) -> list[int]:
    """Return rows in their order, but what is beyond `MAX_PER_SHOP` of a shop behind the others."""
    first: list[int] = []
    later: list[int] = []
    taken: dict[int, int] = {}
    for row, shop in enumerate(shops.tolist(), first_row):
        taken[shop] = taken.get(shop, 0) + 1
        (first if taken[shop] <= MAX_PER_SHOP else later).append(row)
    return first + later


def _category_bonus(categories: NDArray[np.uint8], category: str) -> NDArray[np.float32]:
    """Return how much more alike products count by their category, and by their slot."""
    slot = [code(CATEGORIES, name) for name in SLOT_CATEGORIES[CATEGORY_SLOT[category]]]
    steps = (categories == code(CATEGORIES, category)) + 1 * np.isin(categories, slot)
    return np.asarray(SAME_CATEGORY_BONUS * steps, np.float32)


def _one_per_row_first(scores: NDArray[np.float32], count: int) -> list[tuple[int, int]]:
    """Pick `count` columns, the best of each row in turn, best rows first, as (row, column)."""
    picked: dict[int, int] = {}
    left = scores.copy()
    while len(picked) < min(count, scores.shape[1]):
        for row in np.argsort(-left.max(axis=1), kind="stable").tolist():
            column = int(left[row].argmax())
            if column in picked or len(picked) >= count:
                continue
            picked[column] = row
            left[:, column] = -np.inf
    return [(row, column) for column, row in picked.items()]
