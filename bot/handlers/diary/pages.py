"""Shows the wear diary in a chat: months, charts, cost per wear and what rests for long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from babel.dates import get_day_names
from telegram import InlineKeyboardMarkup

from bot.handlers.closet.callback_data import ShowItem
from bot.handlers.closet.keyboards import empty_keyboard
from bot.handlers.closet.pages import ClosetPages
from bot.handlers.closet.pictures import PAGE_ITEMS
from bot.handlers.closet.texts import full_name_of
from bot.handlers.diary.callback_data import ShowMonth
from bot.handlers.diary.charts import Bar, Figures, draw_figures
from bot.handlers.diary.keyboards import EARLIEST, month_keyboard, part_rows, picker_keyboard
from bot.handlers.diary.pictures import Month, draw_month
from bot.handlers.diary.texts import month_name
from bot.services.diary_statistics import colour_shares, costs, group_counts, resting, style_shares
from bot.services.local_time import today_of
from bot.ui.catalogues import Html, Texts, circled, join
from bot.ui.keyboards import Row, button, rows_of
from db.models import ClosetItem, WornDay
from db.queries import closet, diary
from db.queries.diary import Wear

MOST_WORN: Final = 3
SHOWN_STYLES: Final = 5
_FIGURES_FROM: Final = 3
"""Fewer garments make no chart."""


@dataclass(frozen=True, slots=True)
class _Closet:
    items: Sequence[ClosetItem]
    wears: dict[int, Wear]
    today: date


@dataclass(frozen=True, slots=True)
class DiaryPages:
    """Shows one person's diary in their private chat."""

    pages: ClosetPages

    @property
    def _t(self) -> Texts:
        return self.pages.t

    async def show_month(
        self, month: ShowMonth | None, message_id: int | None, *, picking: bool = False
    ) -> None:
        """Show a month, in place of a message if one is given.

        Args:
            month: None is this one.
            message_id: the message.
            picking: show its days to pick from.
        """
        known = await self._closet()
        if not known.items:
            empty = self._t.html("diary.empty_closet")
            await self.pages.say(empty, empty_keyboard(self._t), message_id)
            return
        latest = ShowMonth.of(known.today)
        earliest = ShowMonth.of(EARLIEST)
        asked = latest if month is None else month
        shown = ShowMonth(min(max(asked.month_id, earliest.month_id), latest.month_id))
        first, after = shown.first_day, ShowMonth(shown.month_id + 1).first_day
        async with self.pages.services.database.session() as session:
            days = await diary.worn_days(session, self.pages.user_id, first, after)
        t = self._t
        if picking:
            worn = {day.worn_on for day in days}
            caption = t.html("diary.pick", month=month_name(first, t))
            keyboard = picker_keyboard(shown, latest, worn, t, today=known.today)
        else:
            caption = self._month_words(known, Counter(day.item_id for day in days), first)
            keyboard = month_keyboard(shown, latest, t)
        drawn = await self._draw_month(first, days, known.today)
        await self.pages.show(drawn, caption, keyboard, message_id)

    async def _draw_month(self, first: date, days: Sequence[WornDay], today: date) -> bytes:
        """Draw what was worn in a month as a calendar."""
        ids = {day.item_id for day in days}
        async with self.pages.services.database.session() as session:
            pictures = await closet.pictures_of(session, self.pages.user_id, ids)
        worn: dict[date, list[bytes | None]] = {}
        for day in days:
            picture = pictures.get(day.item_id)
            worn.setdefault(day.worn_on, []).append(picture.webp if picture else None)
        month = Month(
            first_day=first,
            today=today,
            title=month_name(first, self._t),
            summary=str(self._t.plural("diary.days_noted", len(worn))),
            weekdays=_weekdays(self._t),
            worn=worn,
        )
        return await self.pages.services.engine.run(draw_month, month)

    def _month_words(self, known: _Closet, counts: Counter[int], first: date) -> Html:
        t = self._t
        lines = [t.html("diary.month", month=month_name(first, t))]
        if not counts:
            lines += [Html(""), t.html("diary.empty_month")]
            return join("\n", lines)
        names = {item.id: full_name_of(item, t) for item in known.items}
        ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_WORN]
        lines += [
            t.plural("diary.worn_item", count, name=names[item_id])
            for item_id, count in ranked
            if item_id in names
        ]
        never = len(known.items) - len(counts)
        if never > 0:
            lines += [Html(""), t.plural("diary.not_this_month", never)]
        return join("\n", lines)

    async def show_charts(self, message_id: int) -> None:
        """Show colours, styles and shelves of the closet as charts."""
        known, t = await self._closet(), self._t
        if len(known.items) < _FIGURES_FROM:
            text = t.html("diary.too_few", n=_FIGURES_FROM)
            await self.pages.say(text, empty_keyboard(t), message_id)
            return
        figures = Figures(
            title=t.text("diary.charts.title"),
            colour_title=t.text("diary.charts.colours"),
            colours=[
                (colour, t.label("colour", colour), count)
                for colour, count in colour_shares(known.items)
            ],
            rest=t.text("diary.charts.rest"),
            style_title=t.text("diary.charts.styles"),
            styles=[
                Bar(t.label("style", name), share, t.percent(share))
                for name, share in style_shares(known.items)[:SHOWN_STYLES]
            ],
            group_title=t.text("diary.charts.groups"),
            groups=[
                Bar(t.label("closet.group", count.group), count.owned, str(count.owned))
                for count in group_counts(known.items, known.wears)
            ],
        )
        picture = await self.pages.services.engine.run(draw_figures, figures)
        keyboard = InlineKeyboardMarkup(part_rows("charts", known.today, t))
        await self.pages.show(picture, self._chart_words(known), keyboard, message_id)

    def _chart_words(self, known: _Closet) -> Html:
        t, items = self._t, known.items
        lines = [t.html("diary.charts.caption")]
        colours, styles = colour_shares(items), style_shares(items)
        if colours:
            share = t.percent(colours[0][1] / len(items))
            lines.append(
                t.html(
                    "diary.charts.top_colour", name=t.label("colour", colours[0][0]), share=share
                )
            )
        if styles:
            lines.append(t.html("diary.charts.top_style", name=t.label("style", styles[0][0])))
        worn = sum(1 for item in items if item.id in known.wears)
        lines.append(t.html("diary.charts.worn", share=t.percent(worn / len(items))))
        return join("\n", lines)

    async def show_costs(self, message_id: int) -> None:
        """Show what each garment with a price has cost per wear, the best value first."""
        known, t = await self._closet(), self._t
        ranked = costs(known.items, known.wears)
        if not ranked:
            rows = part_rows("cost", known.today, t)
            await self.pages.say(t.html("diary.no_prices"), InlineKeyboardMarkup(rows), message_id)
            return
        shown = ranked[:PAGE_ITEMS]
        lines = [t.html("diary.cost.caption"), Html("")]
        for number, cost in enumerate(shown, 1):
            lines.append(
                t.plural(
                    "diary.cost.line",
                    cost.wears,
                    number=circled(number),
                    name=full_name_of(cost.item, t),
                    each=t.price(cost.per_wear, cost.item.currency),
                )
            )
        unpriced = len(known.items) - len(ranked)
        if unpriced:
            lines += [Html(""), t.plural("diary.cost.unpriced", unpriced)]
        items = [cost.item for cost in shown]
        title = t.text("diary.cost.title")
        caption = join("\n", lines)
        await self._show_list(items, title, caption, part_rows("cost", known.today, t), message_id)

    async def show_resting(self, message_id: int) -> None:
        """Show what has not been worn for long."""
        known, t = await self._closet(), self._t
        ranked = resting(known.items, known.wears, known.today)
        if not ranked:
            rows = part_rows("rest", known.today, t)
            await self.pages.say(t.html("diary.rest.none"), InlineKeyboardMarkup(rows), message_id)
            return
        shown = ranked[:PAGE_ITEMS]
        lines = [t.plural("diary.rest.caption", len(ranked)), Html("")]
        for number, (item, days) in enumerate(shown, 1):
            words = {"number": circled(number), "name": full_name_of(item, t)}
            lines.append(
                t.plural("diary.rest.line", days, **words)
                if item.id in known.wears
                else t.plural("diary.rest.never", days, **words)
            )
        items = [item for item, _ in shown]
        title = t.text("diary.rest.title")
        caption = join("\n", lines)
        await self._show_list(items, title, caption, part_rows("rest", known.today, t), message_id)

    async def _show_list(
        self,
        items: Sequence[ClosetItem],
        title: str,
        caption: Html,
        rows: list[Row],
        message_id: int,
    ) -> None:
        picture = await self.pages.draw(items, title=title, place="")
        numbers = (
            button(str(number), ShowItem(item.id, "all")) for number, item in enumerate(items, 1)
        )
        keyboard = InlineKeyboardMarkup([*rows_of(numbers, 5), *rows])
        await self.pages.show(picture, caption, keyboard, message_id)

    async def _closet(self) -> _Closet:
        async with self.pages.services.database.session() as session:
            return _Closet(
                await closet.items_of(session, self.pages.user_id, available=False),
                await diary.wear_counts(session, self.pages.user_id),
                await today_of(session, self.pages.user_id),
            )


def _weekdays(t: Texts) -> list[str]:
    """Return the names of the days, Sunday first, as Korean calendars begin."""
    names = get_day_names("abbreviated", locale=t.language)
    return [names[day] for day in (6, 0, 1, 2, 3, 4, 5)]
