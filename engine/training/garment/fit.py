"""Fits the upper half of the garment network to stored views of the training pictures."""

from __future__ import annotations

import json
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from tqdm import tqdm

from config.taxonomy import CATEGORIES
from engine.training.garment.activation_cache import UNKNOWN_MASK, ViewCache
from engine.training.garment.data import Example, unit_hash
from engine.training.garment.network import RawOutputs, Upper
from engine.training.number_type import autocast

CHECK_STEPS: Final = 200
_SOURCE_WEIGHT: Final = {"closet": 1.6, "mango": 1.0, "myntra": 1.0, "street": 0.8}
_QUEUE: Final = 3072


@dataclass(frozen=True, slots=True)
class Recipe:
    """How long and how strongly to train.

    Attributes:
        steps: optimiser steps.
        pairs: pictures a step; each gives two views.
        learning_rate: of the heads; the pretrained layers take half of it.
        settled_step: step from which the statistics of all normalisations stay as they are, which
            makes what trains the same function as what serves.
        seed: of everything random.
    """

    steps: int = 4600
    pairs: int = 48
    learning_rate: float = 1.2e-3
    weight_decay: float = 0.03
    ema: float = 0.998
    settled_step: int = 600
    seed: int = 7


@dataclass(frozen=True, slots=True)
class Targets:
    """What is known of every picture, as tensors, one row a picture."""

    allowed: Tensor
    colour: Tensor
    pattern: Tensor
    fit: Tensor

    @classmethod
    def of(cls, examples: Sequence[Example]) -> Targets:
        """Collect the labels of `examples`."""
        allowed = torch.zeros(len(examples), len(CATEGORIES))
        for i, example in enumerate(examples):
            allowed[i, list(example.categories)] = 1
        return cls(
            allowed,
            torch.tensor([e.colour for e in examples]),
            torch.tensor([e.pattern for e in examples]),
            torch.tensor([e.fit for e in examples]),
        )

    def __getitem__(self, rows: Tensor) -> Targets:
        """Return the labels of some pictures."""
        return Targets(self.allowed[rows], self.colour[rows], self.pattern[rows], self.fit[rows])

    def to(self, device: torch.device) -> Targets:
        """Return the labels on a device."""
        return Targets(
            self.allowed.to(device),
            self.colour.to(device),
            self.pattern.to(device),
            self.fit.to(device),
        )


def shuffled(examples: Sequence[Example]) -> list[Example]:
    """Return the examples in a fixed random order, so that any beginning is a fair sample."""
    return sorted(examples, key=lambda e: unit_hash(f"order/{e.source}/{e.key}"))


def sampling_weights(examples: Sequence[Example]) -> NDArray[np.float64]:
    """Return how often to draw each picture: sources balanced, rare categories more often.

    A category's share grows with the square root of its count; pictures with the rarer labels
    (pattern, colour) are drawn a little more often, too.
    """
    of_category = np.zeros(len(CATEGORIES))
    for example in examples:
        for c in example.categories:
            of_category[c] += 1 / len(example.categories)
    colours = np.bincount([e.colour + 1 for e in examples], minlength=32)
    weights = np.empty(len(examples))
    for i, example in enumerate(examples):
        rows = list(example.categories)
        rarity = 1 / np.sqrt(of_category[rows].mean()) if rows else 0.015
        weight = _SOURCE_WEIGHT[example.source] * rarity
        weight *= 1.5 if example.pattern > 0 else 1.0
        weight *= 1.5 if example.colour >= 0 and colours[example.colour + 1] < 300 else 1.0
        weights[i] = weight
    return np.asarray(weights / weights.sum())


def marginal_cross_entropy(logits: Tensor, allowed: Tensor, smoothing: float = 0.06) -> Tensor:
    """Return the loss of categories known only as sets: minus log of the set's probability.

    Args:
        logits: (n, categories).
        allowed: 1 where a category is possible, (n, categories); rows without any are left out.
        smoothing: part of the target spread over all categories.
    """
    known = allowed.any(1)
    log_p = functional.log_softmax(logits[known], 1)
    inside = torch.logsumexp(log_p.masked_fill(allowed[known] == 0, -torch.inf), 1)
    return -((1 - smoothing) * inside + smoothing * log_p.mean(1)).mean()


def contrastive(rows: Tensor, same: Tensor, temperature: float) -> Tensor:
    """Return the supervised contrastive loss (Khosla et al., 2020) of unit rows.

    Args:
        rows: (n, d), unit length.
        same: (n, n), 1 where two rows should be near; the diagonal is ignored.
        temperature: divides the cosines.
    """
    itself = torch.eye(len(rows), dtype=torch.bool, device=rows.device)
    cosines = (rows @ rows.T / temperature).masked_fill(itself, -1e4)
    log_p = cosines - torch.logsumexp(cosines, 1, keepdim=True)
    same = same.masked_fill(itself, 0)
    count = same.sum(1)
    return -((log_p * same).sum(1)[count > 0] / count[count > 0]).mean()


