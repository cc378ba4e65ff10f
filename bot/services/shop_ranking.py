"""Rank shops by how much their style is that of a photo, with products like its garments."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from bot.services.catalogue import Catalogue, Item
from db.models import Shop
from db.queries import shop_styles
from db.session import Database
from engine.schemas import Scored, Vector
from engine.search.product_index import ProductIndex
from engine.service import EngineService
from engine.style.shop_style import MoodHit, MoodHits, Moods, moods_of

SHOPS_A_PAGE: Final = 3
ITEMS_A_SHOP: Final = 3


@dataclass(frozen=True, slots=True)
class RankedShop:
    """A shop whose style is that of a photo.

    Attributes:
        style: the style that the photo and the shop share most.
        share: its share of the shop, 0 to 1.
        certainty: 0 to 1, how much of `share` comes from the shop's own products.
        products: how many products `share` is computed from.
        items: products that look most like the photo's garments.
    """

    id: int
    name: str
    url: str
    style: str
    share: float
    certainty: float
    products: int
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class ShopPage:
    """A page of ranked shops.

    Attributes:
        shops: nearest first.
        more: whether another page follows.
        missing: the photo's first style if no shop has it and others are shown instead.
        known_shops: how many shops have a known style.
    """

    shops: tuple[RankedShop, ...]
    more: bool
    missing: str | None
    known_shops: int


class ShopRanking:
    """Ranks the shops of the catalogue."""

    def __init__(self, database: Database, engine: EngineService, catalogue: Catalogue) -> None:
        self._database = database
        self._engine = engine
        self._catalogue = catalogue
        self._counted_for: ProductIndex | None = None
        self._moods = Moods({})
        self._counting = asyncio.Lock()

    async def refresh(self) -> Moods:
        """Return the styles of the shops, computed again for those that changed."""
        index = await self._catalogue.refresh()
        async with self._counting:
            if index is not self._counted_for:
                await shop_styles.refresh_shop_styles(self._database)
                self._moods = await self._engine.run(moods_of, await self._counts())
                self._counted_for = index
            return self._moods

    async def _counts(self) -> list[shop_styles.ShopStyleTotals]:
        async with self._database.session() as session:
            return await shop_styles.shop_style_totals(session)

    async def find(
        self,
        style: Sequence[Scored],
        garments: Sequence[tuple[str, Vector]],
        *,
        page: int = 0,
        exclude: Collection[int] = (),
    ) -> ShopPage:
        """Return a page of the shops whose style is nearest to a photo's.

        Args:
            style: styles of the photo, most probable first.
            garments: category and embedding of each garment of the photo.
            page: which page, from 0.
            exclude: ids of products that must not be shown.
        """
        moods = await self.refresh()
        first = SHOPS_A_PAGE * page
        found: MoodHits = await self._engine.run(moods.nearest, style, first + SHOPS_A_PAGE)
        shops = []
        for hit in found.hits[first:]:
            items = await self._catalogue.nearest_of_shop(
                hit.shop_id, garments, k=ITEMS_A_SHOP, exclude=exclude
            )
            shop = await self._shop(hit.shop_id)
            if items and shop is not None:
                shops.append(_ranked(shop, hit, items))
        return ShopPage(tuple(shops), found.more, found.missing, len(moods))

    async def _shop(self, shop_id: int) -> Shop | None:
        async with self._database.session() as session:
            return await session.get(Shop, shop_id)


def _ranked(shop: Shop, hit: MoodHit, items: Sequence[Item]) -> RankedShop:
    return RankedShop(
        id=shop.id,
        name=shop.name,
        url=shop.url,
        style=hit.mood,
        share=hit.share,
        certainty=hit.certainty,
        products=hit.products,
        items=tuple(items),
    )
