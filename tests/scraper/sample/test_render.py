from __future__ import annotations

import hashlib
import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from config.taxonomy import CATEGORY_SLOT, COLOUR_HEX, Slot
from scraper.sample.assortment import assortment
from scraper.sample.canvas import HEIGHT_PX, WIDTH_PX
from scraper.sample.colour import rgb
from scraper.sample.render import render, render_jpeg
from scraper.sample.shapes import draw
from scraper.sample.shapes.spec import Spec

PRODUCTS = assortment()
SMALL_PX = 60
TINY_PX = 30


def test_every_product_has_a_picture_of_its_own():
    seen: dict[str, str] = {}
    for product in PRODUCTS:
        picture = render(product.spec, product.shop.ground, width_px=TINY_PX)
        digest = hashlib.sha256(picture.tobytes()).hexdigest()
        assert digest not in seen, f"{product.title} looks like {seen[digest]}"
        seen[digest] = product.title


def test_a_picture_is_of_full_size_and_decodes():
    product = PRODUCTS[0]
    picture = Image.open(io.BytesIO(render_jpeg(product.spec, product.shop.ground)))
    picture.load()
    assert picture.size == (WIDTH_PX, HEIGHT_PX)
    assert picture.format == "JPEG"


def test_drawing_is_deterministic():
    for product in PRODUCTS[::90]:
        again = replace(product.spec)
        assert draw(again) == draw(product.spec)
        assert render_jpeg(again, "#ffffff") == render_jpeg(product.spec, "#ffffff")


def test_products_of_one_design_differ_a_little_in_cut():
    spec = PRODUCTS[0].spec
    assert draw(spec) != draw(replace(spec, seed=spec.seed + 1))


def test_the_frame_holds_the_whole_product():
    for product in PRODUCTS[::5]:
        pixels = np.asarray(render(product.spec, "#ffffff", width_px=SMALL_PX), np.int16)
        for edge in (pixels[0], pixels[:, 0], pixels[:, -1]):
            assert int(edge.min()) > 190, f"{product.title} is cut off"


def test_the_main_colour_is_the_one_it_is_sold_as():
    whole = {Slot.TOP, Slot.OUTER, Slot.PANTS, Slot.SKIRT, Slot.DRESS}
    for product in PRODUCTS:
        plain = product.spec.cloth.pattern == "plain" and not product.spec.details
        if not plain or CATEGORY_SLOT[product.spec.category] not in whole:
            continue
        pixels = np.asarray(render(product.spec, "#ff00ff", width_px=SMALL_PX), np.float32)
        middle = pixels[24:48, 22:38].reshape(-1, 3)
        wanted = np.array(rgb(product.spec.cloth.base)) * 255
        assert np.abs(np.median(middle, axis=0) - wanted).mean() < 40, product.title


def test_a_detail_of_another_category_is_refused():
    spec = next(p.spec for p in PRODUCTS if p.spec.category == "hat")
    with pytest.raises(ValueError, match="no detail kangaroo"):
        draw(replace(spec, details=frozenset({"kangaroo"})))


def test_every_detail_changes_the_drawing():
    sold = {(p.spec.category, d): p.spec for p in PRODUCTS for d in p.spec.details}
    for (category, detail), spec in sold.items():
        without = replace(spec, details=spec.details - {detail})
        assert draw(without) != draw(spec), f"{category}: {detail} changes nothing"


def test_every_colour_can_be_drawn():
    cloth = PRODUCTS[0].spec.cloth
    for colour in COLOUR_HEX.values():
        spec = Spec("t_shirt", replace(cloth, base=colour), replace(cloth, base=colour))
        assert render(spec, "#ffffff", width_px=SMALL_PX).size[0] == SMALL_PX
