"""Trains the garment detector on the street photos and exports it to ONNX.

In rounds: the first, from random weights over a frozen backbone, sees the photos with boxes. What
it learned then puts boxes on the photos that have tags alone, and the next round goes on with all
photos, and with the backbone's last stages; later ones do so again, with better boxes, and
with larger pictures.
"""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from tqdm import tqdm

from config.errors import CoordiError
from engine.models.detector import Detector, suppress
from engine.sessions.onnx import OnnxSession
from engine.training.detector.data import CANVAS_PX, TrainingPictures, collate
from engine.training.detector.export import export
from engine.training.detector.network import DetectorNet, candidates_of
from engine.training.detector.pseudo_labels import load_placed, place_tags, save_placed
from engine.training.detector.report import (
    LOWEST_SCORE,
    Averages,
    DetectorReport,
    PhotoDetections,
    coco_averages,
    report,
)
from engine.training.number_type import autocast
from engine.training.street_photos import (
    SLOTS,
    BoxedPhoto,
    Split,
    boxed_photos,
    read_photo,
    tagged_photos,
)

# isort: split
from ultralytics.utils.loss import v8DetectionLoss


@dataclass(frozen=True, slots=True)
class Round:
    """How long and how fast to learn.

    Attributes:
        epochs: passes over the photos.
        plain_epochs: how many of the last epochs see no mosaics, only pictures as they will be.
        learning_rate: of neck and head, at its highest.
        sees_tagged: whether photos that have tags alone are learned from, too.
        unfrozen_stages: how many of the backbone's last stages learn, and `backbone_rate` how fast.
        canvas_px: height and width of the pictures; multiples of 32.
    """

    epochs: int
    plain_epochs: int
    learning_rate: float
    sees_tagged: bool = False
    unfrozen_stages: int = 0
    backbone_rate: float = 0.0
    canvas_px: tuple[int, int] = CANVAS_PX


ROUNDS: Final = (
    Round(epochs=30, plain_epochs=4, learning_rate=1e-3),
    Round(
        epochs=18,
        plain_epochs=3,
        learning_rate=6e-4,
        sees_tagged=True,
        unfrozen_stages=2,
        backbone_rate=1.5e-4,
    ),
    Round(
        epochs=4,
        plain_epochs=1,
        learning_rate=3e-4,
        sees_tagged=True,
        unfrozen_stages=2,
        backbone_rate=1e-4,
    ),
    # Pictures of more sizes: the boxes come closer to the garments.
    Round(
        epochs=12,
        plain_epochs=3,
        learning_rate=5e-4,
        sees_tagged=True,
        unfrozen_stages=2,
        backbone_rate=1.5e-4,
        canvas_px=(576, 384),
    ),
)


@dataclass(frozen=True, slots=True)
class DetectorConfig:
    """How to train; the defaults are those of the weights in the repository.

    Attributes:
        data_dir: folder that holds the data sets, `street/` among them.
        out_dir: where checkpoints, curves and the sheet of mistakes go.
        rounds: one after the other, each from the weights that the one before it ended with.
        evaluate_every: epochs between two looks at the validation photos.
    """

    data_dir: Path
    out_dir: Path
    rounds: tuple[Round, ...] = ROUNDS
    batch_size: int = 8
    weight_decay: float = 0.02
    ema_decay: float = 0.998
    seed: int = 0
    threads: int = 1
    evaluate_every: int = 6


@dataclass
class _State:
    """Everything that a checkpoint holds."""

    net: DetectorNet
    ema: DetectorNet
    optimiser: torch.optim.AdamW
    epoch: int = 0
    step: int = 0
    history: list[dict[str, float]] = field(default_factory=list)

    def save(self, path: Path) -> None:
        """Write the checkpoint so that a crash leaves the old one whole."""
        part = path.with_suffix(".part")
        torch.save(
            {
                "net": self.net.state_dict(),
                "ema": self.ema.state_dict(),
                "optimiser": self.optimiser.state_dict(),
                "epoch": self.epoch,
                "step": self.step,
                "history": self.history,
            },
            part,
        )
        part.replace(path)

    def restore(self, path: Path, device: torch.device) -> None:
        """Continue where the checkpoint at `path` was written."""
        saved = torch.load(path, map_location=device, weights_only=True)
        self.net.load_state_dict(saved["net"])
        self.ema.load_state_dict(saved["ema"])
        self.optimiser.load_state_dict(saved["optimiser"])
        self.epoch, self.step = saved["epoch"], saved["step"]
        self.history = saved["history"]


