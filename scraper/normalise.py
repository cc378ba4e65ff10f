"""Map a shop's texts and the engine's attributes to the catalogue's terms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Final, Self

from config.taxonomy import (
    CATEGORIES,
    CATEGORY_SLOT,
    COLOURS,
    PATTERNS,
    SEASONS,
    WOMENS_CATEGORIES,
    Slot,
    fits_of,
)
from config.vocabulary import (
    Lexicon,
    colour_lexicon,
    fit_lexicon,
    gender_lexicon,
    material_lexicon,
    normalise,
    pattern_lexicon,
    season_lexicon,
    vocabulary,
)
from engine.schemas import Garment
from scraper.offer import Offer
from scraper.text import hashtags_of

MAX_COLOURS: Final = 3
MAX_MATERIALS: Final = 4
MAX_HASHTAGS: Final = 20

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
_MATERIAL: Final = re.compile(r"(?i)(?:소재|혼용률|재질|겉감|material|fabric)\s*:?\s*(.{1,60})")
_HASHTAG: Final = re.compile(r"#([^\s#,|]{1,30})")
# Shops name half a year at once: spring and summer, autumn and winter.
_HALF_YEARS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "ss": ("spring", "summer"),
        "s/s": ("spring", "summer"),
        "fw": ("autumn", "winter"),
        "f/w": ("autumn", "winter"),
        "간절기": ("spring", "autumn"),
        "환절기": ("spring", "autumn"),
    }
)
_SEASONS_OF_WARMTH: Final[Mapping[int, tuple[str, ...]]] = MappingProxyType(
    {
        1: ("summer",),
        2: ("spring", "summer", "autumn"),
        3: ("spring", "autumn", "winter"),
        4: ("winter",),
    }
)
_SEASONLESS: Final = frozenset({Slot.BAG, Slot.BELT, Slot.EYEWEAR, Slot.SHOES, Slot.HAT})
# What follows is a part of the product, not the product: "dress with belt".
_APART: Final = re.compile(r"\bwith\b|\(|\[| \+ ")
_PATH_SEPARATOR: Final = re.compile(r"[>/|:]")


@cache
def _shop_lexicon() -> Lexicon:
    """Return the category lexicon, extended by words that only shops use."""
    return Lexicon(
        {
            name: (*words, *_SHOP_CATEGORY_WORDS.get(name, ()))
            for name, words in vocabulary().categories.items()
        }
    )


@dataclass(frozen=True, slots=True)
class Seen:
    """The engine's attributes of a product's picture that the catalogue's terms depend on."""

    category: str
    unsure: bool
    colours: tuple[str, ...]
    pattern: str
    fit: str | None
    warmth: int

    @classmethod
    def of(cls, garment: Garment) -> Self:
        """Return the attributes of an analysed garment."""
        return cls(
            category=garment.category,
            unsure=garment.unsure,
            colours=tuple(colour.name for colour in garment.colours),
            pattern=garment.pattern,
            fit=garment.fit,
            warmth=garment.warmth,
        )

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self | None:
        """Parse stored attributes; None if they are missing or of another version."""
        try:
            return cls(**{**stored, "colours": tuple(stored["colours"])})
        except (KeyError, TypeError):
            return None


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """The attributes of a product in the catalogue's terms."""

    category: str
    gender: str
    colours: list[str]
    pattern: str
    fit: str | None
    warmth: int
    seasons: list[str]
    materials: list[str]
    hashtags: list[str]


def facts_of(offer: Offer, seen: Seen) -> ProductFacts | None:
    """Combine the shop's texts with the engine's attributes; None if it seems not a garment."""
    category = choose_category(offer, seen)
    if category is None:
        return None
    title = normalise(offer.title)
    slot = CATEGORY_SLOT[category]
    fits = fits_of(slot)
    named_fit = next((fit for fit, _ in fit_lexicon().find(title) if fit in fits), None)
    seen_fit = seen.fit if seen.fit in fits else None
    patterns = [name for name, _ in pattern_lexicon().find(title) if name in PATTERNS]
    colours = colours_of(offer) or [name for name in seen.colours if name in COLOURS]
    return ProductFacts(
        category=category,
        gender=gender_of(offer, category),
        colours=colours[:MAX_COLOURS],
        pattern=patterns[0] if patterns else seen.pattern,
        fit=named_fit or seen_fit,
        warmth=seen.warmth,
        seasons=seasons_of(offer) or seasons_of_warmth(slot, seen.warmth),
        materials=materials_of(offer),
        hashtags=hashtags(offer),
    )


def named_category(offer: Offer) -> str | None:
    """Return the category named by the shop's texts, None if there is none.

    The last noun of a title names the category ("니트 원피스" is a dress) in both languages;
    of a category path the deepest known level counts. If both name a category of the same slot,
    the title wins, else the path.
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


def choose_category(offer: Offer, seen: Seen) -> str | None:
    """Return the product's category, None if neither texts nor picture determine it.

    Texts win, but a confident prediction refines a coarse one ("팬츠").
    """
    named = named_category(offer)
    if named is None:
        return None if seen.unsure else seen.category
    finer = _ROUGH.get(named, frozenset()) if named != offer.category_text else frozenset()
    return seen.category if seen.category in finer and not seen.unsure else named


def gender_of(offer: Offer, category: str) -> str:
    """Return `female`, `male` or `unisex`, from the most explicit text that names one."""
    for text in (offer.gender_text, offer.category_text, offer.title):
        genders = {name for name, _ in gender_lexicon().find(normalise(text))}
        if genders:
            return genders.pop() if len(genders) == 1 else "unisex"
    return "female" if category in WOMENS_CATEGORIES else "unisex"


def colours_of(offer: Offer) -> list[str]:
    """Return the colours named by the shop, in order; its title is the fallback."""
    for text in (offer.colour_text, offer.title):
        colours = [name for name, _ in colour_lexicon().find(normalise(text))]
        if colours:
            return list(dict.fromkeys(colours))
    return []


def seasons_of(offer: Offer) -> list[str]:
    """Return the seasons named by the shop, in the order of the year."""
    for text in (offer.season_text, f"{offer.title} {' '.join(hashtags(offer))}"):
        found = season_lexicon().find(normalise(text))
        seasons = {season for name, word in found for season in _HALF_YEARS.get(word, (name,))}
        if seasons:
            return [season for season in SEASONS if season in seasons]
    return []


def seasons_of_warmth(slot: Slot, warmth: int) -> list[str]:
    """Return the seasons for clothes of a warmth; empty for slots worn all year."""
    return [] if slot in _SEASONLESS else list(_SEASONS_OF_WARMTH.get(warmth, ()))


def materials_of(offer: Offer) -> list[str]:
    """Return the materials named by the shop, in order."""
    for text in (offer.material_text, offer.title, _material_text(normalise(offer.description))):
        materials = [name for name, _ in material_lexicon().find(normalise(text))]
        if materials:
            return list(dict.fromkeys(materials))[:MAX_MATERIALS]
    return []


def _material_text(description: str) -> str:
    """Return the text after "material:" in a description; the rest may name any material."""
    match = _MATERIAL.search(description)
    return match.group(1) if match else ""


def hashtags(offer: Offer) -> list[str]:
    """Return the shop's tags and the hashtags in its texts."""
    written = _HASHTAG.findall(f"{offer.title} {offer.description}")
    tags = dict.fromkeys((*offer.hashtags, *hashtags_of("#" + " #".join(written))))
    return list(tags)[:MAX_HASHTAGS]
