"""Trains the style model: two linear experts, pooled and calibrated out of fold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional
from tqdm import tqdm

from config.errors import CoordiError
from engine.models.colour import WEIGHTS as COLOUR_NAMES
from engine.models.detector import WEIGHTS as DETECTOR_WEIGHTS
from engine.models.detector import Detector
from engine.models.garment import CALIBRATION, GarmentModel
from engine.models.garment import WEIGHTS as GARMENT_WEIGHTS
from engine.models.style import HEADS, StyleModel
from engine.models.style_experts import Expert, Pooling
from engine.sessions.onnx import OnnxSession
from engine.training.street_photos import Split, read_photo, split_of
from engine.training.style.data import Annotations, Outfits, Rows, look_at_outfits, read_annotations
from engine.training.style.report import StyleReport, draw_worst, report

FOLDS = 5
PENALTIES = (0.01, 0.03, 0.1, 0.3)
ADJUSTMENTS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)
"""Powers of the styles' shares by which rare styles may be lifted."""

LEAST_SHARE = 0.02
"""A style that is rarer than this is lifted no further: nobody could tell how well it is named."""

Heads = Sequence[slice]
_ALL_HEADS: Heads = tuple(HEADS.values())


@dataclass(frozen=True, slots=True)
class StyleConfig:
    """Where to read and write; `seed` draws the folds."""

    data_dir: Path
    out_dir: Path
    seed: int = 0
    threads: int = 1


def train_and_report(config: StyleConfig) -> StyleReport:
    """Train `style.npz`, write it to `config.out_dir` and measure it on the test photos.

    Raises:
        CoordiError: `config.data_dir` has no street photos.
    """
    street_dir = config.data_dir / "street"
    if not (street_dir / "labels.csv").is_file():
        raise CoordiError(f"no labels.csv in {street_dir}", code="no_data")
    torch.set_num_threads(config.threads)
    annotations = read_annotations(street_dir)
    outfits = look_at_outfits(
        street_dir,
        annotations.ids,
        Detector(OnnxSession(DETECTOR_WEIGHTS, config.threads)),
        GarmentModel(OnnxSession(GARMENT_WEIGHTS, config.threads)),
        config.out_dir / "outfits.npz",
        (DETECTOR_WEIGHTS, GARMENT_WEIGHTS, CALIBRATION, COLOUR_NAMES),
    )
    test = np.array([split_of(i) is Split.TEST for i in annotations.ids])
    model = train_style(outfits, annotations, ~test, config.seed)
    model.save(config.out_dir / "style.npz")
    rows = np.flatnonzero(test)
    read = partial(read_photo, street_dir)
    draw_worst(model, outfits, annotations, rows, read, config.out_dir / "style_worst.png")
    return report(model, outfits, annotations, rows, config.out_dir)


def train_style(
    outfits: Outfits, annotations: Annotations, known: NDArray[np.bool_], seed: int
) -> StyleModel:
    """Fit experts, pooling and shift.

    The penalty of each expert is the one with the best likelihood out of fold, question by
    question; the pooling is fitted on the out-of-fold logits, so that it knows how sure the
    experts may be of new photos.

    Args:
        outfits: features of all photos.
        annotations: the answers of two annotators.
        known: `(n,)` the photos to learn from.
        seed: draws the folds.
    """
    rows = np.flatnonzero(known)
    targets = annotations.targets[rows]
    folds = np.random.default_rng(seed).permutation(len(rows)) % FOLDS
    photo, garments = (
        choose_expert(inputs[rows], targets, folds, name)
        for name, inputs in (("photo", outfits.features), ("garments", outfits.garments))
    )
    dressed = outfits.dressed[rows]
    pooling = {
        head: fit_pooling(
            photo.unseen[dressed][:, part],
            garments.unseen[dressed][:, part],
            targets[dressed][:, part],
        )
        for head, part in HEADS.items()
    }
    part = HEADS["style"]
    pooled = pooling["style"].pool(photo.unseen[:, part], garments.unseen[:, part])
    temperature, shift = fit_shift(
        pooled[dressed], targets[dressed][:, part], annotations.first[rows][dressed]
    )
    pooling["style"] = pooling["style"].tempered(temperature)
    return StyleModel(photo.expert, garments.expert, pooling, shift)


@dataclass(frozen=True, slots=True)
class Chosen:
    """An expert with the best penalty, and its logits of rows that it had not seen."""

    expert: Expert
    unseen: Rows


def choose_expert(
    inputs: Rows, targets: Rows, folds: NDArray[np.int64], name: str, heads: Heads = _ALL_HEADS
) -> Chosen:
    """Fit an expert with the penalty that is best out of fold, for each head its own."""
    trials = {
        penalty: out_of_fold(inputs, targets, folds, penalty, heads)
        for penalty in tqdm(PENALTIES, desc=f"{name}: choosing the penalty", unit="fit")
    }
    fits: dict[float, Expert] = {}
    unseen = np.zeros_like(targets)
    weights, bias = np.zeros((inputs.shape[1], targets.shape[1]), np.float32), targets[0] * 0
    for part in heads:
        losses = {p: negative_log_likelihood(seen, targets, part) for p, seen in trials.items()}
        penalty = min(losses, key=losses.__getitem__)
        if penalty not in fits:
            fits[penalty] = fit_expert(inputs, targets, penalty, heads)
        unseen[:, part] = trials[penalty][:, part]
        weights[:, part] = fits[penalty].weights[:, part]
        bias[part] = fits[penalty].bias[part]
    any_fit = next(iter(fits.values()))
    return Chosen(Expert(any_fit.mean, any_fit.scale, weights, bias), unseen)


