"""Estimate the distribution of styles over a shop's products, with its uncertainty.

A shop's mean is shrunk towards the whole catalogue by empirical Bayes, since the mean of a few
products is mostly chance; the amount follows from the variance between shops beyond that between
products within a shop (method of moments of the one-way random-effects model; Searle, Casella and
McCulloch, Variance Components, 1992, ch. 3).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from config.kfashion import related_styles
from config.taxonomy import STYLES
from engine.schemas import Scored

DEFAULT_PRIOR_PRODUCTS: Final = 8.0
"""Weight of the catalogue, in products, where there are too few shops to estimate it from."""

PRIOR_RANGE: Final = (2.0, 60.0)
"""An estimate beyond these reflects how few shops there are rather than any shop."""

MIN_SHARE: Final = 0.12
"""A shop that has less of a style than one of nine by chance does not have its mood."""

_MIN_SHOPS: Final = 4

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums of the style probabilities over a shop's products and lookbook photos.

    Attributes:
        products: number of products and photos with a style.
        sums: `(9,)` sums of their probabilities, in the order of `STYLES`.
        squares: `(9,)` sums of the squared probabilities.
    """

    products: int
    sums: Array
    squares: Array


class CountedShop(Protocol):
    """The counts of a shop, such as a row of the database."""

    @property
    def shop_id(self) -> int:
        """The shop."""
        ...

    @property
    def products(self) -> int:
        """Number of products with a style."""
        ...

    @property
    def snaps(self) -> int:
        """Number of lookbook photos with a style."""
        ...

    @property
    def sums(self) -> Sequence[float]:
        """Sums of the shares of the nine styles."""
        ...

    @property
    def squares(self) -> Sequence[float]:
        """Sums of the squared shares of the nine styles."""
        ...


@dataclass(frozen=True, slots=True)
class MoodHit:
    """A shop that matches the requested style.

    Attributes:
        mood: the style shared most by photo and shop.
        share: the style's share in the shop, 0 to 1, shrunk.
        error: standard error of `share`.
        certainty: part of `share` that rests on the shop's own products, 0 to 1.
        products: number of its products.
    """

    shop_id: int
    mood: str
    share: float
    error: float
    certainty: float
    products: int


@dataclass(frozen=True, slots=True)
class MoodHits:
    """Shops that match a photo's style.

    Attributes:
        hits: nearest first.
        missing: the photo's first style if no shop has it and others are shown instead.
        more: whether there are further shops.
    """

    hits: tuple[MoodHit, ...]
    missing: str | None
    more: bool


