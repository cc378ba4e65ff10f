"""Trains the towers of the outfit model: find the stylist's product among others of its family."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from tqdm import tqdm

from engine.models.outfit_towers import Tower
from engine.training.outfits.data import Indices, Stylists, padded


@dataclass(frozen=True, slots=True)
class TowerShape:
    """Size of a tower.

    Attributes:
        hidden: widths of the hidden layers.
        dims: length of the vector of an item.
        components: principal components that the inputs are reduced to; all of them when 0.
        whiten: 1 gives every component the same variance, 0 leaves them as they are.
        dropout: of the inputs and of every hidden layer.
    """

    hidden: tuple[int, ...]
    dims: int
    components: int
    whiten: float
    dropout: float


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train.

    Attributes:
        epochs: passes over the outfits.
        batch: outfits a step.
        negatives: products of the same family that each answer is compared with.
        members: networks of the ensemble.
        learning_rate: highest rate of the one-cycle schedule.
        weight_decay: of AdamW.
        forget: part of the context left out at random.
        judging: weight of the loss that tells a right outfit from a wrong one, beside the loss
            that picks the right one.
        seed: of everything random.
    """

    epochs: int = 20
    batch: int = 128
    negatives: int = 6
    members: int = 4
    learning_rate: float = 3e-3
    weight_decay: float = 0.03
    forget: float = 0.1
    judging: float = 0.5
    seed: int = 0


class TowerNet(nn.Module):
    """The trained form of `Tower`; members side by side, each with its own weights and dropout."""

    mean: Tensor
    basis: Tensor

    def __init__(self, inputs: NDArray[np.float32], shape: TowerShape, members: int) -> None:
        """Fit the reduction of the inputs and draw the first weights.

        Args:
            inputs: of the products that are learned from, (n, d).
            shape: size of the tower.
            members: networks of the ensemble.
        """
        super().__init__()
        mean, basis = _principal(inputs, shape.components, shape.whiten)
        self.register_buffer("mean", torch.from_numpy(mean))
        self.register_buffer("basis", torch.from_numpy(basis))
        widths = (basis.shape[1], *shape.hidden, shape.dims)
        pairs = list(pairwise(widths))
        self.weights = nn.ParameterList(
            [nn.Parameter(torch.randn(members, a, b) * (1.5 / a) ** 0.5) for a, b in pairs]
        )
        self.biases = nn.ParameterList([nn.Parameter(torch.zeros(members, b)) for _, b in pairs])
        self.pair = nn.Parameter(torch.full((members, shape.dims), 4.0 / shape.dims))
        self.unary = nn.Parameter(torch.randn(members, shape.dims) * 0.01)
        self.dropout = nn.Dropout(shape.dropout)

    def forward(self, inputs: Tensor) -> Tensor:
        """Turn rows (n, d) into vectors (members, n, dims)."""
        x = ((inputs - self.mean) @ self.basis).expand(len(self.pair), -1, -1)
        last = len(self.weights) - 1
        for i, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            x = self.dropout(x) @ weight + bias[:, None]
            if i < last:
                x = functional.relu(x)
        return x

    def terms(self, vectors: Tensor, present: Tensor) -> Tensor:
        """Score outfits.

        Args:
            vectors: (members, outfits, items, dims).
            present: 1 where an outfit has an item, (outfits, items).

        Returns:
            (members, outfits).
        """
        there = present[None, ..., None]
        vectors = vectors * there
        # Sum over pairs = (square of the sum - sum of the squares) / 2, in each dimension.
        square = vectors.sum(2).square() - vectors.square().sum(2)
        pairs = (square * self.pair[:, None]).sum(-1) / 2
        own = (vectors.sum(2) * self.unary[:, None]).sum(-1)
        return pairs / (present.sum(1) - 1).clamp(min=1) + own

    def tower(self) -> Tower:
        """Return the trained weights as they are served: the reduction is part of layer one."""
        weights = [w.detach() for w in self.weights]
        biases = [b.detach() for b in self.biases]
        biases[0] = biases[0] - (self.mean @ self.basis) @ weights[0]
        weights[0] = self.basis @ weights[0]
        return Tower(
            tuple(w.numpy().astype(np.float32) for w in weights),
            tuple(b.numpy().astype(np.float32) for b in biases),
            self.pair.detach().numpy().astype(np.float32),
            self.unary.detach().numpy().astype(np.float32),
        )