def instance_loss(
    rows: Tensor, pictures: Tensor, queue: Tensor, queued: Tensor, temperature: float = 0.07
) -> Tensor:
    """Return the loss of finding a picture's other view among the batch and earlier batches.

    Args:
        rows: unit rows of first views, then of second views, (2n, d).
        pictures: which picture each row shows, (2n,).
        queue: unit rows of earlier batches, (m, d).
        queued: which pictures those show, (m,).
        temperature: divides the cosines.
    """
    n = len(rows) // 2
    everything, shown = torch.cat([rows, queue]), torch.cat([pictures, queued])
    cosines = rows @ everything.T / temperature
    other = torch.cat([torch.arange(n, 2 * n), torch.arange(n)]).to(rows.device)
    same = pictures[:, None] == shown[None]
    same[torch.arange(2 * n, device=rows.device), other] = False
    return functional.cross_entropy(cosines.masked_fill(same, -1e4), other)


class GarmentTraining:
    """The training of the upper half on stored views, resumable at every checkpoint."""

    def __init__(
        self,
        upper: Upper,
        examples: Sequence[Example],
        cache: ViewCache,
        recipe: Recipe,
        checkpoint: Path,
        device: torch.device,
    ) -> None:
        """Prepare; `checkpoint` is read when it exists.

        Args:
            upper: the network's trained half.
            examples: the pictures, in the order of `cache`.
            cache: their stored views.
            recipe: how to train.
            checkpoint: file that the state is kept in.
            device: where to train.
        """
        torch.manual_seed(recipe.seed)
        self._upper = upper.to(device)
        self.averaged = deepcopy(self._upper).eval()
        self._examples, self._cache, self._recipe = examples, cache, recipe
        self._checkpoint, self._device = checkpoint, device
        self._targets = Targets.of(examples)
        self._weights = sampling_weights(examples)
        pretrained = [self._upper.mid, self._upper.late, self._upper.top, self._upper.head]
        slow = {id(p) for part in pretrained for p in part.parameters()}
        trained = [p for p in self._upper.parameters() if p.requires_grad]
        self._optimiser = torch.optim.AdamW(
            [
                {"params": [p for p in trained if id(p) in slow], "scale": 0.5},
                {"params": [p for p in trained if id(p) not in slow], "scale": 1.0},
            ],
            lr=recipe.learning_rate,
            weight_decay=recipe.weight_decay,
        )
        self._queue = torch.zeros(0, 1, device=device)
        self._queued = torch.zeros(0, dtype=torch.long, device=device)
        self._step = 0
        if checkpoint.is_file():
            self._load()

    def run(self) -> None:
        """Train to the last step, keeping a checkpoint every `CHECK_STEPS` steps."""
        bar = tqdm(
            range(self._step, self._recipe.steps),
            desc="garment network",
            initial=self._step,
            total=self._recipe.steps,
            unit="step",
        )
        for step in bar:
            losses = self._one_step(step)
            if step % 10 == 0:
                bar.set_postfix({k: f"{v:.2f}" for k, v in losses.items()})
            self._step = step + 1
            if self._step % CHECK_STEPS == 0 or self._step == self._recipe.steps:
                self._save()
                tqdm.write(json.dumps({"step": self._step} | losses))

    def _rate(self, step: int) -> float:
        warm = min(1.0, (step + 1) / 80)
        return float(warm * (0.02 + 0.98 * 0.5 * (1 + np.cos(np.pi * step / self._recipe.steps))))

    def _one_step(self, step: int) -> dict[str, float]:
        self._upper.train()
        if step >= self._recipe.settled_step:
            self._settle()
        for group in self._optimiser.param_groups:
            group["lr"] = self._recipe.learning_rate * group["scale"] * self._rate(step)
        rng = np.random.default_rng((self._recipe.seed, step))
        pictures, rows = self._draw(rng)
        low, light, mask, mask_known, true_colour = self._views(rows, rng)
        shown = torch.from_numpy(np.concatenate([pictures, pictures]))
        targets = self._targets[shown]
        with autocast(self._device):
            outputs = self._upper(low, light)
        parts = self._losses(
            outputs, targets, shown.to(self._device), mask, mask_known, true_colour
        )
        loss = torch.stack(list(parts.values())).sum()
        self._optimiser.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(
            [p for p in self._upper.parameters() if p.grad is not None], 5.0
        )
        self._optimiser.step()
        self._average(step)
        return {k: round(float(v.detach()), 4) for k, v in parts.items()}

    def _settle(self) -> None:
        for module in self._upper.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.eval()

    def _draw(self, rng: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        ready = min(self._cache.ready, len(self._examples))
        weights = self._weights[:ready] / self._weights[:ready].sum()
        pictures = rng.choice(ready, self._recipe.pairs, replace=False, p=weights)
        views = self._cache.views
        first = rng.integers(views, size=len(pictures))
        second = (first + rng.integers(1, views, size=len(pictures))) % views
        rows = np.concatenate([pictures * views + first, pictures * views + second])
        return pictures, rows

    def _views(
        self, rows: NDArray[np.int64], rng: np.random.Generator
    ) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        cache = self._cache
        low = torch.from_numpy(cache.low[rows].astype(np.float32)).permute(0, 3, 1, 2)
        light = torch.from_numpy(cache.light[rows].astype(np.float32) / 127.5 - 1)
        light = light.permute(0, 3, 1, 2)
        mask = torch.from_numpy(cache.mask[rows].astype(np.float32))
        known = mask[:, 0, 0] != UNKNOWN_MASK
        # The lower half is close to symmetric, so activations may be mirrored.
        flip = torch.from_numpy(rng.random(len(rows)) < 0.5)
        low = torch.where(flip[:, None, None, None], low.flip(3), low)
        light = torch.where(flip[:, None, None, None], light.flip(3), light)
        mask = torch.where(flip[:, None, None], mask.flip(2), mask) / 255
        true_colour = torch.from_numpy(cache.true_colour[rows].astype(np.float32))
        device = self._device
        return (
            low.to(device).contiguous(memory_format=torch.channels_last),
            light.to(device),
            mask.to(device),
            known.to(device),
            true_colour.to(device),
        )

    def _losses(
        self,
        outputs: RawOutputs,
        targets: Targets,
        shown: Tensor,
        mask: Tensor,
        mask_known: Tensor,
        true_colour: Tensor,
    ) -> dict[str, Tensor]:
        allowed = targets.allowed.to(self._device)
        colour = targets.colour.to(self._device)
        losses = {
            "category": marginal_cross_entropy(outputs.category.float(), allowed),
            "pattern": 0.3 * known_cross_entropy(outputs.pattern, targets.pattern),
            "fit": 0.25 * known_cross_entropy(outputs.fit, targets.fit),
        }
        named = (colour >= 0) & (true_colour > 0)
        losses["colour"] = 0.8 * functional.cross_entropy(
            outputs.colour[named].float(), colour[named], label_smoothing=0.05
        )
        losses["mask"] = 1.0 * functional.binary_cross_entropy_with_logits(
            outputs.mask[mask_known], mask[mask_known]
        )
        sure = allowed.sum(1) == 1
        kind = allowed[sure] @ allowed[sure].T
        losses["semantic"] = 0.25 * contrastive(outputs.semantic[sure].float(), kind, 0.1)
        tints = (colour[named][:, None] == colour[named][None]).float()
        losses["tint"] = 0.25 * contrastive(outputs.tint[named].float(), tints, 0.1)
        detail = outputs.detail.float()
        if self._queue.shape[1] != detail.shape[1]:
            self._queue = detail.new_zeros(0, detail.shape[1])
        losses["detail"] = 0.3 * instance_loss(detail, shown, self._queue, self._queued)
        self._queue = torch.cat([detail.detach(), self._queue])[:_QUEUE]
        self._queued = torch.cat([shown, self._queued])[:_QUEUE]
        return losses

    @torch.no_grad()
    def _average(self, step: int) -> None:
        keep = min(self._recipe.ema, (1 + step) / (10 + step))
        state = self._upper.state_dict()
        for name, value in self.averaged.state_dict().items():
            if value.is_floating_point():
                value.lerp_(state[name], 1 - keep)
            else:
                value.copy_(state[name])

    def _save(self) -> None:
        state: dict[str, Any] = {
            "recipe": asdict(self._recipe),
            "step": self._step,
            "upper": self._upper.state_dict(),
            "averaged": self.averaged.state_dict(),
            "optimiser": self._optimiser.state_dict(),
        }
        part = self._checkpoint.with_suffix(".part")
        torch.save(state, part)
        part.replace(self._checkpoint)

    def _load(self) -> None:
        state = torch.load(self._checkpoint, map_location=self._device, weights_only=True)
        if state["recipe"] != asdict(self._recipe):
            raise ValueError(f"{self._checkpoint} was trained by another recipe")
        self._step = state["step"]
        self._upper.load_state_dict(state["upper"])
        self.averaged.load_state_dict(state["averaged"])
        self._optimiser.load_state_dict(state["optimiser"])


def known_cross_entropy(logits: Tensor, target: Tensor) -> Tensor:
    """Return the cross entropy over the rows whose target is known (not -1); 0 without any."""
    known = target >= 0
    if not known.any():
        return logits.sum() * 0
    chosen = target[known].to(logits.device)
    return functional.cross_entropy(logits[known].float(), chosen, label_smoothing=0.05)
