"""How long it takes to find shops of a mood among very many, to name a style and to say why."""

from __future__ import annotations

from functools import partial
from typing import Final

import numpy as np

from benchmarks.engine import median_ms
from config.taxonomy import CATEGORIES
from engine.models.style import StyleModel, WornItem
from engine.schemas import ColourShare, Scored
from engine.search.index.columns import DIMENSIONS, Columns, IndexItem
from engine.search.index.partitions import Partitions
from engine.search.index.segment import Segment
from engine.search.product_index import ProductIndex
from engine.style.reasons import reasons
from engine.style.shop_style import Moods, Tally

SHOPS: Final = 10_000
PRODUCTS_A_SHOP: Final = 100
SHOWN: Final = 3
_GARMENTS: Final = ("hoodie", "jeans", "sneakers", "bag", "hat")


def random_moods() -> Moods:
    """Return the moods of shops that differ as shops do."""
    rng = np.random.default_rng(3)
    shops = {}
    for shop, shares in enumerate(rng.dirichlet(np.full(9, 0.6), size=SHOPS)):
        rows = rng.dirichlet(shares * 3 + 0.05, size=20)
        factor = PRODUCTS_A_SHOP / len(rows)
        shops[shop] = Tally(PRODUCTS_A_SHOP, rows.sum(0) * factor, np.square(rows).sum(0) * factor)
    return Moods(shops)


def random_index() -> ProductIndex:
    """Return an index of a million products, in the order of their ids, in one cell."""
    count = SHOPS * PRODUCTS_A_SHOP
    rng = np.random.default_rng(4)
    nothing = np.zeros(DIMENSIONS, np.float32)
    one = Columns.of([IndexItem(0, 0, "hoodie", "unisex", 1, (), None, None, nothing)])
    few = rng.normal(size=(4096, DIMENSIONS)).astype(np.float32)
    few /= np.linalg.norm(few, axis=1, keepdims=True)
    columns = one.take(np.zeros(count, np.int64))
    columns.ids[:] = np.arange(count)
    columns.shops[:] = rng.permutation(count) // PRODUCTS_A_SHOP
    columns.vectors[:] = few.astype(np.float16)[np.arange(count) % len(few)]
    cells = Partitions(
        starts=np.array([0, count]),
        categories=np.array([CATEGORIES.index("hoodie")], np.uint8),
        centres=np.zeros((1, DIMENSIONS), np.float16),
    )
    return ProductIndex(segments=[Segment(columns, cells)])


def worn_outfit() -> list[WornItem]:
    """Return an outfit of five garments."""
    rng = np.random.default_rng(5)
    vectors = rng.normal(size=(len(_GARMENTS), DIMENSIONS)).astype(np.float32)
    return [
        WornItem(
            categories=(Scored(category, 0.9),),
            colours=(ColourShare("black", "#000000", 1.0),),
            pattern="graphic",
            fit="over" if category == "hoodie" else None,
            embedding=vector / np.linalg.norm(vector),
        )
        for category, vector in zip(_GARMENTS, vectors, strict=True)
    ]


def measure() -> dict[str, float]:
    """Measure shops of a mood over 10,000 shops and a million products, and styles."""
    moods, index, outfit = random_moods(), random_index(), worn_outfit()
    style = [Scored("street", 0.8), Scored("casual", 0.2)]
    garments = [(item.categories[0].name, item.embedding) for item in outfit]

    def shops_with_items() -> None:
        for hit in moods.nearest(style, SHOWN).hits:
            index.nearest_of_shop(hit.shop_id, garments, items=SHOWN)

    model = StyleModel.load()
    features = np.random.default_rng(6).normal(size=864).astype(np.float32)
    said = model.predict(features, outfit).style
    return {
        "shops_of_10000_by_mood_ms": median_ms(partial(moods.nearest, style, SHOWN)),
        "shops_with_items_of_1000000_ms": median_ms(shops_with_items),
        "style_of_an_outfit_ms": median_ms(partial(model.predict, features, outfit)),
        "reasons_of_a_style_ms": median_ms(
            partial(reasons, model, said, outfit, photographed=True)
        ),
    }
