import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch

from config.errors import CoordiError
from config.taxonomy import Slot
from engine.models.detector import Detector, decode, suppress
from engine.sessions.onnx import OnnxSession
from engine.training.detector import train as detector
from engine.training.detector.export import export
from engine.training.detector.network import DetectorNet
from engine.training.detector.train import DetectorConfig, Round, detect_with, train_detector
from engine.training.street_photos import (
    SLOTS,
    BoxedPhoto,
    Split,
    TaggedPhoto,
    read_photo,
    tagged_photos,
)

PANTS = SLOTS.index(Slot.PANTS)


SHORT = Round(epochs=2, plain_epochs=1, learning_rate=1e-3)
SECOND = Round(
    epochs=1,
    plain_epochs=0,
    learning_rate=1e-3,
    sees_tagged=True,
    unfrozen_stages=1,
    backbone_rate=1e-3,
)


@pytest.fixture(scope="module")
def config(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> DetectorConfig:
    out_dir = tmp_path_factory.mktemp("out")
    return DetectorConfig(data_dir, out_dir, rounds=(SHORT,), evaluate_every=2)


@pytest.fixture(scope="module")
def trained(config: DetectorConfig) -> DetectorNet:
    return train_detector(config)


def test_training_learns(config: DetectorConfig, trained: DetectorNet) -> None:
    history = torch.load(config.out_dir / "checkpoint-1.pt", weights_only=True)["history"]
    assert [row["epoch"] for row in history] == [1, 2]
    assert history[1]["loss"] < history[0]["loss"]
    assert 0 <= history[1]["map50"] <= 1
    assert not trained.training


def test_training_goes_on_from_its_checkpoint(config: DetectorConfig, trained: DetectorNet) -> None:
    longer = dataclasses.replace(config, rounds=(dataclasses.replace(SHORT, epochs=3),))
    again = train_detector(longer)
    history = torch.load(config.out_dir / "checkpoint-1.pt", weights_only=True)["history"]
    assert [row["epoch"] for row in history] == [1, 2, 3]
    frozen = zip(trained.backbone.parameters(), again.backbone.parameters(), strict=True)
    assert all(torch.equal(a, b) for a, b in frozen)


def test_second_round_sees_tagged_photos_and_moves_the_last_stage(
    config: DetectorConfig, trained: DetectorNet, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    real = detector.TrainingPictures

    def counting(street_dir: Path, photos: list[BoxedPhoto], *rest: Any) -> object:
        seen.extend(photo.photo_id for photo in photos)
        return real(street_dir, photos, *rest)

    def place_all(_: DetectorNet, __: Path, photos: list[TaggedPhoto]) -> list[BoxedPhoto]:
        box = np.array([[50, 50, 110, 110]], dtype=np.float32)
        return [
            BoxedPhoto(p.photo_id, box, np.array([0]), unplaced=frozenset({PANTS})) for p in photos
        ]

    monkeypatch.setattr(detector, "TrainingPictures", counting)
    monkeypatch.setattr(detector, "place_tags", place_all)
    plan = dataclasses.replace(config, rounds=(SHORT, SECOND))
    before = dict(trained.backbone.named_parameters())
    after = dict(train_detector(plan).backbone.named_parameters())
    moved = {name for name in before if not torch.equal(before[name], after[name])}
    assert "blocks.6.0.conv_pw.weight" in moved
    assert all(name.startswith("blocks.6.") and "conv_dw" not in name for name in moved)
    in_training = {p.photo_id for p in tagged_photos(config.data_dir / "street", [Split.TRAIN])}
    assert in_training
    assert in_training <= set(seen)


def test_folding_changes_no_map() -> None:
    net, images = DetectorNet(len(SLOTS)), torch.rand(1, 3, 96, 64)
    net.backbone.eval()
    before = net.backbone(images)
    net.fold_backbone()
    for one, other in zip(before, net.backbone(images), strict=True):
        torch.testing.assert_close(one, other, atol=1e-3, rtol=1e-3)


def test_unplaced_slots_cost_nothing() -> None:
    loss = detector._KnownSlotsLoss()
    scores, targets = torch.full((1, 4, 3), 5.0), torch.zeros(1, 4, 3)
    loss.known = torch.tensor([[[1.0, 0.0, 1.0]]])
    costs = loss(scores, targets)
    assert (costs[..., 1] == 0).all()
    assert (costs[..., [0, 2]] > 5).all()


def test_needs_the_street_photos(tmp_path: Path) -> None:
    with pytest.raises(CoordiError, match=r"boxes\.json"):
        train_detector(DetectorConfig(tmp_path, tmp_path / "out"))


def test_exported_model_answers_as_the_trained_one(
    trained: DetectorNet, data_dir: Path, tmp_path: Path
) -> None:
    path = tmp_path / "detector.onnx"
    export(trained, path)
    onnx.checker.check_model(str(path))
    assert path.stat().st_size < 14_000_000
    photo = read_photo(data_dir / "street", "0001")
    served = Detector(OnnxSession(path)).detect(photo, 0.001)
    expected = detect_with(trained, photo)
    best = min(5, len(expected.scores))
    assert [d.score for d in served.detections[:best]] == pytest.approx(
        expected.scores[:best].tolist(), abs=0.02
    )
    assert served.features.shape == (864,)


@pytest.mark.parametrize("size", [(64, 32), (32, 96)])
def test_exported_model_takes_any_side(
    trained: DetectorNet, tmp_path: Path, size: tuple[int, int]
) -> None:
    path = tmp_path / "detector.onnx"
    export(trained, path)
    images = np.zeros((2, 3, *size), dtype=np.float32)
    boxes, scores, features = OnnxSession(path).run({"images": images})
    cells = size[0] * size[1] // 64 * 21 // 16
    assert boxes.shape == (2, 64, cells)
    assert scores.shape == (2, len(SLOTS), cells)
    assert features.shape[0] == 2
    found = decode(boxes[0], scores[0], size, 0.0)
    assert len(suppress(found.boxes, found.slots)) > 0
