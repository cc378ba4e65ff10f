"""Buttons of subscriptions, and under daily tips."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
)

from bot.handlers.tips.callback_data import (
    AnotherTip,
    ChangeTip,
    RateTip,
    ResumeTip,
    SendTip,
    SetUpChat,
    ShowTip,
    StopTip,
    Subscribe,
    TipPart,
    WearTip,
)
from bot.handlers.tips.texts import TITLE_CHARS
from bot.ui.catalogues import Texts, capped
from bot.ui.keyboards import button, link_button, rows_of
from db.models import TipSubscription

_PARTS: Final[tuple[TipPart, ...]] = ("time", "days", "city", "occasion", "clothes", "zone")


def subscription_keyboard(
    subscription: TipSubscription, t: Texts, *, today: date
) -> InlineKeyboardMarkup:
    """Return the buttons that change a subscription."""
    number = subscription.id
    if subscription.stopped_at is not None:
        return InlineKeyboardMarkup(
            [[button(t.text("tips.button.restart"), StopTip(number, stop=False))]]
        )
    parts = [part for part in _PARTS if part != "clothes" or subscription.is_personal]
    changes = (button(t.label("tips.part", part), ChangeTip(number, part)) for part in parts)
    is_paused = subscription.paused_until is not None and subscription.paused_until > today
    pause = (
        button(t.text("tips.button.resume"), ResumeTip(number))
        if is_paused
        else button(t.label("tips.part", "pause"), ChangeTip(number, "pause"))
    )
    return InlineKeyboardMarkup(
        [
            *rows_of(changes, 2),
            [pause, button(t.text("tips.button.stop"), StopTip(number, stop=True))],
            [button(t.text("tips.button.now"), SendTip(number))],
        ]
    )


def subscribe_keyboard(t: Texts) -> InlineKeyboardMarkup:
    """Return the button that begins the dialog."""
    return InlineKeyboardMarkup([[button(t.text("tips.button.subscribe"), Subscribe())]])


def subscriptions_keyboard(
    subscriptions: Sequence[TipSubscription], t: Texts
) -> InlineKeyboardMarkup:
    """Return a button for each subscription."""
    return InlineKeyboardMarkup(
        [
            [
                button(
                    t.text("tips.button.mine")
                    if one.is_personal
                    else capped(one.chat_title or "", TITLE_CHARS),
                    ShowTip(one.id),
                )
            ]
            for one in subscriptions
        ]
    )


def set_up_keyboard(chat_id: int, t: Texts) -> InlineKeyboardMarkup:
    """Return the button that begins the dialog about a group or channel."""
    return InlineKeyboardMarkup([[button(t.text("tips.button.set_up"), SetUpChat(-chat_id))]])


def tip_keyboard(
    delivery_id: int,
    subscription_id: int,
    t: Texts,
    *,
    has_outfit: bool,
    is_own: bool,
    liked: bool | None = None,
) -> InlineKeyboardMarkup:
    """Return the buttons under a tip.

    Args:
        delivery_id: the tip.
        subscription_id: whose settings the last button shows.
        t: the texts.
        has_outfit: whether it shows an outfit, not only the weather.
        is_own: whether a part of the outfit is the person's own, so that it can be worn.
        liked: how the person rated the outfit; None if they did not.
    """
    rows = []
    if has_outfit:
        another = button(t.text("tips.button.another"), AnotherTip(delivery_id))
        wear = button(t.text("tips.button.wear"), WearTip(delivery_id))
        rows.append([wear, another] if is_own else [another])
    like = "👍 ✓" if liked is True else "👍"
    dislike = "👎 ✓" if liked is False else "👎"
    rows.append(
        [
            button(like, RateTip(delivery_id, liked=True)),
            button(dislike, RateTip(delivery_id, liked=False)),
            button(t.text("tips.button.settings"), ShowTip(subscription_id)),
        ]
    )
    return InlineKeyboardMarkup(rows)


def channel_keyboard(
    delivery_id: int, links: Iterable[tuple[str, str]], t: Texts, *, bot: str
) -> InlineKeyboardMarkup:
    """Return the links under a tip in a group or channel: what is shown, and the bot.

    Args:
        delivery_id: goes into the link to the bot, by which the tip is known again.
        links: name and address of each product.
        t: the texts.
        bot: its username.
    """
    rows = [row for name, url in links if (row := link_button(f"🛒 {name}", url))]
    start = f"https://t.me/{bot}?start=tip{delivery_id}"
    rows.append([InlineKeyboardButton(t.text("tips.button.get_own"), url=start)])
    return InlineKeyboardMarkup(rows)