def fit_shift(logits: Rows, votes: Rows, first: NDArray[np.int64]) -> tuple[float, Rows]:
    """Fit how far rare styles are lifted, so that they are named about as well as common ones.

    Args:
        logits: `(n, 9)` out of fold.
        votes: `(n, 9)` summing to 1.
        first: `(n, 2)` each annotator's first style.

    Returns:
        What the logits are multiplied with, so that they say how often the first choice is hit,
        and the `(9,)` shift that is added then. The power of
        the shares is the one with the best mean of agreement, twice, and of agreement within each
        style.
    """
    log_shares = np.log(np.maximum(votes.mean(0), LEAST_SHARE))

    def merit(adjustment: float) -> float:
        predicted = (logits - adjustment * log_shares).argmax(1)
        agrees = first == predicted[:, None]
        recalls = [agrees[first == style].mean() for style in np.unique(first)]
        return float(2 * agrees.mean() + np.mean(recalls)) / 3

    lifted = -max(ADJUSTMENTS, key=merit) * log_shares
    named = np.eye(votes.shape[1], dtype=np.float32)[first].mean(1)
    (temperature,) = _fit_weights([(logits + lifted).astype(np.float32)], named)
    return temperature, (temperature * lifted).astype(np.float32)


def fit_expert(inputs: Rows, targets: Rows, penalty: float, heads: Heads = _ALL_HEADS) -> Expert:
    """Fit a multinomial logistic model with an L2 penalty to votes, all questions at once."""
    mean, scale = inputs.mean(0), inputs.std(0) + 1e-3
    standard = torch.from_numpy(np.clip((inputs - mean) / scale, -6, 6))
    votes = torch.from_numpy(targets)
    weights = torch.zeros(inputs.shape[1], targets.shape[1], requires_grad=True)
    bias = torch.zeros(targets.shape[1], requires_grad=True)
    optimiser = torch.optim.LBFGS([weights, bias], max_iter=80, line_search_fn="strong_wolfe")

    def loss() -> float:
        optimiser.zero_grad()
        value = (
            _cross_entropy(standard @ weights + bias, votes, heads)
            + penalty * weights.square().sum()
        )
        value.backward()  # type: ignore[no-untyped-call]
        return float(value.detach())

    optimiser.step(loss)  # type: ignore[no-untyped-call]
    return Expert(mean, scale, weights.detach().numpy(), bias.detach().numpy())


def out_of_fold(
    inputs: Rows,
    targets: Rows,
    folds: NDArray[np.int64],
    penalty: float,
    heads: Heads = _ALL_HEADS,
) -> Rows:
    """Return for each row the logits of an expert that was fitted without its fold."""
    logits = np.zeros_like(targets)
    for fold in range(FOLDS):
        out = folds == fold
        expert = fit_expert(inputs[~out], targets[~out], penalty, heads)
        logits[out] = expert.logits(inputs[out])
    return logits


def fit_pooling(photo: Rows, garments: Rows, votes: Rows) -> Pooling:
    """Fit the experts' weights, alone and together, to votes on one question."""
    (photo_alone,) = _fit_weights([photo], votes)
    (garments_alone,) = _fit_weights([garments], votes)
    both = _fit_weights([photo, garments], votes)
    return Pooling(photo_alone, garments_alone, *both)


def negative_log_likelihood(logits: Rows, votes: Rows, part: slice) -> float:
    """Return the mean cross-entropy of one head."""
    log_probabilities = functional.log_softmax(torch.from_numpy(logits[:, part]), 1)
    return float(-(torch.from_numpy(votes[:, part]) * log_probabilities).sum(1).mean())


def _fit_weights(experts: Sequence[Rows], votes: Rows) -> list[float]:
    stacked, target = torch.from_numpy(np.stack(experts)), torch.from_numpy(votes)
    weights = torch.full((len(experts),), 1 / len(experts), requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=50, line_search_fn="strong_wolfe")

    def loss() -> float:
        optimiser.zero_grad()
        pooled = torch.einsum("e,enk->nk", weights, stacked)
        value = -(target * functional.log_softmax(pooled, 1)).sum(1).mean()
        value.backward()  # type: ignore[no-untyped-call]
        return float(value.detach())

    optimiser.step(loss)  # type: ignore[no-untyped-call]
    fitted: list[float] = weights.detach().tolist()
    return fitted


def _cross_entropy(logits: torch.Tensor, votes: torch.Tensor, heads: Heads) -> torch.Tensor:
    losses = [
        -(votes[:, part] * functional.log_softmax(logits[:, part], 1)).sum(1).mean()
        for part in heads
    ]
    return torch.stack(losses).sum()
