"""Chooses where the models are: in this process, or behind an address."""

from __future__ import annotations

from config.settings import EngineSettings
from engine.pipeline import Analyzer, Pipeline
from engine.serving.client import RemoteEngine


def open_analyzer(settings: EngineSettings) -> Analyzer:
    """Return what looks at pictures; nothing is read or asked yet."""
    return RemoteEngine(settings) if settings.url else Pipeline.open(settings)


def close_analyzer(analyzer: Analyzer) -> None:
    """Let go of the connections of an engine elsewhere."""
    if isinstance(analyzer, RemoteEngine):
        analyzer.close()
