"""What people send that is no photo of an outfit: nothing is invented, nothing lost."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
import resvg_py
import skimage
import sklearn.datasets
from PIL import Image, ImageDraw

from config.settings import EngineSettings
from config.taxonomy import Slot
from engine.pipeline import Pipeline
from engine.schemas import Analysis, PhotoKind
from scraper.sample.assortment import assortment
from scraper.sample.render import render
from scraper.sample.shapes import draw
from scraper.sample.shapes.spec import Spec
from tests.support.photos import packaged_photo, person_bytes

SHOP_PICTURE = (40, 100, 740, 940)
"""Where a drawn shop page has its product."""


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline.open(EngineSettings())


def spec_of(category: str) -> Spec:
    return next(p.spec for p in assortment() if p.spec.category == category)


def person() -> Image.Image:
    return Image.open(io.BytesIO(person_bytes())).convert("RGB")


def two_men() -> Image.Image:
    return Image.open(packaged_photo("zidane.jpg")).convert("RGB")


def cat() -> Image.Image:
    return Image.open(Path(skimage.__file__).parent / "data" / "chelsea.png").convert("RGB")


def landscape() -> Image.Image:
    return Image.fromarray(sklearn.datasets.load_sample_image("china.jpg"))


def face() -> Image.Image:
    return two_men().crop((860, 60, 990, 200))


def noise() -> Image.Image:
    values = np.random.default_rng(0).integers(0, 256, (480, 360, 3), dtype=np.uint8)
    return Image.fromarray(values)


def text_page() -> Image.Image:
    page = Image.new("RGB", (600, 900), "white")
    for row in range(20):
        ImageDraw.Draw(page).text((30, 40 * row), "Terms and conditions apply", fill="black")
    return page


@pytest.mark.parametrize("make", [cat, landscape, face, noise, text_page])
def test_no_garment_is_invented(pipeline: Pipeline, make: Callable[[], Image.Image]) -> None:
    seen = pipeline.analyze(make(), PhotoKind.OUTFIT)
    assert (seen.garments, seen.people) == ((), 0)


def dressed_figure(*, has_head: bool) -> Image.Image:
    """Return a drawn person in a T-shirt and jeans, or a headless grey dummy."""
    picture = Image.new("RGB", (600, 900), "#dcd8d0")
    brush = ImageDraw.Draw(picture)
    skin = "#e8c4a8" if has_head else "#8a8a8a"
    if has_head:
        brush.ellipse((255, 40, 345, 160), fill=skin)
    limbs = ((280, 140, 320, 200), (250, 180, 350, 480), (235, 460, 295, 840), (305, 460, 365, 840))
    for limb in limbs:
        brush.rectangle(limb, fill=skin)
    for category, box in (("jeans", (205, 420, 395, 840)), ("t_shirt", (155, 180, 445, 470))):
        svg = draw(spec_of(category))
        drawn = resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, width=400)
        garment = Image.open(io.BytesIO(drawn)).convert("RGBA")
        garment = garment.crop(garment.getchannel("A").getbbox())
        garment = garment.resize((box[2] - box[0], box[3] - box[1]))
        picture.paste(garment, box[:2], garment)
    return picture


@pytest.mark.parametrize("has_head", [True, False])
def test_clothes_of_a_drawing_and_a_mannequin_are_seen(pipeline: Pipeline, has_head: bool) -> None:
    seen = pipeline.analyze(dressed_figure(has_head=has_head), PhotoKind.OUTFIT)
    assert {garment.slot for garment in seen.garments} == {Slot.TOP, Slot.PANTS}


def test_a_phone_before_the_face_hides_no_clothes(pipeline: Pipeline) -> None:
    mirror = Image.new("RGB", (700, 1200), "#b5a58f")
    mirror.paste(person().resize((520, 1120)).transpose(Image.Transpose.FLIP_LEFT_RIGHT), (90, 40))
    brush = ImageDraw.Draw(mirror)
    brush.rectangle((82, 32, 618, 1168), outline="#4a3b28", width=14)
    brush.rounded_rectangle((300, 100, 400, 250), 12, fill="#111111")
    seen = pipeline.analyze(mirror, PhotoKind.OUTFIT)
    assert {Slot.OUTER, Slot.PANTS} <= {garment.slot for garment in seen.garments}
    assert seen.people == 1


def test_a_collage_is_several_people(pipeline: Pipeline) -> None:
    collage = Image.new("RGB", (1000, 1000), "white")
    tiles = (
        person().resize((490, 1055)).crop((0, 100, 490, 590)),
        render(spec_of("coat"), "#eeeeee", width_px=490).crop((0, 0, 490, 490)),
        dressed_figure(has_head=True).resize((490, 735)).crop((0, 60, 490, 550)),
        two_men().crop((560, 0, 1280, 720)).resize((490, 490)),
    )
    for number, tile in enumerate(tiles):
        collage.paste(tile, (5 + 500 * (number % 2), 5 + 500 * (number // 2)))
    seen = pipeline.analyze(collage, PhotoKind.OUTFIT)
    assert seen.people >= 3
    for garment in seen.garments:  # none reaches over two tiles
        x1, y1, x2, y2 = garment.box
        assert x2 < 530 or x1 > 470
        assert y2 < 530 or y1 > 470


def shop_page(category: str, others: Sequence[str]) -> Image.Image:
    """Return the screenshot of a shop: a bar, a large product, words, and three small products."""
    page = Image.new("RGB", (780, 1500), "white")
    brush = ImageDraw.Draw(page)
    brush.rectangle((0, 0, 780, 60), fill="#222222")
    brush.text((20, 20), "SHOP   NEW   BEST   SALE", fill="white", font_size=22)
    page.paste(render(spec_of(category), "#f0f0ee", width_px=700), SHOP_PICTURE[:2])
    for row, words in enumerate(("SLIM FIT", "39,900 KRW", "FREE SHIPPING", "[ ADD TO CART ]")):
        brush.text((50, 980 + 45 * row), words, fill="black", font_size=28)
    for column, other in enumerate(others):
        small = render(spec_of(other), "#f0f0ee", width_px=200)
        page.paste(small, (50 + 240 * column, 1200))
    return page


@pytest.mark.parametrize(
    ("category", "slots"), [("jacket", {Slot.TOP, Slot.OUTER}), ("dress", {Slot.DRESS})]
)
def test_the_large_product_of_a_shop_page_comes_first(
    pipeline: Pipeline, category: str, slots: set[Slot]
) -> None:
    seen = pipeline.analyze(shop_page(category, ("bag", "hat", "jeans")), PhotoKind.OUTFIT)
    first = first_of_largest_person(seen)
    assert first[0] in slots
    x1, y1, x2, y2 = first[1]
    left, top, right, bottom = SHOP_PICTURE
    assert left <= x1 < x2 <= right
    assert top <= y1 < y2 <= bottom
    assert (x2 - x1) * (y2 - y1) > 0.25 * (right - left) * (bottom - top)


def first_of_largest_person(seen: Analysis) -> tuple[Slot, tuple[int, int, int, int]]:
    garment = next(g for g in seen.garments if g.person == 0)
    return garment.slot, garment.box
