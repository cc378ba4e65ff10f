from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.taxonomy import CATEGORIES, COLOURS
from scraper.normalise import (
    Seen,
    choose_category,
    colours_of,
    facts_of,
    gender_of,
    named_category,
)
from scraper.offer import Offer, PictureBytes, ShopIdentity
from scraper.sample.assortment import assortment
from tests.support.scraper import garment_of

SHOP = ShopIdentity("shop", "Shop", "https://shop.example/")


def offer(title: str, category: str = "", *, gender: str = "", colour: str = "") -> Offer:
    return Offer(
        shop=SHOP,
        external_id="1",
        title=title,
        url="https://shop.example/1",
        picture=PictureBytes(b""),
        price=Decimal(1000),
        currency="KRW",
        category_text=category,
        colour_text=colour,
        gender_text=gender,
    )


@pytest.mark.parametrize(
    ("title", "path", "category"),
    [
        ("오버핏 후드 티셔츠 블랙", "", "t_shirt"),
        ("데일리 후드집업 그레이", "", "hoodie"),
        ("골지 터틀 니트 원피스 와인", "", "dress"),
        ("케이블 니트 베스트", "", "vest"),
        ("플리츠 롱 스커트", "", "skirt_long"),
        ("롱 플리츠 스커트", "", "skirt_long"),
        ("데님 미니 스커트", "", "skirt_short"),
        ("트러커 데님 자켓", "", "jacket"),
        ("경량 롱패딩", "", "padded_jacket"),
        ("Turtle Check Men Navy Blue Shirt", "", "shirt"),
        ("Women Floral Dress with Belt", "", "dress"),
        ("Puma Men Running Shoes", "", "sneakers"),
        ("Black Leather Ankle Boots", "", "boots"),
        ("모먼트 01", "패션의류 > 여성의류 > 원피스", "dress"),
        ("모먼트 01", "Apparel & Accessories > Clothing > Dresses", "dress"),
        ("클래식 체크", "Bottoms > Trousers & leggings > Trousers", "trousers"),
        ("향수 50ml", "화장품", None),
        ("와이드 데님 팬츠", "패션의류 > 바지", "jeans"),
        ("셔츠 수납 가방", "패션잡화 > 가방", "bag"),
        ("셔츠 무늬 머그", "잡화 > 모자", "hat"),
    ],
)
def test_said_category(title: str, path: str, category: str | None):
    assert named_category(offer(title, path)) == category


def test_our_own_words_for_a_category_are_believed():
    assert named_category(offer("아무 셔츠", "hat")) == "hat"


@pytest.mark.parametrize(
    ("title", "seen", "unsure", "category"),
    [
        ("베이직 팬츠", "jeans", False, "jeans"),
        ("베이직 팬츠", "jeans", True, "trousers"),
        ("베이직 팬츠", "hat", False, "trousers"),
        ("슬랙스 아닌 청바지", "trousers", False, "jeans"),
        ("모먼트", "dress", False, "dress"),
        ("모먼트", "dress", True, None),
    ],
)
def test_the_picture_makes_rough_words_finer(
    title: str, seen: str, unsure: bool, category: str | None
):
    assert choose_category(offer(title), Seen.of(garment_of(seen, unsure=unsure))) == category


@pytest.mark.parametrize(
    ("title", "text", "category", "gender"),
    [
        ("셔츠", "female", "shirt", "female"),
        ("셔츠", "남성", "shirt", "male"),
        ("셔츠", "남녀공용", "shirt", "unisex"),
        ("여성 셔츠", "", "shirt", "female"),
        ("Men's shirt", "", "shirt", "male"),
        ("Women's shirt", "", "shirt", "female"),
        ("남성 여성 셔츠", "", "shirt", "unisex"),
        ("원피스", "", "dress", "female"),
        ("셔츠", "", "shirt", "unisex"),
    ],
)
def test_gender(title: str, text: str, category: str, gender: str):
    assert gender_of(offer(title, gender=text), category) == gender


def test_colours_come_from_the_shop_before_the_title_and_the_picture():
    assert colours_of(offer("블랙 셔츠", colour="네이비/화이트")) == ["navy", "white"]
    assert colours_of(offer("블랙 셔츠")) == ["black"]
    facts = facts_of(offer("셔츠"), Seen.of(garment_of("shirt")))
    assert facts is not None
    assert facts.colours == ["navy"]


def test_fit_and_pattern_of_the_title_win():
    facts = facts_of(offer("오버핏 체크 셔츠"), Seen.of(garment_of("shirt")))
    assert facts is not None
    assert (facts.fit, facts.pattern) == ("over", "check")


def test_a_fit_of_another_slot_does_not_count():
    facts = facts_of(offer("와이드 카라 셔츠"), Seen.of(garment_of("shirt")))
    assert facts is not None
    assert facts.fit == "regular"


def test_accessories_have_no_fit():
    facts = facts_of(offer("슬림 벨트"), Seen.of(garment_of("shirt")))
    assert facts is not None
    assert facts.fit is None


@given(st.text(max_size=200), st.text(max_size=200), st.sampled_from(CATEGORIES), st.booleans())
def test_any_words_give_terms_of_the_taxonomy(title, path, seen, unsure):
    facts = facts_of(offer(title, path, colour=path), Seen.of(garment_of(seen, unsure=unsure)))
    if facts is None:
        return
    assert facts.category in CATEGORIES
    assert facts.gender in {"female", "male", "unisex"}
    assert set(facts.colours) <= set(COLOURS)
    assert 1 <= len(facts.colours) <= 3


def test_titles_of_the_sample_shops_are_understood():
    """Most titles alone name their category; the others are those that only rough words have."""
    products = assortment()
    right = sum(named_category(offer(p.title)) == p.spec.category for p in products)
    assert right / len(products) > 0.75


def test_colours_of_the_sample_shops_are_understood():
    for product in assortment():
        assert colours_of(offer("", colour=product.title.rsplit(" ", 1)[1])) == [product.colour]
