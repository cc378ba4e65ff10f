"""Trains the garment detector on the street photos and exports it to ONNX."""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from tqdm import tqdm

from config.errors import CoordiError
from engine.models.detector import Detector, decode, letterbox, normalise, suppress
from engine.sessions.onnx import OnnxSession
from engine.training.detector_data import TrainingPictures, collate
from engine.training.detector_export import export
from engine.training.detector_net import DetectorNet
from engine.training.detector_report import (
    LOWEST_SCORE,
    Averages,
    DetectorReport,
    Found,
    coco_averages,
    report,
)
from engine.training.street import SLOTS, Split, boxed_photos, read_photo

# isort: split
from ultralytics.utils.loss import v8DetectionLoss


@dataclass(frozen=True, slots=True)
class DetectorConfig:
    """How to train; the defaults are those of the weights in the repository.

    Attributes:
        data_dir: folder that holds the data sets, `street/` among them.
        out_dir: where checkpoints, curves and the sheet of mistakes go.
        epochs: passes over the training photos.
        plain_epochs: how many of the last epochs see no mosaics, only pictures as they will be.
        evaluate_every: epochs between two looks at the validation photos.
    """

    data_dir: Path
    out_dir: Path
    epochs: int = 30
    plain_epochs: int = 4
    batch_size: int = 8
    learning_rate: float = 1e-3
    weight_decay: float = 0.02
    ema_decay: float = 0.998
    seed: int = 0
    threads: int = 1
    evaluate_every: int = 8


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
    """Train, or go on with the training whose checkpoint lies in `config.out_dir`.

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
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    state = _start(config, device)
    config.out_dir.mkdir(parents=True, exist_ok=True)
    checkpoint = config.out_dir / "checkpoint.pt"
    if checkpoint.is_file():
        state.restore(checkpoint, device)
    if state.epoch < config.epochs:
        pictures = TrainingPictures(
            street_dir, boxed_photos(street_dir, [Split.TRAIN]), config.seed
        )
        while state.epoch < config.epochs:
            _train_epoch(state, config, pictures, device)
            if state.epoch % config.evaluate_every == 0 or state.epoch == config.epochs:
                averages = validate(state.ema, street_dir)
                state.history[-1] |= {"map50": averages.map50, "map50_95": averages.map50_95}
                tqdm.write(f"epoch {state.epoch}: validation mAP50 {averages.map50:.3f}")
            state.save(checkpoint)
    return state.ema.eval()


def _start(config: DetectorConfig, device: torch.device) -> _State:
    net = DetectorNet(len(SLOTS)).to(device)
    # Three times as fast on a CPU; torch's stubs do not know the argument.
    net = net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    ema = copy.deepcopy(net).eval().requires_grad_(False)
    groups = _decay_groups(
        list(net.neck_and_head.parameters()), config.learning_rate, config.weight_decay
    )
    net.backbone.requires_grad_(False)
    return _State(net, ema, torch.optim.AdamW(groups))


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


def _train_epoch(
    state: _State, config: DetectorConfig, pictures: TrainingPictures, device: torch.device
) -> None:
    state.net.train()
    state.net.backbone.eval()  # its batch statistics are ImageNet's, and stay
    pictures.epoch = state.epoch
    if state.epoch >= config.epochs - config.plain_epochs:
        pictures.mosaic_share = 0.0
    loader = torch.utils.data.DataLoader(
        pictures,
        batch_size=config.batch_size,
        collate_fn=collate,
        drop_last=True,
        num_workers=8 if device.type == "cuda" else 0,
    )
    loss_of = v8DetectionLoss(state.net)
    total_steps = config.epochs * len(loader)
    losses = []
    progress = tqdm(loader, desc=f"epoch {state.epoch + 1}/{config.epochs}", unit="batch")
    for pictures_of_batch, batch in progress:
        _set_learning_rates(state, total_steps, warmup_steps=2 * len(loader))
        images = pictures_of_batch.to(device, memory_format=torch.channels_last)
        with torch.autocast(device.type, torch.bfloat16):
            predictions = state.net(images)
        predictions["boxes"] = predictions["boxes"].float()
        predictions["scores"] = predictions["scores"].float()
        loss, _ = loss_of(predictions, {k: v.to(device) for k, v in batch.items()})
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


@torch.no_grad()
def found_by(net: DetectorNet, image: NDArray[np.uint8]) -> Found:
    """Run a network in torch the way `Detector` takes its first look with the exported one."""
    padded, scale_x, scale_y = letterbox(image)
    device = next(net.parameters()).device
    with torch.autocast(device.type, torch.bfloat16):
        raw = net(torch.from_numpy(normalise(padded[None])).to(device))
    box_logits, class_logits = (raw[k][0].float().cpu().numpy() for k in ("boxes", "scores"))
    found = decode(box_logits, class_logits, padded.shape[:2], LOWEST_SCORE)
    kept = suppress(found.boxes, found.slots)
    scale = np.array([scale_x, scale_y, scale_x, scale_y], dtype=np.float32)
    return Found(found.boxes[kept] / scale, found.slots[kept], found.scores[kept])


def validate(net: DetectorNet, street_dir: Path) -> Averages:
    """Return the COCO figures of a network on the validation photos."""
    photos = boxed_photos(street_dir, [Split.VALIDATION])
    found = [found_by(net.eval(), read_photo(street_dir, photo.photo_id)) for photo in photos]
    return coco_averages(photos, found)
