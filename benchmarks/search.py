"""How long a search takes in catalogues of several sizes."""

from __future__ import annotations

from functools import partial
from typing import Final

import numpy as np

from benchmarks.engine import median_ms
from config.taxonomy import CATEGORIES, COLOURS, STYLES
from engine.models.garment import COLOUR_DIMS, SHAPE_DIMS
from engine.query import Filters
from engine.schemas import Scored
from engine.search import IndexItem, ProductIndex

SIZES: Final = (300, 10_000, 100_000)


def random_index(count: int) -> ProductIndex:
    """Return an index over random unit vectors, a hundred products a shop."""
    rng = np.random.default_rng(7)
    vectors = rng.normal(size=(count, SHAPE_DIMS + COLOUR_DIMS)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return ProductIndex(
        [
            IndexItem(
                id=i,
                shop_id=i // 100,
                category=CATEGORIES[i % len(CATEGORIES)],
                gender="unisex",
                price=1000 * (i % 200),
                colours=(COLOURS[i % len(COLOURS)],),
                pattern="solid",
                fit="regular",
                style={STYLES[(i // 100) % len(STYLES)]: 1.0},
                embedding=vector,
            )
            for i, vector in enumerate(vectors)
        ]
    )


def measure() -> dict[str, float]:
    """Measure plain and filtered searches and the shops of a mood."""
    figures = {}
    rng = np.random.default_rng(8)
    query = rng.normal(size=SHAPE_DIMS + COLOUR_DIMS).astype(np.float32)
    query /= np.linalg.norm(query)
    filters = Filters(colours=("black",), max_price=50_000)
    style = [Scored("street", 0.8), Scored("casual", 0.2)]
    garments = [("hoodie", query), ("jeans", query)]
    for count in SIZES:
        index = random_index(count)
        figures[f"top10_of_{count}_ms"] = median_ms(
            partial(index.search, query, category="hoodie", k=10)
        )
        figures[f"filtered_top10_of_{count}_ms"] = median_ms(
            partial(index.search, query, category="hoodie", k=10, filters=filters)
        )
        figures[f"shops_of_{count}_ms"] = median_ms(partial(index.shops, style, garments))
    return figures
