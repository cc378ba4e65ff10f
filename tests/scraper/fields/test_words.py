"""Availability, audience and links."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.fields.audience import audience_of
from scraper.fields.availability import is_available
from scraper.fields.link import first_picture, resolve_link

GONE = [
    "out of stock",
    "out_of_stock",
    "OUT OF STOCK",
    "out-of-stock",
    "sold out",
    "Sold Out!",
    "품절",
    "일시 품절",
    "unavailable",
    "https://schema.org/OutOfStock",
    "http://schema.org/SoldOut",
    "not available",
    "preorder",
    "backorder",
    "Discontinued",
    "false",
    "N",
    "0",
    "재고 없음",
]
THERE = [
    "in stock",
    "in_stock",
    "InStock",
    "https://schema.org/InStock",
    "available",
    "판매중",
    "Y",
    "품절임박",
    "true",
    "재고있음",
    "재고 있음 (품절 임박)",
    "limited availability",
    "low stock",
]


@pytest.mark.parametrize("text", GONE)
def test_what_cannot_be_bought(text: str) -> None:
    assert is_available(text) is False


@pytest.mark.parametrize("text", THERE)
def test_what_can_be_bought(text: str) -> None:
    assert is_available(text) is True


def test_no_words_say_nothing() -> None:
    assert is_available(" ") is None


@pytest.mark.parametrize(
    ("title", "category", "audience"),
    [
        ("베이비핑크 가디건", "", "adult"),
        ("도그투스 체크 코트", "", "adult"),
        ("강아지 프린트 티셔츠", "여성 > 티셔츠", "adult"),
        ("보이프렌드 핏 청바지", "", "adult"),
        ("baby blue knit", "", "adult"),
        ("키드모헤어 니트", "", "adult"),
        ("아동 무지 티셔츠 110", "", "child"),
        ("무지 티셔츠", "키즈 > 상의", "child"),
        ("Tee", "Clothing > Baby & Toddler Clothing", "child"),
        ("Tee", "Apparel > Boys > Tops", "child"),
        ("강아지 후드티", "", "pet"),
        ("후드티", "반려동물 > 의류", "pet"),
        ("Dog hoodie", "", "pet"),
        ("인형옷 원피스", "", "doll"),
    ],
)
def test_for_whom_a_product_is(title: str, category: str, audience: str) -> None:
    assert audience_of(title, category) == audience


def test_the_age_group_counts_before_words() -> None:
    assert audience_of("Tee", "", "Kids") == "child"
    assert audience_of("Tee", "", "유아") == "child"
    assert audience_of("Tee", "", "adult") == "adult"


BASE = "https://shop.example/a/b.html"


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("https://a.example/1.jpg", "https://a.example/1.jpg"),
        ("HTTPS://A.EXAMPLE/A.JPG", "https://a.example/A.JPG"),
        ("//a.example/1.jpg", "https://a.example/1.jpg"),
        ("../1.jpg", "https://shop.example/1.jpg"),
        ("https://a.example/흰 색.jpg", "https://a.example/%ED%9D%B0%20%EC%83%89.jpg"),
        ("https://a.example/a.jpg?c=1|2", "https://a.example/a.jpg?c=1|2"),
        ("https://a.example/50%.jpg", "https://a.example/50%25.jpg"),
        ("javascript:alert(1)", None),
        ("http://[", None),
        ("https://a:b@a.example/", None),
        ("", None),
    ],
)
def test_links(text: str, link: str | None) -> None:
    assert resolve_link(text, BASE) == link


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("https://a.example/1.jpg,https://a.example/2.jpg", "https://a.example/1.jpg"),
        ("https://a.example/1.jpg|https://b.example/2.jpg", "https://a.example/1.jpg"),
        ("https://a.example/img/1, https://a.example/img/2", "https://a.example/img/1"),
        (
            "https://i.example/fetch/w_300,https://a.example/1.jpg",
            "https://i.example/fetch/w_300,https://a.example/1.jpg",
        ),
        ("https://a.example/a.jpg?c=1|2", "https://a.example/a.jpg?c=1|2"),
    ],
)
def test_the_first_of_several_pictures(text: str, first: str) -> None:
    assert first_picture(text) == first


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_text_breaks_the_words(text: str, other: str) -> None:
    is_available(text)
    audience_of(text, other, text)
    resolve_link(text, BASE)
    resolve_link(text, other)
    first_picture(text)
