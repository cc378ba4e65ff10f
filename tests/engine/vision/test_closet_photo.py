"""What a photo for the closet shows, and what is kept of a garment."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageEnhance

from config.taxonomy import CATEGORIES, COLOUR_HEX, SEASONS, Slot
from engine.schemas import ColourShare
from engine.vision.closet_photo import (
    ORIGINAL_PX,
    PhotoContent,
    classify,
    cut_garments,
    fingerprint,
    is_outfit,
    is_same_garment,
    seasons_of,
    usual_warmth,
)
from tests.support.bot import HOODIE, JEANS, FakePipeline, garment, vector


def photo(size: tuple[int, int] = (600, 800)) -> Image.Image:
    picture = Image.new("RGB", size, "#e8e4da")
    width, height = size
    box = (width // 5, height // 6, width * 4 // 5, height * 5 // 6)
    ImageDraw.Draw(picture).rounded_rectangle(box, 20, fill="#28304a")
    return picture


def test_one_garment_is_kept_with_two_pictures() -> None:
    seen = classify(FakePipeline(garments=(HOODIE,)), photo((1200, 1600)))
    assert seen.content is PhotoContent.ONE
    cutout = seen.garment
    assert cutout is not None
    assert cutout.cutout is not None
    for kept, mode in ((cutout.original, "RGB"), (cutout.cutout, "RGBA")):
        stored = Image.open(io.BytesIO(kept.webp))
        assert (stored.size, stored.mode) == ((kept.width, kept.height), mode)
    assert max(cutout.original.width, cutout.original.height) == ORIGINAL_PX
    assert cutout.formality == 2
    assert cutout.seasons == ("spring", "autumn", "winter")


def test_an_outfit_is_several_garments() -> None:
    seen = classify(FakePipeline(garments=(HOODIE, JEANS)), photo())
    assert seen.content is PhotoContent.SEVERAL
    assert seen.outfit is not None
    assert [g.category for g in seen.outfit.garments] == ["hoodie", "jeans"]


def test_what_nobody_could_name_is_no_garment() -> None:
    doubtful = replace(garment(score=0.2), score=0.1)
    assert classify(FakePipeline(garments=(doubtful,)), photo()).content is PhotoContent.NONE


def test_two_tops_are_no_outfit_but_a_dress_with_shoes_is() -> None:
    dress = garment("dress", slot=Slot.DRESS)
    shoes = garment("heels", slot=Slot.SHOES)
    assert not is_outfit([HOODIE, garment("shirt")])
    assert is_outfit([dress, shoes])
    assert not is_outfit([dress, replace(shoes, score=0.2)])


def test_garments_are_cut_out_of_an_outfit() -> None:
    found = cut_garments(
        FakePipeline(),
        photo(),
        [((100, 100, 500, 400), Slot.TOP), ((100, 380, 500, 790), Slot.PANTS)],
    )
    assert [cutout.garment.category for cutout in found] == ["hoodie", "jeans"]
    assert found[0].original.height < found[1].original.height


def test_colours_are_named_anew_without_the_background_but_white_stays() -> None:
    class Corrects(FakePipeline):
        def closeups(self, pictures, slots):
            found = super().closeups(pictures, slots)
            if slots[0] is None:
                return found
            red = ColourShare("red", COLOUR_HEX["red"], 1.0)
            one = replace(found[0].analysis.garments[0], colours=(red,))
            return [replace(found[0], analysis=replace(found[0].analysis, garments=(one,)))]

    navy = classify(Corrects(garments=(garment(colour="navy"),)), photo()).garment
    white = classify(Corrects(garments=(garment(colour="white"),)), photo()).garment
    assert navy is not None
    assert white is not None
    assert (navy.garment.colours[0].name, white.garment.colours[0].name) == ("red", "white")


@pytest.mark.parametrize(
    ("category", "warmth", "seasons"),
    [
        ("t_shirt", 1, ("spring", "summer", "autumn")),
        ("padded_jacket", 4, ("winter",)),
        ("jeans", 1, SEASONS),
        ("bag", 2, SEASONS),
        ("dress", 4, ("spring", "autumn", "winter")),
    ],
)
def test_seasons(category: str, warmth: int, seasons: tuple[str, ...]) -> None:
    assert seasons_of(category, warmth) == seasons


@given(st.sampled_from(CATEGORIES), st.integers(1, 4))
def test_everything_is_worn_at_some_time(category: str, warmth: int) -> None:
    found = seasons_of(category, warmth)
    assert found
    assert list(found) == [season for season in SEASONS if season in found]


def test_warmth_of_categories() -> None:
    assert [usual_warmth(c) for c in ("t_shirt", "jeans", "sweater", "parka")] == [1, 2, 3, 4]


def test_the_fingerprint_survives_light_and_size_but_not_another_picture() -> None:
    first = photo()
    same = ImageEnhance.Brightness(first.resize((400, 533))).enhance(0.85)
    other = Image.fromarray(np.random.default_rng(1).integers(0, 255, (80, 60, 3), dtype=np.uint8))
    near = vector(1, 0)
    prints = [fingerprint(p) for p in (first, same, other)]
    assert len(prints[0]) == 8
    assert is_same_garment((near, prints[0]), (near, prints[1]))
    assert not is_same_garment((near, prints[0]), (near, prints[2]))
    assert not is_same_garment((near, prints[0]), (vector(2, 5), prints[0]))
