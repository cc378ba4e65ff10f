from __future__ import annotations

import pytest

from scraper.crawl.addresses import ShopAddresses
from scraper.shops import define_shop


def addresses(**fields: object) -> ShopAddresses:
    entry = {"name": "a", "source": "shop_pages", "url": "https://www.shop.example/"}
    return ShopAddresses(define_shop(entry | fields))


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://shop.example/products/linen-shirt", "product"),
        ("https://www.shop.example/product/detail.html?product_no=7", "product"),
        ("https://shop.example/goods/goods_view.php?goodsNo=100", "product"),
        ("https://shop.example/shop/shopdetail.html?branduid=9", "product"),
        ("https://shop.example/c/tops?page=2", "listing"),
        ("https://shop.example/about", None),
        ("https://other.example/products/1", None),
        ("https://shop.example:8443/products/1", None),
        ("https://shop.example/member/login?next=/products/1", None),
        ("https://shop.example/products/1/cart", None),
        ("https://shop.example/products/" + "가" * 700, None),
    ],
)
def test_what_to_expect(url: str, kind: str | None):
    found = addresses(listing="/c/").page(url, 1)
    assert (found.kind if found else None) == kind


def test_where_a_visitor_came_from_does_not_count():
    found = addresses().page("https://shop.example/products/1?utm_source=a&colour=b&n_media=1", 0)
    assert found is not None
    assert found.url == "https://shop.example/products/1?colour=b"


def test_listings_end_at_their_depth():
    shop = addresses(listing="/c/", max_depth=2)
    assert shop.page("https://shop.example/c/1", 2) is not None
    assert shop.page("https://shop.example/c/1", 3) is None
