"""From a shop's words and what the engine saw to the catalogue's terms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from config.taxonomy import (
    CATEGORIES,
    CATEGORY_SLOT,
    COLOURS,
    PATTERNS,
    WOMENS_CATEGORIES,
    fits_of,
)
from config.vocabulary import (
    CATEGORY_WORDS,
    Lexicon,
    colour_lexicon,
    fit_lexicon,
    gender_lexicon,
    normalise,
    pattern_lexicon,
)
from engine.schemas import Garment
from scraper.offer import Offer

MAX_COLOURS: Final = 3

_SHOP_CATEGORY_WORDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "t_shirt": ("tshirts", "t-shirts", "tees", "반소매 티셔츠"),
        "sleeveless": ("tank tops", "tanks", "뷔스티에"),
        "shirt": ("shirts", "셔츠/남방"),
        "blouse": ("blouses",),
        "sweatshirt": ("sweatshirts", "스웨트"),
        "hoodie": ("hoodies",),
        "sweater": ("sweaters", "knitwear", "jumpers"),
        "vest": ("vests", "waistcoats"),
        "training_top": ("트랙탑", "저지", "러닝탑"),
        "jeans": ("데님팬츠",),
        "leggings": ("legging",),
        "skirt_short": ("skirts",),
        "blazer": ("blazers", "정장 재킷", "싱글 재킷", "더블 재킷", "suits"),
        "cardigan": ("cardigans",),
        "coat": ("coats", "trench coats"),
        "jacket": ("jackets", "블루종", "트랙 재킷", "윈드브레이커"),
        "parka": ("parkas",),
        "dress": ("dresses",),
        "jumpsuit": ("jumpsuits", "오버롤"),
        "sneakers": ("슬립온", "하이탑"),
        "dress_shoes": ("윙팁", "formal shoe"),
        "heels": ("heel", "슬링백", "힐"),
        "bag": ("bags", "보스턴백", "tote bags"),
        "hat": ("hats", "페도라", "버킷 햇", "베레모"),
        "scarf": ("반다나", "트윌리"),
    }
)
"""Plurals and shop terms that people do not write to a bot."""

# Where a shop says only what a garment roughly is, the picture tells which of these.
_ROUGH: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "t_shirt": frozenset({"t_shirt", "long_sleeve", "polo", "sleeveless"}),
        "shirt": frozenset({"shirt", "blouse"}),
        "sweater": frozenset({"sweater", "cardigan", "vest", "polo"}),
        "trousers": frozenset({"trousers", "jeans", "leggings", "training_bottom"}),
        "skirt_short": frozenset({"skirt_short", "skirt_long"}),
        "jacket": frozenset({"jacket", "blazer", "padded_jacket", "parka", "coat"}),
        "sneakers": frozenset({"sneakers", "dress_shoes", "heels", "boots", "sandals"}),
        "dress_shoes": frozenset({"dress_shoes", "heels"}),
    }
)

_LONG_SKIRT: Final = re.compile(r"롱|맥시|미디|maxi|midi|long")
# What follows is a part of the product, not the product: "dress with belt".
_APART: Final = re.compile(r"\bwith\b|\(|\[| \+ ")
_PATH_SEPARATOR: Final = re.compile(r"[>/|:]")


@cache
def _shop_lexicon() -> Lexicon:
    """Words for categories, those that only shops use included."""
    return Lexicon(
        {
            name: (*words, *_SHOP_CATEGORY_WORDS.get(name, ()))
            for name, words in CATEGORY_WORDS.items()
        }
    )


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """What the catalogue says of a product."""

    category: str
    gender: str
    colours: list[str]
    pattern: str
    fit: str | None
    warmth: int


def facts_of(offer: Offer, garment: Garment) -> ProductFacts | None:
    """Combine what the shop says with what the engine saw; None when it seems no garment."""
    category = choose_category(offer, garment)
    if category is None:
        return None
    title = normalise(offer.title)
    slot = CATEGORY_SLOT[category]
    fits = fits_of(slot)
    said_fit = next((fit for fit, _ in fit_lexicon().find(title) if fit in fits), None)
    seen_fit = garment.fit if garment.fit in fits else None
    patterns = [name for name, _ in pattern_lexicon().find(title) if name in PATTERNS]
    colours = colours_of(offer) or [c.name for c in garment.colours if c.name in COLOURS]
    return ProductFacts(
        category=category,
        gender=gender_of(offer, category),
        colours=colours[:MAX_COLOURS],
        pattern=patterns[0] if patterns else garment.pattern,
        fit=said_fit or seen_fit,
        warmth=garment.warmth,
    )


def said_category(offer: Offer) -> str | None:
    """Return the category that the shop's words name, None where they name none.

    The last noun of a title is what it is ("니트 원피스" is a dress), in Korean and in English;
    of a category path the deepest level that we know counts. The path decides where the two speak
    of different parts of the body, the title where it is only finer.
    """
    if offer.category_text in CATEGORIES:
        return offer.category_text
    titled = _last_category(_APART.split(normalise(offer.title))[0])
    levels = reversed(_PATH_SEPARATOR.split(normalise(offer.category_text)))
    filed = next((found for level in levels if (found := _last_category(level))), None)
    if titled and filed:
        return titled if CATEGORY_SLOT[titled] is CATEGORY_SLOT[filed] else filed
    return titled or filed


def _last_category(text: str) -> str | None:
    found = _shop_lexicon().find(text)
    if not found:
        return None
    name = found[-1][0]
    return "skirt_long" if name == "skirt_short" and _LONG_SKIRT.search(text) else name


def choose_category(offer: Offer, garment: Garment) -> str | None:
    """Return the product's category, None where neither words nor picture tell.

    Words win, but where they are only rough ("팬츠") a sure look at the picture makes them finer.
    """
    said = said_category(offer)
    if said is None:
        return None if garment.unsure else garment.category
    finer = _ROUGH.get(said, frozenset()) if said != offer.category_text else frozenset()
    return garment.category if garment.category in finer and not garment.unsure else said


def gender_of(offer: Offer, category: str) -> str:
    """Return `female`, `male` or `unisex`, from the most explicit words that there are."""
    for text in (offer.gender_text, offer.category_text, offer.title):
        said = {name for name, _ in gender_lexicon().find(normalise(text))}
        if said:
            return said.pop() if len(said) == 1 else "unisex"
    return "female" if category in WOMENS_CATEGORIES else "unisex"


def colours_of(offer: Offer) -> list[str]:
    """Return the colours that the shop names, first one first; those of the title if no others."""
    for text in (offer.colour_text, offer.title):
        said = [name for name, _ in colour_lexicon().find(normalise(text))]
        if said:
            return list(dict.fromkeys(said))
    return []
