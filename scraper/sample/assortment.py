"""The assortment of each invented shop: designs of `designs.csv`, each in several colours.

A colourway names the main colour, then after `+` that of the trim and after each `*` one of the
pattern: `white+navy*red`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path
from string import ascii_lowercase
from typing import Final

from config.taxonomy import CATEGORY_SLOT, COLOUR_HEX, Slot
from scraper.sample.fabric import Cloth
from scraper.sample.shapes.spec import Spec

_DESIGNS: Final = Path(__file__).with_name("designs.csv")

COLOUR_TITLES: Final = {
    "black": "블랙",
    "white": "화이트",
    "grey": "그레이",
    "navy": "네이비",
    "blue": "블루",
    "sky_blue": "스카이블루",
    "red": "레드",
    "wine": "와인",
    "pink": "핑크",
    "orange": "오렌지",
    "yellow": "옐로우",
    "green": "그린",
    "mint": "민트",
    "khaki": "카키",
    "beige": "베이지",
    "brown": "브라운",
    "purple": "퍼플",
    "lavender": "라벤더",
    "gold": "골드",
    "silver": "실버",
    "neon": "네온",
}
"""How the shops write a colour in a title."""

_DENIM_WASH: Final = {
    "blue": "#41659c",
    "navy": "#27375c",
    "sky_blue": "#93b3d8",
    "grey": "#7d8086",
}
_SHOE_SIZES_MM: Final = {
    "female": ("230", "235", "240", "245", "250"),
    "male": ("255", "260", "265", "270", "280"),
}


@dataclass(frozen=True, slots=True)
class SampleShop:
    """An invented shop.

    Attributes:
        slug: name of its domain under the reserved top-level domain `example`.
        name: displayed name.
        ground: colour behind its products.
    """

    slug: str
    name: str
    ground: str

    @property
    def url(self) -> str:
        """Address of the shop."""
        return f"https://{self.slug}.example/"


@dataclass(frozen=True, slots=True)
class SampleProduct:
    """One colourway of a design."""

    shop: SampleShop
    external_id: str
    title: str
    price: int
    gender: str
    colour: str
    sizes: tuple[str, ...]
    spec: Spec

    @property
    def url(self) -> str:
        """Address of the product's page."""
        return f"{self.shop.url}products/{self.external_id}"


SHOPS: Final = (
    SampleShop("officeroom", "오피스룸", "#f4f4f3"),
    SampleShop("golmok", "골목 GOLMOK", "#f1f0ed"),
    SampleShop("dalbit", "달빛옷장", "#f7f2f2"),
    SampleShop("dallim", "달림 스포츠", "#f0f3f4"),
    SampleShop("taeyeop", "태엽상점", "#f4f0e8"),
    SampleShop("ginkgolane", "은행나무길", "#f3f3ef"),
    SampleShop("sandwind", "모래바람", "#f6f1e9"),
    SampleShop("blackmoon", "검은달 BLACKMOON", "#efeff0"),
    SampleShop("harubasic", "하루기본", "#f5f5f4"),
    SampleShop("sanneomeo", "산너머", "#eff2ee"),
    SampleShop("tailorjung", "정양복점", "#f2f1ef"),
    SampleShop("cheongcheon", "청천 데님", "#f0f2f5"),
    SampleShop("gudugil", "구두길", "#f4f2f0"),
    SampleShop("gabanggage", "가방가게 숲", "#f1f2ee"),
    SampleShop("pogeun", "포근니트", "#f5f2f0"),
    SampleShop("haetsal", "햇살여행", "#f6f4ec"),
)


@cache
def assortment() -> tuple[SampleProduct, ...]:
    """Return every product of every shop, the same ones each time."""
    shops = {shop.slug: shop for shop in SHOPS}
    with _DESIGNS.open(encoding="utf-8", newline="") as lines:
        return tuple(
            product
            for number, design in enumerate(csv.DictReader(lines), start=1)
            for product in _products(shops[design["shop"]], number, design)
        )


def _products(shop: SampleShop, number: int, design: Mapping[str, str]) -> Iterator[SampleProduct]:
    ways = design["colourways"].split()
    for letter, way in zip(ascii_lowercase, ways, strict=False):
        external_id = f"{number:03d}{letter}"
        colour, spec = _spec(f"{external_id}-{way}", design, way)
        yield SampleProduct(
            shop=shop,
            external_id=external_id,
            title=f"{design['title']} {COLOUR_TITLES[colour]}",
            price=int(design["price_krw"]),
            gender=design["gender"],
            colour=colour,
            sizes=_sizes(design["category"], design["gender"]),
            spec=spec,
        )


def _spec(key: str, design: Mapping[str, str], way: str) -> tuple[str, Spec]:
    """Return the main colour and the drawing of one colourway."""
    colours, *accents = way.split("*")
    main, _, trim = colours.partition("+")
    texture = design["texture"]
    seed = int.from_bytes(blake2b(key.encode(), digest_size=4).digest(), "big")
    base = (_DENIM_WASH if texture == "denim" else COLOUR_HEX).get(main, COLOUR_HEX[main])
    inks = tuple(COLOUR_HEX[accent] for accent in accents)
    cloth = Cloth(base, design["pattern"], inks, texture, seed)
    trim_cloth = Cloth(COLOUR_HEX[trim], texture=texture) if trim else cloth.of(base)
    details = frozenset(design["details"].split())
    return main, Spec(design["category"], cloth, trim_cloth, design["fit"], details, seed)


def _sizes(category: str, gender: str) -> tuple[str, ...]:
    slot = CATEGORY_SLOT[category]
    if slot is Slot.SHOES:
        women, men = _SHOE_SIZES_MM["female"], _SHOE_SIZES_MM["male"]
        return {"female": women, "male": men}.get(gender, (*women, *men))
    if slot in {Slot.BAG, Slot.HAT, Slot.SCARF, Slot.BELT, Slot.EYEWEAR}:
        return ("FREE",)
    return ("26", "28", "30", "32") if category == "jeans" else ("S", "M", "L", "XL")
