"""JSON-LD as shops' templates write it."""

from __future__ import annotations

import html
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.crawl.json_ld import parse_block, things_in
from scraper.crawl.page import read_page

PRODUCT = {"@type": "Product", "name": 'A "B" // C', "offers": {"price": "29900"}}
TEXT = json.dumps(PRODUCT)


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        TEXT + ";",
        "\ufeff" + TEXT,
        TEXT[:-1] + ",}",
        TEXT[:-1] + ", /* none */ }",
        "/* product */\n" + TEXT + "\n// end",
        "<!--\n" + TEXT + "\n-->",
        "// <![CDATA[\n" + TEXT + "\n// ]]>",
        "/*<![CDATA[*/" + TEXT + "/*]]>*/",
        html.escape(TEXT),
        json.dumps(TEXT)[1:-1],
    ],
)
def test_what_templates_leave_in_a_block_is_repaired(text: str) -> None:
    assert parse_block(text) == [PRODUCT]


def test_two_values_in_one_block_are_two() -> None:
    assert parse_block(TEXT + "\n" + TEXT) == [PRODUCT, PRODUCT]


def test_references_are_resolved_and_circles_end() -> None:
    graph = {
        "@graph": [
            {"@type": "ProductGroup", "@id": "#g", "hasVariant": [{"@id": "#s"}]},
            {"@type": "Product", "@id": "#s", "size": "S", "isVariantOf": {"@id": "#g"}},
        ]
    }
    group, variant = things_in(iter([json.dumps(graph)]))
    assert group["hasVariant"][0]["size"] == "S"
    assert variant["isVariantOf"]["@type"] == "ProductGroup"


@given(st.text(max_size=400))
def test_no_block_breaks_the_parser(text: str) -> None:
    parse_block(text)
    parse_block('{"@type": "Product", "name": "' + text)


@pytest.mark.parametrize(
    "kind",
    ["application/ld+json", "application/LD+JSON", "application/ld+json; charset=utf-8"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "cp949", "utf-16"])
def test_blocks_are_found_whatever_the_page_says_of_itself(kind: str, encoding: str) -> None:
    thing = json.dumps({"@type": "Product", "name": "무지 티셔츠"}, ensure_ascii=False)
    text = f'<meta charset="utf-8"><script type="{kind}">{thing}</script>'
    page = read_page(text.encode(encoding), "text/html", "https://shop.example/1")
    assert [item["name"] for item in page.items] == ["무지 티셔츠"]


def test_relative_addresses_follow_the_base() -> None:
    text = '<base href="/pictures/"><a href="1.html">1</a><a href="http://[">2</a>'
    page = read_page(text.encode(), "text/html", "https://shop.example/a/b.html")
    assert page.base == "https://shop.example/pictures/"
    assert page.links == ("https://shop.example/pictures/1.html",)
