"""The torch runtime, run on the CPU, must answer as ONNX Runtime does."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks.photos import packaged_photo
from config.settings import EngineSettings
from engine.models.detector import letterbox, normalise
from engine.pipeline import WEIGHTS_DIR, Pipeline
from engine.schemas import PhotoKind
from engine.sessions import ModelFileError, open_session
from engine.sessions.torch_session import TorchSession


@pytest.mark.parametrize("long_side_px", [448, 256])
def test_detector_answers_alike(long_side_px: int) -> None:
    photo = np.asarray(Image.open(packaged_photo("bus.jpg")).convert("RGB"))
    padded, _, _ = letterbox(photo, long_side_px)
    images = normalise(np.stack([padded, padded[:, ::-1]]))
    path = WEIGHTS_DIR / "detector.onnx"
    expected = open_session(path, 1, "onnx").run({"images": images})
    given = open_session(path, 1, "torch").run({"images": images})
    # A mean over the garments of a scale that has none is a quotient of two tiny numbers: those
    # features differ a little more.
    for one, other, tolerance in zip(given, expected, (1e-3, 1e-3, 0.05), strict=True):
        np.testing.assert_allclose(one, other, atol=tolerance)


def test_garment_model_answers_alike() -> None:
    crops = np.random.default_rng(0).integers(0, 256, (3, 224, 224, 3), dtype=np.uint8)
    path = WEIGHTS_DIR / "garment.onnx"
    expected = open_session(path, 1, "onnx").run({"crops": crops})
    given = open_session(path, 1, "torch").run({"crops": crops})
    for one, other in zip(given, expected, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-3)


def test_a_photo_is_described_alike() -> None:
    picture = Image.open(packaged_photo("zidane.jpg")).convert("RGB")
    by_onnx, by_torch = (
        Pipeline.open(EngineSettings(runtime=runtime)).analyze(picture, PhotoKind.OUTFIT)
        for runtime in ("onnx", "torch")
    )
    assert by_onnx.garments
    assert [g.box for g in by_torch.garments] == [g.box for g in by_onnx.garments]
    assert [g.categories[0].name for g in by_torch.garments] == [
        g.categories[0].name for g in by_onnx.garments
    ]
    assert by_torch.style[0].name == by_onnx.style[0].name
    expected = {style.name: style.score for style in by_onnx.style}
    for style in by_torch.style:
        assert style.score == pytest.approx(expected[style.name], abs=0.03)


def test_says_what_is_wrong_with_a_file(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="no model file"):
        TorchSession(tmp_path / "absent.onnx").run({})
    damaged = tmp_path / "damaged.onnx"
    damaged.write_bytes(b"not a model")
    with pytest.raises(ModelFileError, match="not a model"):
        TorchSession(damaged).run({})


def test_needs_a_thread(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        TorchSession(tmp_path / "model.onnx", threads=0)
