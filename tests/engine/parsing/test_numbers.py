"""Amounts with scales, ranges of them, and Korean numerals."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.parsing.numbers import (
    AMOUNT,
    MAX_AMOUNT,
    NUMBER,
    are_numbers_alone,
    parse_amount,
    parse_amount_range,
    sino_korean,
    with_digits,
)

_AMOUNT = re.compile(AMOUNT)
_NUMBER = re.compile(NUMBER)


@pytest.mark.parametrize(
    ("amount", "value"),
    [
        *(("5만 3천", 53_000), ("3만5천", 35_000), ("3만 5천 500", 35_500), ("10만", 100_000)),
        *(("5천", 5_000), ("5천 500", 5_500), ("1.5만", 15_000), ("1.5천", 1_500)),
        *(("50k", 50_000), ("1.5k", 1_500), ("39,000", 39_000), ("1,234,567", 1_234_567)),
        *(("42", 42), ("1.15만", 11_500), ("9" * 400, MAX_AMOUNT), ("99999만", 999_990_000)),
    ],
)
def test_an_amount_is_found_whole_and_has_its_value(amount: str, value: int) -> None:
    found = _AMOUNT.search(f"약 {amount}원")
    assert found is not None
    assert found[0] == amount
    assert parse_amount(amount) == value


@pytest.mark.parametrize(
    ("low", "high", "ends"),
    [
        *(("3", "5만", (30_000, 50_000)), ("3만", "5만", (30_000, 50_000))),
        *(("10", "20k", (10_000, 20_000)), ("500", "1만", (500, 10_000))),
        *(("5만", "3만", (30_000, 50_000)), ("5", "5천", (5_000, 5_000)), ("3", "5", (3, 5))),
    ],
)
def test_a_scale_at_the_end_of_a_range_holds_for_both(
    low: str, high: str, ends: tuple[int, int]
) -> None:
    assert parse_amount_range(low, high) == ends


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        *(("1,234,567", ["1,234,567"]), ("10,20", ["10", "20"]), ("1.5.2", ["1.5"])),
        *(("90,95 5", ["90", "95", "5"]), ("1234,567,89", ["1234,567", "89"])),
    ],
)
def test_a_number_does_not_begin_within_another(text: str, numbers: list[str]) -> None:
    assert _NUMBER.findall(text) == numbers


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        *(("키 백칠십삼", "키 173"), ("육십팔 킬로", "68 킬로"), ("스물여덟 살", "28 살")),
        *(("이십오살", "25 살"), ("마흔살", "40살"), ("이 오", "이 오"), ("천", "천")),
    ],
)
def test_korean_numerals_become_digits(text: str, digits: str) -> None:
    assert with_digits(text) == digits


@given(st.integers(1, 999))
def test_sino_korean_numerals(value: int) -> None:
    numeral = ""
    for unit, name in ((100, "백"), (10, "십"), (1, "")):
        digit = value // unit % 10
        if digit:
            numeral += ("" if digit == 1 and name else "일이삼사오육칠팔구"[digit - 1]) + name
    assert sino_korean(numeral) == value


@pytest.mark.parametrize("text", ["5", "10~15", "-5", "1, 2.5 / 3", "20 25"])
def test_numbers_alone(text: str) -> None:
    assert are_numbers_alone(text)


@pytest.mark.parametrize("text", ["", "~", "5도", "five", " - "])
def test_not_numbers_alone(text: str) -> None:
    assert not are_numbers_alone(text)


@given(st.integers(0, MAX_AMOUNT))
def test_every_notation_of_an_amount_has_its_value(value: int) -> None:
    man, rest = divmod(value, 10_000)
    cheon, ones = divmod(rest, 1_000)
    parts = (f"{man}만" if man else "", f"{cheon}천" if cheon else "", f"{ones}" if ones else "")
    notations = [str(value), f"{value:,}"]
    if any(parts):
        notations += ["".join(parts), " ".join(filter(None, parts))]
    for notation in notations:
        assert parse_amount(notation) == value
