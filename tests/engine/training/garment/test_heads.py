"""Every head learns alone, and its command asks for a finished training."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from click.testing import CliRunner

from config.taxonomy import CATEGORIES
from engine.training.cli import train
from engine.training.garment.activation_cache import ViewCache
from engine.training.garment.data import Example
from engine.training.garment.heads import HEADS, VIEWS, finish_head, look
from engine.training.garment.network import Upper
from engine.training.imagenet import lite0

PICTURES = 24
OWN = {
    "category": ("category.",),
    "attributes": ("pattern.", "fit."),
    "colour": ("colour.",),
    "embedding": ("semantic.", "detail."),
}


@pytest.fixture(scope="module")
def upper():
    torch.manual_seed(0)
    return Upper(lite0())


@pytest.fixture(scope="module")
def seen(upper, tmp_path_factory):
    """What the trunk gives for made-up pictures: even ones are bags, odd ones coats."""
    folder = tmp_path_factory.mktemp("views")
    rng = np.random.default_rng(0)
    cache = ViewCache(folder, PICTURES, max(VIEWS) + 1)
    of_picture = rng.normal(size=(PICTURES, 1, *cache.low.shape[1:]))
    of_kind = rng.normal(size=(2, *cache.low.shape[1:]))[np.arange(PICTURES) % 2]
    noise = rng.normal(size=(PICTURES, cache.views, *cache.low.shape[1:]))
    cache.low[:] = (of_kind[:, None] + of_picture + 0.3 * noise).reshape(cache.low.shape)
    cache.light[:] = rng.integers(0, 256, cache.light.shape)
    cache.mask[:] = 0
    cache.true_colour[:] = 1
    (folder / "ready.json").write_text(f'{{"pictures": {PICTURES}}}')
    examples = [
        Example(
            "mango",
            str(i),
            Path("x"),
            str(i),
            "train",
            (CATEGORIES.index("coat" if i % 2 else "bag"),),
            True,
            colour=i % 3,
            pattern=i % 2,
            fit=i % 3,
        )
        for i in range(PICTURES)
    ]
    return look(upper, examples, cache)


@pytest.mark.parametrize("head", HEADS)
def test_a_head_learns_and_touches_nothing_else(head, upper, seen, monkeypatch):
    monkeypatch.setattr(
        "engine.training.garment.heads.HEADS",
        {head: HEADS[head].__class__(HEADS[head].parts, HEADS[head].loss, 12, PICTURES, 2e-3)},
    )
    before = {k: v.clone() for k, v in upper.state_dict().items()}
    finish_head(upper, seen, head, seed=1)
    after = upper.state_dict()
    changed = {k for k in before if not torch.equal(before[k], after[k])}
    assert changed
    assert all(k.startswith(OWN[head]) for k in changed)


def test_the_category_head_learns_the_categories(upper, seen, monkeypatch):
    plan = HEADS["category"]
    monkeypatch.setattr(
        "engine.training.garment.heads.HEADS",
        {"category": plan.__class__(plan.parts, plan.loss, 60, PICTURES, 5e-3)},
    )
    finish_head(upper, seen, "category", seed=1)
    with torch.no_grad():
        said = upper.category(seen.views[0].pooled.float()).argmax(1)
    truth = seen.targets.allowed.argmax(1)
    assert (said == truth).float().mean() > 0.9


@pytest.mark.parametrize("head", HEADS)
def test_a_head_cannot_be_trained_before_the_network(head, tmp_path):
    result = CliRunner().invoke(
        train, [head, "--data", str(tmp_path), "--out", str(tmp_path / "out")]
    )
    assert result.exit_code != 0
    assert "train garment" in str(result.exception)
