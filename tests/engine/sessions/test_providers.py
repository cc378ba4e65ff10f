"""Execution providers by name: the CPU behind them, and clear errors for what is not there."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import get_args

import pytest

from config.errors import SettingsError
from config.settings import ExecutionProvider, load_settings
from engine.sessions import ProviderMissingError, open_session
from engine.sessions.providers import EXECUTION_PROVIDERS, provider_list, warn_of_fallback

CPU, CUDA, OPENVINO = "CPUExecutionProvider", "CUDAExecutionProvider", "OpenVINOExecutionProvider"
WEIGHTS = Path(__file__).parents[3] / "engine" / "models" / "weights"


def test_every_name_of_the_settings_is_known() -> None:
    assert set(EXECUTION_PROVIDERS) == set(get_args(ExecutionProvider))


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["cpu"], [CPU]),
        (["cuda"], [CUDA, CPU]),
        (["openvino", "cuda"], [OPENVINO, CUDA, CPU]),
        (["cuda", "cpu", "cuda"], [CUDA, CPU]),
    ],
)
def test_the_cpu_comes_behind_the_others(names: list[str], expected: list[str]) -> None:
    assert provider_list(names, [CUDA, OPENVINO, CPU]) == expected


def test_a_provider_that_is_not_installed_names_the_package() -> None:
    with pytest.raises(ProviderMissingError, match="cuda; install onnxruntime-gpu"):
        provider_list(["cuda"], [CPU])


def test_an_unknown_provider_lists_the_known_ones() -> None:
    with pytest.raises(ProviderMissingError, match="called warp: cpu, cuda"):
        provider_list(["warp"], [CPU])


def test_a_session_of_a_missing_provider_fails_when_it_loads() -> None:
    session = open_session(WEIGHTS / "detector.onnx", 1, ["migraphx"])
    with pytest.raises(ProviderMissingError, match="migraphx"):
        session.run({})


def test_a_lost_device_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        warn_of_fallback([CUDA, CPU], [CPU])
        assert caplog.messages == [f"{CUDA} cannot be used here; running on {CPU}"]
        caplog.clear()
        warn_of_fallback([CPU], [CPU])
        assert caplog.messages == []


def test_the_setting_is_a_list_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COORDI_ENGINE__PROVIDERS", "cuda, openvino")
    assert load_settings().engine.providers == ("cuda", "openvino")
    monkeypatch.setenv("COORDI_ENGINE__PROVIDERS", '["openvino"]')
    assert load_settings().engine.providers == ("openvino",)
    monkeypatch.setenv("COORDI_ENGINE__PROVIDERS", "warp")
    with pytest.raises(SettingsError, match="COORDI_ENGINE__PROVIDERS__0: Input should be 'cpu'"):
        load_settings()
