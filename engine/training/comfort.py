"""Compute the thermal comfort tables with pythermalcomfort, and measure their error."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pythermalcomfort.environment import v_relative
from pythermalcomfort.models import ireq, pmv_ppd_iso, utci
from pythermalcomfort.psychrometrics import p_sat
from pythermalcomfort.utilities import met_to_w_m2

from engine.weather.comfort import TABLES, ComfortTables

Values = NDArray[np.float64]

_MOST_VAPOUR_PA: Final = 4_990.0
"""UTCI holds up to 5 kPa."""

# UTCI's reference: somebody who walks at 4 km/h in a still place (Bröde et al. 2012).
_MET: Final = 135 / met_to_w_m2
_WALKING_M_S: Final = 1.1
_AIR_AT_BODY_M_S: Final = 0.3
"""0.5 m/s at 10 m are so much at the height of a body."""
_HUMIDITY_PERCENT: Final = 50.0
_REFERENCE_VAPOUR_PA: Final = 2_000.0
"""More vapour than this is not in the reference's air, whatever its temperature."""

_COLD_TO_C: Final = 10.0
"""ISO 11079 holds up to here."""
_WARM_FROM_C: Final = 20.0
"""ISO 7730 holds from 10 °C, but a walker's sweat evaporates there as if nothing were worn: the
thicker the clothes, the more it asks for. At 10 °C that is a third more than ISO 11079, from 20 °C
on hardly anything."""
_WARM_TO_C: Final = 30.0
_PERMEABILITY: Final = 8.0
"""Of the clothes to air, l/(m² s): woven cloth; 50 would ask for 0.1 clo more."""

_KOREA_C: Final = (-35.0, 42.0)
_KOREA_VAPOUR_PA: Final = 4_000.0


@dataclass(frozen=True, slots=True)
class ComfortReport:
    """Error of the tables against the library, over random weather plausible for Korea.

    Attributes:
        weathers: how many were drawn.
        largest_c: largest difference of UTCI.
        mean_c: mean absolute difference of UTCI.
    """

    weathers: int
    largest_c: float
    mean_c: float

    def as_text(self) -> str:
        """Return the report for people."""
        return (
            f"UTCI of {self.weathers} weathers: within {self.largest_c:.2f} °C of the library, "
            f"{self.mean_c:.3f} °C on average"
        )


def train_and_report(out_dir: Path, seed: int = 0) -> ComfortReport:
    """Write `comfort.npz` to a folder and measure it."""
    tables = comfort_tables()
    out_dir.mkdir(parents=True, exist_ok=True)
    tables.save(out_dir / TABLES.name)
    return measure(tables, seed)


def comfort_tables() -> ComfortTables:
    """Return the tables as the library has them."""
    air_c, wind_m_s = np.arange(-50.0, 51.0, 2.0), np.arange(0.5, 17.1, 0.5)
    humidity_percent, asking_c = np.arange(0.0, 101.0, 10.0), np.arange(-50.0, 41.0, 1.0)
    felt = utci_of(*np.meshgrid(air_c, wind_m_s, humidity_percent, indexing="ij"))
    single = np.float32
    return ComfortTables(
        air_c=air_c.astype(single),
        wind_m_s=wind_m_s.astype(single),
        humidity_percent=humidity_percent.astype(single),
        utci_c=felt.round(2).astype(single),
        asking_c=asking_c.astype(single),
        required_clo=required_clo_of(asking_c).round(3).astype(single),
    )


def utci_of(air_c: Values, wind_m_s: Values, humidity_percent: Values) -> Values:
    """Return the UTCI of weather in the shade; vapour over 5 kPa counts as 5 kPa."""
    humidity = np.minimum(humidity_percent, 100 * _MOST_VAPOUR_PA / p_sat(air_c))
    felt = utci(tdb=air_c, tr=air_c, v=wind_m_s, rh=humidity, round_output=False).utci
    return np.asarray(felt, np.float64)


def required_clo_of(utci_c: Values) -> Values:
    """Return the insulation at which the reference walker is in balance, clo.

    Args:
        utci_c: air temperatures of the reference, °C, (n,).
    """
    cold = utci_c[utci_c <= _COLD_TO_C]
    warm = utci_c[(utci_c >= _WARM_FROM_C) & (utci_c <= _WARM_TO_C)]
    known_c = np.concatenate([cold, warm])
    known_clo = np.concatenate([_iso_11079(cold), [_iso_7730(float(at)) for at in warm]])
    return np.asarray(np.interp(utci_c, known_c, known_clo), np.float64)


def _reference_humidity(air_c: Values) -> Values:
    most = 100 * _REFERENCE_VAPOUR_PA / p_sat(air_c)
    return np.asarray(np.minimum(_HUMIDITY_PERCENT, most), np.float64)


def _iso_11079(air_c: Values) -> Values:
    """Return the required insulation IREQ, neutral, as clothes have it on somebody who stands."""
    result = ireq(
        tdb=air_c,
        tr=air_c,
        vr=v_relative(_AIR_AT_BODY_M_S, _MET),
        rh=_reference_humidity(air_c),
        met=_MET,
        clo=1.0,  # only tells how long it can be borne
        p=_PERMEABILITY,
        walk_sp=_WALKING_M_S,
        round_output=False,
    )
    return np.asarray(result.icl_neutral, np.float64)


def _iso_7730(air_c: float) -> float:
    """Return the insulation at which the predicted mean vote is zero; 0 where it is too warm."""
    clo = np.linspace(0.0, 2.0, 401)
    result = pmv_ppd_iso(
        tdb=air_c,
        tr=air_c,
        vr=v_relative(_AIR_AT_BODY_M_S, _MET),
        rh=float(_reference_humidity(np.array(air_c))),
        met=_MET,
        clo=clo,
        limit_inputs=False,  # votes beyond 2 are only passed on the way to 0
        round_output=False,
    )
    return float(np.interp(0.0, result.pmv, clo))


def measure(tables: ComfortTables, seed: int, count: int = 20_000) -> ComfortReport:
    """Compare the tables with the library over random weather."""
    rng = np.random.default_rng(seed)
    air_c = rng.uniform(*_KOREA_C, count)
    wind_m_s = rng.uniform(tables.wind_m_s[0], tables.wind_m_s[-1], count)
    most = np.minimum(100.0, 100 * _KOREA_VAPOUR_PA / p_sat(air_c))
    humidity_percent = rng.uniform(0, most)
    interpolated_c = tables.utci(air_c, wind_m_s, humidity_percent)
    difference_c = np.abs(interpolated_c - utci_of(air_c, wind_m_s, humidity_percent))
    return ComfortReport(count, float(difference_c.max()), float(difference_c.mean()))
