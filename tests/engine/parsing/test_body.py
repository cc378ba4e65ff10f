from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.parsing.body import (
    MAX_CHARS,
    Answers,
    Problem,
    Question,
    check_known,
    parse_body,
)
from engine.sizing.person import AGE_RANGE, HEIGHT_RANGE_CM, WEIGHT_RANGE_KG, Gender

HEIGHT, WEIGHT, AGE = Question.HEIGHT, Question.WEIGHT, Question.AGE


@pytest.mark.parametrize(
    ("text", "asked", "height_cm", "weight_kg"),
    [
        ("173", HEIGHT, 173, None),
        ("173cm", None, 173, None),
        ("１７３", HEIGHT, 173, None),  # noqa: RUF001
        ("173.5", HEIGHT, 173.5, None),
        ("1m73", None, 173, None),
        ("1m 73", None, 173, None),
        ("1m8", None, 180, None),
        ("1.73m", None, 173, None),
        ("1,73 m", None, 173, None),
        ("1.73", HEIGHT, 173, None),
        ("5'8\"", None, 172.7, None),
        ("5’8”", None, 172.7, None),
        ("5'11", HEIGHT, 180.3, None),
        ("5 ft 8", None, 172.7, None),
        ("5 feet 8 inches", None, 172.7, None),
        ("6ft", None, 182.9, None),
        ("68", WEIGHT, None, 68),
        ("68kg", None, None, 68),
        ("150 lbs", None, None, 68),
        ("육십팔 킬로", WEIGHT, None, 68),
        ("백칠십삼", HEIGHT, 173, None),
        ("키 173에 68킬로", None, 173, 68),
        ("몸무게는 68이고 키는 173", HEIGHT, 173, 68),
        ("백칠십삼 센티에 육십팔 키로", None, 173, 68),
        ("173 68", HEIGHT, 173, 68),
        ("173/68", None, 173, 68),
    ],
)
def test_heights_and_weights(text, asked, height_cm, weight_kg):
    found = parse_body(text, asked)
    assert found.problem is None
    assert found.height_cm == (None if height_cm is None else pytest.approx(height_cm))
    assert found.weight_kg == (None if weight_kg is None else pytest.approx(weight_kg, abs=0.1))


@pytest.mark.parametrize(
    ("text", "gender"),
    [
        ("남자", Gender.MALE),
        ("남", Gender.MALE),
        ("여성이에요", Gender.FEMALE),
        ("woman", Gender.FEMALE),
        ("m", Gender.MALE),
        ("F", Gender.FEMALE),
        ("rather not say", Gender.UNSAID),
        ("말하고 싶지 않아요", Gender.UNSAID),
    ],
)
def test_genders(text, gender):
    assert parse_body(text, Question.GENDER).gender is gender


def test_answers_to_later_questions_are_parsed_too():
    assert parse_body("남자 173에 68") == Answers(Gender.MALE, 173, 68)
    everything = parse_body("female, 5'4, 120 lbs, 30 years old")
    assert everything.gender is Gender.FEMALE
    assert everything.height_cm == pytest.approx(162.6)
    assert everything.weight_kg == pytest.approx(54.4)
    assert everything.age == 30
    assert parse_body("스물여덟 살").age == 28


@pytest.mark.parametrize(
    ("text", "asked", "problem"),
    [
        ("17 cm", HEIGHT, Problem.HEIGHT_OUT_OF_RANGE),
        ("1750", HEIGHT, Problem.HEIGHT_OUT_OF_RANGE),
        ("-5", WEIGHT, Problem.WEIGHT_OUT_OF_RANGE),
        ("300 kg", WEIGHT, Problem.WEIGHT_OUT_OF_RANGE),
        ("220 cm 30 kg", None, Problem.BODY_IMPLAUSIBLE),
        ("7", AGE, Problem.AGE_TOO_YOUNG),
        ("일곱 살 아니고 7살", AGE, Problem.AGE_TOO_YOUNG),
        ("116살", AGE, Problem.AGE_OUT_OF_RANGE),
        ("키 큼", HEIGHT, Problem.NOT_UNDERSTOOD),
        ("😀", HEIGHT, Problem.NOT_UNDERSTOOD),
        ("", HEIGHT, Problem.NOT_UNDERSTOOD),
        ("1" * 10_000, HEIGHT, Problem.TOO_LONG),
    ],
)
def test_an_impossible_answer_has_a_code_and_no_number(text, asked, problem):
    found = parse_body(text, asked)
    assert found.problem is problem
    assert not found.to_confirm
    assert (found.height_cm, found.weight_kg, found.age) == (None, None, None)


@pytest.mark.parametrize("text", ["68 173", "키 68 몸무게 173", "68cm 173kg"])
def test_swapped_numbers_need_confirmation(text):
    found = parse_body(text)
    assert found.problem is Problem.HEIGHT_WEIGHT_SWAPPED
    assert found.to_confirm
    assert (found.height_cm, found.weight_kg) == (173, 68)


@pytest.mark.parametrize("text", ["173 300", "173 150"])
def test_a_weight_that_must_be_pounds_needs_confirmation(text):
    found = parse_body(text)
    assert found.problem is Problem.WEIGHT_IN_POUNDS
    assert found.to_confirm
    assert found.weight_kg == pytest.approx(float(text.split()[1]) * 0.4536, abs=0.1)


def test_numbers_from_different_messages_are_checked_together():
    weight = parse_body("155", WEIGHT)
    assert weight.problem is None
    assert not weight.has_weight_unit
    assert weight.weight_kg is not None
    assert check_known(165, weight.weight_kg, has_weight_unit=False) is Problem.WEIGHT_IN_POUNDS
    assert check_known(165, weight.weight_kg, has_weight_unit=True) is None
    assert check_known(173, 68) is None


@given(
    st.text(max_size=MAX_CHARS * 2)
    | st.text(alphabet="0123456789 -.,'\"cmkglbft남녀자키백십살", max_size=60),
    st.none() | st.sampled_from(Question),
)
def test_any_message_gives_an_acceptable_body_or_a_code(text, asked):
    found = parse_body(text, asked)
    if found.height_cm is not None:
        assert HEIGHT_RANGE_CM[0] <= found.height_cm <= HEIGHT_RANGE_CM[1]
    if found.weight_kg is not None:
        assert WEIGHT_RANGE_KG[0] <= found.weight_kg <= WEIGHT_RANGE_KG[1]
    if found.age is not None:
        assert AGE_RANGE[0] <= found.age <= AGE_RANGE[1]
    said = (found.gender, found.height_cm, found.weight_kg, found.age)
    assert found.problem is not None or any(value is not None for value in said)


@given(st.integers(120, 225), st.integers(40, 120))
def test_centimetres_and_kilograms_are_parsed_unchanged(height_cm, weight_kg):
    found = parse_body(f"{height_cm}cm {weight_kg}kg")
    if found.problem is None:
        assert (found.height_cm, found.weight_kg) == (height_cm, weight_kg)
    else:
        assert found.problem is Problem.BODY_IMPLAUSIBLE
