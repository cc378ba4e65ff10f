"""Finds the products that look most like a garment, and the shops whose mood is a photo's.

The search is exact: one matrix product over the rows that pass the filters, so a filter can never
make it return fewer products than there are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from config.taxonomy import CATEGORY_SLOT, STYLES
from engine.models.garment import weigh
from engine.mood import shop_moods
from engine.query import Filters
from engine.schemas import Scored, Vector

MAX_PER_SHOP: Final = 3
"""So many products of one shop come before the other shops have had their turn."""

_SAME_CATEGORY_BONUS: Final = 0.15


@dataclass(frozen=True, slots=True)
class IndexItem:
    """What the index knows of a product.

    Attributes:
        colours: names, main colour first.
        style: probability of each style that it may have; may be empty.
        embedding: unit vector, shape (256,).
    """

    id: int
    shop_id: int
    category: str
    gender: str
    price: int
    colours: tuple[str, ...]
    pattern: str | None
    fit: str | None
    style: Mapping[str, float]
    embedding: Vector
    picture_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A product and how alike it is, -1 to 1."""

    id: int
    score: float


@dataclass(frozen=True, slots=True)
class ShopHit:
    """A shop of the asked mood.

    Attributes:
        mood: the style that the photo and the shop share most.
        share: the shop's part of that style, 0 to 1, shrunk for small shops.
        items: its products that look most like the photo's garments, one per garment first.
    """

    shop_id: int
    mood: str
    share: float
    items: tuple[Hit, ...]


