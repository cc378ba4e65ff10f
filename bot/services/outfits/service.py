"""Outfits of a person: composed of their closet and of products, and stored ones again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from bot.services.catalogue import Catalogue, Item
from bot.services.outfits.composition import best_addition, compose_outfits, lacking_roles
from bot.services.outfits.constraints import OutfitConstraints
from bot.services.outfits.keys import PieceKey
from bot.services.outfits.pieces import closet_piece, product_piece, stored_photo_piece
from bot.services.outfits.views import OutfitItemView, OutfitView, ordered_keys
from bot.services.outfits.wardrobe import WardrobeLoader, live_photo_pieces
from bot.services.photo_garments import FetchFile, PhotoGarments
from db.models import SavedOutfit
from db.queries import closet, products
from db.session import Database
from engine.outfits.pieces import Piece, role_of
from engine.schemas import Vector
from engine.search.filters import Filters
from engine.service import EngineService

_MIN_LIKENESS: Final = 0.6
"""Cosine from which a garment of the closet passes for another one."""


class OutfitService:
    """Composes outfits and loads stored ones.

    Args:
        database: of closets, products and outfits.
        engine: whose threads compose.
        catalogue: of the products.
        photo_garments: cuts garments out of photos.
        pictures_dir: folder of the product pictures.
    """

    def __init__(
        self,
        database: Database,
        engine: EngineService,
        catalogue: Catalogue,
        photo_garments: PhotoGarments,
        pictures_dir: Path,
    ) -> None:
        self._database = database
        self._engine = engine
        self._catalogue = catalogue
        self._photo_garments = photo_garments
        self._pictures_dir = pictures_dir
        self._wardrobes = WardrobeLoader(database, engine)

    async def suggest(self, user_id: int, constraints: OutfitConstraints) -> list[OutfitView]:
        """Return outfits for a person, clearly different from each other, best first.

        Raises:
            ComposeError: not one can be composed; its code says why.
        """
        wardrobe = await self._wardrobes.load(user_id, constraints)
        composed = await self._engine.run(compose_outfits, wardrobe, constraints)
        pieces = [piece for outfit in composed for piece in outfit.pieces]
        views = {view.piece.key: view for view in await self._load_views(user_id, pieces)}
        return [
            OutfitView(
                pieces=tuple(views[piece.key] for piece in outfit.pieces),
                score=outfit.score,
                reasons=outfit.reasons,
                occasion=constraints.occasion,
                style=constraints.style,
                weather=constraints.weather,
                lacks=lacking_roles(outfit.pieces),
            )
            for outfit in composed
        ]

    async def load_items(self, user_id: int, outfit: SavedOutfit) -> list[OutfitItemView]:
        """Return the garments of a stored outfit as they are now.

        Deleted garments and those of other people are left out; of a garment of an expired photo,
        its kind and colour are still known.
        """
        keys = ordered_keys(outfit)
        async with self._database.session() as session:
            rows = await closet.items_of(session, user_id)
            bought = await products.products_by_id(session, outfit.products)
            live = await live_photo_pieces(session, keys)
        # Pieces that are found later replace those before.
        found = [
            *map(stored_photo_piece, outfit.photo_garments),
            *live,
            *(closet_piece(row) for row in rows),
            *map(product_piece, bought.values()),
        ]
        pieces = {PieceKey.parse(piece.key): piece for piece in found}
        return await self._load_views(user_id, [pieces[key] for key in keys if key in pieces])

    async def add_photo_pictures(
        self, outfits: Sequence[OutfitView], fetch: FetchFile
    ) -> list[OutfitView]:
        """Return the outfits with the pictures of garments of photos, each fetched once."""
        keys = {key for outfit in outfits for key in outfit.keys if key.is_photo}
        pictures = {
            key: await self._photo_garments.picture_of(key.id, key.garment, fetch) for key in keys
        }
        return [
            replace(
                outfit,
                pieces=tuple(
                    replace(view, webp=pictures.get(view.key, view.webp)) for view in outfit.pieces
                ),
            )
            for outfit in outfits
        ]

    async def best_addition(self, user_id: int, constraints: OutfitConstraints) -> Item | None:
        """Return the product that would improve the outfits of a closet most, or None."""
        wardrobe = await self._wardrobes.load(
            user_id, replace(constraints, own_only=False, fill_gaps=False)
        )
        piece = await self._engine.run(best_addition, wardrobe, constraints)
        if piece is None:
            return None
        items = await self._catalogue.items([PieceKey.parse(piece.key).id])
        return next(iter(items), None)

    async def closest_key(self, user_id: int, category: str, vector: Vector) -> PieceKey | None:
        """Return the key of what looks most like a garment: in the closet, else in the catalogue.

        Args:
            user_id: whose closet.
            category: of the garment.
            vector: its embedding, a unit vector.
        """
        async with self._database.session() as session:
            rows = await closet.items_of(session, user_id)
        role = role_of(category)
        own = [closet_piece(row) for row in rows if role_of(row.category) is role]
        if own:
            likeness = np.stack([piece.embedding for piece in own]) @ vector
            if likeness.max() >= _MIN_LIKENESS:
                return PieceKey.parse(own[int(likeness.argmax())].key)
        page = await self._catalogue.similar(vector, category=category, filters=Filters(), k=1)
        return PieceKey.of_product(page.items[0].id) if page.items else None

    async def _load_views(self, user_id: int, pieces: Iterable[Piece]) -> list[OutfitItemView]:
        """Return pieces with names and pictures; products that are gone are left out."""
        by_key = {PieceKey.parse(piece.key): piece for piece in pieces}
        closet_ids = [key.id for key in by_key if key.is_closet]
        async with self._database.session() as session:
            pictures = await closet.pictures_of(session, user_id, closet_ids)
            names = {row.id: row.name for row in await closet.items_of(session, user_id)}
        ids = [key.id for key in by_key if key.is_product]
        items = {item.id: item for item in await self._catalogue.items(ids)}
        views = []
        for key, piece in by_key.items():
            if key.is_closet:
                picture = pictures.get(key.id)
                webp = None if picture is None else picture.webp
                views.append(OutfitItemView(key, piece, names.get(key.id), webp=webp))
            elif key.is_photo:
                views.append(OutfitItemView(key, piece))
            elif (item := items.get(key.id)) is not None:
                path = None if item.picture is None else self._pictures_dir / item.picture
                views.append(OutfitItemView(key, piece, item.title, item, path=path))
        return views
