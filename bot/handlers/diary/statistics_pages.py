"""Show statistics of the closet: charts, cost per wear, garments not worn for long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from telegram import Bot, InlineKeyboardMarkup

from bot.context import Services
from bot.handlers.closet.callback_data import ShowItem
from bot.handlers.diary.callback_data import Part
from bot.handlers.diary.charts import Bar, Figures, draw_figures
from bot.handlers.diary.keyboards import add_clothes_keyboard, part_rows
from bot.services.closet_shelves import PAGE_ITEMS
from bot.services.diary_statistics import colour_shares, costs, resting, shelf_counts, style_shares
from bot.services.local_time import today_of
from bot.ui.catalogues import Html, Texts, circled, join
from bot.ui.closet_grid import draw_closet_grid
from bot.ui.closet_item import full_item_name
from bot.ui.keyboards import Row, button, rows_of
from bot.ui.page_message import PageMessage
from bot.ui.paging import NUMBERS_IN_A_ROW
from db.models import ClosetItem
from db.queries import closet, diary
from db.queries.diary import Wear

SHOWN_STYLES: Final = 5
_MIN_CHART_ITEMS: Final = 3
"""Charts of fewer garments show nothing."""


@dataclass(frozen=True, slots=True)
class _Closet:
    """A closet and how often each garment was worn, by id; never worn ones are left out."""

    items: Sequence[ClosetItem]
    wears: dict[int, Wear]
    today: date


@dataclass(frozen=True, slots=True)
class StatisticsPages:
    """Shows statistics of one person's closet in their private chat, whose id is theirs."""

    services: Services
    bot: Bot
    user_id: int
    t: Texts

    @property
    def _message(self) -> PageMessage:
        return PageMessage(self.bot, self.user_id)

    async def _load(self) -> _Closet:
        async with self.services.database.session() as session:
            return _Closet(
                await closet.items_of(session, self.user_id, available=False),
                await diary.wear_counts(session, self.user_id),
                await today_of(session, self.user_id),
            )

    async def show_charts(self, message_id: int) -> None:
        """Show colours, styles and shelves of the closet as charts."""
        loaded, t = await self._load(), self.t
        if len(loaded.items) < _MIN_CHART_ITEMS:
            text = t.html("diary.too_few", n=_MIN_CHART_ITEMS)
            await self._message.show_text(text, add_clothes_keyboard(t), message_id)
            return
        picture = await self.services.engine.run(draw_figures, _figures(loaded, t))
        keyboard = InlineKeyboardMarkup(part_rows("charts", loaded.today, t))
        caption = _chart_caption(loaded, t)
        await self._message.show_picture(picture, caption, keyboard, message_id)

    async def show_costs(self, message_id: int) -> None:
        """Show the cost per wear of each garment with a price, the lowest first."""
        loaded, t = await self._load(), self.t
        ranked = costs(loaded.items, loaded.wears)
        if not ranked:
            await self._show_none(t.html("diary.no_prices"), "cost", loaded.today, message_id)
            return
        shown = ranked[:PAGE_ITEMS]
        lines = [t.html("diary.cost.caption"), Html("")]
        lines += [
            t.plural(
                "diary.cost.line",
                cost.wears,
                number=circled(number),
                name=full_item_name(cost.item, t),
                each=t.price(cost.per_wear, cost.item.currency),
            )
            for number, cost in enumerate(shown, 1)
        ]
        without_price = len(loaded.items) - len(ranked)
        if without_price:
            lines += [Html(""), t.plural("diary.cost.unpriced", without_price)]
        items, title = [cost.item for cost in shown], t.text("diary.cost.title")
        rows = part_rows("cost", loaded.today, t)
        await self._show_list(items, title, join("\n", lines), rows, message_id)

    async def show_resting(self, message_id: int) -> None:
        """Show garments that have not been worn for long, the longest first."""
        loaded, t = await self._load(), self.t
        ranked = resting(loaded.items, loaded.wears, loaded.today)
        if not ranked:
            await self._show_none(t.html("diary.rest.none"), "rest", loaded.today, message_id)
            return
        shown = ranked[:PAGE_ITEMS]
        lines = [t.plural("diary.rest.caption", len(ranked)), Html("")]
        for number, (item, days) in enumerate(shown, 1):
            values = {"number": circled(number), "name": full_item_name(item, t)}
            lines.append(
                t.plural("diary.rest.line", days, **values)
                if item.id in loaded.wears
                else t.plural("diary.rest.never", days, **values)
            )
        items, title = [item for item, _ in shown], t.text("diary.rest.title")
        rows = part_rows("rest", loaded.today, t)
        await self._show_list(items, title, join("\n", lines), rows, message_id)

    async def _show_none(self, text: Html, part: Part, today: date, message_id: int) -> None:
        """Show why a list is empty."""
        keyboard = InlineKeyboardMarkup(part_rows(part, today, self.t))
        await self._message.show_text(text, keyboard, message_id)

    async def _show_list(
        self,
        items: Sequence[ClosetItem],
        title: str,
        caption: Html,
        rows: list[Row],
        message_id: int,
    ) -> None:
        """Show garments as a grid with a button for each."""
        picture = await draw_closet_grid(
            self.services.database, self.services.engine, items, self.t, title=title, position=""
        )
        numbers = (
            button(str(number), ShowItem(item.id, "all")) for number, item in enumerate(items, 1)
        )
        keyboard = InlineKeyboardMarkup([*rows_of(numbers, NUMBERS_IN_A_ROW), *rows])
        await self._message.show_picture(picture, caption, keyboard, message_id)


def _figures(loaded: _Closet, t: Texts) -> Figures:
    """Return the figures of a closet with every name as it is shown."""
    return Figures(
        title=t.text("diary.charts.title"),
        colour_title=t.text("diary.charts.colours"),
        colours=[
            (colour, t.label("colour", colour), count)
            for colour, count in colour_shares(loaded.items)
        ],
        rest=t.text("diary.charts.rest"),
        style_title=t.text("diary.charts.styles"),
        styles=[
            Bar(t.label("style", name), share, t.percent(share))
            for name, share in style_shares(loaded.items)[:SHOWN_STYLES]
        ],
        group_title=t.text("diary.charts.groups"),
        groups=[
            Bar(t.label("closet.group", count.shelf), count.owned, str(count.owned))
            for count in shelf_counts(loaded.items, loaded.wears)
        ],
    )


def _chart_caption(loaded: _Closet, t: Texts) -> Html:
    """Return the most frequent colour and style, and the share of garments ever worn."""
    items = loaded.items
    lines = [t.html("diary.charts.caption")]
    colours, styles = colour_shares(items), style_shares(items)
    if colours:
        colour, count = colours[0]
        share = t.percent(count / len(items))
        lines.append(t.html("diary.charts.top_colour", name=t.label("colour", colour), share=share))
    if styles:
        lines.append(t.html("diary.charts.top_style", name=t.label("style", styles[0][0])))
    worn = sum(1 for item in items if item.id in loaded.wears)
    lines.append(t.html("diary.charts.worn", share=t.percent(worn / len(items))))
    return join("\n", lines)
