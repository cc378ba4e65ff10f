"""Show the pages of a closet in its owner's private chat, each page in one message."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import Bot

from bot.context import Services
from bot.handlers.closet.callback_data import View
from bot.handlers.closet.keyboards import (
    batch_keyboard,
    closet_keyboard,
    empty_keyboard,
    item_keyboard,
    twin_keyboard,
)
from bot.handlers.closet.texts import batch_text, outcome_lines
from bot.handlers.diary.callback_data import ShowMonth
from bot.services.closet_shelves import (
    PAGE_ITEMS,
    Shelf,
    ShelfPage,
    page_count,
    page_of,
    shelf_page,
)
from bot.services.local_time import today_of
from bot.ui.catalogues import Html, Texts, join
from bot.ui.closet_grid import draw_closet_grid
from bot.ui.closet_item import item_card, item_name
from bot.ui.closet_pictures import ClosetTile, draw_card, draw_pair
from bot.ui.page_message import PageMessage
from bot.ui.paging import page_position
from db.models import ClosetBatch, ClosetItem
from db.queries import closet, closet_uploads, diary


@dataclass(frozen=True, slots=True)
class ClosetPages:
    """Shows one person's closet in their private chat, whose id is theirs."""

    services: Services
    bot: Bot
    user_id: int
    t: Texts

    @property
    def message(self) -> PageMessage:
        """The messages of the chat."""
        return PageMessage(self.bot, self.user_id)

    async def show_closet(self, shelf: Shelf, page: int, message_id: int | None) -> None:
        """Show a page of a shelf, in place of a message if one is given."""
        async with self.services.database.session() as session:
            closet_items = await closet.items_of(session, self.user_id, available=False)
            today = await today_of(session, self.user_id)
        if not closet_items:
            await self.show_empty(message_id)
            return
        shown, t = shelf_page(closet_items, shelf, page), self.t
        picture = await draw_closet_grid(
            self.services.database,
            self.services.engine,
            shown.items,
            t,
            title=t.text("closet.title", group=t.label("closet.group", shown.shelf)),
            position=page_position(shown.counts[shown.shelf], shown.page, shown.pages, t),
        )
        keyboard = closet_keyboard(shown, month_id=ShowMonth.of(today).month_id, t=t)
        await self.message.show_picture(picture, self._caption(shown), keyboard, message_id)

    def _caption(self, shown: ShelfPage) -> Html:
        """Return how many garments there are, in all and on each shelf."""
        t = self.t
        shelves = [
            t.html("closet.shelf", name=t.label("closet.group", shelf), n=count)
            for shelf, count in shown.counts.items()
            if shelf != "all" and count
        ]
        return join(
            "\n",
            [
                t.plural("closet.caption", shown.counts["all"]),
                join(" · ", shelves),
                Html(""),
                t.html("closet.hint"),
            ],
        )

    async def show_empty(self, message_id: int | None) -> None:
        """Show how to fill an empty closet."""
        text = self.t.html("closet.empty")
        await self.message.show_text(text, empty_keyboard(self.t), message_id)

    async def show_closet_at(
        self, item: ClosetItem | None, shelf: Shelf, message_id: int | None
    ) -> None:
        """Show the page of a shelf that holds a garment, else the first page."""
        page = 0
        if item is not None:
            async with self.services.database.session() as session:
                closet_items = await closet.items_of(session, self.user_id, available=False)
            page = page_of(item.id, shelf, closet_items)
        await self.show_closet(shelf, page, message_id)

    async def show_item(self, item: ClosetItem, view: View, message_id: int | None) -> None:
        """Show a garment: its picture, its card, its buttons."""
        async with self.services.database.session() as session:
            today = await today_of(session, self.user_id)
            wear = (await diary.wear_counts(session, self.user_id, [item.id])).get(item.id)
            shown = await closet.picture_of(session, self.user_id, item.id)
            cutout = await closet.picture_of(session, self.user_id, item.id, closet.CUTOUT)
        picture = await self.services.engine.run(
            draw_card, shown.webp if shown else None, item_name(item, self.t)
        )
        keyboard = item_keyboard(
            item,
            view,
            self.t,
            worn_today=wear is not None and wear.last_on == today,
            has_cutout=cutout is not None and cutout.kind == closet.CUTOUT,
        )
        caption = item_card(item, wear, today, self.t)
        await self.message.show_picture(picture, caption, keyboard, message_id)

    async def show_batch(self, batch: ClosetBatch, page: int, message_id: int | None) -> int:
        """Show a page of the garments that a batch added; return the id of its message."""
        t = self.t
        async with self.services.database.session() as session:
            items = await closet_uploads.items_of_batch(session, self.user_id, batch.id)
            outcomes = await closet_uploads.outcomes_of(session, batch.id)
        pages = page_count(len(items))
        page = min(page, pages - 1)
        first = page * PAGE_ITEMS
        shown = items[first : first + PAGE_ITEMS]
        keyboard = batch_keyboard(
            batch.id,
            shown,
            first_number=first + 1,
            page=page,
            pages=pages,
            is_open=batch.closed_at is None,
            t=t,
        )
        if not items:
            lines = outcome_lines(outcomes, t) or [t.html("closet.batch.nothing")]
            return await self.message.show_text(join("\n", lines), keyboard, message_id)
        picture = await draw_closet_grid(
            self.services.database,
            self.services.engine,
            shown,
            t,
            title=t.text("closet.batch.title"),
            position=page_position(len(items), page, pages, t),
            first_number=first + 1,
        )
        head = t.plural("closet.batch.saved", len(items))
        caption = join("\n", [head, batch_text(shown, outcomes, first + 1, t)])
        return await self.message.show_picture(picture, caption, keyboard, message_id)

    async def show_twin(self, item: ClosetItem, older: ClosetItem, message_id: int) -> None:
        """Show a new garment beside an older one that looks the same, and ask whether it is."""
        t = self.t
        async with self.services.database.session() as session:
            pictures = await closet.pictures_of(session, self.user_id, [item.id, older.id])
        titles = ((item, t.text("closet.twin.new")), (older, t.text("closet.twin.old")))
        tiles = [
            ClosetTile(pictures[one.id].webp if one.id in pictures else None, title)
            for one, title in titles
        ]
        picture = await self.services.engine.run(draw_pair, *tiles)
        caption = t.html("closet.twin.ask")
        await self.message.show_picture(picture, caption, twin_keyboard(item, t), message_id)
