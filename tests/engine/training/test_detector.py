import dataclasses
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch

from config.errors import CoordiError
from engine.models.detector import Detector, decode, suppress
from engine.sessions.onnx import OnnxSession
from engine.training.detector import DetectorConfig, found_by, train_detector
from engine.training.detector_export import export
from engine.training.detector_net import DetectorNet
from engine.training.street import SLOTS, read_photo


@pytest.fixture(scope="module")
def config(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> DetectorConfig:
    out_dir = tmp_path_factory.mktemp("out")
    return DetectorConfig(data_dir, out_dir, epochs=2, plain_epochs=1, evaluate_every=2)


@pytest.fixture(scope="module")
def trained(config: DetectorConfig) -> DetectorNet:
    return train_detector(config)


def test_training_learns(config: DetectorConfig, trained: DetectorNet) -> None:
    history = torch.load(config.out_dir / "checkpoint.pt", weights_only=True)["history"]
    assert [row["epoch"] for row in history] == [1, 2]
    assert history[1]["loss"] < history[0]["loss"]
    assert 0 <= history[1]["map50"] <= 1
    assert not trained.training


def test_training_goes_on_from_its_checkpoint(config: DetectorConfig, trained: DetectorNet) -> None:
    longer = dataclasses.replace(config, epochs=3)
    again = train_detector(longer)
    history = torch.load(config.out_dir / "checkpoint.pt", weights_only=True)["history"]
    assert [row["epoch"] for row in history] == [1, 2, 3]
    frozen = zip(trained.backbone.parameters(), again.backbone.parameters(), strict=True)
    assert all(torch.equal(a, b) for a, b in frozen)


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
    expected = found_by(trained, photo)
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
