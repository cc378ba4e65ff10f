"""The temperature as felt, against published tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.weather.feels_like import feels_like_c, wet_bulb_c, wind_chill_c


@pytest.mark.parametrize(
    ("temperature_c", "wind_kmh", "felt"),
    # Environment Canada's wind chill chart.
    [(0, 20, -5), (-10, 20, -18), (-20, 40, -34), (5, 10, 3), (-30, 60, -50)],
)
def test_wind_chill_chart(temperature_c: float, wind_kmh: float, felt: int) -> None:
    assert round(wind_chill_c(temperature_c, wind_kmh / 3.6)) == felt


def test_wet_bulb_of_the_paper() -> None:
    assert wet_bulb_c(20, 50) == pytest.approx(13.7, abs=0.05)


def test_humid_heat_is_felt_hotter_than_dry_heat() -> None:
    assert feels_like_c(33, 75, 1) > 34 > feels_like_c(33, 40, 1)


def test_a_calm_mild_day_feels_as_it_is() -> None:
    assert feels_like_c(15, 50, 8) == 15
    assert feels_like_c(5, 50, 1) == 5


@given(st.floats(-40, 10), st.floats(0, 40), st.floats(0, 100))
def test_cold_wind_never_warms(temperature_c: float, wind_m_s: float, humidity: float) -> None:
    assert feels_like_c(temperature_c, humidity, wind_m_s) <= temperature_c
