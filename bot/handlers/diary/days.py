"""Shows single days of the diary in a chat: what was worn on one, and what else there was."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.handlers.closet.pages import ClosetPages, shelf_page
from bot.handlers.closet.pictures import PAGE_ITEMS
from bot.handlers.closet.texts import full_name_of
from bot.handlers.diary.keyboards import choice_keyboard, day_keyboard, recent_days
from bot.handlers.diary.texts import day_name
from bot.services.closet_groups import Group, in_order
from bot.ui.catalogues import Html, circled, join
from db.queries import closet, diary


async def recently_worn_on(
    session: AsyncSession, user_id: int, item_ids: Collection[int], today: date
) -> set[date]:
    """Return on which of the last days all of these garments were worn."""
    first = recent_days(today)[-1]
    rows = await diary.worn_days(session, user_id, first, today + timedelta(days=1))
    worn: dict[date, set[int]] = {}
    for row in rows:
        worn.setdefault(row.worn_on, set()).add(row.item_id)
    return {day for day, ids in worn.items() if ids >= set(item_ids)}


@dataclass(frozen=True, slots=True)
class DayPages:
    """Shows days of one person's diary in their private chat."""

    pages: ClosetPages
    today: date

    async def show_day(self, day: date, message_id: int | None) -> None:
        """Show what was worn on a day; when nothing is noted, the closet to choose from."""
        async with self.pages.services.database.session() as session:
            user_id = self.pages.user_id
            noted = await diary.worn_days(session, user_id, day, day + timedelta(days=1))
            every = await closet.items_of(session, user_id, available=False)
        ids = {row.item_id for row in noted}
        worn = in_order([item for item in every if item.id in ids])
        if not worn:
            await self.choose(day, "all", 0, message_id)
            return
        t, shown = self.pages.t, worn[:PAGE_ITEMS]
        name = day_name(day, t, today=self.today)
        picture = await self.pages.draw(
            shown, title=name, place=str(t.plural("diary.garments", len(worn)))
        )
        lines = [t.html("diary.day", day=name)]
        lines += [
            t.html("diary.day.line", number=circled(number), name=full_name_of(item, t))
            for number, item in enumerate(shown, 1)
        ]
        if len(worn) > len(shown):
            lines.append(t.plural("diary.day.more", len(worn) - len(shown)))
        caption = join("\n", [*lines, Html(""), t.html("diary.day.hint")])
        keyboard = day_keyboard(day, shown, t, today=self.today)
        await self.pages.show(picture, caption, keyboard, message_id)

    async def choose(self, day: date, group: Group, page: int, message_id: int | None) -> None:
        """Show a page of the closet to choose from what was worn on a day."""
        async with self.pages.services.database.session() as session:
            user_id = self.pages.user_id
            noted = await diary.worn_days(session, user_id, day, day + timedelta(days=1))
            every = await closet.items_of(session, user_id, available=False)
        if not every:
            await self.pages.show_empty(message_id)
            return
        t, shelf = self.pages.t, shelf_page(every, group, page)
        worn = {row.item_id for row in noted}
        name = day_name(day, t, today=self.today)
        picture = await self.pages.draw(
            shelf.items,
            title=name,
            place=shelf.place(t),
            marks=dict.fromkeys(worn, t.text("diary.mark.worn")),
        )
        lines = [t.html("diary.choose", day=name), t.html("diary.choose.hint")]
        if worn:
            lines += [Html(""), t.plural("diary.choose.noted", len(worn))]
        keyboard = choice_keyboard(day, shelf, worn, t, today=self.today)
        await self.pages.show(picture, join("\n", lines), keyboard, message_id)