class ProductIndex:
    """An immutable index over products; build a new one when the catalogue changes."""

    def __init__(self, items: Sequence[IndexItem]) -> None:
        self._ids = np.array([item.id for item in items], dtype=np.int64)
        self._shops = np.array([item.shop_id for item in items], dtype=np.int64)
        self._categories = np.array([item.category for item in items], dtype=object)
        self._slots = np.array([CATEGORY_SLOT.get(item.category) for item in items], dtype=object)
        self._genders = np.array([item.gender for item in items], dtype=object)
        self._patterns = np.array([item.pattern for item in items], dtype=object)
        self._fits = np.array([item.fit for item in items], dtype=object)
        self._prices = np.array([item.price for item in items], dtype=np.int64)
        self._colours = [frozenset(item.colours[:2]) for item in items]
        self._pictures = [item.picture_sha256 for item in items]
        width = len(items[0].embedding) if items else 0
        self._vectors = np.array([item.embedding for item in items], dtype=np.float32)
        self._vectors = self._vectors.reshape(len(items), width)
        self._moods = shop_moods(items)

    def __len__(self) -> int:
        return len(self._ids)

    def search(
        self,
        vector: Vector,
        *,
        category: str | None = None,
        k: int = 10,
        offset: int = 0,
        filters: Filters | None = None,
        exclude: Collection[int] = (),
        shape: float = 1.0,
        colour: float = 1.0,
    ) -> list[Hit]:
        """Return the `k` products most like `vector` after the first `offset`, best first.

        Args:
            vector: unit embedding of a garment, shape (256,).
            category: of the garment; only products of its slot are shown, its own category
                first among equals. A category filter takes its place.
            k: how many to return; fewer come back only when fewer pass.
            offset: how many to leave out, for the next page.
            filters: what a product must be.
            exclude: ids that must not be shown.
            shape: weight of kind, cut and pattern.
            colour: weight of colour.
        """
        filters = filters or Filters()
        rows = self._passing(filters, category, exclude)
        if not len(rows):
            return []
        likeness = self._vectors[rows] @ weigh(vector, shape=shape, colour=colour)
        ranks = likeness
        if category is not None:
            ranks = likeness + _SAME_CATEGORY_BONUS * (self._categories[rows] == category)
        spread = self._spread(rows[np.argsort(-ranks, kind="stable")])
        by_row = dict(zip(rows.tolist(), likeness.tolist(), strict=True))
        return [Hit(int(self._ids[row]), by_row[row]) for row in spread[offset : offset + k]]

    def shops(
        self,
        style: Sequence[Scored],
        garments: Sequence[tuple[str, Vector]],
        *,
        k: int = 3,
        items: int = 3,
        exclude_shops: Collection[int] = (),
        exclude: Collection[int] = (),
    ) -> list[ShopHit]:
        """Return the shops whose mood is nearest to a photo's, each with its nearest products.

        Args:
            style: the photo's styles with probabilities, best first.
            garments: `(category, embedding)` of the photo's garments.
            k: how many shops.
            items: how many products of each.
            exclude_shops: shops that were already shown.
            exclude: products that must not be shown.
        """
        if not style or not self._moods.shares:
            return []
        # Of the photo's doubts only the first two are a mood that a person would recognise.
        scores = {s.name: s.score for s in sorted(style, key=lambda s: -s.score)[:2]}
        wanted = np.array([scores.get(name, 0.0) for name in STYLES])
        hidden = set(exclude_shops)
        ranked = sorted(
            (shop for shop in self._moods.shares if shop not in hidden),
            key=lambda shop: (-float(wanted @ self._moods.lift(shop)), shop),
        )
        hits = []
        for shop_id in ranked[:k]:
            shared = int((wanted * self._moods.lift(shop_id)).argmax())
            share = float(self._moods.shares[shop_id][shared])
            nearest = self._nearest_of_shop(shop_id, garments, items, exclude)
            hits.append(ShopHit(shop_id, STYLES[shared], share, nearest))
        return hits

    def _passing(
        self, filters: Filters, category: str | None, exclude: Collection[int]
    ) -> NDArray[np.int64]:
        keep = np.ones(len(self), dtype=bool)
        if filters.categories:
            keep &= np.isin(self._categories, filters.categories)
        elif category is not None:
            keep &= self._slots == CATEGORY_SLOT[category]
        if filters.genders:
            keep &= np.isin(self._genders, (*filters.genders, "unisex"))
        if filters.patterns:
            keep &= np.isin(self._patterns, filters.patterns)
        if filters.fits:
            keep &= np.isin(self._fits, filters.fits)
        if filters.min_price is not None:
            keep &= self._prices >= filters.min_price
        if filters.max_price is not None:
            keep &= self._prices <= filters.max_price
        if exclude:
            keep &= ~np.isin(self._ids, list(exclude))
        rows = np.flatnonzero(keep)
        if filters.colours:
            asked = frozenset(filters.colours)
            rows = np.array([row for row in rows if self._colours[row] & asked], dtype=np.int64)
        return rows

    def _spread(self, rows: NDArray[np.int64]) -> list[int]:
        """Order rows so that no shop fills the first page and no picture comes twice."""
        first: list[int] = []
        later: list[int] = []
        taken: dict[int, int] = {}
        seen: set[str] = set()
        for row in rows.tolist():
            picture = self._pictures[row]
            if picture is not None and picture in seen:
                continue
            if picture is not None:
                seen.add(picture)
            shop = int(self._shops[row])
            taken[shop] = taken.get(shop, 0) + 1
            (first if taken[shop] <= MAX_PER_SHOP else later).append(row)
        return first + later

    def _nearest_of_shop(
        self,
        shop_id: int,
        garments: Sequence[tuple[str, Vector]],
        items: int,
        exclude: Collection[int],
    ) -> tuple[Hit, ...]:
        rows = np.flatnonzero(self._shops == shop_id)
        if exclude:
            rows = rows[~np.isin(self._ids[rows], list(exclude))]
        if not len(rows) or not garments:
            return tuple(Hit(int(self._ids[row]), 0.0) for row in rows[:items])
        likeness = np.stack([self._vectors[rows] @ vector for _, vector in garments])
        bonus = np.stack(
            [
                _SAME_CATEGORY_BONUS * (self._categories[rows] == category)
                + _SAME_CATEGORY_BONUS * (self._slots[rows] == CATEGORY_SLOT[category])
                for category, _ in garments
            ]
        )
        return tuple(
            Hit(int(self._ids[rows[column]]), float(likeness[row, column]))
            for row, column in _one_per_row_first(likeness + bonus, items)
        )


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
