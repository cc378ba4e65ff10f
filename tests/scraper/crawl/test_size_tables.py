from __future__ import annotations

import pytest

from scraper.crawl.size_tables import size_chart

MEASURED = {"M": {"length": 68.0, "chest": 110.0}, "L": {"length": 70.0, "chest": 115.0}}


@pytest.mark.parametrize(
    "table",
    [
        [("사이즈", "총장", "가슴단면"), ("M", "68", "55"), ("L", "70 cm", "57.5")],
        [("cm", "M", "L"), ("총장", "68", "70"), ("가슴 단면", "55", "57,5")],
        [("Size", "Length", "Chest"), ("m(95)", "68", "55"), ("l", "70", "57.5")],
        [("", "총기장", "가슴둘레"), ("M", "68", "110"), ("L", "70", "115"), ("참고", "-", "-")],
    ],
)
def test_charts_are_girths_in_centimetres(table):
    assert size_chart([[("배송", "3일")], table]) == MEASURED


def test_inches_and_trousers():
    table = [("inch", "허리", "밑위", "허벅지"), ("28", "28", "10", "11"), ("30", "30", "10", "12")]
    chart = size_chart([table])
    assert chart["28"] == {"waist": 71.1, "rise": 25.4, "thigh": 55.8}


@pytest.mark.parametrize(
    "table",
    [
        [],
        [("사이즈",)],
        [("색상", "가격"), ("블랙", "15000")],
        [("사이즈", "총장"), ("M", "68")],
        [("사이즈", "총장", "가슴"), ("설명", "68", "55")],
        [("사이즈", "총장", "가슴"), ("M", "-", "9999")],
    ],
)
def test_other_tables_are_none(table):
    assert size_chart([table]) == {}
