"""A model in ONNX Runtime: loaded on first use, shared by threads."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from engine.sessions import ModelFileError
from engine.sessions.providers import provider_list, warn_of_fallback

if TYPE_CHECKING:
    import onnxruntime as ort


_ARENA_LOCK: Final = threading.Lock()


@cache
def _share_arena() -> None:
    """Register one CPU arena for all sessions of the process, which grows by what is asked for.

    An arena a session, doubling as it grows, held 70 MB more after ten photos, at the same speed.
    """
    import onnxruntime as ort  # noqa: PLC0415

    arena = ort.OrtAllocatorType.ORT_ARENA_ALLOCATOR
    memory = ort.OrtMemoryInfo("Cpu", arena, 0, ort.OrtMemType.DEFAULT)
    same_as_requested = 1
    config = ort.OrtArenaCfg({"arena_extend_strategy": same_as_requested})
    ort.create_and_register_allocator(memory, config)


class OnnxSession:
    """An ONNX model that is read from disk when it first runs.

    Any number of threads may call `run` at once: the first of them loads the model while the
    others wait, and ONNX Runtime itself allows concurrent runs of one session.
    """

    def __init__(
        self, path: Path, threads: int = 1, *, providers: Sequence[str] = ("cpu",)
    ) -> None:
        """Set where the model is; nothing is read yet.

        Args:
            path: the `.onnx` file.
            threads: CPU threads that one run may use, at least 1.
            providers: names of `engine.sessions.providers`, in the order of preference.
        """
        if threads < 1:
            raise ValueError(f"threads must be at least 1, got {threads}")
        self._path = path
        self._threads = threads
        self._providers = tuple(providers)
        self._lock = threading.Lock()
        self._session: ort.InferenceSession | None = None

    @property
    def loaded(self) -> bool:
        """Whether the model is in memory."""
        return self._session is not None

    def run(self, inputs: Mapping[str, NDArray[Any]]) -> list[NDArray[np.float32]]:
        """Run the model once.

        Args:
            inputs: the model's input arrays by name.

        Returns:
            Every output, in the order in which the model declares them.

        Raises:
            ModelFileError: the file is missing or is not a model.
        """
        outputs: list[NDArray[np.float32]] = self.load().run(None, dict(inputs))
        return outputs

    def load(self) -> ort.InferenceSession:
        """Return the loaded session, reading the file if that has not happened yet.

        Raises:
            ModelFileError: the file is missing or is not a model.
            ProviderMissingError: a provider is not installed.
        """
        session = self._session
        if session is None:
            with self._lock:
                session = self._session
                if session is None:
                    session = self._session = self._open()
        return session

    def _open(self) -> ort.InferenceSession:
        # Imported here: it takes longer than the rest of the engine, and not every command runs it.
        import onnxruntime as ort  # noqa: PLC0415

        if not self._path.is_file():
            raise ModelFileError(f"no model file at {self._path}")
        providers = provider_list(self._providers, ort.get_available_providers())
        options = ort.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        # Idle threads that spin would take the cores from the other workers of the pool.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        # Plans of memory are kept for each shape of input, and photos have many.
        options.enable_mem_pattern = False
        options.log_severity_level = 3
        with _ARENA_LOCK:
            _share_arena()
        options.add_session_config_entry("session.use_env_allocators", "1")
        try:
            session = ort.InferenceSession(
                str(self._path), sess_options=options, providers=providers
            )
        except Exception as error:  # its exceptions share no public base class
            raise ModelFileError(f"{self._path} is not a model ONNX Runtime can read") from error
        warn_of_fallback(providers, session.get_providers())
        return session
