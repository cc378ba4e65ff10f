"""What runs a model: ONNX Runtime on the CPU, or torch on a GPU."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from config.errors import CoordiError

Runtime = Literal["onnx", "torch"]

_CLASSES: Final[Mapping[Runtime, str]] = MappingProxyType(
    {
        "onnx": "engine.sessions.onnx:OnnxSession",
        # By name, so that nothing which serves depends on torch unless it is asked for.
        "torch": "engine.sessions.torch_session:TorchSession",
    }
)


class ModelFileError(CoordiError):
    """A model's weights are missing or cannot be read."""

    code = "model_file"


class RuntimeMissingError(CoordiError):
    """The packages of the runtime that was asked for are not installed."""

    code = "runtime"


class Session(Protocol):
    """A model that can be run by any number of threads."""

    def run(self, inputs: Mapping[str, NDArray[Any]]) -> list[NDArray[np.float32]]:
        """Return every output of the model, in its order, for input arrays by name."""
        ...


def open_session(path: Path, threads: int, runtime: Runtime = "onnx") -> Session:
    """Return a session that reads the model at `path` when it first runs.

    Args:
        path: the `.onnx` file.
        threads: CPU threads that one run may use.
        runtime: what runs it.

    Raises:
        RuntimeMissingError: `runtime` is not installed.
    """
    try:
        kind = pkgutil.resolve_name(_CLASSES[runtime])
    except ImportError as error:
        raise RuntimeMissingError(
            f"the {runtime} runtime needs a package that is missing: {error.name}"
        ) from error
    session: Session = kind(path, threads)
    return session
