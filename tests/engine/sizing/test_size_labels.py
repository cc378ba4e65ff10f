from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.sizing.person import Gender, SizeError
from engine.sizing.size_labels import (
    LETTERS,
    SYSTEMS,
    canonical_label,
    equivalence_rows,
    equivalents,
    rank,
    system_of,
)


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("xxl", "2XL"),
        ("XXXL", "3XL"),
        ("２ＸＬ", "2XL"),  # noqa: RUF001
        (" m ", "M"),
        ("M(30)", "M"),
        ("076", "76"),
        ("xxs", "2XS"),
        ("32", "32"),
    ],
)
def test_labels_are_spelled_one_way(typed, label):
    assert canonical_label(typed) == label


@given(st.text(max_size=40))
def test_any_text_has_a_spelling_that_stays(text):
    once = canonical_label(text)
    assert canonical_label(once) == once or "(" in once


def test_ranks_ascend():
    assert [rank(label, "letter") for label in LETTERS] == sorted(
        rank(label, "letter") for label in LETTERS
    )
    assert rank("100", "kr_number") - rank("95", "kr_number") == 1
    with pytest.raises(SizeError):
        rank("M", "inch")


@pytest.mark.parametrize(
    ("labels", "lower", "shoes", "system"),
    [
        (["S", "M", "XXL"], False, False, "letter"),
        (["90", "95", "100"], False, False, "kr_number"),
        (["44", "55", "66"], False, False, "kr_dress"),
        (["28", "30", "44"], True, False, "inch"),
        (["76", "79"], True, False, "waist_cm"),
        (["0", "2", "14"], False, False, "us_number"),
        (["34", "36"], False, False, "eu_number"),
        (["260", "265"], False, True, "shoe_mm"),
        (["42", "43"], False, True, "shoe_eu"),
        (["9", "10"], False, True, "shoe_us"),
    ],
)
def test_systems_are_recognised(labels, lower, shoes, system):
    assert system_of(labels, lower=lower, shoes=shoes) == system


@pytest.mark.parametrize("labels", [[], ["huge"], ["S", "banana"]])
def test_an_unknown_scale_is_refused(labels):
    with pytest.raises(SizeError) as caught:
        system_of(labels, lower=False, shoes=False)
    assert caught.value.code == "unknown_scale"


def test_korean_conversions():
    woman = {e.system: e.label for e in equivalents("66", "kr_dress", Gender.FEMALE, "upper")}
    assert woman["letter"] == "M"
    assert woman["kr_number"] == "95"
    man = {e.system: e.label for e in equivalents("100", "kr_number", Gender.MALE, "upper")}
    assert man["letter"] == "L"
    shoe = {e.system: e.label for e in equivalents("270", "shoe_mm", Gender.MALE, "feet")}
    assert shoe["shoe_us"] == "9"


@pytest.mark.parametrize("zone", ["upper", "lower", "feet"])
@pytest.mark.parametrize("gender", [Gender.FEMALE, Gender.MALE])
def test_every_conversion_table_ascends_in_every_system(gender, zone):
    rows = equivalence_rows(gender, zone)
    assert len(rows) >= 5
    for system in set(rows[0]) & set(SYSTEMS):
        ranks = [rank(row[system].split("|")[0], system) for row in rows]
        assert ranks == sorted(ranks)
