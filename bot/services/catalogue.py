"""Search the catalogue: products like a garment, of all shops or of one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Final, Literal

from bot.monitoring import metrics
from bot.services.product_index import LiveProductIndex
from config.settings import Settings
from db.models import Product, utc_now
from db.queries import prices, product_index, products
from db.session import Database
from engine.models.embedding_version import embedding_version
from engine.schemas import Vector
from engine.search.filters import Filters
from engine.search.product_index import Hit, ProductIndex
from engine.service import EngineService

ResultOrder = Literal["both", "colour", "shape"]
"""What decides the order of a list of products: shape and colour, or one of them."""

_WEEK: Final = timedelta(days=7)
WEIGHTS: Final = MappingProxyType({"both": (1.0, 1.0), "colour": (0.35, 1.0), "shape": (1.0, 0.1)})
"""Weights of shape and of colour in each order."""


@dataclass(frozen=True, slots=True)
class Item:
    """A product of the catalogue; its texts are untrusted."""

    id: int
    title: str
    brand: str | None
    price: int
    currency: str
    url: str
    shop: str
    picture: str | None
    category: str
    score: float
    price_week_ago: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of products, and whether another follows."""

    items: list[Item]
    more: bool


class Catalogue:
    """Searches the products in the database."""

    def __init__(self, database: Database, engine: EngineService, settings: Settings) -> None:
        self._database = database
        self._engine = engine
        self._index = LiveProductIndex(
            database, settings.index_dir, embedding_version(settings.engine.models_dir)
        )

    @property
    def indexed_products(self) -> int:
        """Number of products in the index."""
        return self._index.products

    async def refresh(self) -> ProductIndex:
        """Return the up-to-date index."""
        return await self._index.current()

    async def close(self) -> None:
        """Stop the work in the background."""
        await self._index.close()

    async def shop_names(self) -> dict[str, frozenset[int]]:
        """Return the ids of the shops of each name."""
        async with self._database.session() as session:
            return await product_index.shop_names(session)

    async def similar(
        self,
        vector: Vector,
        *,
        category: str,
        filters: Filters,
        colour: str | None = None,
        order: ResultOrder = "both",
        k: int,
        offset: int = 0,
        exclude: Collection[int] = (),
    ) -> Page:
        """Return the products most like a garment, after the first `offset` of them.

        Args:
            vector: of the garment.
            category: of the garment.
            filters: that a product must pass.
            colour: main colour of the garment; None where it is not known.
            order: what decides the order.
            k: how many.
            offset: how many to skip, for later pages.
            exclude: ids of products that must not be shown.
        """
        shape_weight, colour_weight = WEIGHTS[order]
        with metrics.SEARCH_SECONDS.time():
            index = await self.refresh()
            hits = await self._engine.run(
                index.search,
                vector,
                category=category,
                colour_name=None if order == "shape" else colour,
                k=k + 1,
                offset=offset,
                filters=filters,
                shops=await self._shops_named(filters),
                exclude=exclude,
                shape=shape_weight,
                colour=colour_weight,
            )
        return Page(await self._load(hits[:k]), more=len(hits) > k)

    async def _shops_named(self, filters: Filters) -> frozenset[int] | None:
        """Return the ids of the shops in the filters, None without any."""
        if not filters.shops:
            return None
        names = await self.shop_names()
        return frozenset[int]().union(*(names.get(name, frozenset()) for name in filters.shops))

    async def items(self, ids: Sequence[int]) -> list[Item]:
        """Return products by id, in that order, without those that are gone."""
        return await self._load([Hit(product_id, 0.0) for product_id in ids])

    async def nearest_of_shop(
        self,
        shop_id: int,
        garments: Sequence[tuple[str, Vector]],
        *,
        k: int,
        exclude: Collection[int] = (),
    ) -> list[Item]:
        """Return a shop's products that look most like a photo's garments, one a garment first.

        Args:
            shop_id: the shop.
            garments: category and embedding of each garment.
            k: how many products at most.
            exclude: ids of products that must not be shown.
        """
        index = await self.refresh()
        hits = await self._engine.run(
            index.nearest_of_shop, shop_id, garments, items=k, exclude=exclude
        )
        return await self._load(hits)

    async def _load(self, hits: Sequence[Hit]) -> list[Item]:
        """Return the products of hits, in that order, without those that are gone."""
        ids = [hit.id for hit in hits]
        async with self._database.session() as session:
            found = await products.products_by_id(session, ids)
            earlier = await prices.prices_at(session, ids, utc_now() - _WEEK)
        # The index may be a moment behind the database.
        return [
            _item(product, hit.score, earlier.get(hit.id))
            for hit in hits
            if (product := found.get(hit.id)) is not None and product.hidden_at is None
        ]


def _item(product: Product, score: float, week_ago: tuple[int, str] | None) -> Item:
    same_currency = week_ago is not None and week_ago[1] == product.currency
    return Item(
        id=product.id,
        title=product.title,
        brand=product.brand,
        price=product.price,
        currency=product.currency,
        url=product.url,
        shop=product.shop.name,
        picture=product.picture,
        category=product.category,
        score=score,
        price_week_ago=week_ago[0] if week_ago is not None and same_currency else None,
    )
