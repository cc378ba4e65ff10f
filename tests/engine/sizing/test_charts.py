from __future__ import annotations

import json
from importlib.resources import files

import numpy as np
import pytest

from engine.sizing.charts import (
    ANY_BRAND,
    BRAND_NAMES,
    Chart,
    ChartBook,
    brand_id,
    fit_line,
    kind_of,
    load_chart_book,
)
from engine.sizing.person import Gender, SizeError


@pytest.mark.parametrize(
    ("name", "brand"),
    [
        ("Musinsa Standard", "musinsa-standard"),
        ("무신사 스탠다드", "musinsa-standard"),
        ("UNIQLO", "uniqlo"),
        ("h&m", "hm"),
        ("ＺＡＲＡ", "zara"),  # noqa: RUF001
        ("no such brand", None),
    ],
)
def test_brands_go_by_their_names(name, brand):
    assert brand_id(name) == brand


@pytest.mark.parametrize(
    ("word", "fit"),
    [("slim", "slim"), ("오버핏", "oversize"), ("wide", "loose"), ("Relaxed Fit", "loose")],
)
def test_fit_words(word, fit):
    assert fit_line(word) == fit


def test_an_unknown_fit_is_refused():
    with pytest.raises(SizeError) as caught:
        fit_line("magic")
    assert caught.value.code == "unknown_fit"


def test_kinds():
    assert kind_of("polo") == "short_sleeve"
    assert kind_of("hoodie") == "long_sleeve"
    assert kind_of("jeans") == "pants"
    assert kind_of("parka") == "outer"


def test_every_shipped_chart_pools_products_and_ascends():
    text = files("config").joinpath("size_charts/charts.json").read_text(encoding="utf-8")
    cells = json.loads(text)["cells"]
    assert {cell["brand"] for cell in cells} <= {ANY_BRAND, *BRAND_NAMES}
    for cell in cells:
        assert cell["products"] >= 2
        chart = Chart(**cell)
        for part in ("chest", "waist"):
            girths = [parts[part] for parts in chart.sizes.values() if part in parts]
            assert girths == sorted(girths)


def test_girths_between_labels_are_interpolated_and_nowhere_else():
    chart = Chart(
        "b", "pants", "male", "slim", "inch", 2, {"30": {"waist": 78}, "32": {"waist": 84}}
    )
    assert chart.girth_at(np.array([31.0]), "waist") == pytest.approx([81])
    assert np.isnan(chart.girth_at(np.array([34.0]), "waist")).all()
    assert chart.girth_at(np.array([31.0]), "hip") is None


def test_the_nearest_fit_line_stands_in():
    cell = {
        "brand": "b", "kind": "pants", "gender": "male", "fit": "loose", "system": "inch",
        "products": 3, "sizes": {"30": {"waist": 78.0}, "32": {"waist": 84.0}},
    }  # fmt: skip
    book = ChartBook({"cells": [cell]})
    found = book.find("b", "pants", Gender.MALE, "slim")
    assert found is not None
    assert found.fit == "loose"
    assert book.find("b", "pants", Gender.MALE, "slim", exact_fit=True) is None
    assert book.find("b", "pants", Gender.FEMALE, "slim") is None


def test_an_empty_book_finds_nothing():
    assert ChartBook({"cells": []}).find("uniqlo", "pants", Gender.MALE, "slim") is None
    assert load_chart_book().typical("pants", Gender.MALE, "regular", "inch") is not None