class Moods:
    """The style distributions of all shops; immutable, so safe to share between threads."""

    def __init__(self, tallies: Mapping[int, Tally]) -> None:
        """Compute the shrunk means; shops without styled products are left out."""
        kept = {shop: tally for shop, tally in tallies.items() if tally.products > 0}
        self._shops = np.array(sorted(kept), dtype=np.int64)
        self._row_of = {shop: row for row, shop in enumerate(self._shops.tolist())}
        ordered = [kept[shop] for shop in self._shops.tolist()]
        self._counts = np.array([tally.products for tally in ordered], dtype=np.float64)
        sums = np.array([tally.sums for tally in ordered]).reshape(-1, len(STYLES))
        squares = np.array([tally.squares for tally in ordered]).reshape(-1, len(STYLES))
        total = self._counts.sum()
        even = np.full(len(STYLES), 1 / len(STYLES))
        self.overall: Array = sums.sum(0) / total if total else even
        variances = _within_variances(self._counts, sums, squares)
        self.prior_products = _prior_products(self._counts, sums, variances.sum())
        weights = self._counts + self.prior_products
        self._shares = (sums + self.prior_products * self.overall) / weights[:, None]
        self._errors = np.sqrt(variances / weights[:, None])
        lifts = self._shares / np.maximum(self.overall, 1e-6)
        # Twice the usual is no mood yet when the usual is next to nothing.
        self._merits = lifts * np.minimum(1, self._shares / MIN_SHARE)

    def __len__(self) -> int:
        return len(self._shops)

    def of_shop(self, shop_id: int) -> tuple[MoodHit, ...]:
        """Return a shop's share of each of the nine styles, most distinctive first.

        Distinctive is a share above the catalogue's mean: if every shop is mostly casual, casual
        describes none of them. Empty for a shop without styled products.
        """
        row = self._row_of.get(shop_id)
        if row is None:
            return ()
        return tuple(self._hit(row, style) for style in np.argsort(-self._merits[row]).tolist())

    def nearest(
        self, style: Sequence[Scored], k: int, exclude_shops: Collection[int] = ()
    ) -> MoodHits:
        """Return the `k` shops nearest to a photo's styles.

        A style that no shop has falls back to those of its K-Fashion group.

        Args:
            style: the photo's styles with probabilities.
            k: number of shops.
            exclude_shops: shops to leave out.
        """
        if not style or not len(self):
            return MoodHits((), None, more=False)
        # Of the photo's doubts only the first two are a mood that a person would recognise.
        first_two = sorted(style, key=lambda s: -s.score)[:2]
        served = self._served()
        wanted = np.zeros(len(STYLES))
        for scored in first_two:
            stand_ins = [name for name in related_styles()[scored.name] if name in served]
            names = [scored.name] if scored.name in served or not stand_ins else stand_ins
            for name in names:
                wanted[STYLES.index(name)] += scored.score / len(names)
        ranks = self._merits @ wanted
        ranks[np.isin(self._shops, list(exclude_shops))] = -np.inf
        best = _largest(ranks, k + 1)
        hits = [self._hit(row, int((wanted * self._merits[row]).argmax())) for row in best[:k]]
        missing = None if first_two[0].name in served else first_two[0].name
        return MoodHits(tuple(hits), missing, more=len(best) > k)

    def _served(self) -> frozenset[str]:
        """Return the styles that some shop has: a sufficient share, above the catalogue's mean."""
        usual = self.overall * (1 - 1e-9)
        has = ((self._shares >= MIN_SHARE) & (self._shares >= usual)).any(axis=0)
        return frozenset(STYLES[style] for style in np.flatnonzero(has).tolist())

    def _hit(self, row: int, style: int) -> MoodHit:
        count = float(self._counts[row])
        return MoodHit(
            shop_id=int(self._shops[row]),
            mood=STYLES[style],
            share=float(self._shares[row, style]),
            error=float(self._errors[row, style]),
            certainty=count / (count + self.prior_products),
            products=int(count),
        )


def moods_of(counts: Iterable[CountedShop]) -> Moods:
    """Return the style distributions for the counts of shops."""
    return Moods(
        {
            count.shop_id: Tally(
                count.products + count.snaps, np.array(count.sums), np.array(count.squares)
            )
            for count in counts
        }
    )


def _within_variances(counts: Array, sums: Array, squares: Array) -> Array:
    """Return the `(9,)` variances of products' styles within shops, pooled over all shops.

    If no shop has two products, the largest variance possible for their mean.
    """
    freedom = counts.sum() - len(counts)
    if freedom <= 0:
        overall = sums.sum(0) / max(counts.sum(), 1)
        return np.asarray(overall * (1 - overall))
    inside = squares.sum(0) - (np.square(sums) / counts[:, None]).sum(0)
    return np.asarray(np.maximum(inside, 0) / freedom)


def _prior_products(counts: Array, sums: Array, within: float) -> float:
    """Return the number of own products that weigh as much as the catalogue's mean.

    It is the variance within shops divided by the variance between them.
    """
    total, shops = counts.sum(), len(counts)
    if shops < _MIN_SHOPS or within <= 0:
        return DEFAULT_PRIOR_PRODUCTS
    overall = sums.sum(0) / total
    means = sums / counts[:, None]
    spread = (counts[:, None] * np.square(means - overall)).sum()
    between = (spread - (shops - 1) * within) / (total - np.square(counts).sum() / total)
    low, high = PRIOR_RANGE
    return float(np.clip(within / between, low, high)) if between > 0 else high


def _largest(values: Array, count: int) -> list[int]:
    """Return the rows of the largest finite values, largest first, the first of equals first."""
    if count < len(values):
        floor = np.partition(values, -count)[-count]
        rows = np.flatnonzero(values >= floor)
    else:
        rows = np.arange(len(values))
    ordered = rows[np.argsort(-values[rows], kind="stable")][:count]
    return [row for row in ordered.tolist() if np.isfinite(values[row])]
