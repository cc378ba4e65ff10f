"""Buttons about a person's language and data."""

from __future__ import annotations

from telegram import InlineKeyboardMarkup

from bot.handlers.account.callback_data import DeleteEverything, SetLanguage, SwitchLearning
from bot.ui.catalogues import Texts
from bot.ui.keyboards import button


def language_keyboard(t: Texts) -> InlineKeyboardMarkup:
    """Return the choice of languages; each is written in itself."""
    return InlineKeyboardMarkup(
        [
            [button("한국어", SetLanguage("ko")), button("English", SetLanguage("en"))],
            [button(t.text("button.auto_language"), SetLanguage("auto"))],
        ]
    )


def delete_keyboard(user_id: int, t: Texts) -> InlineKeyboardMarkup:
    """Return the buttons that confirm or cancel the deletion of all data."""
    return InlineKeyboardMarkup(
        [
            [button(t.text("button.delete_all"), DeleteEverything(user_id, sure=True))],
            [button(t.text("button.keep"), DeleteEverything(user_id, sure=False))],
        ]
    )


def learning_keyboard(t: Texts, *, shares: bool) -> InlineKeyboardMarkup:
    """Return the button that allows or forbids learning from corrections.

    Args:
        t: the sentences.
        shares: whether it is allowed now.
    """
    stop, start = t.text("closet.button.stop_sharing"), t.text("closet.button.start_sharing")
    switch = button(stop if shares else start, SwitchLearning(agreed=not shares))
    return InlineKeyboardMarkup([[switch]])
