"""The registry of weather sources: factories by the name that settings use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

from config.errors import SettingsError
from config.settings import WeatherSettings
from engine.weather.forecast import WeatherSource
from engine.weather.http import Fetcher


class SourceFactory(Protocol):
    """Builds a weather source from the settings."""

    def __call__(self, settings: WeatherSettings, fetcher: Fetcher) -> WeatherSource | None:
        """Return the source, or None if the settings lack its key."""
        ...


_FACTORIES: Final[dict[str, SourceFactory]] = {}


def weather_source(name: str) -> Callable[[SourceFactory], SourceFactory]:
    """Register the decorated factory under a name for `COORDI_WEATHER__SOURCES`.

    Raises:
        ValueError: another factory has that name.
    """

    def register(factory: SourceFactory) -> SourceFactory:
        if _FACTORIES.setdefault(name, factory) is not factory:
            raise ValueError(f"two weather sources are named {name!r}")
        return factory

    return register


def source_names() -> list[str]:
    """Return the names of all registered sources, sorted."""
    return sorted(_FACTORIES)


def open_sources(settings: WeatherSettings, fetcher: Fetcher) -> list[WeatherSource]:
    """Return the sources named by the settings, in their order, without those that lack a key.

    Raises:
        SettingsError: a name is not registered.
    """
    unknown = [name for name in settings.sources if name not in _FACTORIES]
    if unknown:
        raise SettingsError(
            f"COORDI_WEATHER__SOURCES: no weather source {', '.join(map(repr, unknown))};"
            f" there are {', '.join(source_names())}"
        )
    opened = (_FACTORIES[name](settings, fetcher) for name in settings.sources)
    return [source for source in opened if source is not None]
