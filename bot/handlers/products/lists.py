"""Send pages of product lists: an album, then names, prices and buttons."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import Bot, InlineKeyboardMarkup, ReplyParameters
from telegram.constants import ChatAction

from bot.context import Services
from bot.handlers.products.keyboards import list_keyboard, loosen_rows
from bot.handlers.products.texts import (
    filters_text,
    list_text,
    list_title,
    missing_text,
    no_results_text,
)
from bot.services.catalogue import Page
from bot.services.product_lists import PAGE_SIZE, garment_of, order_of
from bot.services.search_filters import filters_from, loosenable
from bot.ui.catalogues import Html, Texts
from bot.ui.product_album import ProductAlbum
from bot.ui.product_texts import size_tag_text
from config.taxonomy import CATEGORY_SLOT, SIZED_SLOTS
from db.models import PhotoAnswer, Search


@dataclass(frozen=True, slots=True)
class ListSender:
    """Sends pages of lists to one chat.

    Attributes:
        services: of the bot.
        bot: sends.
        chat_id: the chat.
        reply_to_id: the message that the pages reply to.
        user_id: who asked, whose dismissed products are left out.
        t: the sentences for that person.
    """

    services: Services
    bot: Bot
    chat_id: int
    reply_to_id: int
    user_id: int
    t: Texts

    async def send(self, search: Search, answer: PhotoAnswer, *, page: int = 0) -> None:
        """Send one page of a list, or a message that there is none."""
        await self.bot.send_chat_action(self.chat_id, ChatAction.UPLOAD_PHOTO)
        lists = self.services.product_lists
        found = await lists.page(search, answer, user_id=self.user_id, page=page)
        if found.items:
            message_id = await self._send_page(search, answer, found, page)
        else:
            message_id = await self._send_empty(search, answer, page)
        await lists.mark_sent(search.id, message_id, page)

    async def _send_page(self, search: Search, answer: PhotoAnswer, found: Page, page: int) -> int:
        first_number = page * PAGE_SIZE + 1
        album = ProductAlbum(self.bot, self.services.engine, self.services.settings.pictures_dir)
        await album.send(self.chat_id, found.items, first_number=first_number, reply=self._reply())
        sizable = self._is_sizable(search, answer)
        message = await self.bot.send_message(
            self.chat_id,
            await self._page_text(search, answer, found, page),
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
        return message.message_id

    async def _page_text(self, search: Search, answer: PhotoAnswer, found: Page, page: int) -> Html:
        filters, garment = filters_from(search.filters), garment_of(search, answer)
        sizable = self._is_sizable(search, answer)
        ids = [item.id for item in found.items]
        sizes = await self.services.sizes.tags_of(self.user_id, ids) if sizable else {}
        colour = None
        if page == 0:
            colour = await self.services.product_lists.missing_colour(search, answer)
        return list_text(
            list_title(garment, filters, self.t),
            found.items,
            self.t,
            first_number=page * PAGE_SIZE + 1,
            narrowed=filters_text(filters, self.t),
            missing=None if colour is None else missing_text(garment, colour, filters, self.t),
            sizable=sizable,
            sizes={product: size_tag_text(tag, self.t) for product, tag in sizes.items()},
        )

    def _is_sizable(self, search: Search, answer: PhotoAnswer) -> bool:
        """Return whether products come in sizes, and the person's are nobody else's to read."""
        is_private = self.chat_id == self.user_id
        return is_private and CATEGORY_SLOT[garment_of(search, answer).category] in SIZED_SLOTS

    async def _send_empty(self, search: Search, answer: PhotoAnswer, page: int) -> int:
        filters = filters_from(search.filters)
        rows = loosen_rows(search.id, loosenable(filters), self.t)
        message = await self.bot.send_message(
            self.chat_id,
            no_results_text(garment_of(search, answer), filters, page, self.t),
            reply_markup=InlineKeyboardMarkup(rows) if rows else None,
            reply_parameters=self._reply(),
        )
        return message.message_id

    def _reply(self) -> ReplyParameters:
        return ReplyParameters(self.reply_to_id, allow_sending_without_reply=True)
