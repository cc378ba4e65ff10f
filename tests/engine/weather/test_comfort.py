"""Thermal comfort: what the tables say agrees with what UTCI and the standards promise."""

from __future__ import annotations

import math
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.time_zones import KOREA
from engine.weather.cities import cities
from engine.weather.comfort import (
    ComfortTables,
    default_tables,
    ordinary_air_c,
    required_clo,
    street_utci_c,
)
from engine.weather.forecast import (
    Hour,
    Outlook,
    day_of,
)

AIR_C = st.floats(-40, 42)
HUMIDITY = st.floats(0, 100)


@given(st.floats(-30, 30))
def test_in_its_own_still_air_it_is_the_temperature(air_c: float) -> None:
    """UTCI's reference has 0.5 m/s and half humid air; the polynomial keeps to it within 1.1 °C."""
    (felt,) = default_tables().utci(*np.array([[air_c], [0.5], [50.0]]))
    assert felt == pytest.approx(air_c, abs=1.1)


@given(st.floats(-40, 25), st.floats(1, 30), st.floats(0.1, 10), HUMIDITY)
def test_wind_cools(air_c: float, wind_m_s: float, more: float, humidity: float) -> None:
    calmer = street_utci_c(air_c, wind_m_s, humidity)
    assert street_utci_c(air_c, wind_m_s + more, humidity) <= calmer + 1e-6


@given(AIR_C, st.floats(0, 40), HUMIDITY)
def test_warmer_air_is_felt_warmer(air_c: float, wind_m_s: float, humidity: float) -> None:
    cooler = street_utci_c(air_c - 1, wind_m_s, humidity)
    assert street_utci_c(air_c, wind_m_s, humidity) > cooler


@given(st.floats(-1e3, 1e3), st.floats(0, 1e3), st.floats(-10, 200))
def test_weather_beyond_the_index_counts_as_its_edge(
    air_c: float, wind_m_s: float, humidity: float
) -> None:
    edge = (min(max(air_c, -50), 50), min(wind_m_s, 34), min(max(humidity, 0), 100))
    assert math.isclose(street_utci_c(air_c, wind_m_s, humidity), street_utci_c(*edge))


@given(st.floats(-60, 50), st.floats(0, 5))
def test_the_colder_the_more_is_asked_for(utci_c: float, more: float) -> None:
    assert required_clo(utci_c) <= required_clo(utci_c - more)


def test_what_is_asked_for() -> None:
    assert required_clo(0) == pytest.approx(1.9, abs=0.1)
    assert required_clo(10) == pytest.approx(1.2, abs=0.1)
    assert required_clo(20) == pytest.approx(0.6, abs=0.1)
    assert required_clo(28) == 0


@given(st.floats(-35, 42))
def test_an_ordinary_day_is_its_own_measure(air_c: float) -> None:
    assert ordinary_air_c(street_utci_c(air_c, 2, 50)) == pytest.approx(air_c, abs=0.05)


def test_a_day_has_the_range_of_its_hours() -> None:
    hours = [
        Hour(
            at=datetime(2026, 11, 21, hour, tzinfo=KOREA),
            temperature_c=hour / 2,
            relative_humidity_percent=50,
            wind_m_s=8 if hour == 15 else 1,
            precipitation_probability_percent=0,
            precipitation_mm=0,
            sky="clear",
        )
        for hour in range(24)
    ]
    outlook = Outlook(hours=hours, lowest_c={}, highest_c={})
    day = day_of(
        outlook,
        cities()["seoul"],
        hours[0].at.date(),
        source="kma",
        now=hours[0].at,
    )
    assert day.utci_range_c == pytest.approx((hours[15].utci_c, hours[22].utci_c), abs=0.06), (
        "the windy hour is felt coldest, and nights do not count"
    )


def test_tables_are_kept_in_a_file(tmp_path: Path) -> None:
    default_tables().save(tmp_path / "comfort.npz")
    weather = np.array([[3.0], [4.0], [55.0]])
    kept = ComfortTables.load(tmp_path / "comfort.npz").utci(*weather)
    assert kept == pytest.approx(default_tables().utci(*weather))


# Air °C, wind m/s, humidity %, UTCI by scipy.ndimage.map_coordinates(order=1).
INTERPOLATED = (
    (-37.03, 18.5, 3.03, -77.77803039550781),
    (-22.98, 23.92, 70.7, -65.605712890625),
    (29.52, 7.25, 37.42, 24.88359832763672),
    (9.14, 16.28, 9.09, -22.528162002563477),
    (-36.25, 17.47, 66.05, -76.80272674560547),
    (-4.72, 7.46, 93.15, -27.178800582885742),
    (-0.45, 0.24, 20.72, -0.5236639976501465),
    (23.32, 7.6, 29.82, 14.69858455657959),
    (3.06, 14.71, 21.87, -30.155263900756836),
    (60.0, 3.0, 50.0, 58.18000030517578),
    (-60.0, 0.0, 120.0, -49.790000915527344),
)


def test_interpolation_between_the_entries_of_the_table() -> None:
    *weather, expected = np.array(INTERPOLATED).T
    assert default_tables().utci(*weather).tolist() == expected.tolist()
