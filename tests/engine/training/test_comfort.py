"""The tables of thermal comfort against the library that they are made with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from pythermalcomfort.models import utci
from pythermalcomfort.psychrometrics import p_sat

from engine.training.cli import train
from engine.training.comfort import comfort_tables, required_clo_of
from engine.weather.comfort import ComfortTables, default_tables


def test_the_shipped_tables_are_the_library_s() -> None:
    fresh, shipped = comfort_tables(), default_tables()
    assert fresh.utci_c == pytest.approx(shipped.utci_c, abs=0.02)
    assert fresh.required_clo == pytest.approx(shipped.required_clo, abs=0.002)


@given(st.floats(-35, 42), st.floats(0.5, 17), st.floats(0, 100))
def test_weather_between_the_points(air_c: float, wind_m_s: float, humidity: float) -> None:
    most = 100 * 4_000 / float(p_sat(air_c))
    weather = air_c, wind_m_s, min(humidity, most)
    told = default_tables().utci(*np.array(weather)[:, None])
    felt = utci(tdb=air_c, tr=air_c, v=wind_m_s, rh=weather[2], round_output=False).utci
    assert told[0] == pytest.approx(float(felt), abs=0.3)


@given(st.floats(-50, 40))
def test_insulation_between_the_points(utci_c: float) -> None:
    told = np.interp(utci_c, default_tables().asking_c, default_tables().required_clo)
    at = np.array(sorted({-50.0, 10.0, 20.0, 30.0, utci_c}))
    exact = float(required_clo_of(at)[np.searchsorted(at, utci_c)])
    assert told == pytest.approx(exact, abs=0.03)


def test_the_command_writes_and_measures(tmp_path: Path) -> None:
    result = CliRunner().invoke(train, ["comfort", "--out", str(tmp_path)])
    assert result.exit_code == 0
    assert "within 0.2" in result.output
    written = ComfortTables.load(tmp_path / "comfort.npz")
    assert written.utci_c.shape == default_tables().utci_c.shape
