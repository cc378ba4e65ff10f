"""Opens the engine: models in this process, or a client of an engine elsewhere."""

from __future__ import annotations

from config.settings import EngineSettings
from engine.pipeline import Analyzer, Pipeline
from engine.serving.client import RemoteEngine


def open_analyzer(settings: EngineSettings) -> Analyzer:
    """Return the client of `settings.url`, or a pipeline here; nothing is loaded or sent yet."""
    return RemoteEngine(settings) if settings.url else Pipeline.open(settings)


def close_analyzer(analyzer: Analyzer) -> None:
    """Close a client's connections."""
    if isinstance(analyzer, RemoteEngine):
        analyzer.close()
