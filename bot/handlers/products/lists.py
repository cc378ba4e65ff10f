"""Opens lists of similar products and sends their pages: an album, then names, prices, buttons."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from telegram import Bot, InlineKeyboardMarkup, ReplyParameters
from telegram.constants import ChatAction

from bot.context import Services
from bot.handlers.products.keyboards import list_keyboard, loosen_rows
from bot.handlers.products.texts import category_names, filters_text, list_text
from bot.services.catalogue import Item, Page, ResultOrder
from bot.services.photo_answers import SeenGarment, seen_garments, vectors
from bot.services.search_filters import (
    filters_from,
    filters_to,
    loosenable,
)
from bot.services.size_advice import SizeTag
from bot.ui.catalogues import Html, Texts, circled
from bot.ui.product_album import ProductAlbum
from bot.ui.product_texts import size_tag_text
from config.currency import in_won
from config.taxonomy import CATEGORY_SLOT, SIZED_SLOTS
from db.models import PhotoAnswer, Search
from db.queries import people, photos
from engine.search.filters import Filters

PAGE_SIZE: Final = 5
MAX_PAGES: Final = 40


def same_kind(wanted: Collection[str], categories: Collection[str]) -> bool:
    """Return whether categories that are asked for, if any, are worn where others are."""
    slots = {CATEGORY_SLOT[category] for category in categories}
    return not wanted or any(CATEGORY_SLOT[category] in slots for category in wanted)


def order_of(search: Search | None) -> ResultOrder:
    """Return what decides the order of a list."""
    stored = search.order if search is not None else "both"
    return "colour" if stored == "colour" else "shape" if stored == "shape" else "both"


async def open_list(
    services: Services,
    *,
    user_id: int,
    answer: PhotoAnswer,
    garment: int,
    filters: Filters | None = None,
    order: ResultOrder = "both",
) -> Search:
    """Store that a person looks at what is like a garment (counted from 0); return the list."""
    async with services.database.session() as session:
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


def _main_colour(garment: SeenGarment) -> str | None:
    return garment.colours[0] if garment.colours else None


@dataclass(frozen=True, slots=True)
class ListSender:
    """Sends pages of lists to one chat.

    Attributes:
        reply_to_id: the message that the pages answer.
        t: the sentences of who asked.
    """

    services: Services
    bot: Bot
    chat_id: int
    reply_to_id: int
    t: Texts

    async def send(
        self, search: Search, answer: PhotoAnswer, *, user_id: int, page: int = 0
    ) -> None:
        """Send one page; `user_id` is who asked, whose dismissed products stay away."""
        await self.bot.send_chat_action(self.chat_id, ChatAction.UPLOAD_PHOTO)
        garment = seen_garments(answer)[search.garment]
        found = await self._find(search, answer, garment, user_id, page)
        if not found.items:
            await self._send_none(search, garment, page)
            return
        first_number = page * PAGE_SIZE + 1
        reply = ReplyParameters(self.reply_to_id, allow_sending_without_reply=True)
        album = ProductAlbum(self.bot, self.services.engine, self.services.settings.pictures_dir)
        await album.send(self.chat_id, found.items, first_number=first_number, reply=reply)
        sizable = self.chat_id == user_id and CATEGORY_SLOT[garment.category] in SIZED_SLOTS
        # A person's size is nobody else's business.
        tags = await self._size_tags(user_id, found.items) if sizable else {}
        message = await self.bot.send_message(
            self.chat_id,
            list_text(
                self._title(garment, filters_from(search.filters)),
                found.items,
                self.t,
                first_number=first_number,
                narrowed=filters_text(filters_from(search.filters), self.t),
                missing=None if page else await self._missing(search, answer, garment),
                sizable=sizable,
                sizes={i: size_tag_text(tag, self.t) for i, tag in tags.items()},
            ),
            reply_markup=list_keyboard(
                search.id,
                [(n, item.id, item.url) for n, item in enumerate(found.items, first_number)],
                self.t,
                page=page,
                more=found.more,
                order=order_of(search),
                loosen=loosenable(filters_from(search.filters)),
                sizable=sizable,
            ),
        )
        await self._note(search, message.message_id, page)

    async def lowest_won(self, search: Search, answer: PhotoAnswer, *, user_id: int) -> int | None:
        """Return the lowest price on the page that was shown last, None if it is empty."""
        garment = seen_garments(answer)[search.garment]
        shown = await self._find(search, answer, garment, user_id, search.page)
        return min((round(in_won(i.price, i.currency)) for i in shown.items), default=None)

    def _title(self, garment: SeenGarment, filters: Filters) -> Html:
        if not same_kind(filters.categories, (garment.category,)):
            wanted = ", ".join(category_names(filters.categories, self.t))
            if filters.colours:
                return self.t.html("similar.not_in_photo", wanted=wanted)
            return self.t.html(
                "similar.not_in_photo_by_colour",
                wanted=wanted,
                number=circled(garment.number),
                name=self.t.label("category", garment.category),
            )
        return self.t.html(
            "similar.title",
            number=circled(garment.number),
            name=self.t.label("category", garment.category),
        )

    async def _find(
        self, search: Search, answer: PhotoAnswer, garment: SeenGarment, user_id: int, page: int
    ) -> Page:
        async with self.services.database.session() as session:
            # What was dismissed after the list was opened keeps its place in the count, so that
            # the next page neither repeats nor skips anything.
            before = await photos.dismissed_products(session, user_id, before=search.created_at)
            now = await photos.dismissed_products(session, user_id)
        found = await self.services.catalogue.similar(
            vectors(answer)[search.garment],
            category=garment.category,
            colour=_main_colour(garment),
            filters=filters_from(search.filters),
            order=order_of(search),
            k=PAGE_SIZE,
            offset=page * PAGE_SIZE,
            exclude=before,
        )
        shown = [item for item in found.items if item.id not in now]
        return Page(shown, more=found.more and page + 1 < MAX_PAGES)

    async def _missing(
        self, search: Search, answer: PhotoAnswer, garment: SeenGarment
    ) -> Html | None:
        """Return that no shop has this kind of garment in its colour, None if one has."""
        filters, colour = filters_from(search.filters), _main_colour(garment)
        if colour is None or filters.colours or filters.categories:
            return None
        very = replace(filters, categories=(garment.category,), colours=(colour,))
        found = await self.services.catalogue.similar(
            vectors(answer)[search.garment], category=garment.category, filters=very, k=1
        )
        if found.items:
            return None
        colour = self.t.label("colour", colour)
        name = self.t.label_within("category", garment.category)
        if filters:
            return self.t.html("similar.missing_narrowed", colour=colour, name=name)
        return self.t.html("similar.missing", colour=colour, name=name)

    async def _send_none(self, search: Search, garment: SeenGarment, page: int) -> None:
        """Say plainly that nothing matches, and offer to take filters off."""
        filters = filters_from(search.filters)
        words = filters_text(filters, self.t)
        if page:
            text = self.t.html("similar.no_more")
        elif words:
            text = self.t.html("similar.none_narrowed", filters=words)
        else:
            text = self.t.html(
                "similar.none", name=self.t.label_within("category", garment.category)
            )
        rows = loosen_rows(search.id, loosenable(filters), self.t)
        message = await self.bot.send_message(
            self.chat_id,
            text,
            reply_markup=InlineKeyboardMarkup(rows) if rows else None,
            reply_parameters=ReplyParameters(self.reply_to_id, allow_sending_without_reply=True),
        )
        await self._note(search, message.message_id, page)

    async def _note(self, search: Search, message_id: int, page: int) -> None:
        async with self.services.database.session() as session:
            if (stored := await session.get(Search, search.id)) is not None:
                stored.message_id, stored.page = message_id, page

    async def _size_tags(self, user_id: int, items: Sequence[Item]) -> Mapping[int, SizeTag]:
        return await self.services.sizes.tags_of(user_id, [item.id for item in items])
