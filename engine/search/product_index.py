"""Searches products by similarity to a garment, in all shops or in one.

An index is an immutable snapshot; `updated` returns the next one, which shares the segments that
have not changed. What a filter leaves is searched exactly, so that a filter never returns fewer
products than there are; only where very many pass, those of the nearest partitions are compared
(`engine.search.index`).
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
    SearchQuery,
    Segment,
)

__all__ = ["Hit", "IndexItem", "ProductIndex"]

MAX_PER_SHOP: Final = 3
"""How many products of one shop come before those of other shops."""

SMALL_ROWS: Final = 50_000
"""A segment with fewer rows is merged with the changes."""

BLOCK: Final = 200
"""Shops are interleaved within so many products; the next block is less similar."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A product and its similarity, -1 to 1."""

    id: int
    score: float


@dataclass(frozen=True, slots=True)
class _Ranked:
    """Products by descending rank, one a row."""

    ids: Rows
    shops: Rows
    pictures: NDArray[np.uint64]
    groups: Rows
    ranks: NDArray[np.float32]
    similarity: NDArray[np.float32]

    def take(self, rows: Rows) -> _Ranked:
        return _Ranked(*(getattr(self, name)[rows] for name in self.__slots__))

    @classmethod
    def joined(cls, parts: Sequence[_Ranked]) -> _Ranked:
        """Merge the rankings of several segments; ties are by id."""
        merged = cls(*(np.concatenate([getattr(p, n) for p in parts]) for n in cls.__slots__))
        return merged.take(np.lexsort((merged.ids, -merged.ranks)))


