from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.sizing.body import TAPE_SD_CM, condition, load_body_model
from engine.sizing.person import PARTS, Gender, Person, Population

people = st.builds(
    Person,
    st.sampled_from(Gender),
    st.floats(140, 205),
    st.floats(45, 130),
    st.none() | st.floats(15, 99),
    st.none(),
    st.just({}),
    st.sampled_from(Population),
)


@given(people)
def test_every_body_is_plausible_and_its_covariance_a_covariance(person):
    body = load_body_model().estimate(person)
    assert np.isfinite(body.mean_cm).all()
    assert (body.mean_cm > 10).all()
    assert (body.mean_cm < 250).all()
    assert np.linalg.eigvalsh(body.covariance_cm2).min() > 0


@given(st.floats(150, 195), st.floats(45, 160), st.sampled_from([Gender.FEMALE, Gender.MALE]))
def test_more_weight_means_more_girth(height_cm, weight_kg, gender):
    model = load_body_model()
    lighter = model.estimate(Person(gender, height_cm, weight_kg))
    heavier = model.estimate(Person(gender, height_cm, weight_kg + 5))
    for part in ("chest", "waist", "hip", "thigh"):
        assert heavier[part] > lighter[part]


def test_a_typical_korean_man_is_as_the_survey_has_him():
    body = load_body_model().estimate(Person(Gender.MALE, 172, 71, 30))
    # What the lines published from Size Korea's 8th survey, which the model never saw, give for
    # this height, weight and age.
    assert body["waist"] == pytest.approx(82.6, abs=2.5)
    assert body["hip"] == pytest.approx(95.7, abs=2.5)
    assert body["bust"] == pytest.approx(94.7, abs=3.0)


def test_a_measurement_moves_correlated_parts():
    model = load_body_model()
    plain = model.estimate(Person(Gender.MALE, 173, 68))
    wide = plain["waist"] + 8
    known = model.estimate(Person(Gender.MALE, 173, 68, measured_cm={"waist": wide}))
    assert known["waist"] == pytest.approx(wide, abs=1.0)
    assert known["chest"] > plain["chest"] + 0.5
    assert known.sd_cm("waist") <= TAPE_SD_CM
    assert known.sd_cm("hip") < plain.sd_cm("hip")
    assert known.measured_shift_cm("waist") == pytest.approx(known["waist"] - plain["waist"])


def test_conditioning_is_that_of_a_gaussian():
    covariance = np.eye(len(PARTS))
    covariance[0, 1] = covariance[1, 0] = 0.5
    mean, rest = condition(np.zeros(len(PARTS)), covariance, {PARTS[0]: 2.0})
    gain = 1 / (1 + TAPE_SD_CM**2)
    assert mean[0] == pytest.approx(2 * gain)
    assert mean[1] == pytest.approx(0.5 * 2 * gain)
    assert rest[1, 1] == pytest.approx(1 - 0.25 * gain)


def test_an_unknown_gender_lies_between_both():
    model = load_body_model()
    told = [model.estimate(Person(g, 168, 60))["hip"] for g in (Gender.FEMALE, Gender.MALE)]
    mixed = model.estimate(Person(Gender.UNSAID, 168, 60))
    assert min(told) < mixed["hip"] < max(told)
    assert 0 < mixed.female_share < 1


def test_an_unknown_gender_is_inferred_from_height():
    model = load_body_model()
    assert model.female_share(Person(Gender.UNSAID, 152, 48)) > 0.9
    assert model.female_share(Person(Gender.UNSAID, 185, 85)) < 0.1


def test_surveys_differ():
    korean = load_body_model().estimate(Person(Gender.MALE, 175, 80, 30))
    american = load_body_model().estimate(
        Person(Gender.MALE, 175, 80, 30, population=Population.US)
    )
    assert abs(korean["inseam"] - american["inseam"]) > 1