def _principal(
    inputs: NDArray[np.float32], components: int, whiten: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return mean (d,) and basis (d, components) of the principal components, scaled."""
    mean = inputs.mean(0)
    _, spread, axes = np.linalg.svd(inputs - mean, full_matrices=False)
    keep = min(components or len(spread), int((spread > 1e-4 * spread[0]).sum()))
    sd = spread[:keep] / np.sqrt(len(inputs))
    basis = axes[:keep].T / sd**whiten
    basis /= np.sqrt(((inputs - mean) @ basis).var())
    return mean.astype(np.float32), basis.astype(np.float32)


class Batches:
    """Draws outfits, an item to exchange in each, and products to exchange it for."""

    def __init__(
        self, stylists: Stylists, outfits: Sequence[tuple[int, ...]], recipe: Recipe
    ) -> None:
        self._rows = padded(outfits)
        self._recipe = recipe
        used = np.unique(self._rows[self._rows >= 0])
        family = stylists.family
        order = used[np.argsort(family[used], kind="stable")]
        self._pool, self._family = order, family
        self._first = np.searchsorted(family[order], np.arange(family.max() + 1))
        self._count = np.bincount(family[order], minlength=family.max() + 1)
        # The few products that are in hundreds of outfits would be most of what is asked about.
        self._log_weight = -np.log(np.maximum(stylists.frequency, 1))

    @property
    def steps(self) -> int:
        """Steps of one epoch."""
        return max(1, len(self._rows) // self._recipe.batch)

    def draw(self, rng: np.random.Generator) -> tuple[Indices, NDArray[np.bool_]]:
        """Return a batch.

        Returns:
            Places of the products, (batch * (1 + negatives), items), the right outfit before its
            wrong ones; and which of them are there.
        """
        recipe = self._recipe
        rows = self._rows[rng.integers(len(self._rows), size=recipe.batch)].copy()
        there = rows >= 0
        # Gumbel's trick: the largest of noise plus log weight is a weighted draw.
        alone = self._count[self._family[rows]] < 4
        noise = self._log_weight[rows] + rng.gumbel(size=rows.shape) - 50.0 * alone
        asked = np.where(there, noise, -np.inf).argmax(1)
        line = np.arange(len(rows))
        answer = rows[line, asked]
        kept = there & (rng.random(rows.shape) >= recipe.forget)
        kept[line, asked] = True
        bare = kept.sum(1) < 2
        kept[bare] = there[bare]
        family = self._family[answer]
        spot = rng.random((len(rows), recipe.negatives)) * self._count[family][:, None]
        wrong = self._pool[self._first[family][:, None] + spot.astype(np.int64)]
        every = np.repeat(rows[:, None], 1 + recipe.negatives, axis=1)
        every[line[:, None], np.arange(1, 1 + recipe.negatives), asked[:, None]] = wrong
        mask = np.repeat(kept[:, None], 1 + recipe.negatives, axis=1)
        width = rows.shape[1]
        return np.maximum(every, 0).reshape(-1, width), mask.reshape(-1, width)


Inputs = Mapping[str, NDArray[np.float32]]
Shapes = Mapping[str, TowerShape]

SHAPES: Final[Shapes] = {
    "garment": TowerShape(hidden=(), dims=128, components=256, whiten=0.0, dropout=0.2),
    "backdrop": TowerShape(hidden=(192, 96), dims=32, components=16, whiten=0.6, dropout=0.1),
}


def fit_towers(
    stylists: Stylists,
    outfits: Sequence[tuple[int, ...]],
    inputs: Inputs,
    recipe: Recipe,
    shapes: Shapes = SHAPES,
) -> dict[str, Tower]:
    """Train towers together, so that each learns what the others do not tell.

    Args:
        stylists: the products and outfits.
        outfits: those to learn from.
        inputs: of every product, by the tower's name.
        recipe: how to train.
        shapes: size of each tower.

    Returns:
        The towers, by name; the score of an outfit is the sum of theirs.
    """
    torch.manual_seed(recipe.seed)
    rng = np.random.default_rng(recipe.seed)
    used = np.unique(np.concatenate([np.array(outfit) for outfit in outfits]))
    nets = {name: TowerNet(x[used], shapes[name], recipe.members) for name, x in inputs.items()}
    tensors = {name: torch.from_numpy(x) for name, x in inputs.items()}
    bias = nn.Parameter(torch.zeros(recipe.members, 1))
    parameters = [bias, *(p for net in nets.values() for p in net.parameters())]
    optimiser = torch.optim.AdamW(parameters, weight_decay=recipe.weight_decay)
    batches = Batches(stylists, outfits, recipe)
    steps = recipe.epochs * batches.steps
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, recipe.learning_rate, total_steps=steps, pct_start=0.15
    )
    for _ in tqdm(range(steps), desc="outfit towers", unit="step", disable=None):
        rows, mask = batches.draw(rng)
        places, back = np.unique(rows, return_inverse=True)
        index, present = torch.from_numpy(back.reshape(rows.shape)), torch.from_numpy(mask).float()
        logits = bias + sum(
            net.terms(net(tensors[name][places])[:, index], present) for name, net in nets.items()
        )
        loss = _loss(logits.view(recipe.members, -1, 1 + recipe.negatives), recipe.judging)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()
    return {name: net.eval().tower() for name, net in nets.items()}


def _loss(logits: Tensor, judging: float) -> Tensor:
    """Return the loss of (members, outfits, choices) with the right choice first."""
    picking = -functional.log_softmax(logits, -1)[..., 0].mean()
    right = functional.softplus(-logits[..., 0]).mean()
    wrong = functional.softplus(logits[..., 1:]).mean()
    # The members do not share weights, so the sum trains each as if alone.
    return len(logits) * (picking + judging * (right + wrong))
