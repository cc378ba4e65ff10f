"""Prices as shops write them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.fields.price import SHOP_ZONE, PriceError, in_force, parse_price


@pytest.mark.parametrize(
    ("text", "won"),
    [
        ("15000 KRW", 15000),
        ("15000,00 KRW", 15000),
        ("15000.00", 15000),
        ("₩15.000", 15000),
        ("￦15,000", 15000),
        ("\uff11\uff15\uff0c000원", 15000),
        ("15 000 KRW", 15000),
        ("15\u00a0000 원", 15000),
        ("15'000 KRW", 15000),
        ("15.000,00 KRW", 15000),
        ("1,234,567원", 1_234_567),
        ("1.234.567 ₩", 1_234_567),
        ("15,000 won", 15000),
        ("3.5만원", 35000),
        ("3만 5천원", 35000),
        ("3만5000원", 35000),
        ("5천원", 5000),
        ("29,900 ~ 39,900원", 29900),
        ("15,000원부터", 15000),
        ("15,000-20,000", 15000),
        ("15,000원 (월 5,000원 x 3개월)", 15000),
        ("30% 20,000원", 20000),
        ("정가 30,000원 할인가 20,000원", 20000),
        ("1+1 15,000원", 15000),
    ],
)
def test_prices_in_won(text: str, won: int) -> None:
    price = parse_price(text)
    assert (price.amount, price.currency) == (won, "KRW")


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("12,34 €", "12.34", "EUR"),
        ("€12.34", "12.34", "EUR"),
        ("$29.90", "29.90", "USD"),
        ("US$1,299.00", "1299.00", "USD"),
        ("£20", "20", "GBP"),
        ("NT$590", "590", "TWD"),
        ("HK$ 590", "590", "HKD"),
        ("¥1500", "1500", "JPY"),
        ("1,500円", "1500", "JPY"),
        ("29.90 usd", "29.90", "USD"),
        ("EUR 1.299,00", "1299.00", "EUR"),
        ("25달러", "25", "USD"),
    ],
)
def test_other_currencies_are_named(text: str, amount: str, currency: str) -> None:
    price = parse_price(text)
    assert (price.amount, price.currency) == (Decimal(amount), currency)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "0",
            "0.00",
            "-5000",
            "무료",
            "월 5,000원",
            "15000원/월",
            "10,000원 20,000원",
            "29.90",
        ),
        *("1.2.3", "12.345.67", "9" * 30, "free", "- 5 KRW", "₩-100", "2000000000", "10000 20000"),
    ],
)
def test_what_is_no_price_is_refused(text: str) -> None:
    with pytest.raises(PriceError):
        parse_price(text)


FORMS: list[Callable[[int], str]] = [
    lambda won: f"{won}",
    lambda won: f"{won:,}",
    lambda won: f"{won:,}원",
    lambda won: f"₩{won:,}",
    lambda won: f"{won} KRW",
    lambda won: f"{won}.00 KRW",
    lambda won: f"{won},00 KRW",
    lambda won: f"{won:,}.00",
    lambda won: f"{won:,}".replace(",", ".") + " KRW",
    lambda won: f"{won:,}".replace(",", ".") + ",00 ₩",
    lambda won: f"{won:,}".replace(",", " ") + "원",
    lambda won: f"{won:,}".replace(",", "'") + " won",
    lambda won: f"{won / 10000:.4f}만원",
]


@given(won=st.integers(100, 9_999_999), form=st.sampled_from(FORMS))
def test_every_form_of_an_amount_is_the_same_amount(won: int, form: Callable[[int], str]) -> None:
    price = parse_price(form(won))
    assert (price.amount, price.currency) == (won, "KRW")


@given(st.text(max_size=300))
def test_no_text_breaks_the_parser(text: str) -> None:
    try:
        price = parse_price(text)
    except PriceError:
        return
    assert 0 < price.amount <= 1_000_000_000


NOW = datetime(2026, 12, 1, 12, 0, tzinfo=SHOP_ZONE)


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("", True),
        ("2026-01-01T00:00+0900/2027-12-31T23:59+0900", True),
        ("2026-01-01/2027-12-31", True),
        ("2026-01-01T00:00:00Z / 2027-12-31T23:59:59Z", True),
        ("2026-12-01/2026-12-01", True),
        ("2026.12.01 ~ 2026.12.31", True),
        ("2026-12-01T12:01/2026-12-31", False),
        ("2026-11-01/2026-11-30", False),
        ("2026-12-02/2026-12-31", False),
        ("2026-11-30T20:00Z/2026-12-01T02:00Z", False),
        ("2026-13-45/2026-12-31", False),
        ("soon", False),
    ],
)
def test_sales_last_by_the_day_of_the_shop(period: str, expected: bool) -> None:
    assert in_force(period, NOW) is expected
