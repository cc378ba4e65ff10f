from __future__ import annotations

from collections import Counter

from config.taxonomy import CATEGORIES, CATEGORY_SLOT, COLOURS, PATTERNS, fits_of
from scraper.sample.assortment import SHOPS, assortment
from scraper.sample.patterns import PATTERN_KIND, PATTERN_TILES
from scraper.sample.shapes.spec import SHAPES

PRODUCTS = assortment()


def test_enough_products_of_enough_shops():
    assert len(PRODUCTS) >= 240
    assert len(SHOPS) >= 12
    per_shop = Counter(product.shop.slug for product in PRODUCTS)
    assert set(per_shop) == {shop.slug for shop in SHOPS}
    assert min(per_shop.values()) >= 12


def test_every_category_colour_and_gender_is_sold():
    assert {product.spec.category for product in PRODUCTS} == set(CATEGORIES)
    assert {product.colour for product in PRODUCTS} == set(COLOURS)
    assert {product.gender for product in PRODUCTS} == {"female", "male", "unisex"}


def test_every_pattern_and_fit_of_the_taxonomy_is_sold():
    drawn = {PATTERN_KIND[product.spec.cloth.pattern] for product in PRODUCTS}
    printed = any(
        detail.startswith("print_") for product in PRODUCTS for detail in product.spec.details
    )
    assert drawn | ({"graphic"} if printed else set()) == set(PATTERNS)
    for fit in ("slim", "regular", "over", "wide"):
        assert any(product.spec.fit == fit for product in PRODUCTS)


def test_a_fit_belongs_to_its_slot():
    for product in PRODUCTS:
        fits = fits_of(CATEGORY_SLOT[product.spec.category]) or ("regular",)
        assert product.spec.fit in fits, product.title


def test_prices_are_those_of_korean_shops():
    for product in PRODUCTS:
        assert 5_000 <= product.price <= 400_000
        assert product.price % 100 == 0


def test_ids_and_links_are_unique():
    assert len({product.external_id for product in PRODUCTS}) == len(PRODUCTS)
    assert len({product.url for product in PRODUCTS}) == len(PRODUCTS)
    assert all(".example/" in product.url for product in PRODUCTS)


def test_sizes_fit_the_kind():
    for product in PRODUCTS:
        assert product.sizes
        if CATEGORY_SLOT[product.spec.category].value == "shoes":
            assert all(220 <= int(size) <= 290 for size in product.sizes)


def test_every_design_detail_is_known_and_every_known_detail_is_sold():
    sold = {(p.spec.category, detail) for p in PRODUCTS for detail in p.spec.details}
    for category, shape in SHAPES.items():
        own = {d for c, d in sold if c == category}
        assert own <= shape.details
        unsold = {d for d in shape.details - own if not d.startswith("print_")}
        assert not unsold, f"{category}: nothing is sold with {unsold}"


def test_every_pattern_has_a_kind():
    assert set(PATTERN_KIND) == {*PATTERN_TILES, "plain"}
