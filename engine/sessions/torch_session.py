"""A model in PyTorch, on a GPU if there is one: the same ONNX file, the same answers.

The one module of the engine outside `engine.training` that imports torch; `engine.sessions` imports
it by name, where the setting `runtime` asks for it. It needs the extra `gpu`.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper

from engine.sessions import ModelFileError
from engine.training import torchvision_shim

torchvision_shim.install()

from onnx2pytorch import ConvertModel  # noqa: E402


class TorchSession:
    """An ONNX model as a torch module, read from disk when it first runs.

    Threads may share it; on a GPU their runs follow one another.
    """

    def __init__(self, path: Path, threads: int = 1, *, device: str | None = None) -> None:
        """Remember where the model is; nothing is read yet.

        Args:
            path: the `.onnx` file.
            threads: CPU threads of a run where there is no GPU, at least 1.
            device: torch's name of where to run; default: the GPU if there is one.
        """
        if threads < 1:
            raise ValueError(f"threads must be at least 1, got {threads}")
        self._path = path
        self._threads = threads
        self._device = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
        self._lock = threading.Lock()
        self._module: torch.nn.Module | None = None
        self._inputs: list[str] = []

    @property
    def loaded(self) -> bool:
        """Whether the model is in memory."""
        return self._module is not None

    def run(self, inputs: Mapping[str, NDArray[Any]]) -> list[NDArray[np.float32]]:
        """Run the model once.

        Args:
            inputs: the model's input arrays by name.

        Returns:
            Every output, in the order in which the model declares them.

        Raises:
            ModelFileError: the file is missing or is not a model.
        """
        # onnx2pytorch keeps values of a run in the module, so that runs must not overlap.
        with self._lock, torch.inference_mode(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            module = self._load()
            arrays = [np.ascontiguousarray(inputs[name]) for name in self._inputs]
            outputs = module(*(torch.from_numpy(array).to(self._device) for array in arrays))
            if isinstance(outputs, torch.Tensor):
                outputs = [outputs]
            return [output.float().cpu().numpy() for output in outputs]

    def _load(self) -> torch.nn.Module:
        if self._module is None:
            if not self._path.is_file():
                raise ModelFileError(f"no model file at {self._path}")
            try:
                model = in_single_precision(onnx.load(self._path))
                module: torch.nn.Module = ConvertModel(model, experimental=True)
            except Exception as error:  # onnx and protobuf share no public base class
                raise ModelFileError(f"{self._path} is not a model torch can run") from error
            if self._device.type == "cpu":
                torch.set_num_threads(self._threads)
            self._inputs = [graph_input.name for graph_input in model.graph.input]
            self._module = module.eval().to(self._device)
        return self._module


def in_single_precision(model: onnx.ModelProto) -> onnx.ModelProto:
    """Return the model with the weights that it stores in half precision already cast; in place."""
    graph = model.graph
    stored = {tensor.name: tensor for tensor in graph.initializer}
    rest = []
    for node in graph.node:
        if node.op_type == "Cast" and node.input[0] in stored:
            tensor = stored[node.input[0]]
            values = numpy_helper.to_array(tensor).astype(np.float32)
            tensor.CopyFrom(numpy_helper.from_array(values, node.output[0]))
        else:
            rest.append(node)
    del graph.node[:]
    graph.node.extend(rest)
    return model
