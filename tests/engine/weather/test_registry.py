"""Weather sources are registered by name, and opened as the settings name them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from config.errors import SettingsError
from config.secrets import secret_values
from config.settings import WeatherSettings, load_settings
from config.time_zones import KOREA
from engine.weather import registry
from engine.weather.cities import City, cities
from engine.weather.forecast import Hour, Outlook
from engine.weather.http import Fetcher
from engine.weather.registry import source_names, weather_source
from engine.weather.service import WeatherService

SEOUL = cities()["seoul"]


class Acme:
    """A service of this module alone: 20 degrees all day."""

    name = "acme"

    def key(self, city: City, now: datetime) -> str:
        return f"{city.id} {now:%Y%m%d}"

    async def outlook(self, city: City, now: datetime) -> Outlook:
        midnight = now.astimezone(KOREA).replace(hour=0, minute=0, second=0, microsecond=0)
        hours = [
            Hour(midnight + timedelta(hours=n), 20.0, 50.0, 1.0, 0.0, 0.0, "clear")
            for n in range(24)
        ]
        return Outlook(hours=hours, lowest_c={}, highest_c={})


@pytest.fixture
def acme(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_FACTORIES", dict(registry._FACTORIES))

    @weather_source("acme")
    def open_acme(settings: WeatherSettings, fetcher: Fetcher) -> Acme | None:
        return Acme() if "acme_key" in settings.options else None


@pytest.mark.usefixtures("acme")
async def test_a_source_is_added_by_one_module(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COORDI_WEATHER__SOURCES", '["acme", "kma"]')
    monkeypatch.setenv("COORDI_WEATHER__OPTIONS__ACME_KEY", "a-secret-of-acme")
    settings = load_settings()
    assert "a-secret-of-acme" in set(secret_values(settings))
    service = WeatherService.of(settings.weather)
    weather = await service.day(SEOUL, datetime.now(KOREA).date())
    assert (weather.source, weather.temperature_max_c) == ("acme", 20.0)
    await service.close()


@pytest.mark.usefixtures("acme")
async def test_a_source_without_its_key_is_skipped() -> None:
    service = WeatherService.of(WeatherSettings(sources=("acme", "kma")))
    assert (await service.day(SEOUL, date(2026, 11, 21))).source == "climate"
    await service.close()


def test_an_unknown_source_is_an_error() -> None:
    with pytest.raises(SettingsError, match=r"no weather source 'acme'; there are kma, open_meteo"):
        WeatherService.of(WeatherSettings(sources=("kma", "acme")))


def test_two_sources_of_one_name_are_an_error() -> None:
    assert source_names() == ["kma", "open_meteo"]
    with pytest.raises(ValueError, match="two weather sources are named 'kma'"):
        weather_source("kma")(lambda settings, fetcher: None)
