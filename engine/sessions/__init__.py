"""Runs a model, whatever it runs on: the interface, its errors and the one implementation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from config.errors import CoordiError


class ModelFileError(CoordiError):
    """A model's weights are missing or cannot be read."""

    code = "model_file"


class ProviderMissingError(CoordiError):
    """The installed ONNX Runtime has no such execution provider."""

    code = "provider"


class Session(Protocol):
    """A model that can be run by any number of threads."""

    def run(self, inputs: Mapping[str, NDArray[Any]]) -> list[NDArray[np.float32]]:
        """Return every output of the model, in its order, for input arrays by name."""
        ...


def open_session(path: Path, threads: int, providers: Sequence[str] = ("cpu",)) -> Session:
    """Return a session that reads the model at `path` when it first runs.

    Args:
        path: the `.onnx` file.
        threads: CPU threads that one run may use.
        providers: names of `engine.sessions.providers`, in the order of preference.
    """
    # Imported here because the module imports this one.
    from engine.sessions.onnx import OnnxSession  # noqa: PLC0415

    return OnnxSession(path, threads, providers=providers)
