from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.sizing.ordered_logit import Wanted, size_probabilities
from engine.sizing.preference import Feedback, Taste, WornSize, learn_taste

WANTED = Wanted(95.0, 2.0)
TASTE_SD_CM = 2.0


def seen(low_cm: float, high_cm: float, feedback: Feedback) -> WornSize:
    return WornSize(WANTED, low_cm, high_cm, feedback)


def test_no_past_size_leaves_the_prior():
    assert learn_taste([], TASTE_SD_CM).applied(WANTED) == WANTED


@given(
    st.floats(85, 100),
    st.floats(1, 8),
    st.sampled_from(Feedback),
    st.integers(1, 20),
)
def test_past_sizes_never_widen_the_prior(low_cm, width_cm, feedback, times):
    taste = learn_taste([seen(low_cm, low_cm + width_cm, feedback)] * times, TASTE_SD_CM)
    assert taste.variance_cm2 <= taste.prior_variance_cm2
    applied = taste.applied(WANTED)
    assert 0 < applied.scale_cm <= WANTED.scale_cm
    assert abs(applied.location_cm - WANTED.location_cm) <= 4 * TASTE_SD_CM


@pytest.mark.parametrize(("feedback", "sign"), [(Feedback.SMALL, 1), (Feedback.LARGE, -1)])
def test_too_small_moves_up_and_too_large_down(feedback, sign):
    taste = learn_taste([seen(92.5, 97.5, feedback)], TASTE_SD_CM)
    assert sign * taste.mean_cm > 0.5


def test_a_larger_size_that_fits_moves_up():
    assert learn_taste([seen(97.5, 102.5, Feedback.FITS)], TASTE_SD_CM).mean_cm > 0.5


@pytest.mark.parametrize("feedback", list(Feedback))
@pytest.mark.parametrize("edges", [(-np.inf, 90.0), (100.0, np.inf)])
def test_the_smallest_and_largest_size_count_too(feedback, edges):
    taste = learn_taste([seen(*edges, feedback)], TASTE_SD_CM)
    assert np.isfinite(taste.mean_cm)
    assert taste.variance_cm2 > 0


def test_a_size_in_the_middle_does_not_shift():
    taste = learn_taste([seen(92.5, 97.5, Feedback.FITS)], TASTE_SD_CM)
    assert taste.mean_cm == pytest.approx(0, abs=1e-9)


def test_predictions_improve_with_the_number_of_past_sizes():
    rng = np.random.default_rng(5)
    cuts = np.array([87.5, 92.5, 97.5, 102.5])
    edges = np.concatenate([[-np.inf], cuts, [np.inf]])
    within = float(np.sqrt(WANTED.scale_cm**2 - TASTE_SD_CM**2 * 3 / np.pi**2))
    surprise = dict.fromkeys((0, 1, 2, 5), 0.0)
    for _ in range(300):
        taste_cm = rng.normal(0, TASTE_SD_CM)
        taken = np.searchsorted(cuts, WANTED.location_cm + taste_cm + rng.logistic(0, within, 6))
        for answers in surprise:
            told = [
                WornSize(WANTED, float(edges[i]), float(edges[i + 1]), Feedback.FITS)
                for i in taken[:answers]
            ]
            wanted = learn_taste(told, TASTE_SD_CM).applied(WANTED) if told else WANTED
            chance = size_probabilities(wanted.location_cm, wanted.scale_cm, cuts)[0]
            surprise[answers] -= np.log(chance[taken[5]])
    assert surprise[5] < surprise[2] < surprise[1] < surprise[0]


def test_an_empty_taste_changes_nothing():
    assert Taste().applied(WANTED) is WANTED
