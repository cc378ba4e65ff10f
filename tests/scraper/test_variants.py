from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from scraper.offer import Offer, PictureUrl, ShopIdentity
from scraper.variants import OPEN_PRODUCTS, VariantJoiner

SHOP = ShopIdentity("s", "S", "https://s.example/")


def variant(group: str | None, size: str, *, colour: str = "블랙", sold: bool = True) -> Offer:
    return Offer(
        shop=SHOP,
        external_id=f"{group}-{colour}-{size}",
        title="셔츠",
        url="https://s.example/1",
        picture=PictureUrl(f"https://s.example/{colour}.jpg"),
        price=Decimal(1000),
        currency="KRW",
        colour_text=colour,
        group_id=group,
        sizes=(size,) if sold else (),
        sold_out_sizes=() if sold else (size,),
        available=sold,
    )


def joined(*offers: Offer) -> list[Offer]:
    joiner = VariantJoiner()
    return [one for offer in offers for one in joiner.add(offer)] + joiner.rest()


def test_sizes_are_joined_and_colours_are_not():
    black, white = joined(
        variant("G", "S"), variant("G", "S", colour="화이트"), variant("G", "M", sold=False)
    )
    assert {black.colour_text, white.colour_text} == {"블랙", "화이트"}
    sized = black if black.colour_text == "블랙" else white
    assert (sized.sizes, sized.sold_out_sizes, sized.available) == (("S",), ("M",), True)


def test_without_words_the_picture_tells_the_colour():
    plain = [replace(variant("G", s, colour=c), colour_text="") for c in "ab" for s in "SM"]
    found = joined(*plain)
    assert [one.sizes for one in found] == [("S", "M"), ("S", "M")]
    assert len({one.external_id for one in found}) == 2


def test_what_has_no_group_stays_as_it_is():
    offer = variant(None, "S")
    assert joined(offer) == [offer]


def test_memory_is_bounded():
    joiner = VariantJoiner()
    out = [o for n in range(OPEN_PRODUCTS + 50) for o in joiner.add(variant(f"G{n}", "S"))]
    assert len(out) == 50
    assert len(joiner.rest()) == OPEN_PRODUCTS
