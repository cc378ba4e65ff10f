"""Insulation: the standard's own examples, and what follows from it."""

from __future__ import annotations

from datetime import date

import pytest

from config.taxonomy import CATEGORIES
from engine.outfits.insulation import (
    degrees_outside,
    garment_clo,
    needed_on,
    neutral_clo,
    predicted_mean_vote,
    usual_warmth,
)
from engine.outfits.typed import told_weather


@pytest.mark.parametrize(
    ("air_c", "wind_m_s", "humidity", "met", "clo", "vote"),
    [
        # ISO 7730:2005, annex D, rows with air and radiant temperature alike.
        (22.0, 0.10, 60, 1.2, 0.5, -0.75),
        (27.0, 0.10, 60, 1.2, 0.5, 0.77),
        (27.0, 0.30, 60, 1.2, 0.5, 0.44),
        (23.5, 0.10, 60, 1.2, 0.5, -0.31),
        (19.0, 0.10, 40, 1.2, 1.0, -0.60),
        (27.0, 0.10, 40, 1.2, 1.0, 1.13),
    ],
)
def test_votes_of_the_standard(
    air_c: float, wind_m_s: float, humidity: float, met: float, clo: float, vote: float
) -> None:
    found = predicted_mean_vote(air_c, wind_m_s, humidity, clo, met)
    assert found == pytest.approx(vote, abs=0.11)


def test_the_colder_the_more() -> None:
    needed = [neutral_clo(air_c, 0.8, 50) for air_c in range(-15, 36, 5)]
    assert needed == sorted(needed, reverse=True)
    assert needed[0] == pytest.approx(2.0, abs=0.01)
    assert needed[-1] == pytest.approx(0.0, abs=0.01)
    assert neutral_clo(15, 4, 50) > neutral_clo(15, 0.3, 50)


def test_warmth_moves_insulation() -> None:
    for category in CATEGORIES:
        usual = usual_warmth(category)
        clo = [garment_clo(category, warmth) for warmth in (1, 2, 3, 4)]
        assert clo == sorted(clo)
        assert clo[usual - 1] == pytest.approx(garment_clo(category))


def test_no_padded_jacket_in_july() -> None:
    july = needed_on(told_weather(22, 30, date(2026, 7, 15)))
    january = needed_on(told_weather(-7, 1, date(2026, 1, 15)))
    assert degrees_outside("padded_jacket", None, july) > 10
    assert degrees_outside("padded_jacket", None, january) == 0
    assert degrees_outside("shorts", None, january) > 10
