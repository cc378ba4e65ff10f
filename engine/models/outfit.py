"""Outfit model: the probability that a stylist would combine garments in one outfit.

There are two ways to judge, each a sum over the pairs of an outfit and over its items. By the
*garments* alone: by their embeddings, which the product has of every item anywhere. And as *studio*
photos: by the embeddings and the paper that product photos were taken on, when every item has one.
Photos of one collection share their paper, which shows which products were designed together; for
a person's own clothes it means nothing and is not used.

A tower (a small network) turns an item into a vector once; a pair then costs one dot product and
an outfit a few additions, so that millions of outfits of one closet can be scored a second.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from engine.models.outfit_towers import (
    SLOTS,
    Indices,
    ItemFeatures,
    Matrix,
    Projected,
    Tower,
    embeddings,
)
from engine.schemas import Vector
from engine.sessions import ModelFileError

WEIGHTS: Final = Path(__file__).parent / "weights" / "outfit.npz"


@dataclass(frozen=True, slots=True)
class Calibration:
    """From a sum over an outfit to a probability: `sigmoid(scale * x + bias)`."""

    scale: float
    bias: float

    def probability(self, total: Matrix) -> Matrix:
        """Return the probabilities of outfits by their sums."""
        # Logistic function by the hyperbolic tangent, which cannot overflow.
        half = 0.5 * (self.scale * total + self.bias)
        return np.asarray(0.5 * (1 + np.tanh(half)), np.float32)


@dataclass(frozen=True, slots=True)
class Projections:
    """Items ready to be put together.

    Attributes:
        slots: where each is worn, as a place in `SLOTS`, (n,).
        garment: as they are judged by the garments alone.
        studio: as they are judged as studio photos; meaningless where there is no backdrop.
        has_backdrop: which items have one, (n,).
    """

    slots: NDArray[np.int8]
    garment: Projected
    studio: Projected
    has_backdrop: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.has_backdrop)

    def __getitem__(self, rows: Any) -> Projections:
        """Return some of the items."""
        return Projections(
            self.slots[rows], self.garment[rows], self.studio[rows], self.has_backdrop[rows]
        )


@dataclass(frozen=True, slots=True)
class PairTable:
    """All that is needed to score outfits of a set of items, by their places in it.

    Attributes:
        garment_pairs: agreement of every two items by the garments, (n, n), zero diagonal.
        studio_pairs: the same as studio photos.
        items: the items.
        garment: calibration of the judgement by the garments.
        studio: calibration of the judgement as studio photos.
    """

    garment_pairs: Matrix
    studio_pairs: Matrix
    items: Projections
    garment: Calibration
    studio: Calibration

    def scores(self, outfits: Indices) -> Matrix:
        """Return the probability of each outfit.

        Args:
            outfits: places of the items, (n, k), -1 where an outfit has fewer than `k`.

        Returns:
            (n,), 0 to 1; as studio photos for outfits whose items all have a backdrop.
        """
        items = self.items
        present = outfits >= 0
        studio = ~(present & ~items.has_backdrop[outfits]).any(1)
        size = present.sum(1)
        result = np.empty(len(outfits), np.float32)
        for rows, calibration, pairs, part in (
            (studio, self.studio, self.studio_pairs, items.studio),
            (~studio, self.garment, self.garment_pairs, items.garment),
        ):
            if rows.any():
                total = sum_terms(pairs, part.own, outfits[rows], size[rows])
                result[rows] = calibration.probability(total)
        return result


def sum_terms(pairs: Matrix, own: Matrix, outfits: Indices, size: NDArray[np.int_]) -> Matrix:
    """Return sums of outfits: pairs over the number of other items, plus the items' own scores.

    Args:
        pairs: agreement of every two items, (n, n), zero on the diagonal.
        own: the items' own scores, (n,).
        outfits: places of the items, (outfits, k), -1 for none.
        size: items of each outfit, (outfits,).
    """
    n = len(own)
    # One more row and column of zeros stands for "no item", which is what index -1 reaches.
    table = np.zeros((n + 1, n + 1), np.float32)
    table[:n, :n] = pairs
    flat, alone = table.reshape(-1), np.append(own, np.float32(0))
    places = np.where(outfits < 0, n, outfits)
    total = np.zeros(len(outfits), np.float32)
    single = np.zeros(len(outfits), np.float32)
    for i in range(outfits.shape[1]):
        single += alone[places[:, i]]
        row = places[:, i] * (n + 1)
        for j in range(i):
            total += flat[row + places[:, j]]
    return np.asarray(total / np.maximum(size - 1, 1) + single, np.float32)


def _extended(context: Projected, candidates: Projected, agreement: Matrix) -> Matrix:
    """Return the sums of `context` with each candidate added; what `sum_terms` would give."""
    inside = context.agreement(context)
    pairs = (inside.sum() - np.trace(inside)) / 2 + agreement.sum(0)
    return np.asarray(pairs / len(context.own) + context.own.sum() + candidates.own, np.float32)


@dataclass(frozen=True, slots=True)
class Extension:
    """What candidates make of an outfit.

    Attributes:
        scores: probability of the outfit with each candidate, (n,).
        agreement: of every context item with every candidate by the garments, (m, n).
    """

    scores: Matrix
    agreement: Matrix


class OutfitModel:
    """Scores outfits; plain arrays, safe to share between threads."""

    def __init__(
        self,
        garment: Tower,
        studio: tuple[Tower, Tower],
        *,
        calibration: tuple[Calibration, Calibration],
        backdrop_mean: Vector,
    ) -> None:
        """Wire the parts.

        Args:
            garment: tower of `embeddings`, for any clothes.
            studio: towers of `embeddings` and of backdrops, whose sum judges studio photos.
            calibration: of the judgement by the garments, and of that as studio photos.
            backdrop_mean: stands in for a missing backdrop, whose result is not used.
        """
        self._garment, self._studio = garment, studio
        self._calibration = calibration
        self._backdrop_mean = backdrop_mean

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> Self:
        """Read the weights.

        Raises:
            ModelFileError: the file is missing or holds something else.
        """
        try:
            with np.load(path, allow_pickle=False) as file:
                arrays = {name: file[name] for name in file.files}
            fitted = json.loads(str(arrays["calibration"]))
            return cls(
                Tower.of_arrays(arrays, "garment"),
                (
                    Tower.of_arrays(arrays, "studio_garment"),
                    Tower.of_arrays(arrays, "studio_backdrop"),
                ),
                calibration=(Calibration(**fitted["garment"]), Calibration(**fitted["studio"])),
                backdrop_mean=arrays["backdrop_mean"].astype(np.float32),
            )
        except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
            raise ModelFileError(f"{path} holds no outfit model") from error

    def project(self, items: Sequence[ItemFeatures]) -> Projections:
        """Turn items into vectors; do it once for items that are used again.

        Raises:
            ValueError: a vector has another length.
            KeyError: a category is unknown.
        """
        inputs = embeddings(items)
        has = np.array([item.backdrop is not None for item in items], bool)
        backdrops = np.tile(self._backdrop_mean, (len(items), 1))
        for row, item in zip(backdrops, items, strict=True):
            if item.backdrop is not None:
                row[:] = item.backdrop
        by_garment, by_backdrop = self._studio
        return Projections(
            slots=np.array([SLOTS.index(item.slot) for item in items], np.int8),
            garment=self._garment.project(inputs),
            studio=by_garment.project(inputs).beside(by_backdrop.project(backdrops)),
            has_backdrop=has,
        )

    def pair_table(self, items: Projections) -> PairTable:
        """Return the agreements of all pairs of some items, for scoring many outfits of them."""
        garment = items.garment.agreement(items.garment)
        studio = items.studio.agreement(items.studio)
        np.fill_diagonal(garment, 0)
        np.fill_diagonal(studio, 0)
        return PairTable(garment, studio, items, *self._calibration)

    def extend(self, context: Projections, candidates: Projections) -> Extension:
        """Score each candidate as the one thing added to `context`.

        Args:
            context: what the outfit has, (m,), at least one item.
            candidates: what may be added, (n,).
        """
        by_garment, as_studio = self._calibration
        agreement = context.garment.agreement(candidates.garment)
        scores = by_garment.probability(_extended(context.garment, candidates.garment, agreement))
        studio = candidates.has_backdrop & context.has_backdrop.all()
        if studio.any():
            some = candidates.studio[studio]
            total = _extended(context.studio, some, context.studio.agreement(some))
            scores[studio] = as_studio.probability(total)
        return Extension(scores, agreement)

    def score(self, outfit: Sequence[ItemFeatures]) -> float:
        """Return the probability, 0 to 1, that a stylist would put these together.

        Raises:
            ValueError: the outfit is empty, or an item is not usable.
        """
        if not outfit:
            raise ValueError("an outfit without items")
        table = self.pair_table(self.project(outfit))
        return float(table.scores(np.arange(len(outfit))[None])[0])


def save_model(
    path: Path,
    towers: Mapping[str, Tower],
    calibration: Mapping[str, Calibration],
    backdrop_mean: Vector,
) -> None:
    """Write what `OutfitModel.load` reads.

    Args:
        path: the file.
        towers: `garment`, `studio_garment`, `studio_backdrop`; written in half precision.
        calibration: `garment`, `studio`.
        backdrop_mean: stands in for a missing backdrop.
    """
    arrays = {
        name: array.astype(np.float16)
        for prefix in ("garment", "studio_garment", "studio_backdrop")
        for name, array in towers[prefix].arrays(prefix).items()
    }
    fitted = json.dumps({name: asdict(value) for name, value in calibration.items()})
    np.savez_compressed(
        path,
        allow_pickle=False,
        calibration=np.array(fitted),
        backdrop_mean=backdrop_mean.astype(np.float32),
        **arrays,
    )


@cache
def default_model() -> OutfitModel:
    """Return the model that ships with the project, read once."""
    return OutfitModel.load()
