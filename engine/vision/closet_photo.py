"""Classifies photos for the closet and cuts the garments out that are stored."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import numpy as np
from PIL import Image, ImageOps

from config.taxonomy import CATEGORIES, SEASONS, Slot
from engine.models.garment_crop import crop_box
from engine.models.garment_warmth import expected_warmth
from engine.pipeline import Analyzer, Closeup
from engine.schemas import Analysis, ColourShare, Garment, PhotoKind, Scored, Vector
from engine.vision.cutout import cut_out

ORIGINAL_PX: Final = 800
"""Longest side of the stored picture of a garment as it was photographed."""

SAME_COSINE: Final = 0.94
SAME_BITS: Final = 16
"""Two photos show the same garment when their embeddings are at least this near and of the 64
bits of their fingerprints at most so many differ."""

_UPPER: Final = frozenset({Slot.TOP, Slot.OUTER, Slot.DRESS})
_LOWER: Final = frozenset({Slot.PANTS, Slot.SKIRT, Slot.SHORTS, Slot.SHOES})
_SURE_BOX: Final = 0.4
_SURE_CATEGORY: Final = 0.4
_LEAST_GARMENT: Final = 0.1
_WEBP_QUALITY: Final = 84
_HASH_PX: Final = 8
_PAPER: Final = "#ffffff"

_ALWAYS: Final = SEASONS
_NOT_SUMMER: Final = ("spring", "autumn", "winter")
_BETWEEN: Final = ("spring", "autumn")
_COLD: Final = ("autumn", "winter")
_CATEGORY_SEASONS: Final = MappingProxyType(
    {
        "t_shirt": ("spring", "summer", "autumn"),
        "sleeveless": ("summer",),
        "polo": ("spring", "summer"),
        "shirt": ("spring", "summer", "autumn"),
        "blouse": ("spring", "summer", "autumn"),
        "long_sleeve": _NOT_SUMMER,
        "sweatshirt": _NOT_SUMMER,
        "hoodie": _NOT_SUMMER,
        "sweater": _COLD,
        "vest": _BETWEEN,
        "training_top": _NOT_SUMMER,
        "jeans": _NOT_SUMMER,
        "trousers": _NOT_SUMMER,
        "leggings": _NOT_SUMMER,
        "training_bottom": _NOT_SUMMER,
        "shorts": ("summer",),
        "skirt_short": ("spring", "summer", "autumn"),
        "skirt_long": ("spring", "summer", "autumn"),
        "blazer": _BETWEEN,
        "cardigan": _BETWEEN,
        "jacket": _BETWEEN,
        "coat": _COLD,
        "parka": _COLD,
        "padded_jacket": ("winter",),
        "dress": ("spring", "summer", "autumn"),
        "jumpsuit": ("spring", "summer", "autumn"),
        "boots": _COLD,
        "sandals": ("summer",),
        "scarf": _COLD,
    }
)
"""When Koreans wear a garment of a category; other categories are worn all year."""


class PhotoContent(StrEnum):
    """Whether a photo shows one garment, several or none."""

    ONE = "one"
    SEVERAL = "several"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """An encoded picture: WebP bytes and its size in pixels."""

    webp: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class GarmentCutout:
    """A garment cut out of a photo, with all that the closet stores.

    Attributes:
        garment: category, colours, embedding and so on.
        style: nine styles, most probable first.
        formality: 1 to 5.
        seasons: when it is worn.
        original: as it was photographed.
        cutout: without its background; None when they cannot be separated.
        fingerprint: 8 bytes that photos of the same garment share for the most part.
    """

    garment: Garment
    style: tuple[Scored, ...]
    formality: int | None
    seasons: tuple[str, ...]
    original: StoredPicture
    cutout: StoredPicture | None
    fingerprint: bytes


@dataclass(frozen=True, slots=True)
class ClosetPhoto:
    """A classified photo.

    Attributes:
        content: one garment, several or none.
        garment: the garment, if there is one.
        outfit: what is worn in the photo, if it is several; boxes in pixels of the picture.
    """

    content: PhotoContent
    garment: GarmentCutout | None = None
    outfit: Analysis | None = None


def classify(engine: Analyzer, picture: Image.Image) -> ClosetPhoto:
    """Classify a photo: one garment, an outfit or nothing to wear.

    Args:
        engine: the models.
        picture: upright RGB.
    """
    outfit = engine.analyze(picture, PhotoKind.OUTFIT)
    own = [g for g in outfit.garments if g.person == 0]
    if is_outfit(own):
        return ClosetPhoto(PhotoContent.SEVERAL, outfit=outfit)
    [near] = engine.closeups([picture], [None])
    [garment] = near.analysis.garments
    is_seen = garment.category_score >= _SURE_CATEGORY or any(g.score >= _SURE_BOX for g in own)
    if not is_seen or float((near.mask > 0).mean()) < _LEAST_GARMENT:
        return ClosetPhoto(PhotoContent.NONE)
    return ClosetPhoto(PhotoContent.ONE, garment=_cutouts_of(engine, [picture], [near])[0])


def is_outfit(garments: Sequence[Garment]) -> bool:
    """Return whether garments form an outfit: one above the waist and one below."""
    slots = {g.slot for g in garments if g.score >= _SURE_BOX}
    return bool(slots & _UPPER) and bool(slots & _LOWER)


def cut_garments(
    engine: Analyzer,
    picture: Image.Image,
    parts: Sequence[tuple[tuple[float, float, float, float], Slot]],
) -> list[GarmentCutout]:
    """Cut garments out of a photo of an outfit.

    Args:
        engine: the models.
        picture: upright RGB.
        parts: box in pixels of the picture and slot of each garment.
    """
    crops = [picture.crop(crop_box(box, *picture.size)) for box, _ in parts]
    near = engine.closeups(crops, [slot for _, slot in parts])
    return _cutouts_of(engine, crops, near)


def _cutouts_of(
    engine: Analyzer, pictures: Sequence[Image.Image], near: Sequence[Closeup]
) -> list[GarmentCutout]:
    """Cut garments out, and name their colours again without the background."""
    cuts = [cut_out(picture, closeup.mask) for picture, closeup in zip(pictures, near, strict=True)]
    parted = [index for index, cut in enumerate(cuts) if cut is not None]
    again = engine.closeups(
        [_on_paper(cut) for cut in cuts if cut is not None],
        [near[index].analysis.garments[0].slot for index in parted],
    )
    colours = {
        index: closeup.analysis.garments[0].colours
        for index, closeup in zip(parted, again, strict=True)
    }
    return [
        _cutout_of(picture, closeup, cut, colours.get(index))
        for index, (picture, closeup, cut) in enumerate(zip(pictures, near, cuts, strict=True))
    ]


def _cutout_of(
    picture: Image.Image,
    near: Closeup,
    cut: Image.Image | None,
    colours: tuple[ColourShare, ...] | None,
) -> GarmentCutout:
    [garment] = near.analysis.garments
    # On white paper a white garment looks grey, so a photo's white stands.
    if colours is not None and garment.colours[0].name != "white":
        garment = replace(garment, colours=colours)
    return GarmentCutout(
        garment=garment,
        style=near.analysis.style,
        formality=near.analysis.formality,
        seasons=seasons_of(garment.category, garment.warmth),
        original=_stored(ImageOps.contain(picture, (ORIGINAL_PX, ORIGINAL_PX)))
        if max(picture.size) > ORIGINAL_PX
        else _stored(picture),
        cutout=None if cut is None else _stored(cut),
        fingerprint=fingerprint(picture if cut is None else cut),
    )


def _stored(picture: Image.Image) -> StoredPicture:
    target = io.BytesIO()
    picture.save(target, "WEBP", quality=_WEBP_QUALITY, method=3)
    return StoredPicture(target.getvalue(), *picture.size)


def seasons_of(category: str, warmth: int) -> tuple[str, ...]:
    """Return when a garment is worn, in the order of the year.

    Args:
        category: what it is.
        warmth: 1 (hot days) to 4 (cold days); it moves what is unusually thin or thick.
    """
    usual = set(_CATEGORY_SEASONS.get(category, _ALWAYS))
    if warmth == 1 and len(usual) < len(SEASONS):
        usual.add("summer")
    if warmth == 4:
        usual = (usual - {"summer"}) | {"winter"}
    return tuple(season for season in SEASONS if season in usual)


def usual_warmth(category: str) -> int:
    """Return the warmth, 1 to 4, of what a category usually is."""
    return expected_warmth(np.eye(len(CATEGORIES))[CATEGORIES.index(category)])


def _on_paper(cut: Image.Image) -> Image.Image:
    paper = Image.new("RGBA", cut.size, _PAPER)
    return Image.alpha_composite(paper, cut).convert("RGB")


def fingerprint(picture: Image.Image) -> bytes:
    """Return the difference hash of a picture, 8 bytes; transparent parts are white."""
    if picture.mode == "RGBA":
        picture = _on_paper(picture)
    small = picture.convert("L").resize((_HASH_PX + 1, _HASH_PX), Image.Resampling.BOX)
    grey = np.asarray(small, np.int16)
    return np.packbits(grey[:, 1:] > grey[:, :-1]).tobytes()


def is_same_garment(first: tuple[Vector, bytes], second: tuple[Vector, bytes]) -> bool:
    """Return whether two photos probably show the same garment.

    Args:
        first: embedding (unit vector) and fingerprint.
        second: those of the other photo.
    """
    differing = int.from_bytes(first[1]) ^ int.from_bytes(second[1])
    return float(first[0] @ second[0]) >= SAME_COSINE and differing.bit_count() <= SAME_BITS