class ProductIndex:
    """An immutable index over products.

    Args:
        items: the products, kept in memory.
        segments: products of earlier indexes or on disk; no product is live in two of them.
    """

    def __init__(self, items: Sequence[IndexItem] = (), segments: Sequence[Segment] = ()) -> None:
        self.segments = tuple(segment for segment in segments if len(segment))
        if items:
            self.segments += (Segment.of(items),)

    def __len__(self) -> int:
        return sum(len(segment) for segment in self.segments)

    @property
    def rows(self) -> int:
        """How many rows its segments have; more than products, when some are deleted."""
        return sum(len(segment.columns) for segment in self.segments)

    def chunks(self, rows: int = 16_384) -> Iterator[Columns]:
        """Yield the products in chunks, to build an index of one segment."""
        for segment in self.segments:
            live_rows = segment.live_rows
            for start in range(0, len(live_rows), rows):
                yield segment.columns.take(live_rows[start : start + rows])

    def revisions(self, ids: Collection[int]) -> dict[int, int]:
        """Return the revision of each of those products that the index has."""
        known: dict[int, int] = {}
        for segment in self.segments:
            rows = segment.row_of(ids)
            ids_there, revisions = segment.columns.ids[rows], segment.columns.revisions[rows]
            known |= dict(zip(ids_there.tolist(), revisions.tolist(), strict=True))
        return known

    def updated(self, changed: Sequence[IndexItem], removed: Collection[int] = ()) -> ProductIndex:
        """Return an index with some products added, replaced or removed.

        It shares the large segments of this one; the small ones are merged with the changes, so
        that there are never many.
        """
        left = {*removed, *(item.id for item in changed)}
        kept = [segment.without(segment.row_of(left)) for segment in self.segments]
        large = [segment for segment in kept if len(segment.columns) >= SMALL_ROWS]
        small = [segment for segment in kept if len(segment.columns) < SMALL_ROWS]
        if not changed:
            return ProductIndex(segments=kept)
        parts = [Columns.of(changed), *(one.columns.take(one.live_rows) for one in small)]
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
        """Return the `k` products most similar to `vector` after the first `offset`, best first.

        Args:
            vector: unit embedding of a garment, shape (256,).
            category: of the garment; only products of its slot are returned, its own category
                ranked higher. A category filter replaces it.
            colour_name: the garment's main colour; products of it are ranked higher.
            k: how many to return; fewer only when fewer pass.
            offset: how many to skip, for the next page.
            filters: that a product must pass; its `shops` are names and are ignored here.
            shops: ids of the shops that may sell it; None for any.
            exclude: ids that must not be returned.
            shape: weight of kind, cut and pattern.
            colour: weight of colour.
            exact: compare every product, as a reference.
        """
        query = SearchQuery(
            vector=weigh(vector, shape=shape, colour=colour),
            category=category,
            colour=colour_name,
            filters=filters or Filters(),
            shops=None if shops is None else frozenset(shops),
            imbalance=abs(shape - colour) / max(shape + colour, 1e-9),
            exact=exact,
        )
        blocks = -(-(offset + k) // BLOCK)
        unique = self._unique(query, blocks * BLOCK, frozenset(exclude))
        shown = [
            row
            for start in range(0, len(unique.ids), BLOCK)
            for row in _interleave_shops(unique.shops[start : start + BLOCK], start)
        ][offset : offset + k]
        return [Hit(int(unique.ids[row]), float(unique.similarity[row])) for row in shown]

    def _unique(self, query: SearchQuery, count: int, exclude: frozenset[int]) -> _Ranked:
        """Return the `count` best products that are not excluded, without duplicates."""
        wanted = count + len(exclude)
        while True:
            ranked = self._ranked(query, wanted)
            kept = _deduplicate(ranked, exclude)[:count]
            # Where many are duplicates, the next best are needed, too.
            if len(kept) == count or len(ranked.ids) < wanted:
                return ranked.take(np.array(kept, np.int64))
            wanted *= 4

    def _ranked(self, query: SearchQuery, wanted: int) -> _Ranked:
        """Return at least the `wanted` best products, fewer only where fewer pass."""
        parts = [_best_of(segment, query, wanted) for segment in self.segments]
        return _Ranked.joined(parts) if parts else _NOTHING

    def nearest_of_shop(
        self,
        shop_id: int,
        garments: Sequence[tuple[str, Vector]],
        *,
        items: int,
        exclude: Collection[int] = (),
    ) -> tuple[Hit, ...]:
        """Return a shop's products most similar to a photo's garments, the best of each first.

        Args:
            shop_id: the shop.
            garments: `(category, embedding)` of the photo's garments.
            items: how many products.
            exclude: products that must not be returned.
        """
        own = Columns.joined(
            [_EMPTY, *(s.columns.take(s.rows_of_shop(shop_id)) for s in self.segments)]
        )
        if exclude:
            own = own.take(np.flatnonzero(~np.isin(own.ids, list(exclude))))
        if not len(own) or not garments:
            return tuple(Hit(int(product_id), 0.0) for product_id in own.ids[:items])
        similarity = np.stack([inner_products(vector, own.vectors) for _, vector in garments])
        bonus = np.stack([_category_bonus(own.categories, category) for category, _ in garments])
        return tuple(
            Hit(int(own.ids[column]), float(similarity[row, column]))
            for row, column in _one_per_row_first(similarity + bonus, items)
        )


_EMPTY: Final = Columns.of([])
_NOTHING: Final = _Ranked(
    ids=np.empty(0, np.int64),
    shops=np.empty(0, np.int64),
    pictures=np.empty(0, np.uint64),
    groups=np.empty(0, np.int64),
    ranks=np.empty(0, np.float32),
    similarity=np.empty(0, np.float32),
)


def _best_of(segment: Segment, query: SearchQuery, wanted: int) -> _Ranked:
    """Return the `wanted` best products of a segment, and those that tie with the last."""
    columns = segment.columns
    rows, similarity = segment.nearest(query, at_least=wanted)
    ranks = similarity
    if query.category is not None:
        own = columns.categories[rows] == code(CATEGORIES, query.category)
        ranks = ranks + np.float32(SAME_CATEGORY_BONUS) * own
    if query.colour is not None:
        alike = (columns.colours[rows] & np.uint32(bits(COLOURS, [query.colour]))) != 0
        ranks = ranks + np.float32(SAME_COLOUR_BONUS) * alike
    if len(rows) > wanted:
        least = np.partition(ranks, len(rows) - wanted)[len(rows) - wanted]
        best = np.flatnonzero(ranks >= least)
        rows, ranks, similarity = rows[best], ranks[best], similarity[best]
    return _Ranked(
        ids=columns.ids[rows],
        shops=columns.shops[rows],
        pictures=columns.pictures[rows],
        groups=columns.groups[rows],
        ranks=ranks,
        similarity=similarity,
    )


def _deduplicate(ranked: _Ranked, exclude: frozenset[int]) -> list[int]:
    """Return the rows that are not excluded, the first of each picture and each group."""
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


def _interleave_shops(shops: Rows, first_row: int) -> list[int]:
    """Return rows in order, those beyond `MAX_PER_SHOP` of a shop behind all others."""
    first: list[int] = []
    later: list[int] = []
    taken: dict[int, int] = {}
    for row, shop in enumerate(shops.tolist(), first_row):
        taken[shop] = taken.get(shop, 0) + 1
        (first if taken[shop] <= MAX_PER_SHOP else later).append(row)
    return first + later


def _category_bonus(categories: NDArray[np.uint8], category: str) -> NDArray[np.float32]:
    """Return the bonus of each product for the category, and for its slot."""
    slot = [code(CATEGORIES, name) for name in SLOT_CATEGORIES[CATEGORY_SLOT[category]]]
    steps = (categories == code(CATEGORIES, category)) + 1 * np.isin(categories, slot)
    return np.asarray(SAME_CATEGORY_BONUS * steps, np.float32)


def _one_per_row_first(scores: NDArray[np.float32], count: int) -> list[tuple[int, int]]:
    """Pick `count` columns, the best of each row in turn; return (row, column), best rows first."""
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
