"""What the sample shops are called: the style each has more of than the others."""

from collections import defaultdict

import numpy as np
import pytest
from numpy.typing import NDArray

from config.taxonomy import CATEGORY_SLOT, STYLES, fits_of
from engine.models.product_style import ProductStyle, product_facts
from scraper.sample.assortment import assortment

INTENDED = {
    "officeroom": "modern",
    "golmok": "street",
    "dalbit": "feminine",
    "dallim": "sporty",
    "taeyeop": "retro",
    "ginkgolane": "classic",
    "sandwind": "bohemian",
    "blackmoon": "edgy",
    "harubasic": "casual",
    "sanneomeo": "sporty",
    "tailorjung": "classic",
    "cheongcheon": "casual",
}
"""The other four sell one kind of thing in all styles: shoes, bags, knitwear, holiday clothes."""


@pytest.fixture(scope="module")
def moods() -> dict[str, NDArray[np.float64]]:
    """Share of each style in a shop, over its share in all shops."""
    model, scores = ProductStyle.load(), defaultdict(list)
    for product in assortment():
        spec = product.spec
        fit = spec.fit if spec.fit in fits_of(CATEGORY_SLOT[spec.category]) else None
        facts = product_facts(spec.category, None, fit, [product.colour])
        scores[product.shop.slug].append(model.scores(product.title, facts))
    everywhere = np.mean([score for shop in scores.values() for score in shop], axis=0)
    return {slug: np.mean(shop, axis=0) / everywhere for slug, shop in scores.items()}


def test_nearly_every_shop_has_most_of_its_style(moods: dict[str, NDArray[np.float64]]):
    found = {slug: STYLES[int(moods[slug].argmax())] for slug in INTENDED}
    wrong = {slug: style for slug, style in found.items() if style != INTENDED[slug]}
    assert len(wrong) <= 2, wrong
