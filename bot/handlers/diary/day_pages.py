"""Show single days of the diary: what was worn, and the closet to choose from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Bot

from bot.context import Services
from bot.handlers.diary.keyboards import (
    add_clothes_keyboard,
    choice_keyboard,
    day_keyboard,
    recent_days,
)
from bot.handlers.diary.texts import day_name
from bot.services.closet_shelves import PAGE_ITEMS, Shelf, in_shelf_order, shelf_page
from bot.ui.catalogues import Html, Texts, circled, join
from bot.ui.closet_grid import draw_closet_grid
from bot.ui.closet_item import full_item_name
from bot.ui.page_message import PageMessage
from bot.ui.paging import page_position
from db.models import ClosetItem
from db.queries import closet, diary


async def recently_worn_on(
    session: AsyncSession, user_id: int, item_ids: Collection[int], today: date
) -> set[date]:
    """Return on which of the recent days all of these garments were worn."""
    first = recent_days(today)[-1]
    rows = await diary.worn_days(session, user_id, first, today + timedelta(days=1))
    worn_ids: dict[date, set[int]] = {}
    for row in rows:
        worn_ids.setdefault(row.worn_on, set()).add(row.item_id)
    return {day for day, ids in worn_ids.items() if ids >= set(item_ids)}


@dataclass(frozen=True, slots=True)
class DayPages:
    """Shows days of one person's diary in their private chat, whose id is theirs."""

    services: Services
    bot: Bot
    user_id: int
    t: Texts
    today: date

    @property
    def message(self) -> PageMessage:
        """The messages of the chat."""
        return PageMessage(self.bot, self.user_id)

    async def show_day(self, day: date, message_id: int | None) -> None:
        """Show what was worn on a day; while nothing was, the closet to choose from."""
        closet_items, worn_ids = await self._closet_on(day)
        worn = in_shelf_order([item for item in closet_items if item.id in worn_ids])
        if not worn:
            await self.show_choice(day, "all", 0, message_id)
            return
        t, shown = self.t, worn[:PAGE_ITEMS]
        picture = await draw_closet_grid(
            self.services.database,
            self.services.engine,
            shown,
            t,
            title=day_name(day, t, today=self.today),
            position=str(t.plural("diary.garments", len(worn))),
        )
        keyboard = day_keyboard(day, shown, t, today=self.today)
        caption = self._day_caption(day, shown, len(worn))
        await self.message.show_picture(picture, caption, keyboard, message_id)

    def _day_caption(self, day: date, shown: Sequence[ClosetItem], worn_count: int) -> Html:
        t = self.t
        lines = [t.html("diary.day", day=day_name(day, t, today=self.today))]
        lines += [
            t.html("diary.day.line", number=circled(number), name=full_item_name(item, t))
            for number, item in enumerate(shown, 1)
        ]
        if worn_count > len(shown):
            lines.append(t.plural("diary.day.more", worn_count - len(shown)))
        return join("\n", [*lines, Html(""), t.html("diary.day.hint")])

    async def show_choice(self, day: date, shelf: Shelf, page: int, message_id: int | None) -> None:
        """Show a page of the closet on which garments are marked as worn on a day."""
        closet_items, worn_ids = await self._closet_on(day)
        t = self.t
        if not closet_items:
            text = t.html("closet.empty")
            await self.message.show_text(text, add_clothes_keyboard(t), message_id)
            return
        shown, name = shelf_page(closet_items, shelf, page), day_name(day, t, today=self.today)
        picture = await draw_closet_grid(
            self.services.database,
            self.services.engine,
            shown.items,
            t,
            title=name,
            position=page_position(shown.counts[shown.shelf], shown.page, shown.pages, t),
            marks=dict.fromkeys(worn_ids, t.text("diary.mark.worn")),
        )
        lines = [t.html("diary.choose", day=name), t.html("diary.choose.hint")]
        if worn_ids:
            lines += [Html(""), t.plural("diary.choose.noted", len(worn_ids))]
        keyboard = choice_keyboard(day, shown, worn_ids, t, today=self.today)
        await self.message.show_picture(picture, join("\n", lines), keyboard, message_id)

    async def _closet_on(self, day: date) -> tuple[Sequence[ClosetItem], set[int]]:
        """Return the whole closet, and the ids of what was worn on a day."""
        async with self.services.database.session() as session:
            rows = await diary.worn_days(session, self.user_id, day, day + timedelta(days=1))
            closet_items = await closet.items_of(session, self.user_id, available=False)
        return closet_items, {row.item_id for row in rows}
