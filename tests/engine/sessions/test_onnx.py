from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from onnx import TensorProto, helper, save

from engine.sessions import ModelFileError
from engine.sessions.onnx import OnnxSession


@pytest.fixture
def doubling_model(tmp_path: Path) -> Path:
    graph = helper.make_graph(
        [helper.make_node("Add", ["x", "x"], ["twice"]), helper.make_node("Neg", ["x"], ["minus"])],
        "doubling",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n"])],
        [
            helper.make_tensor_value_info("twice", TensorProto.FLOAT, ["n"]),
            helper.make_tensor_value_info("minus", TensorProto.FLOAT, ["n"]),
        ],
    )
    opset = helper.make_opsetid("", 17)
    path = tmp_path / "doubling.onnx"
    save(helper.make_model(graph, opset_imports=[opset], ir_version=9), path)
    return path


def test_returns_every_output_in_declared_order(doubling_model: Path) -> None:
    twice, minus = OnnxSession(doubling_model).run({"x": np.array([1, 2], dtype=np.float32)})
    assert twice.tolist() == [2, 4]
    assert minus.tolist() == [-1, -2]


def test_reads_the_file_on_first_use_only(doubling_model: Path) -> None:
    session = OnnxSession(doubling_model)
    assert not session.loaded
    first = session.load()
    doubling_model.unlink()
    assert session.load() is first
    assert session.loaded


def test_many_threads_load_it_once(doubling_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []
    real = onnxruntime.InferenceSession

    def counting(*args: object, **kwargs: object) -> object:
        opened.append(args)
        return real(*args, **kwargs)

    monkeypatch.setattr(onnxruntime, "InferenceSession", counting)
    session = OnnxSession(doubling_model, threads=2)
    with ThreadPoolExecutor(8) as pool:
        results = list(
            pool.map(lambda i: session.run({"x": np.full(3, i, dtype=np.float32)})[0], range(32))
        )
    assert len(opened) == 1
    assert [float(r[0]) for r in results] == [2.0 * i for i in range(32)]


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match=r"absent\.onnx"):
        OnnxSession(tmp_path / "absent.onnx").load()


def test_damaged_file_is_refused_and_can_be_replaced(tmp_path: Path, doubling_model: Path) -> None:
    damaged = tmp_path / "damaged.onnx"
    damaged.write_bytes(b"not a model")
    session = OnnxSession(damaged)
    with pytest.raises(ModelFileError, match=r"damaged\.onnx"):
        session.load()
    damaged.write_bytes(doubling_model.read_bytes())
    assert session.run({"x": np.ones(1, dtype=np.float32)})[0].tolist() == [2]


def test_needs_a_thread(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="threads"):
        OnnxSession(tmp_path / "model.onnx", threads=0)
