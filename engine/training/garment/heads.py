"""Train single heads of the garment network further, on the trunk's outputs for stored views.

The trunk (to which the palette belongs that colours are counted by) is dear and sees each picture
a few times. A head is a matrix or two: it can see all pictures many times, in batches of the size
that contrastive losses like, in a minute. The trunk stays as it is meanwhile, so every head may be
trained again alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from tqdm import tqdm

from engine.training.garment.activation_cache import ViewCache
from engine.training.garment.data import Example
from engine.training.garment.fit import (
    Targets,
    contrastive,
    instance_loss,
    known_cross_entropy,
    marginal_cross_entropy,
    sampling_weights,
)
from engine.training.garment.network import Features, Upper
from engine.training.number_type import autocast

VIEWS: Final = (0, 2)
"""Stored views that heads learn from: the picture itself, and it much altered."""
_PARTS: Final = ("pooled", "weave", "texture", "tones", "mask")
_TRUNK_BATCH: Final = 64
_DROPOUT: Final = 0.3


@dataclass(frozen=True, slots=True)
class SeenPictures:
    """The trunk's outputs for stored views of the pictures.

    Attributes:
        views: one entry a view of `VIEWS`, each with a row a picture, at half precision.
        targets: what is known of the pictures.
        draw: probability of each picture to be drawn, (pictures,).
        true_colour: 1 where colours may be learnt from a view, (views, pictures).
    """

    views: tuple[Features, ...]
    targets: Targets
    draw: NDArray[np.float64]
    true_colour: Tensor


@dataclass(frozen=True, slots=True)
class _Batch:
    """Two views of each of some pictures: rows `i` and `i + n` show the same one."""

    seen: Features
    targets: Targets
    pictures: Tensor
    true_colour: Tensor


@torch.no_grad()
def look(upper: Upper, examples: Sequence[Example], cache: ViewCache) -> SeenPictures:
    """Run the trunk over the stored views of all pictures.

    Args:
        upper: the trained half.
        examples: the pictures, in the order of `cache`; those not stored yet are left out.
        cache: their stored views.
    """
    examples = examples[: cache.ready]
    upper = upper.eval()
    pictures = np.arange(len(examples))
    true_colour = np.stack([cache.true_colour[pictures * cache.views + v] for v in VIEWS])
    return SeenPictures(
        tuple(_trunk(upper, cache, pictures * cache.views + v) for v in VIEWS),
        Targets.of(examples),
        sampling_weights(examples),
        torch.from_numpy(true_colour.astype(np.float32)),
    )


def _trunk(upper: Upper, cache: ViewCache, rows: NDArray[np.int64]) -> Features:
    device = next(upper.parameters()).device
    parts = []
    for start in tqdm(range(0, len(rows), _TRUNK_BATCH), desc="features", unit="batch"):
        batch = rows[start : start + _TRUNK_BATCH]
        low = torch.from_numpy(cache.low[batch].astype(np.float32)).permute(0, 3, 1, 2)
        light = torch.from_numpy(cache.light[batch].astype(np.float32) / 127.5 - 1)
        with autocast(device):
            seen = upper.features(
                low.to(device).contiguous(memory_format=torch.channels_last),
                light.permute(0, 3, 1, 2).to(device),
            )
        parts.append(Features(*(getattr(seen, name).half() for name in _PARTS)))
    return Features(*(torch.cat([getattr(p, name) for p in parts]) for name in _PARTS))


def _category_loss(upper: Upper, batch: _Batch) -> Tensor:
    return marginal_cross_entropy(upper.category(batch.seen.pooled), batch.targets.allowed)


def _attribute_loss(upper: Upper, batch: _Batch) -> Tensor:
    pooled = batch.seen.pooled
    return known_cross_entropy(upper.pattern(pooled), batch.targets.pattern) + known_cross_entropy(
        upper.fit(pooled), batch.targets.fit
    )


def _colour_loss(upper: Upper, batch: _Batch) -> Tensor:
    named = (batch.targets.colour >= 0) & (batch.true_colour > 0)
    seen = Features(*(getattr(batch.seen, name)[named] for name in _PARTS))
    truth = batch.targets.colour[named]
    names, tint = upper.colour(seen)
    same = (truth[:, None] == truth[None]).float()
    loss = functional.cross_entropy(names, truth, label_smoothing=0.05)
    return loss + 0.3 * contrastive(tint, same, 0.1)


def _embedding_loss(upper: Upper, batch: _Batch) -> Tensor:
    allowed = batch.targets.allowed
    exact = allowed.sum(1) == 1
    kind = contrastive(upper.kind_of(batch.seen)[exact], allowed[exact] @ allowed[exact].T, 0.1)
    detail = upper.detail_of(batch.seen)
    return kind + instance_loss(detail, batch.pictures, detail[:0], batch.pictures[:0])


def _colour_parts(upper: Upper) -> tuple[nn.Module, ...]:
    head = upper.colour
    return head.context, head.hidden, head.name, head.tint


@dataclass(frozen=True, slots=True)
class HeadPlan:
    """How one head is trained.

    Attributes:
        parts: its modules.
        loss: what is made small.
        steps: optimiser steps.
        pictures: pictures a step, two views each.
        learning_rate: at the start; it falls to nothing along a cosine.
    """

    parts: Callable[[Upper], tuple[nn.Module, ...]]
    loss: Callable[[Upper, _Batch], Tensor]
    steps: int
    pictures: int
    learning_rate: float


HEADS: Final = MappingProxyType(
    {
        "category": HeadPlan(lambda u: (u.category,), _category_loss, 1500, 256, 1e-3),
        "attributes": HeadPlan(lambda u: (u.pattern, u.fit), _attribute_loss, 200, 256, 4e-4),
        "colour": HeadPlan(_colour_parts, _colour_loss, 2500, 96, 1.5e-3),
        "embedding": HeadPlan(lambda u: (u.semantic, u.detail), _embedding_loss, 1500, 384, 1e-3),
    }
)
"""The heads that can be trained alone, by the name of their command."""


def finish_head(upper: Upper, seen: SeenPictures, name: str, seed: int) -> None:
    """Train one head further, in place, with the trunk as it is.

    Args:
        upper: the trained half.
        seen: from `look`, by this very trunk.
        name: one of `HEADS`.
        seed: of order and dropout.
    """
    plan = HEADS[name]
    torch.manual_seed(seed)
    rng = np.random.default_rng((seed, len(name)))
    device = next(upper.parameters()).device
    upper.eval().requires_grad_(False)
    trained = nn.ModuleList(plan.parts(upper)).train().requires_grad_(True)
    optimiser = torch.optim.AdamW(trained.parameters(), lr=plan.learning_rate, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, plan.steps)
    for _ in tqdm(range(plan.steps), desc=f"{name} head", unit="step"):
        loss = plan.loss(upper, _draw(seen, plan.pictures, rng, device))
        optimiser.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        optimiser.step()
        schedule.step()
    upper.eval()


def _draw(seen: SeenPictures, count: int, rng: np.random.Generator, device: torch.device) -> _Batch:
    count = min(count, int((seen.draw > 0).sum()))
    pictures = torch.from_numpy(rng.choice(len(seen.draw), count, replace=False, p=seen.draw))
    both = torch.cat([pictures, pictures])
    drawn = {
        name: torch.cat([getattr(view, name)[pictures] for view in seen.views]).float().to(device)
        for name in _PARTS
    }
    drawn["pooled"] = functional.dropout(drawn["pooled"], _DROPOUT)
    return _Batch(
        Features(**drawn),
        seen.targets[both].to(device),
        both.to(device),
        seen.true_colour[:, pictures].reshape(-1).to(device),
    )
