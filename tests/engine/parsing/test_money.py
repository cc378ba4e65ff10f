"""Sums of money and price limits: one grammar, so one answer for every caller."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.parsing.money import (
    Price,
    find_price,
    mentions_money,
    parse_budget,
    parse_paid_price,
)
from engine.parsing.numbers import MAX_AMOUNT
from engine.parsing.query import is_about_budget, parse_query
from engine.parsing.text import fold
from tests.support.prices import PRICES


@pytest.mark.parametrize(("text", "low", "high", "amount"), PRICES)
def test_every_parser_finds_the_same_price(
    text: str, low: int | None, high: int | None, amount: int
) -> None:
    price, rest = find_price(fold(text))
    assert (price, rest.strip()) == (Price(low, high, amount), "")
    wanted = parse_query(f"검정 후드 {text}")
    assert (wanted.min_price, wanted.max_price) == (low, high)
    assert wanted.categories == ("hoodie",)
    assert parse_budget(text) == amount
    assert parse_paid_price(text) == amount
    assert mentions_money(text)
    assert is_about_budget(text)


@pytest.mark.parametrize(
    ("text", "won"),
    [
        *(("120000", 120_000), ("up to 120000", 120_000), ("10만원 20 21", 100_000)),
        *((text, None) for text in ("", "많이", "10 20", "5", "1원", "999999999999", "y2k", "2억")),
    ],
)
def test_a_budget_may_lack_its_unit_but_is_believable(text: str, won: int | None) -> None:
    assert parse_budget(text) == won


@pytest.mark.parametrize(
    ("text", "won"),
    [("39000", 39_000), ("3만9천원", 39_000), ("2개 39,000", 39_000), ("비밀", None), ("0", 0)],
)
def test_a_paid_price_may_lack_its_unit(text: str, won: int | None) -> None:
    assert parse_paid_price(text) == won


@pytest.mark.parametrize(
    "text",
    ["11.19", "11월 5일 불금", "5 불금", "y2k", "30대", "18도", "천천히", "만", "3 kg", "size 270"],
)
def test_other_numbers_are_no_money(text: str) -> None:
    assert not mentions_money(text)
    assert find_price(fold(text), marked_only=True)[0] is None


def test_a_marked_price_goes_before_other_numbers() -> None:
    assert parse_query("30대 남자 후드 5만원 이하").max_price == 50_000
    price, _ = find_price(fold("15~20도 5만원"), marked_only=True)
    assert price == Price(None, 50_000, 50_000)


@given(st.text(max_size=2000))
def test_anything_may_be_typed(text: str) -> None:
    price, _ = find_price(fold(text))
    if price is not None:
        assert 0 <= price.amount <= MAX_AMOUNT
        if price.low is not None and price.high is not None and price.high != price.amount:
            assert price.low <= price.high
    budget = parse_budget(text)
    assert budget is None or 1_000 <= budget <= 100_000_000
    parse_paid_price(text)
    mentions_money(text)


@given(st.integers(1, 99_999_999))
def test_a_sum_is_the_same_in_every_notation(won: int) -> None:
    man, rest = divmod(won, 10_000)
    korean = (f"{man}만" if man else "") + (f" {rest}" if rest else "")
    for text in (f"{won}원", f"{won:,}원", f"₩{won:,}", f"{korean}원", f"{won} won"):
        assert parse_paid_price(text) == won, text


@given(st.text(alphabet="0123456789만천원k~., 이하대에서$", max_size=20))
def test_a_budget_is_the_amount_of_the_price_that_a_filter_has(text: str) -> None:
    wanted = parse_query(text)
    price, _ = find_price(fold(text))
    if price is not None and not wanted.sizes:
        assert (wanted.min_price, wanted.max_price) == (price.low, price.high)
        assert parse_budget(text) == (
            price.amount if 1_000 <= price.amount <= 100_000_000 else None
        )
