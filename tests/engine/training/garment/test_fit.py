"""The losses, the sampling, and a short training that can be interrupted."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import torch

from config.taxonomy import CATEGORIES
from engine.models.garment import MASK_PX
from engine.training.garment.activation_cache import UNKNOWN_MASK, ViewCache
from engine.training.garment.data import Example
from engine.training.garment.fit import (
    GarmentTraining,
    Recipe,
    contrastive,
    instance_loss,
    marginal_cross_entropy,
    sampling_weights,
    shuffled,
)


def example(key, categories, *, source="mango", colour=-1, pattern=-1):
    rows = tuple(CATEGORIES.index(c) for c in categories)
    return Example(
        source, key, Path("x"), key, "train", rows, len(rows) == 1, colour=colour, pattern=pattern
    )


def test_a_coarse_label_asks_only_that_the_sum_be_large():
    logits = torch.tensor([[8.0, 8.0, -8.0, -8.0]])
    either = marginal_cross_entropy(logits, torch.tensor([[1.0, 1, 0, 0]]), smoothing=0)
    exact = marginal_cross_entropy(logits, torch.tensor([[1.0, 0, 0, 0]]), smoothing=0)
    assert float(either) == pytest.approx(0, abs=1e-5)
    assert float(exact) == pytest.approx(math.log(2), abs=1e-5)


def test_with_one_category_the_loss_is_cross_entropy():
    logits = torch.randn(5, 4, generator=torch.Generator().manual_seed(0))
    truth = torch.tensor([0, 3, 1, 2, 2])
    ours = marginal_cross_entropy(logits, torch.eye(4)[truth], smoothing=0)
    assert float(ours) == pytest.approx(float(torch.nn.functional.cross_entropy(logits, truth)))


def test_an_unlabelled_row_changes_nothing():
    logits = torch.randn(2, 4, generator=torch.Generator().manual_seed(1))
    allowed = torch.tensor([[1.0, 0, 0, 0], [0, 0, 0, 0]])
    assert float(marginal_cross_entropy(logits, allowed)) == pytest.approx(
        float(marginal_cross_entropy(logits[:1], allowed[:1]))
    )


def test_contrast_is_small_when_siblings_are_together():
    same = torch.block_diag(torch.ones(3, 3), torch.ones(3, 3))
    together = torch.eye(2).repeat_interleave(3, 0)
    apart = torch.eye(2).repeat(3, 1)
    assert float(contrastive(together, same, 0.1)) < float(contrastive(apart, same, 0.1))


def test_the_other_view_must_win_against_earlier_batches():
    rows = torch.eye(4)[[0, 1, 0, 1]]
    pictures = torch.tensor([10, 11, 10, 11])
    alone = instance_loss(rows, pictures, torch.zeros(0, 4), torch.zeros(0, dtype=torch.long))
    rival = instance_loss(rows, pictures, torch.eye(4)[[0]], torch.tensor([12]))
    itself = instance_loss(rows, pictures, torch.eye(4)[[0]], torch.tensor([10]))
    assert float(rival) > float(alone) + 0.1
    assert float(itself) < float(rival)


def test_rare_categories_are_drawn_more_often_than_their_share():
    examples = [example(f"a{i}", ["t_shirt"]) for i in range(90)]
    examples += [example(f"b{i}", ["parka"]) for i in range(10)]
    weights = sampling_weights(examples)
    assert weights.sum() == pytest.approx(1)
    assert weights[90:].sum() == pytest.approx(0.25, abs=0.01)


def test_the_order_is_random_but_fixed():
    examples = [example(str(i), ["coat"]) for i in range(50)]
    order = [e.key for e in shuffled(examples)]
    assert order == [e.key for e in shuffled(examples[::-1])]
    assert order != [e.key for e in examples]


@pytest.fixture
def cache(tmp_path):
    """Stored views of eight made-up pictures."""
    rng = np.random.default_rng(0)
    cache = ViewCache(tmp_path / "views", 8, 2)
    cache.low[:] = rng.normal(size=cache.low.shape)
    cache.light[:] = rng.integers(0, 256, cache.light.shape)
    cache.mask[:] = 0
    cache.mask[:, 8:20, 8:20] = 255
    cache.mask[:4, 0, 0] = UNKNOWN_MASK
    cache.true_colour[:] = 1
    (tmp_path / "views" / "ready.json").write_text('{"pictures": 8}')
    assert cache.mask.shape[1:] == (MASK_PX, MASK_PX)
    return cache


def training(cache, path, steps, **recipe):
    from engine.training.garment.network import Upper
    from engine.training.imagenet import lite0

    torch.manual_seed(0)
    examples = [
        example(str(i), ["coat" if i % 2 else "bag"], colour=i % 3, pattern=i % 2 - 1)
        for i in range(8)
    ]
    recipe = Recipe(steps=steps, pairs=4, **recipe)
    return GarmentTraining(Upper(lite0()), examples, cache, recipe, path, torch.device("cpu"))


def test_a_training_runs_leaves_frozen_filters_alone_and_goes_on_after_an_interruption(
    cache, tmp_path
):
    path = tmp_path / "garment.pt"
    first = training(cache, path, 2)
    before = {k: v.clone() for k, v in first.averaged.state_dict().items()}
    first.run()
    after = first.averaged.state_dict()
    assert torch.equal(before["mid.0.conv_dw.weight"], after["mid.0.conv_dw.weight"])
    assert not torch.equal(before["mid.0.conv_pw.weight"], after["mid.0.conv_pw.weight"])
    again = training(cache, path, 2)
    assert torch.equal(again.averaged.state_dict()["category.weight"], after["category.weight"])
    again.run()  # nothing is left to do
    assert torch.equal(again.averaged.state_dict()["category.weight"], after["category.weight"])
    with pytest.raises(ValueError, match="another recipe"):
        training(cache, path, 3)


def test_settled_statistics_stay_as_they_are_while_the_rest_learns(cache, tmp_path):
    settled = training(cache, tmp_path / "garment.pt", 2, settled_step=0)
    before = {k: v.clone() for k, v in settled.averaged.state_dict().items()}
    settled.run()
    after = settled.averaged.state_dict()
    same = {k for k in before if torch.equal(before[k], after[k])}
    assert {k for k in before if "running_" in k} <= same
    assert "top.0.conv_pw.weight" not in same
