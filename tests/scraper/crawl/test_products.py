"""What product pages say, in the ways that shops say it."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.crawl.page import Page, PageError, read_page
from scraper.crawl.products import is_product, offers_on
from scraper.offer import Offer, PictureUrl
from scraper.report import ImportReport
from scraper.shops import define_shop

URL = "https://shop.example/goods/7"
SHOP = define_shop({"name": "숲", "source": "shop_pages", "url": "https://shop.example/"})
PRODUCT: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "Product",
    "name": "린넨 셔츠",
    "sku": "A1",
    "image": "/1.jpg",
    "offers": {"@type": "Offer", "price": "15000", "priceCurrency": "KRW"},
}


def page_of(*things: Any, head: str = "", body: str = "") -> Page:
    scripts = "".join(
        f'<script type="application/ld+json">{json.dumps(thing)}</script>' for thing in things
    )
    html = f"<html><head>{head}{scripts}</head><body>{body}</body></html>"
    return read_page(html.encode(), "text/html; charset=utf-8", URL)


def read(page: Page) -> tuple[list[Offer], ImportReport]:
    report = ImportReport()
    return offers_on(page, SHOP, report), report


def test_a_product_in_json_ld():
    (offer,), report = read(page_of(PRODUCT))
    assert report.rejected == 0
    assert (offer.external_id, offer.title, offer.price) == ("A1", "린넨 셔츠", Decimal(15000))
    assert offer.picture == PictureUrl("https://shop.example/1.jpg")
    assert (offer.url, offer.page, offer.available) == (URL, URL, True)


@pytest.mark.parametrize(
    "wrap",
    [
        lambda p: [p],
        lambda p: {"@context": "https://schema.org", "@graph": [{"@type": "WebSite"}, p]},
        lambda p: {"@type": "WebPage", "mainEntity": p},
        lambda p: p | {"@type": ["Product", "IndividualProduct"]},
        lambda p: p | {"@type": "https://schema.org/Product"},
    ],
)
def test_wherever_the_product_is(wrap):
    (offer,), _ = read(page_of({"@type": "Organization", "name": "x"}, wrap(PRODUCT)))
    assert offer.external_id == "A1"


@pytest.mark.parametrize(
    ("offers", "price", "before", "available"),
    [
        ({"price": 15000.0, "priceCurrency": "KRW"}, 15000, None, True),
        ({"price": "15,000", "availability": "http://schema.org/OutOfStock"}, 15000, None, False),
        ({"@type": "AggregateOffer", "lowPrice": 9000, "priceCurrency": "KRW"}, 9000, None, True),
        ([{"price": 20000}, {"price": 18000}], 18000, None, True),
        ([{"price": 1, "availability": "SoldOut"}, {"price": 18000}], 18000, None, True),
        (
            {
                "price": 9000,
                "priceSpecification": {"priceType": "https://schema.org/ListPrice", "price": 12000},
            },
            9000,
            12000,
            True,
        ),
        (
            {"priceSpecification": [{"price": 7000, "priceCurrency": "KRW"}]},
            7000,
            None,
            True,
        ),
    ],
)
def test_prices_and_stock(offers: Any, price: int, before: int | None, available: bool):
    (offer,), _ = read(page_of(PRODUCT | {"offers": offers}))
    assert (offer.price, offer.list_price, offer.available) == (price, before, available)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"offers": {"price": 12, "priceCurrency": "USD"}}, "other_currency"),
        ({"offers": {"price": -5}}, "bad_price"),
        ({"offers": None}, "bad_price"),
        ({"name": ""}, "no_title"),
        ({"image": None}, "no_picture"),
        ({"image": "javascript:alert(1)"}, "bad_picture_link"),
        ({"url": "javascript:alert(1)"}, "bad_link"),
        (
            {"offers": {"price": 5000, "itemCondition": "https://schema.org/UsedCondition"}},
            "not_new",
        ),
    ],
)
def test_what_is_wrong_is_said(changes: dict[str, Any], reason: str):
    offers, report = read(page_of(PRODUCT | changes))
    assert not offers
    assert report.reasons == {reason: 1}


def test_variants_of_a_group_are_one_offer_a_colour():
    group = PRODUCT | {
        "@type": "ProductGroup",
        "productGroupID": "G1",
        "offers": None,
        "hasVariant": [
            {
                "@type": "Product",
                "sku": f"{colour}{size}",
                "color": colour,
                "size": {"@type": "SizeSpecification", "name": size},
                "image": f"/{colour}.jpg",
                "offers": {"price": 9000, "availability": stock},
            }
            for colour, size, stock in (
                ("블랙", "S", "InStock"),
                ("블랙", "M", "OutOfStock"),
                ("화이트", "S", "InStock"),
            )
        ],
    }
    offers, _ = read(page_of(group))
    told = {offer.colour_text: (offer.sizes, offer.sold_out_sizes) for offer in offers}
    assert told == {"블랙": (("S",), ("M",)), "화이트": (("S",), ())}
    assert {offer.external_id for offer in offers} == {"G1/블랙", "G1/화이트"}


def test_offers_of_several_sizes_are_one_product():
    offers = [
        {"price": 9000, "itemOffered": {"size": "M"}},
        {"price": 9000, "itemOffered": {"size": "L"}, "availability": "SoldOut"},
    ]
    (offer,), _ = read(page_of(PRODUCT | {"offers": offers}))
    assert (offer.sizes, offer.sold_out_sizes) == (("M",), ("L",))


def test_open_graph_alone_and_as_a_help():
    head = "".join(
        f'<meta property="{name}" content="{value}">'
        for name, value in (
            ("og:type", "product"),
            ("og:title", "니트 &amp; 조끼"),
            ("og:image", "/og.jpg"),
            ("product:price:amount", "30000"),
            ("product:sale_price:amount", "24000"),
            ("product:price:currency", "KRW"),
            ("product:availability", "out of stock"),
        )
    )
    (offer,), _ = read(page_of(head=head))
    assert (offer.title, offer.price, offer.list_price) == ("니트 & 조끼", 24000, 30000)
    assert not offer.available
    (helped,), _ = read(page_of(PRODUCT | {"image": None}, head=head))
    assert (helped.title, helped.price) == ("린넨 셔츠", 15000)
    assert helped.picture == PictureUrl("https://shop.example/og.jpg")


def test_microdata_is_read_like_json_ld():
    body = """<div itemscope itemtype="http://schema.org/Product"><span itemprop="name">코트</span>
    <a itemprop="url" href="/goods/7?x=1"></a><img itemprop="image" src="//img.example/1.jpg">
    <div itemprop="offers" itemscope><span itemprop="price">120,000원</span></div></div>"""
    (offer,), _ = read(page_of(body=body))
    assert (offer.title, offer.price) == ("코트", 120000)
    assert offer.url == "https://shop.example/goods/7?x=1"
    assert offer.picture == PictureUrl("https://img.example/1.jpg")


def test_the_shops_own_path_and_properties():
    crumbs = {
        "@type": "BreadcrumbList",
        "itemListElement": [{"name": "여성"}, {"item": {"name": "셔츠"}}],
    }
    more = {
        "additionalProperty": [
            {"name": "소재", "value": "면 100%"},
            {"name": "시즌", "value": "FW"},
            {"name": "성별", "value": "여성"},
        ],
        "keywords": ["#오피스", "데일리"],
    }
    (offer,), _ = read(page_of(crumbs, PRODUCT | more))
    assert offer.category_text == "여성 > 셔츠"
    assert (offer.material_text, offer.season_text, offer.gender_text) == ("면 100%", "FW", "여성")
    assert offer.hashtags == ("오피스", "데일리")


def test_a_broken_block_does_not_hide_the_others():
    (offer,), _ = read(page_of(PRODUCT, head='<script type="application/ld+json">{"a": </script>'))
    assert offer.external_id == "A1"


def test_a_list_of_products_is_no_product():
    listing = {"@type": "ItemList", "itemListElement": []}
    assert not is_product(page_of(listing, PRODUCT))
    assert not is_product(page_of(*[PRODUCT] * 5))
    assert is_product(page_of(PRODUCT))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "@type",
                    "@graph",
                    "name",
                    "offers",
                    "price",
                    "hasVariant",
                    "image",
                    "url",
                    "size",
                    "priceSpecification",
                    "additionalProperty",
                    "audience",
                    "itemListElement",
                    "keywords",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=40)
@given(things=st.dictionaries(st.sampled_from(list(PRODUCT)), _JSON, max_size=4))
def test_no_json_of_a_stranger_breaks_the_reading(things: dict[str, Any]):
    offers, _ = read(page_of(PRODUCT | things))
    assert all(offer.price > 0 and offer.url.startswith("http") for offer in offers)


@settings(max_examples=40)
@given(st.binary(max_size=600))
def test_no_bytes_break_the_reading(data: bytes):
    page = read_page(data, "", URL)
    assert all(link.startswith("http") for link in page.links)


def test_korean_pages_of_old():
    html = '<html><head><meta charset="euc-kr"><title>똠방각하 셔츠</title></head></html>'
    assert read_page(html.encode("cp949"), "text/html", URL).title == "똠방각하 셔츠"
    assert read_page(html.encode(), "text/html", URL).title == "똠방각하 셔츠"
    broken = html.replace("euc-kr", "utf-8").encode() + b"\xff"
    assert read_page(broken, "text/html", URL).title == "똠방각하 셔츠"


@pytest.mark.parametrize(
    ("body", "content_type", "reason"),
    [(b"%PDF", "application/pdf", "not_html"), (b"<div>" * 100_000, "text/html", "too_deep")],
)
def test_what_is_no_page(body: bytes, content_type: str, reason: str):
    with pytest.raises(PageError) as refused:
        read_page(body, content_type, URL)
    assert refused.value.reason == reason


NEIGHBOUR = PRODUCT | {"name": "추천 후드", "sku": "N1", "url": "https://shop.example/other"}


@pytest.mark.parametrize(
    ("own", "head"),
    [
        (PRODUCT | {"url": URL}, ""),
        (PRODUCT | {"@id": f"{URL}#product"}, ""),
        (PRODUCT, '<meta property="og:title" content="린넨 셔츠">'),
        (PRODUCT, "<title>린넨 셔츠 | 숲</title>"),
        (
            PRODUCT | {"url": "https://shop.example/canonical"},
            "<link rel=canonical href=/canonical>",
        ),
    ],
)
def test_a_recommended_product_before_the_page_s_own_is_not_it(own: dict[str, Any], head: str):
    (offer,), _ = read(page_of(NEIGHBOUR, *[NEIGHBOUR] * 5, own, head=head))
    assert offer.external_id == "A1"


def test_open_graph_counts_where_only_a_neighbour_is_described():
    head = (
        '<meta property="og:type" content="product"><meta property="og:title" content="린넨 셔츠">'
        '<meta property="product:price:amount" content="15000">'
        '<meta property="og:image" content="/1.jpg">'
    )
    (offer,), _ = read(page_of(NEIGHBOUR, head=head))
    assert (offer.title, offer.price) == ("린넨 셔츠", 15000)


def test_variants_by_reference_are_one_product_and_its_stock():
    def variant(size: str, availability: str) -> dict[str, Any]:
        offer = {"price": 15000, "priceCurrency": "KRW", "availability": availability}
        own = {"@id": f"#{size}", "sku": size, "size": size, "isVariantOf": {"@id": "#g"}}
        return PRODUCT | own | {"offers": offer}

    group = {
        "@type": "ProductGroup",
        "@id": "#g",
        "productGroupID": "G",
        "name": "린넨 셔츠",
        "hasVariant": [{"@id": "#S"}, {"@id": "#M"}],
    }
    graph = {"@graph": [group, variant("S", "InStock"), variant("M", "OutOfStock")]}
    (offer,), _ = read(page_of(graph))
    assert (offer.title, offer.sizes, offer.sold_out_sizes) == ("린넨 셔츠", ("S",), ("M",))


@pytest.mark.parametrize("order", [1, -1])
def test_the_price_is_that_of_a_size_that_can_be_had(order: int):
    offers = [
        {"price": "9900", "availability": "OutOfStock", "itemOffered": {"size": "S"}},
        {"price": "29900", "availability": "InStock", "itemOffered": {"size": "M"}},
    ]
    (offer,), _ = read(page_of(PRODUCT | {"offers": offers[::order]}))
    assert (offer.price, offer.sizes, offer.sold_out_sizes) == (29900, ("M",), ("S",))


def test_a_price_of_nought_is_looked_for_elsewhere():
    offers = {"@type": "AggregateOffer", "lowPrice": "0", "highPrice": "29900"}
    (offer,), _ = read(page_of(PRODUCT | {"offers": offers}))
    assert offer.price == 29900


def test_rdfa_lite_is_read_like_microdata():
    body = (
        '<div vocab="https://schema.org/" typeof="Product"><h1 property="name">린넨 셔츠</h1>'
        '<img property="image" src="/1.jpg"><span property="sku">A1</span>'
        '<div property="offers" typeof="Offer"><span property="price">15,000원</span></div></div>'
    )
    (offer,), _ = read(page_of(body=body))
    assert (offer.external_id, offer.price) == ("A1", 15000)


def test_a_page_with_an_address_that_is_none_is_read():
    (offer,), _ = read(page_of(PRODUCT, body='<a href="http://[">x</a>'))
    assert offer.external_id == "A1"
    offers, report = read(page_of(PRODUCT | {"url": "http://["}))
    assert (offers, report.reasons) == ([], {"bad_link": 1})
    offers, report = read(page_of(PRODUCT | {"image": "http://["}))
    assert (offers, report.reasons) == ([], {"bad_picture_link": 1})
