"""Show months of the wear diary as a calendar, to read or to pick a day from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from babel.dates import get_day_names
from telegram import Bot

from bot.context import Services
from bot.handlers.diary.calendar_picture import Month, draw_month
from bot.handlers.diary.callback_data import ShowMonth
from bot.handlers.diary.day_range import EARLIEST
from bot.handlers.diary.keyboards import (
    add_clothes_keyboard,
    month_keyboard,
    picker_keyboard,
)
from bot.handlers.diary.texts import month_name
from bot.services.local_time import today_of
from bot.ui.catalogues import Html, Texts, join
from bot.ui.closet_item import full_item_name
from bot.ui.page_message import PageMessage
from db.models import ClosetItem, WornDay
from db.queries import closet, diary

MOST_WORN: Final = 3
"""Garments that the caption of a month names."""


@dataclass(frozen=True, slots=True)
class MonthPages:
    """Shows months of one person's diary in their private chat, whose id is theirs."""

    services: Services
    bot: Bot
    user_id: int
    t: Texts

    async def show_month(
        self, month: ShowMonth | None, message_id: int | None, *, picking: bool = False
    ) -> None:
        """Show a month, in place of a message if one is given.

        Args:
            month: clamped to the range of the diary; None is the current month.
            message_id: the message.
            picking: offer the days of the month as buttons.
        """
        t, message = self.t, PageMessage(self.bot, self.user_id)
        async with self.services.database.session() as session:
            closet_items = await closet.items_of(session, self.user_id, available=False)
            today = await today_of(session, self.user_id)
        if not closet_items:
            text = t.html("diary.empty_closet")
            await message.show_text(text, add_clothes_keyboard(t), message_id)
            return
        latest = ShowMonth.of(today)
        shown = latest if month is None else _clamped(month, latest)
        first, after = shown.first_day, ShowMonth(shown.month_id + 1).first_day
        async with self.services.database.session() as session:
            worn_days = await diary.worn_days(session, self.user_id, first, after)
        if picking:
            worn_on = {row.worn_on for row in worn_days}
            caption = t.html("diary.pick", month=month_name(first, t))
            keyboard = picker_keyboard(shown, latest, worn_on, t, today=today)
        else:
            wears = Counter(row.item_id for row in worn_days)
            caption = month_caption(closet_items, wears, first, t)
            keyboard = month_keyboard(shown, latest, t)
        picture = await self._draw(first, worn_days, today)
        await message.show_picture(picture, caption, keyboard, message_id)

    async def _draw(self, first: date, worn_days: Sequence[WornDay], today: date) -> bytes:
        """Draw what was worn in a month as a calendar."""
        item_ids = {row.item_id for row in worn_days}
        async with self.services.database.session() as session:
            pictures = await closet.pictures_of(session, self.user_id, item_ids)
        worn: dict[date, list[bytes | None]] = {}
        for row in worn_days:
            picture = pictures.get(row.item_id)
            worn.setdefault(row.worn_on, []).append(picture.webp if picture else None)
        month = Month(
            first_day=first,
            today=today,
            title=month_name(first, self.t),
            summary=str(self.t.plural("diary.days_noted", len(worn))),
            weekdays=_weekday_names(self.t),
            worn=worn,
        )
        return await self.services.engine.run(draw_month, month)


def _clamped(month: ShowMonth, latest: ShowMonth) -> ShowMonth:
    """Return the month of the diary's range that is nearest to a month."""
    earliest = ShowMonth.of(EARLIEST)
    return ShowMonth(min(max(month.month_id, earliest.month_id), latest.month_id))


def month_caption(
    closet_items: Sequence[ClosetItem], wears: Counter[int], first: date, t: Texts
) -> Html:
    """Return the most worn garments of a month and how many were not worn.

    Args:
        closet_items: the whole closet.
        wears: days of the month on which each garment was worn, by id.
        first: the first day of the month.
        t: the sentences.
    """
    lines = [t.html("diary.month", month=month_name(first, t))]
    if not wears:
        return join("\n", [*lines, Html(""), t.html("diary.empty_month")])
    names = {item.id: full_item_name(item, t) for item in closet_items}
    most_worn = sorted(wears.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_WORN]
    lines += [
        t.plural("diary.worn_item", count, name=names[item_id])
        for item_id, count in most_worn
        if item_id in names
    ]
    not_worn = len(closet_items) - len(wears)
    if not_worn > 0:
        lines += [Html(""), t.plural("diary.not_this_month", not_worn)]
    return join("\n", lines)


def _weekday_names(t: Texts) -> list[str]:
    """Return the names of the weekdays, Sunday first, as Korean calendars begin."""
    names = get_day_names("abbreviated", locale=t.language)
    return [names[day] for day in (6, 0, 1, 2, 3, 4, 5)]
