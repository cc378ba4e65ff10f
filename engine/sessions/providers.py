"""Names of ONNX Runtime's execution providers, and which of them a session gets."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from config.settings import ExecutionProvider
from engine.sessions import ProviderMissingError

EXECUTION_PROVIDERS: Final[Mapping[ExecutionProvider, str]] = MappingProxyType(
    {
        "cpu": "CPUExecutionProvider",
        "cuda": "CUDAExecutionProvider",
        "tensorrt": "TensorrtExecutionProvider",
        "openvino": "OpenVINOExecutionProvider",
        "migraphx": "MIGraphXExecutionProvider",
        "directml": "DmlExecutionProvider",
        "coreml": "CoreMLExecutionProvider",
        "xnnpack": "XnnpackExecutionProvider",
    }
)
"""The names in settings, and ONNX Runtime's own."""

_PACKAGES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "cuda": "onnxruntime-gpu",
        "tensorrt": "onnxruntime-gpu",
        "openvino": "onnxruntime-openvino",
        "migraphx": "onnxruntime-migraphx",
        "directml": "onnxruntime-directml",
    }
)

_log = logging.getLogger(__name__)


def provider_list(names: Sequence[str], available: Sequence[str]) -> list[str]:
    """Return ONNX Runtime's names of providers, the CPU last.

    What a provider cannot run, the next one does, so that the CPU is always there.

    Args:
        names: keys of `EXECUTION_PROVIDERS`, in the order of preference.
        available: `onnxruntime.get_available_providers()`.

    Raises:
        ProviderMissingError: a name is unknown, or the installed ONNX Runtime was built without it.
    """
    known = {str(name): provider for name, provider in EXECUTION_PROVIDERS.items()}
    for name in names:
        if name not in known:
            raise ProviderMissingError(f"no provider is called {name}: {', '.join(known)}")
        if known[name] not in available:
            package = _PACKAGES.get(name)
            hint = f"; install {package} in place of onnxruntime" if package else ""
            raise ProviderMissingError(f"this ONNX Runtime has no provider {name}{hint}")
    return list(dict.fromkeys([*(known[name] for name in names), known["cpu"]]))


def warn_of_fallback(wanted: Sequence[str], used: Sequence[str]) -> None:
    """Log which of the wanted providers could not be started, for example without a GPU."""
    lost = [provider for provider in wanted if provider not in used]
    if lost:
        _log.warning("%s cannot be used here; running on %s", ", ".join(lost), ", ".join(used))