def train_detector(config: DetectorConfig) -> DetectorNet:
    """Train, or go on with the training whose checkpoints lie in `config.out_dir`.

    Returns:
        The moving average of the weights, in evaluation mode.

    Raises:
        CoordiError: `config.data_dir` has no street photos.
    """
    street_dir = config.data_dir / "street"
    if not (street_dir / "boxes.json").is_file():
        raise CoordiError(f"no boxes.json in {street_dir}", code="no_data")
    torch.set_num_threads(config.threads)
    torch.manual_seed(config.seed)
    config.out_dir.mkdir(parents=True, exist_ok=True)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    net = DetectorNet(len(SLOTS)).to(device)
    net.fold_backbone()
    for number in range(1, len(config.rounds) + 1):
        net = _train_round(config, number, net)
    return net


def _train_round(config: DetectorConfig, number: int, net: DetectorNet) -> DetectorNet:
    """Go on with `net`, or with the round's checkpoint, to the end of the round."""
    street_dir, plan = config.data_dir / "street", config.rounds[number - 1]
    checkpoint = config.out_dir / f"checkpoint-{number}.pt"
    teacher = copy.deepcopy(net)
    state = _start(config, plan, net)
    if checkpoint.is_file():
        state.restore(checkpoint, next(net.parameters()).device)
    if state.epoch < plan.epochs:
        photos = boxed_photos(street_dir, [Split.TRAIN])
        if plan.sees_tagged:
            photos += _placed(config, number, teacher)
        # Each round sees its pictures in another order, altered in other ways.
        seed = config.seed + number
        pictures = TrainingPictures(street_dir, photos, seed, config.batch_size, plan.canvas_px)
        while state.epoch < plan.epochs:
            _train_epoch(state, config, plan, pictures)
            if state.epoch % config.evaluate_every == 0 or state.epoch == plan.epochs:
                averages = validate(state.ema, street_dir)
                state.history[-1] |= {"map50": averages.map50, "map50_95": averages.map50_95}
                tqdm.write(f"epoch {state.epoch}: validation mAP50 {averages.map50:.3f}")
            state.save(checkpoint)
    return state.ema.eval()


def _placed(config: DetectorConfig, number: int, teacher: DetectorNet) -> list[BoxedPhoto]:
    """Return the tagged training photos as placed by `teacher` when the round began."""
    street_dir, path = config.data_dir / "street", config.out_dir / f"placed-{number}.json"
    if not path.is_file():
        tagged = tagged_photos(street_dir, [Split.TRAIN])
        save_placed(place_tags(teacher, street_dir, tagged), path)
    return load_placed(path)


def _start(config: DetectorConfig, plan: Round, net: DetectorNet) -> _State:
    # Three times as fast on a CPU; torch's stubs do not know the argument.
    net = net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    net.requires_grad_(True)
    ema = copy.deepcopy(net).eval().requires_grad_(False)
    backbone = net.unfreeze(plan.unfrozen_stages)
    groups = _decay_groups(
        list(net.neck_and_head.parameters()), plan.learning_rate, config.weight_decay
    )
    groups += _decay_groups(backbone, plan.backbone_rate, config.weight_decay)
    return _State(net, ema, torch.optim.AdamW([g for g in groups if g["params"]]))


def _decay_groups(
    parameters: list[nn.Parameter], rate: float, decay: float
) -> list[dict[str, object]]:
    """Return optimiser groups in which biases and norms, of one dimension, do not decay."""
    matrices = [p for p in parameters if p.ndim > 1]
    vectors = [p for p in parameters if p.ndim <= 1]
    return [
        {"params": matrices, "lr": rate, "rate": rate, "weight_decay": decay},
        {"params": vectors, "lr": rate, "rate": rate, "weight_decay": 0.0},
    ]


