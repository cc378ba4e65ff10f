"""Size labels, lists of them, and options of shops."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.fields.sizes import MAX_SIZES, is_label, parse_option, parse_sizes


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("M", ["M"]),
        ("S|M|L", ["S", "M", "L"]),
        ("S,M,L", ["S", "M", "L"]),
        ("S/M/L", ["S", "M", "L"]),
        ("S/M", ["S/M"]),
        ("26/27/28/29", ["26", "27", "28", "29"]),
        ("26/27", ["26", "27"]),
        ("32/34", ["32/34"]),
        ("W30 L32", ["W30 L32"]),
        ("55/66", ["55/66"]),
        ("66반", ["66반"]),
        ("39 1/3", ["39 1/3"]),
        ("6,5", ["6.5"]),
        ("L (100)", ["L (100)"]),
        ("90/95/100", ["90", "95", "100"]),
        ("FREE", ["FREE"]),
        ("1X", ["1X"]),
        ("46R", ["46R"]),
        ("240|245", ["240", "245"]),
        ("", []),
    ],
)
def test_sizes(text: str, labels: list[str]) -> None:
    assert list(parse_sizes(text).available) == labels


def test_what_is_sold_out_stands_apart() -> None:
    sizes = parse_sizes("S, M (품절임박), L(품절), XL [sold out]")
    assert (sizes.available, sizes.sold_out) == (("S", "M"), ("L", "XL"))


def test_a_foreign_system_stays_with_the_label() -> None:
    assert parse_sizes("12", "UK").available == ("UK 12",)
    assert parse_sizes("M", "KR").available == ("M",)


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ("S", ("S", False)),
        ("사이즈:S", ("S", False)),
        ("화이트/M", ("M", False)),
        ("화이트/M(품절)", ("M", True)),
        ("블랙-L", ("L", False)),
        ("색상:화이트/사이즈:M", ("M", False)),
        ("95(M)", ("95(M)", False)),
        ("26인치", ("26인치", False)),
        ("28인치(품절)", ("28인치", True)),
        ("네이비 / 100 (+2,000원)", ("100", False)),
        ("사은품", None),
        ("기본", None),
        ("", None),
    ],
)
def test_options(option: str, expected: tuple[str, bool] | None) -> None:
    assert parse_option(option) == expected


@given(st.text(max_size=500))
def test_no_text_breaks_the_parsers(text: str) -> None:
    sizes = parse_sizes(text)
    assert len(sizes.available) <= MAX_SIZES
    assert not set(sizes.available) & set(sizes.sold_out)
    assert all(label.strip() for label in (*sizes.available, *sizes.sold_out))
    parse_option(text)
    is_label(text)
