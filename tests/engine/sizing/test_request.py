from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.taxonomy import CATEGORIES
from engine.sizing.person import Gender, Population, SizeError
from engine.sizing.request import category_of, parse_request

GOOD = {"gender": "male", "height_cm": 173, "weight_kg": 68, "category": "t_shirt"}


def test_a_full_request_is_parsed():
    request = parse_request(
        GOOD
        | {
            "age": 30,
            "brand": "Uniqlo",
            "fit": "over",
            "garment_fit": "slim",
            "market": "us",
            "body_type": "straight_&_narrow",
            "measured_cm": {"waist": 80},
            "scale": ["S", "M", "L"],
            "past": [{"category": "tee", "size": "L", "feedback": "small"}],
            "never heard of": 1,
        }
    )
    assert request.person.population is Population.US
    assert request.person.measured_cm == {"waist": 80.0}
    assert request.person.body_type == "straight & narrow"
    assert request.garment.fit == "slim"
    assert request.wish == "oversize"
    assert request.garment.scale == ("S", "M", "L")
    assert request.past[0].garment.category == "t_shirt"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"gender": "dragon"}, "unknown_gender"),
        ({"height_cm": None}, "height_missing"),
        ({"weight_kg": float("nan")}, "weight_missing"),
        ({"height_cm": "173"}, "bad_request"),
        ({"height_cm": True}, "bad_request"),
        ({"height_cm": 10**400}, "height_out_of_range"),
        ({"height_cm": 68, "weight_kg": 173}, "height_weight_swapped"),
        ({"age": 7}, "age_too_young"),
        ({"category": None}, "unknown_category"),
        ({"category": "spaceship"}, "unknown_category"),
        ({"market": "mars"}, "unknown_market"),
        ({"fit": "magic"}, "unknown_fit"),
        ({"scale": 5}, "unknown_scale"),
        ({"scale": ["S"] * 99}, "unknown_scale"),
        ({"measured_cm": [80]}, "bad_request"),
        ({"past": "L"}, "bad_request"),
        ({"past": [5]}, "bad_request"),
        ({"past": [{"category": "t_shirt"}]}, "bad_request"),
        ({"past": [{"category": "t_shirt", "size": "L", "feedback": "meh"}]}, "bad_request"),
    ],
)
def test_errors_have_codes(change, code):
    with pytest.raises(SizeError) as caught:
        parse_request(GOOD | change)
    assert caught.value.code == code


def test_a_gender_may_be_left_out():
    assert parse_request({k: v for k, v in GOOD.items() if k != "gender"}).person.gender is (
        Gender.UNSAID
    )


@pytest.mark.parametrize(
    ("word", "category"),
    [("T-Shirt", "t_shirt"), ("슬랙스", "trousers"), ("gown", "dress"), ("jeans", "jeans")],
)
def test_words_for_categories(word, category):
    assert category_of(word) == category


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
FIELDS = [*GOOD, "age", "brand", "fit", "market", "scale", "past", "measured_cm", "body_type"]


@given(st.dictionaries(st.sampled_from(FIELDS), json_values).map(lambda extra: GOOD | extra))
def test_any_json_is_parsed_or_refused_with_a_code(raw):
    try:
        request = parse_request(raw)
    except SizeError:
        return
    assert request.garment.category in CATEGORIES
