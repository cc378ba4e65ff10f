"""Towers of the outfit model: small networks that turn an item into a vector."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from config.taxonomy import CATEGORY_SLOT, Slot
from engine.models.garment import GarmentDescription
from engine.schemas import Garment, Vector

EMBEDDING_DIMS: Final = 256

BACKDROP_DIMS: Final = 72

Matrix = NDArray[np.float32]

Indices = NDArray[np.intp]

SLOTS: Final = tuple(Slot)


@dataclass(frozen=True, slots=True)
class ItemFeatures:
    """What is known of one garment, of a photo, a closet or a catalogue alike.

    Attributes:
        category: one of `config.taxonomy.CATEGORIES`; gives the slot, and is not scored:
            the embedding holds it already.
        embedding: the garment model's unit vector, (256,).
        backdrop: of a product photo on plain paper, `engine.vision.background.read_backdrop`;
            None for everything else.
        colours: names, main colour first; not scored here.
        pattern: one of `PATTERNS`; not scored here.
    """

    category: str
    embedding: Vector = field(repr=False, compare=False)
    backdrop: Vector | None = field(default=None, repr=False, compare=False)
    colours: tuple[str, ...] = ()
    pattern: str | None = None

    @classmethod
    def of(cls, found: Garment | GarmentDescription, backdrop: Vector | None = None) -> Self:
        """Return the features of a garment that the engine has described."""
        return cls(
            found.categories[0].name,
            found.embedding,
            backdrop,
            tuple(colour.name for colour in found.colours),
            found.pattern,
        )

    @property
    def slot(self) -> Slot:
        """Where it is worn."""
        return CATEGORY_SLOT[self.category]


def embeddings(items: Sequence[ItemFeatures]) -> Matrix:
    """Return the garment tower's inputs, (n, `EMBEDDING_DIMS`).

    Raises:
        ValueError: an embedding has another length.
    """
    rows = np.zeros((len(items), EMBEDDING_DIMS), np.float32)
    for row, item in zip(rows, items, strict=True):
        if item.embedding.shape != (EMBEDDING_DIMS,):
            raise ValueError(f"an embedding of shape {item.embedding.shape}")
        row[:] = item.embedding
    return rows


@dataclass(frozen=True, slots=True)
class Tower:
    """An ensemble of small networks from an item to a vector, and how two vectors agree.

    Attributes:
        weights: one (members, inputs, outputs) a layer; rectified linear units between layers.
        biases: one (members, outputs) a layer.
        pair: weight of each number of the vectors in a pair's agreement, (members, dims).
        unary: weight of each number in the item's own score, (members, dims).
    """

    weights: tuple[Matrix, ...]
    biases: tuple[Matrix, ...]
    pair: Matrix
    unary: Matrix

    def project(self, inputs: Matrix) -> Projected:
        """Run the networks on rows of inputs, (n, inputs)."""
        x = np.broadcast_to(inputs, (len(self.pair), *inputs.shape))
        last = len(self.weights) - 1
        for i, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            x = x @ weight + bias[:, None]
            if i < last:
                x = np.maximum(x, 0)
        members = len(self.pair)
        own = np.einsum("mnd,md->n", x, self.unary) / members
        left = np.concatenate(list(x), axis=1)
        return Projected(
            left=np.ascontiguousarray(left, np.float32),
            right=np.ascontiguousarray(left * (self.pair.reshape(-1) / members), np.float32),
            own=np.asarray(own, np.float32),
        )

    def arrays(self, prefix: str) -> dict[str, Matrix]:
        """Return the weights by the names they have in the file."""
        named = {f"{prefix}_pair": self.pair, f"{prefix}_unary": self.unary}
        for i, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            named |= {f"{prefix}_weight{i}": weight, f"{prefix}_bias{i}": bias}
        return named

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, NDArray[Any]], prefix: str) -> Self:
        """Read what `arrays` wrote.

        Raises:
            KeyError: a layer is missing.
        """
        layers = sum(name.startswith(f"{prefix}_weight") for name in arrays)
        if not layers:
            raise KeyError(f"{prefix}_weight0")
        return cls(
            tuple(arrays[f"{prefix}_weight{i}"].astype(np.float32) for i in range(layers)),
            tuple(arrays[f"{prefix}_bias{i}"].astype(np.float32) for i in range(layers)),
            arrays[f"{prefix}_pair"].astype(np.float32),
            arrays[f"{prefix}_unary"].astype(np.float32),
        )


@dataclass(frozen=True, slots=True)
class Projected:
    """Items after a tower; the agreement of `i` and `j` is `left[i] @ right[j]`.

    Attributes:
        left: (n, d).
        right: the same, times the weights of the pair form, (n, d).
        own: the items' own scores, (n,).
    """

    left: Matrix
    right: Matrix
    own: Matrix

    def __getitem__(self, rows: Any) -> Projected:
        """Return some of the items."""
        return Projected(self.left[rows], self.right[rows], self.own[rows])

    def beside(self, other: Projected) -> Projected:
        """Return the same items with the scores of both added up."""
        return Projected(
            np.concatenate([self.left, other.left], axis=1),
            np.concatenate([self.right, other.right], axis=1),
            self.own + other.own,
        )

    def agreement(self, other: Projected) -> Matrix:
        """Return the agreement of every item with every item of `other`, (n, m)."""
        return np.asarray(self.left @ other.right.T, np.float32)
