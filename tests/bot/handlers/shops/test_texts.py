from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.handlers.shops.texts import shops_keyboard, shops_text
from bot.services.catalogue import Item
from bot.services.shop_ranking import RankedShop, ShopPage
from bot.ui.catalogues import texts

KO = texts("ko")


def item(title: str = "후드티") -> Item:
    return Item(1, title, None, 39_000, "KRW", "https://a.b/1", "상점", None, "hoodie", 0.9)


def shop(name: str = "거리상점", *, certainty: float = 0.9, products: int = 80) -> RankedShop:
    return RankedShop(
        id=7,
        name=name,
        url="https://a.b",
        style="street",
        share=0.62,
        certainty=certainty,
        products=products,
        items=(item(name),) * 3,
    )


@given(st.text(max_size=400))
def test_the_caption_of_three_shops_fits(text: str) -> None:
    page = ShopPage((shop(text, certainty=0.1, products=2),) * 3, True, "bohemian", 1)
    shown = re.sub(r"&[#\w]+;", "x", re.sub(r"<[^>]*>", "", shops_text(page, KO)))
    assert len(shown.encode("utf-16-le")) // 2 <= 1024


def test_a_shop_with_two_products_is_told_of_as_a_guess() -> None:
    sure = shops_text(ShopPage((shop(),), False, None, 5), KO)
    small = shops_text(ShopPage((shop(certainty=0.2, products=2),), False, None, 5), KO)
    assert "짐작" not in sure
    assert "상품이 2개뿐이라 무드는 아직 짐작이에요." in small


def test_what_is_missing_is_said() -> None:
    text = shops_text(ShopPage((shop(),), False, "bohemian", 1), KO)
    assert "아직 보헤미안 무드의 쇼핑몰이 없어서" in text
    assert "쇼핑몰이 하나뿐이에요" in text


def test_a_shop_one_follows_has_another_button() -> None:
    page = ShopPage((shop(),), True, None, 9)
    labels = [
        [
            button.text
            for row in shops_keyboard(1, page, 0, followed, KO).inline_keyboard
            for button in row
        ]
        for followed in ([], [7])
    ]
    assert labels[0] == ["🛍 거리상점", "☆ 팔로우", "쇼핑몰 더 보기 ▶"]
    assert labels[1] == ["🛍 거리상점", "★ 팔로우 중", "쇼핑몰 더 보기 ▶"]
