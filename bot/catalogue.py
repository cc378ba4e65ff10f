"""What the bot asks of the catalogue: products like a garment or to wear with it, shops of a mood.

The indexes live in memory and are built anew when the catalogue has changed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bot.actions.photos import Order
from db import catalogue as queries
from db.catalogue import CatalogueVersion, SearchRow
from db.models import Product, unpack_vector
from db.session import Database
from engine.outfit_search import OutfitIndex
from engine.query import Filters
from engine.schemas import Scored, Vector
from engine.search import IndexItem, ProductIndex
from engine.service import EngineService

WEIGHTS: Final = MappingProxyType({"both": (1.0, 1.0), "colour": (0.35, 1.0), "shape": (1.0, 0.1)})
"""Weights of shape and of colour for each order of a list."""

SHOPS_A_PAGE: Final = 3
ITEMS_A_SHOP: Final = 3


@dataclass(frozen=True, slots=True)
class Item:
    """A product as it is shown; its texts come from strangers."""

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


@dataclass(frozen=True, slots=True)
class ShopOfMood:
    """A shop whose mood is that of a photo."""

    id: int
    name: str
    url: str
    mood: str
    share: float
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Some products, and whether there are more after them."""

    items: list[Item]
    more: bool


class Catalogue:
    """Answers searches over the products in the database."""

    def __init__(self, database: Database, engine: EngineService) -> None:
        self._database = database
        self._engine = engine
        self._version: CatalogueVersion | None = None
        self._index = ProductIndex([])
        self._outfits_version: CatalogueVersion | None = None
        self._outfits = OutfitIndex([])
        self._building = asyncio.Lock()

    async def refresh(self) -> ProductIndex:
        """Return the index of the present catalogue, built anew if that has changed."""
        async with self._database.session() as session:
            version = await queries.version(session)
        if version == self._version:
            return self._index
        async with self._building:
            if version != self._version:
                self._index = await self._engine.run(ProductIndex, await self._items())
                self._version = version
            return self._index

    async def _items(self) -> list[IndexItem]:
        items: list[IndexItem] = []
        async with self._database.session() as session:
            async for rows in queries.search_rows(session):
                items += await self._engine.run(_index_items, rows)
        return items

    async def _refresh_outfits(self) -> OutfitIndex:
        """Return the outfit index of the present catalogue, built when it is first asked for."""
        async with self._database.session() as session:
            version = await queries.version(session)
        async with self._building:
            if version != self._outfits_version:
                self._outfits = await self._engine.run(OutfitIndex, await self._items())
                self._outfits_version = version
            return self._outfits

    async def similar(
        self,
        vector: Vector,
        *,
        category: str,
        filters: Filters,
        order: Order = "both",
        k: int,
        offset: int = 0,
        exclude: Collection[int] = (),
    ) -> Page:
        """Return the products most like a garment, after the first `offset` of them."""
        index = await self.refresh()
        shape, colour = WEIGHTS[order]
        hits = await self._engine.run(
            index.search,
            vector,
            category=category,
            k=k + 1,
            offset=offset,
            filters=filters,
            exclude=exclude,
            shape=shape,
            colour=colour,
        )
        products = await self._products([hit.id for hit in hits[:k]])
        items = [_item(products[h.id], h.score) for h in hits[:k] if h.id in products]
        return Page(items, more=len(hits) > k)

    async def completing(
        self,
        vector: Vector,
        *,
        category: str,
        k: int,
        genders: Collection[str] = (),
        exclude: Collection[int] = (),
    ) -> list[Item]:
        """Return up to `k` products to wear with a garment, at most one a slot."""
        index = await self._refresh_outfits()
        hits = await self._engine.run(
            index.complete, category, vector, k=k, genders=genders, exclude=exclude
        )
        products = await self._products([hit.id for hit in hits])
        return [_item(products[h.id], h.score) for h in hits if h.id in products]

    async def items(self, ids: Sequence[int]) -> list[Item]:
        """Return products by id, in that order; those that are gone are left out."""
        products = await self._products(ids)
        return [_item(products[i], 0.0) for i in ids if i in products]

    async def shops_of_mood(
        self,
        styles: Sequence[Scored],
        garments: Sequence[tuple[str, Vector]],
        *,
        page: int = 0,
        exclude: Collection[int] = (),
    ) -> tuple[list[ShopOfMood], bool]:
        """Return three shops of a photo's mood, and whether there are more after them."""
        index = await self.refresh()
        count = SHOPS_A_PAGE * (page + 1) + 1
        hits = await self._engine.run(
            index.shops, styles, garments, k=count, items=ITEMS_A_SHOP, exclude=exclude
        )
        shown = hits[SHOPS_A_PAGE * page : count - 1]
        products = await self._products([item.id for hit in shown for item in hit.items])
        shops = []
        for hit in shown:
            items = [_item(products[i.id], i.score) for i in hit.items if i.id in products]
            if not items:
                continue
            shop = products[items[0].id].shop
            shops.append(
                ShopOfMood(shop.id, shop.name, shop.url, hit.mood, hit.share, tuple(items))
            )
        return shops, len(hits) >= count

    async def _products(self, ids: Collection[int]) -> dict[int, Product]:
        async with self._database.session() as session:
            return await queries.products_by_id(session, ids)


def _index_items(rows: Sequence[SearchRow]) -> list[IndexItem]:
    return [
        IndexItem(
            id=row.id,
            shop_id=row.shop_id,
            category=row.category,
            gender=row.gender,
            price=row.price,
            colours=tuple(row.colours),
            pattern=row.pattern,
            fit=row.fit,
            style=row.style,
            embedding=unpack_vector(row.embedding),
            picture_sha256=row.picture_sha256,
        )
        for row in rows
    ]


def _item(product: Product, score: float) -> Item:
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
    )
