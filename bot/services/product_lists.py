"""Lists of products that look like a garment of an answered photo, page by page."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from bot.services.catalogue import Catalogue, Page, ResultOrder
from bot.services.photo_answers import SeenGarment, seen_garments, vectors
from bot.services.search_filters import filters_from, filters_to
from config.currency import in_won
from config.taxonomy import CATEGORY_SLOT
from db.models import PhotoAnswer, Search
from db.queries import people, photos
from db.session import Database
from engine.search.filters import Filters

PAGE_SIZE: Final = 5
MAX_PAGES: Final = 40


def same_kind(wanted: Collection[str], categories: Collection[str]) -> bool:
    """Return whether the wanted categories, if any, are worn in a slot of the others."""
    slots = {CATEGORY_SLOT[category] for category in categories}
    return not wanted or any(CATEGORY_SLOT[category] in slots for category in wanted)


def order_of(search: Search | None) -> ResultOrder:
    """Return what decides the order of a list."""
    stored = search.order if search is not None else "both"
    return "colour" if stored == "colour" else "shape" if stored == "shape" else "both"


def garment_of(search: Search, answer: PhotoAnswer) -> SeenGarment:
    """Return the garment that the products of a list look like."""
    return seen_garments(answer)[search.garment]


def main_colour(garment: SeenGarment) -> str | None:
    """Return the name of a garment's largest colour, None where none is known."""
    return garment.colours[0] if garment.colours else None


class ProductLists:
    """Stores lists and finds their pages."""

    def __init__(self, database: Database, catalogue: Catalogue) -> None:
        self._database = database
        self._catalogue = catalogue

    async def open(
        self,
        *,
        user_id: int,
        answer: PhotoAnswer,
        garment: int,
        filters: Filters | None = None,
        order: ResultOrder = "both",
    ) -> Search:
        """Store a new list of what looks like a garment, counted from 0, and return it."""
        async with self._database.session() as session:
            await people.touch_user(session, user_id)
            search = Search(
                user_id=user_id,
                chat_id=answer.chat_id,
                answer_id=answer.id,
                garment=garment,
                filters=filters_to(filters or Filters()),
                order=order,
            )
            return await photos.open_search(session, search)

    async def page(self, search: Search, answer: PhotoAnswer, *, user_id: int, page: int) -> Page:
        """Return a page of a list, from 0, without the products that the person dismissed."""
        async with self._database.session() as session:
            # Products dismissed after the list was opened keep their place in the count, so that
            # the next page neither repeats nor skips any.
            before = await photos.dismissed_products(session, user_id, before=search.created_at)
            now = await photos.dismissed_products(session, user_id)
        garment = garment_of(search, answer)
        found = await self._catalogue.similar(
            vectors(answer)[search.garment],
            category=garment.category,
            colour=main_colour(garment),
            filters=filters_from(search.filters),
            order=order_of(search),
            k=PAGE_SIZE,
            offset=page * PAGE_SIZE,
            exclude=before,
        )
        shown = [item for item in found.items if item.id not in now]
        return Page(shown, more=found.more and page + 1 < MAX_PAGES)

    async def lowest_won(self, search: Search, answer: PhotoAnswer, *, user_id: int) -> int | None:
        """Return the lowest price of the page that was shown last, None for an empty one."""
        shown = await self.page(search, answer, user_id=user_id, page=search.page)
        return min((round(in_won(i.price, i.currency)) for i in shown.items), default=None)

    async def missing_colour(self, search: Search, answer: PhotoAnswer) -> str | None:
        """Return the garment's colour if no product of its category has it, else None.

        Filters by colour or category already say what is wanted, so nothing is missing then.
        """
        filters, garment = filters_from(search.filters), garment_of(search, answer)
        colour = main_colour(garment)
        if colour is None or filters.colours or filters.categories:
            return None
        exact = replace(filters, categories=(garment.category,), colours=(colour,))
        found = await self._catalogue.similar(
            vectors(answer)[search.garment], category=garment.category, filters=exact, k=1
        )
        return None if found.items else colour

    async def mark_sent(self, search_id: int, message_id: int, page: int) -> None:
        """Store which message shows which page of a list."""
        async with self._database.session() as session:
            if (stored := await session.get(Search, search_id)) is not None:
                stored.message_id, stored.page = message_id, page
