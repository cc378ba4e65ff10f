"""Measurements as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.parsing.measurements import Measurements, parse_measurements
from engine.sizing.person import check_measurement


@pytest.mark.parametrize(
    ("text", "good_cm"),
    [
        ("가슴 96, 허리 80", {"chest": 96, "waist": 80}),
        ("허리둘레는 80cm", {"waist": 80}),
        ("허리 32인치", {"waist": 81.3}),
        ('waist 32 in, hips 40"', {"waist": 81.3, "hip": 101.6}),
        ("chest: 96.5", {"chest": 96.5}),
        ("발 265", {"foot": 26.5}),
        ("발길이 26.5센치", {"foot": 26.5}),
        ("어깨너비 45 팔길이 60 허벅지 55", {"shoulder": 45, "arm": 60, "thigh": 55}),
        ("허리 \uff18\uff10", {"waist": 80}),  # full-width digits
        ("없어요", {}),
        ("😀", {}),
    ],
)
def test_measurements(text: str, good_cm: dict[str, float]) -> None:
    assert parse_measurements(text) == Measurements(good_cm)


def test_a_womans_chest_is_her_bust() -> None:
    assert parse_measurements("가슴 86", bust=True).good_cm == {"bust": 86}


def test_figures_without_a_unit_may_be_inches() -> None:
    assert parse_measurements("waist 32", inches=True).good_cm == {"waist": 81.3}


def test_impossible_measurements_are_refused() -> None:
    found = parse_measurements("가슴 9, 허리 80, 엉덩이 -5")
    assert found == Measurements({"waist": 80}, ("chest", "hip"))


@given(st.text(max_size=80), st.booleans(), st.booleans())
def test_parsed_measurements_are_possible(text: str, bust: bool, inches: bool) -> None:
    for part, value_cm in parse_measurements(text, bust=bust, inches=inches).good_cm.items():
        check_measurement(part, value_cm)
