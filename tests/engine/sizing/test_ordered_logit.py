from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.sizing.body import load_body_model
from engine.sizing.garment_sizes import fitted_models, market_models
from engine.sizing.ordered_logit import logistic, size_probabilities
from engine.sizing.person import Gender, Person

ascending = st.lists(st.floats(60, 140), min_size=1, max_size=12, unique=True).map(sorted)


@given(st.floats(-1e3, 1e3), st.floats(0.1, 50), ascending)
def test_probabilities_sum_to_one(location_cm, scale_cm, cuts_cm):
    chance = size_probabilities(location_cm, scale_cm, np.array(cuts_cm))
    assert chance.shape == (1, len(cuts_cm) + 1)
    assert (chance > 0).all()
    assert chance.sum() == pytest.approx(1)


@given(st.floats(70, 120), st.floats(0.5, 20), ascending)
def test_a_larger_girth_never_means_a_smaller_size(location_cm, more_cm, cuts_cm):
    cuts, sizes = np.array(cuts_cm), np.arange(len(cuts_cm) + 1)
    small = size_probabilities(location_cm, 2.0, cuts)[0] @ sizes
    large = size_probabilities(location_cm + more_cm, 2.0, cuts)[0] @ sizes
    assert large >= small - 1e-6


def test_logistic_does_not_overflow():
    assert logistic(np.array([-1e9, 0, 1e9])) == pytest.approx([0, 0.5, 1])


@pytest.mark.parametrize("name", ["musinsa_tee", "musinsa_slacks", "rtr_letter", "rtr_number"])
def test_every_fitted_model_is_in_order(name):
    model = fitted_models()[name]
    assert len(model.cuts_cm) == len(model.labels) - 1
    assert (np.diff(model.cuts_cm) > 0).all()
    assert model.purchases > 500


def test_every_convention_is_in_order():
    for model in market_models().values():
        assert len(model.cuts_cm) == len(model.labels) - 1
        assert (np.diff(model.cuts_cm) > 0).all()
        assert model.purchases == 0


def test_a_measured_waist_shifts_and_narrows_the_wanted_girth():
    model = fitted_models()["musinsa_slacks"]
    bodies = load_body_model()
    plain = Person(Gender.MALE, 173, 68)
    measured = Person(Gender.MALE, 173, 68, measured_cm={"waist": 86})
    before = model.wanted(plain, bodies.estimate(plain), wide=0.5)
    after = model.wanted(measured, bodies.estimate(measured), wide=0.5)
    assert after.location_cm > before.location_cm + 4
    assert after.scale_cm < before.scale_cm
