from __future__ import annotations

import math

import pytest

from engine.sizing.person import Gender, Person, SizeError, check_age, check_body, check_measurement


@pytest.mark.parametrize(
    ("height_cm", "weight_kg", "code"),
    [
        (17, 68, "height_out_of_range"),
        (1750, 68, "height_out_of_range"),
        (173, -5, "weight_out_of_range"),
        (173, 300, "weight_out_of_range"),
        (68, 173, "height_weight_swapped"),
        (math.nan, 68, "height_out_of_range"),
        (173, math.inf, "weight_out_of_range"),
        (220, 30, "body_implausible"),
    ],
)
def test_an_impossible_body_is_refused_with_its_code(height_cm, weight_kg, code):
    with pytest.raises(SizeError) as caught:
        check_body(height_cm, weight_kg)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("age", "code"),
    [(7, "age_too_young"), (116, "age_out_of_range"), (-1, "age_out_of_range")],
)
def test_an_age_outside_the_surveys_is_refused(age, code):
    with pytest.raises(SizeError) as caught:
        check_age(age)
    assert caught.value.code == code


def test_a_measurement_must_be_known_and_possible():
    check_measurement("waist", 80)
    for part, value_cm in (("nose", 5), ("waist", 800), ("waist", math.nan)):
        with pytest.raises(SizeError):
            check_measurement(part, value_cm)


def test_a_person_checks_itself():
    assert Person(Gender.MALE, 173, 68).bmi == pytest.approx(22.72, abs=0.01)
    with pytest.raises(SizeError):
        Person(Gender.MALE, 173, 68, age=5)
    with pytest.raises(SizeError):
        Person(Gender.MALE, 173, 68, measured_cm={"waist": 5})