class _KnownSlotsLoss(nn.BCEWithLogitsLoss):
    """Binary cross-entropy that is 0 for slots whose garments nobody has placed.

    Attributes:
        known: `(n, 1, slots)`, 0 or 1; set before each batch.
    """

    known: torch.Tensor

    def __init__(self) -> None:
        super().__init__(reduction="none")

    def forward(self, scores: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Return the loss of `(n, cells, slots)` logits."""
        return super().forward(scores, targets) * self.known


def _train_epoch(
    state: _State, config: DetectorConfig, plan: Round, pictures: TrainingPictures
) -> None:
    device = next(state.net.parameters()).device
    state.net.train()
    state.net.backbone.eval()  # its batch statistics are ImageNet's, and stay
    pictures.epoch = state.epoch
    if state.epoch >= plan.epochs - plan.plain_epochs:
        pictures.mosaic_share = 0.0
    loader = torch.utils.data.DataLoader(
        pictures,
        batch_size=config.batch_size,
        collate_fn=collate,
        drop_last=True,
        num_workers=8 if device.type == "cuda" else 0,
    )
    loss_of = v8DetectionLoss(state.net)
    loss_of.bce = known_slots_loss = _KnownSlotsLoss()
    total_steps = plan.epochs * len(loader)
    losses = []
    progress = tqdm(loader, desc=f"epoch {state.epoch + 1}/{plan.epochs}", unit="batch")
    for pictures_of_batch, batch in progress:
        _set_learning_rates(state, total_steps, warmup_steps=2 * len(loader))
        images = pictures_of_batch.to(device, memory_format=torch.channels_last)
        targets = {k: v.to(device) for k, v in batch.items()}
        known_slots_loss.known = targets["known"]
        with autocast(device):
            predictions = state.net(images)
        predictions["boxes"] = predictions["boxes"].float()
        predictions["scores"] = predictions["scores"].float()
        loss, _ = loss_of(predictions, targets)
        state.optimiser.zero_grad()
        loss.sum().backward()
        nn.utils.clip_grad_norm_(state.net.parameters(), 10.0)
        state.optimiser.step()
        state.step += 1
        _follow(state, config.ema_decay)
        losses.append(float(loss.detach().sum()) / len(images))
        progress.set_postfix(loss=f"{np.mean(losses[-50:]):.3f}")
    state.epoch += 1
    state.history.append({"epoch": state.epoch, "loss": float(np.mean(losses))})


def _set_learning_rates(state: _State, total_steps: int, warmup_steps: int) -> None:
    """Rise linearly, then fall along a cosine to a fiftieth."""
    if state.step < warmup_steps:
        factor = (state.step + 1) / warmup_steps
    else:
        done = (state.step - warmup_steps) / max(1, total_steps - warmup_steps)
        factor = 0.02 + 0.98 * (1 + math.cos(math.pi * min(1.0, done))) / 2
    for group in state.optimiser.param_groups:
        group["lr"] = group["rate"] * factor


@torch.no_grad()
def _follow(state: _State, decay: float) -> None:
    """Move the averaged weights towards the trained ones, faster at the start."""
    keep = decay * (1 - math.exp(-state.step / 300))
    trained = state.net.state_dict()
    for name, value in state.ema.state_dict().items():
        if value.dtype.is_floating_point:
            value.lerp_(trained[name], 1 - keep)
        else:
            value.copy_(trained[name])


def train_and_report(config: DetectorConfig) -> DetectorReport:
    """Train, export and measure; all files go to `config.out_dir`."""
    net = train_detector(config)
    weights = config.out_dir / "detector.onnx"
    export(net, weights)
    street_dir = config.data_dir / "street"
    test = boxed_photos(street_dir, [Split.TEST])
    return report(Detector(OnnxSession(weights, config.threads)), street_dir, test, config.out_dir)


def detect_with(net: DetectorNet, image: NDArray[np.uint8]) -> PhotoDetections:
    """Return what a network in torch finds at `Detector`'s first look."""
    detections = candidates_of(net, image, LOWEST_SCORE)
    kept = suppress(detections.boxes, detections.slots)
    return PhotoDetections(detections.boxes[kept], detections.slots[kept], detections.scores[kept])


def validate(net: DetectorNet, street_dir: Path) -> Averages:
    """Return the COCO figures of a network on the validation photos."""
    photos = boxed_photos(street_dir, [Split.VALIDATION])
    detections = [
        detect_with(net.eval(), read_photo(street_dir, photo.photo_id)) for photo in photos
    ]
    return coco_averages(photos, detections)
