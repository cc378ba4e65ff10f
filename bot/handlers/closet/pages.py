"""Shows the closet in a chat: pages of it, one garment, what was just added; one message each."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from telegram import Bot, InlineKeyboardMarkup, InputMediaPhoto
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.context import Services
from bot.handlers.closet.callback_data import View
from bot.handlers.closet.keyboards import (
    batch_keyboard,
    closet_keyboard,
    empty_keyboard,
    item_keyboard,
    twin_keyboard,
)
from bot.handlers.closet.pictures import PAGE_ITEMS, Garb, draw_card, draw_grid, draw_pair
from bot.handlers.closet.texts import (
    batch_text,
    item_card,
    name_of,
    outcome_lines,
)
from bot.handlers.diary.callback_data import ShowMonth
from bot.services.closet_groups import GROUP_SLOTS, Group, group_of, in_order
from bot.services.local_time import today_of
from bot.ui.catalogues import Html, Texts, join
from db.models import ClosetBatch, ClosetItem
from db.queries import closet, closet_uploads, diary


@dataclass(frozen=True, slots=True)
class ShelfPage:
    """A page of a shelf.

    Attributes:
        items: on this page.
        counts: how many garments are on each shelf, and of `all`.
        group: the shelf.
        page: which page, from 0.
        pages: how many there are.
    """

    items: Sequence[ClosetItem]
    counts: Mapping[Group, int]
    group: Group
    page: int
    pages: int

    def place(self, t: Texts) -> str:
        """Return in words which page of how many this is."""
        count = self.counts[self.group]
        return str(t.plural("closet.place", count, page=self.page + 1, pages=self.pages))


def shelf_page(every: Sequence[ClosetItem], group: Group, page: int) -> ShelfPage:
    """Return a page of a shelf of a closet; of an empty shelf, all; the last page after it."""
    counts: Counter[Group] = Counter(group_of(item.category) for item in every)
    counts["all"] = len(every)
    if not counts[group]:
        group = "all"
    items = [i for i in in_order(every) if group == "all" or group_of(i.category) == group]
    pages = max(1, -(-len(items) // PAGE_ITEMS))
    page = min(page, pages - 1)
    shown = items[page * PAGE_ITEMS : (page + 1) * PAGE_ITEMS]
    return ShelfPage(shown, counts, group, page, pages)


@dataclass(frozen=True, slots=True)
class ClosetPages:
    """Shows one person's closet in their private chat, whose id is theirs."""

    services: Services
    bot: Bot
    user_id: int
    t: Texts

    async def show_closet(self, group: Group, page: int, message_id: int | None) -> None:
        """Show a page of a shelf, in place of a message if one is given."""
        async with self.services.database.session() as session:
            every = await closet.items_of(session, self.user_id, available=False)
            today = await today_of(session, self.user_id)
        if not every:
            await self.show_empty(message_id)
            return
        shelf, t = shelf_page(every, group, page), self.t
        picture = await self.draw(
            shelf.items,
            title=t.text("closet.title", group=t.label("closet.group", shelf.group)),
            place=shelf.place(t),
        )
        shelves = [
            t.html("closet.shelf", name=t.label("closet.group", group), n=shelf.counts[group])
            for group in GROUP_SLOTS
            if shelf.counts[group]
        ]
        caption = join(
            "\n",
            [
                t.plural("closet.caption", len(every)),
                join(" · ", shelves),
                Html(""),
                t.html("closet.hint"),
            ],
        )
        keyboard = closet_keyboard(
            shelf.items,
            shelf.counts,
            group=shelf.group,
            page=shelf.page,
            pages=shelf.pages,
            month_id=ShowMonth.of(today).month_id,
            t=t,
        )
        await self.show(picture, caption, keyboard, message_id)

    async def show_empty(self, message_id: int | None) -> None:
        """Say how to fill an empty closet."""
        await self.say(self.t.html("closet.empty"), empty_keyboard(self.t), message_id)

    async def draw(
        self,
        items: Sequence[ClosetItem],
        *,
        title: str,
        place: str,
        first_number: int = 1,
        marks: Mapping[int, str] = MappingProxyType({}),
    ) -> bytes:
        """Draw garments as a page, with a word across some; else across what is in the wash."""
        async with self.services.database.session() as session:
            pictures = await closet.pictures_of(session, self.user_id, [i.id for i in items])
        washing = self.t.text("closet.mark.wash")
        garbs = [
            Garb(
                webp=pictures[item.id].webp if item.id in pictures else None,
                name=name_of(item, self.t),
                colours=tuple(colour["hex"] for colour in item.colours),
                number=number,
                mark=marks.get(item.id) or (washing if item.in_wash else ""),
                favourite=item.favourite,
            )
            for number, item in enumerate(items, first_number)
        ]
        return await self.services.engine.run(draw_grid, garbs, title=title, place=place)

    async def page_of(self, item: ClosetItem, group: Group) -> int:
        """Return the page of a shelf that a garment is on."""
        async with self.services.database.session() as session:
            every = in_order(await closet.items_of(session, self.user_id, available=False))
        ids = [i.id for i in every if group == "all" or group_of(i.category) == group]
        return ids.index(item.id) // PAGE_ITEMS if item.id in ids else 0

    async def show_item(self, item: ClosetItem, view: View, message_id: int | None) -> None:
        """Show a garment: its picture, what is known of it, what can be done with it."""
        async with self.services.database.session() as session:
            today = await today_of(session, self.user_id)
            wear = (await diary.wear_counts(session, self.user_id, [item.id])).get(item.id)
            shown = await closet.picture_of(session, self.user_id, item.id)
            cutout = await closet.picture_of(session, self.user_id, item.id, closet.CUTOUT)
        picture = await self.services.engine.run(
            draw_card, shown.webp if shown else None, name_of(item, self.t)
        )
        keyboard = item_keyboard(
            item,
            view,
            self.t,
            worn_today=wear is not None and wear.last_on == today,
            has_cutout=cutout is not None and cutout.kind == closet.CUTOUT,
        )
        await self.show(picture, item_card(item, wear, today, self.t), keyboard, message_id)

    async def show_batch(self, batch: ClosetBatch, page: int, message_id: int | None) -> int:
        """Show a page of what a batch added; return the message that shows it."""
        t = self.t
        async with self.services.database.session() as session:
            items = await closet_uploads.items_of_batch(session, self.user_id, batch.id)
            outcomes = await closet_uploads.outcomes_of(session, batch.id)
        pages = max(1, -(-len(items) // PAGE_ITEMS))
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
            return await self.say(join("\n", lines), keyboard, message_id)
        picture = await self.draw(
            shown,
            title=t.text("closet.batch.title"),
            place=str(t.plural("closet.place", len(items), page=page + 1, pages=pages)),
            first_number=first + 1,
        )
        head = t.plural("closet.batch.saved", len(items))
        caption = join("\n", [head, batch_text(shown, outcomes, first + 1, t)])
        return await self.show(picture, caption, keyboard, message_id)

    async def show_twin(self, item: ClosetItem, older: ClosetItem, message_id: int) -> None:
        """Show a new garment beside the older one that it looks like."""
        t = self.t
        async with self.services.database.session() as session:
            pictures = await closet.pictures_of(session, self.user_id, [item.id, older.id])
        names = ((item, t.text("closet.twin.new")), (older, t.text("closet.twin.old")))
        garbs = [Garb(pictures[i.id].webp if i.id in pictures else None, name) for i, name in names]
        picture = await self.services.engine.run(draw_pair, *garbs)
        await self.show(picture, t.html("closet.twin.ask"), twin_keyboard(item, t), message_id)

    async def show(
        self, picture: bytes, caption: Html, keyboard: InlineKeyboardMarkup, message_id: int | None
    ) -> int:
        """Turn a message into a picture, or send one; return its id."""
        if message_id is not None:
            media = InputMediaPhoto(picture, caption=caption, parse_mode=ParseMode.HTML)
            try:
                await self.bot.edit_message_media(
                    media, self.user_id, message_id, reply_markup=keyboard
                )
            except BadRequest as error:
                if "not modified" not in error.message.lower():
                    message_id = None  # deleted, or too old to be changed
            if message_id is not None:
                return message_id
        sent = await self.bot.send_photo(
            self.user_id, picture, caption=caption, parse_mode=ParseMode.HTML, reply_markup=keyboard
        )
        return sent.message_id

    async def say(
        self, text: Html, keyboard: InlineKeyboardMarkup | None, message_id: int | None = None
    ) -> int:
        """Turn a message into words, or send them; a picture makes room. Return its id."""
        if message_id is not None:
            try:
                await self.bot.edit_message_text(
                    text,
                    self.user_id,
                    message_id,
                    parse_mode=ParseMode.HTML,
                    reply_markup=keyboard,
                )
            except BadRequest as error:
                if "not modified" in error.message.lower():
                    return message_id
                with contextlib.suppress(BadRequest):
                    await self.bot.delete_message(self.user_id, message_id)
            else:
                return message_id
        sent = await self.bot.send_message(
            self.user_id, text, parse_mode=ParseMode.HTML, reply_markup=keyboard
        )
        return sent.message_id
